"""`python bench/cases/run.py`: the inbox, a filter, an export and the board with a year of cases on file.

SQLite, in a temporary home, or in HOME_KEPT, which is filled once and read again. CASES says how many (20,000). Each
figure is the median of ROUNDS requests through Django's own client, the whole page with it, in processor time (the
database runs in the process), so that what else the machine does changes little (build/bench/cases.json).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]  # started as a script

RESULT = ROOT / "build" / "bench" / "cases.json"
ROUNDS = 5
PAGES = {
    "inbox, first page": "/console/cases/",
    "inbox, overdue only": "/console/cases/?overdue=1",
    "inbox, one desk": "/console/cases/?desk=chain-vehicles",
    "inbox, ended": "/console/cases/?ended=1",
    "export of what is open, CSV": "/console/cases/export.csv",
    "board, everything": "/console/cases/board/",
    "board, 90 days": "/console/cases/board/?from={since}",
}


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="anxin-cases-") as made:
        home = Path(os.environ.get("HOME_KEPT") or made)
        fresh = not (home / "filled").exists()
        home.mkdir(parents=True, exist_ok=True)
        os.environ |= {"ANXIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "anxin.config.settings"}
        import django

        django.setup()
        held = _measured(fresh, int(os.environ.get("CASES") or 20_000))
        (home / "filled").touch()
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(held, ensure_ascii=False, indent=2), "utf-8")
    return 0


def _measured(fresh: bool, cases: int) -> dict[str, Any]:
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from anxin.kernel.access.models import User
    from anxin.kernel.cases.models import Case, CaseEvent
    from bench.cases.year import DAY, bring_year, sits

    settings.ALLOWED_HOSTS = ["testserver"]
    now = timezone.now()
    held: dict[str, Any] = {"load": os.getloadavg()[0]}
    if fresh:
        call_command("migrate", verbosity=0)
        began = perf_counter()
        bring_year(cases=cases, until=now)
        sits("province", ("province-coordination", "330000"), at=now)
        sits("county", ("county-team", "330302"), ("chain-vehicles", "330302"), at=now)
        held["seconds to bring them in"] = perf_counter() - began
    held |= {"cases": Case.objects.count(), "events": CaseEvent.objects.count()}
    held["open"] = Case.objects.filter(ended_at__isnull=True).count()
    for who in ("province", "county"):
        client = Client()
        client.force_login(User.objects.get(username=who))
        for name, page in PAGES.items():
            held[f"{who}: {name}, ms"] = _ms(client, page.format(since=(now - 90 * DAY).date().isoformat()))
    for name, value in held.items():
        print(f"{name:45} {value:12,.0f}" if isinstance(value, (int, float)) else f"{name:45} {value}")
    return held


def _ms(client: Any, page: str) -> float:
    taken = []
    for _round in range(ROUNDS):
        began = process_time()
        answer = client.get(page)
        assert answer.status_code == 200, (page, answer.status_code)
        taken.append((process_time() - began) * 1000)
    return median(taken)


if __name__ == "__main__":
    sys.exit(main())
