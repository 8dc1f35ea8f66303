"""Follow lots through a million events on SQLite, beside one recursive statement of SQL over the same rows.

`python bench/tracing/run.py [events]` prints a table and keeps the figures in build/bench/tracing.json. Sites
and lots are invented. Both are asked for the same: every lot concerned (back, forward, and forward again from all it
was made of) and every step of each.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "build" / "bench" / "tracing.json"
sys.path.insert(0, str(ROOT))
HOME = tempfile.TemporaryDirectory(prefix="anxin-bench-tracing-")
os.environ |= {"ANXIN_HOME": HOME.name, "DJANGO_SETTINGS_MODULE": "anxin.config.settings"}

import django  # noqa: E402  -- its settings are read from the environment above

django.setup()

from django.core.management import call_command  # noqa: E402  -- as above
from django.db import connection, transaction  # noqa: E402  -- as above

from anxin.modules.tracing.following import trace  # noqa: E402  -- as above
from anxin.modules.tracing.models import Lot  # noqa: E402  -- as above

START = datetime(2021, 1, 1, tzinfo=UTC)
RUNS, SITES, HALVES, PACKAGES, WIDE = 5, 200, 4, 3, 100
PER_FAMILY = 2 + HALVES * 3 + HALVES * PACKAGES
WALK = """
with recursive back(lot, moment) as (
  select %s, '9999-12-31' union
  select u.lot_id, e.happened_at from back b
  join trace_line m on m.lot_id = b.lot and m.side = 'out'
  join trace_event e on e.id = m.event_id and e.kind in ('split', 'relabel') and e.happened_at <= b.moment
    and not exists (select 1 from trace_event x where x.wrong_id = e.id)
  join trace_line u on u.event_id = e.id and u.side = 'in'),
concerned(lot, moment) as (
  select lot, '' from back union
  select m.lot_id, e.happened_at from concerned c
  join trace_line u on u.lot_id = c.lot and u.side = 'in'
  join trace_event e on e.id = u.event_id and e.kind in ('split', 'relabel') and e.happened_at >= c.moment
    and not exists (select 1 from trace_event x where x.wrong_id = e.id)
  join trace_line m on m.event_id = e.id and m.side = 'out')
select l.lot_id, e.id, l.side, e.kind, e.site_id, e.happened_at, e.recorded_by
from (select lot, min(moment) moment from concerned group by lot) c
join trace_line l on l.lot_id = c.lot
join trace_event e on e.id = l.event_id and e.happened_at >= c.moment
"""


class Builder:
    """Rows of events, sent in parts."""

    def __init__(self) -> None:
        self.lots, self.events = 0, 0
        self.rows: dict[str, list[tuple[Any, ...]]] = {"party": [], "lot": [], "event": [], "line": []}

    def lot(self) -> int:
        self.lots += 1
        number = self.lots + SITES
        self.rows["party"].append((number, f"l{number:015d}", "lot", "示例批次", "330200", "", "", "", START))
        self.rows["lot"].append((self.lots, number, "cold_chain", f"LOT-{self.lots}", "{}"))
        return self.lots

    def event(self, kind: str, site: int, minutes: int, used: list[int], made: list[int]) -> None:
        self.events += 1
        at = START + timedelta(minutes=minutes)
        digest = f"{self.events:064x}"
        self.rows["event"].append(
            (self.events, digest, "cold_chain", kind, site, None, at, at, "bench", "{}", "", None)
        )
        self.rows["line"] += [(self.events, lot, "in", 1000) for lot in used]
        self.rows["line"] += [(self.events, lot, "out", 1000) for lot in made]

    def send(self) -> None:
        named = {
            "party": (
                "party",
                "id, public_id, kind, name, area, phone_sealed, phone_index, address_sealed, created_at",
            ),
            "lot": ("trace_lot", "id, party_id, pack, code, about"),
            "event": (
                "trace_event",
                "id, digest, pack, kind, site_id, to_id, happened_at, recorded_at, recorded_by, body, result, wrong_id",
            ),
            "line": ("trace_line", "event_id, lot_id, side, grams"),
        }
        with connection.cursor() as cursor:
            for key, (table, columns) in named.items():
                marks = ", ".join(["%s"] * len(columns.split(",")))
                cursor.executemany(f"insert into {table} ({columns}) values ({marks})", self.rows[key])
                self.rows[key].clear()


def build(events: int) -> dict[str, int]:
    """A million events: one family of ten thousand packages, and many of seventeen lots. Gives lots to ask about."""
    made = Builder()
    with transaction.atomic(), connection.cursor() as cursor:
        for one in range(1, SITES + 1):
            cursor.execute(
                "insert into party (id, public_id, kind, name, area, phone_sealed, phone_index, address_sealed, "
                "created_at) values (%s, %s, 'place', '示例站点', '330200', '', '', '', %s)",
                [one, f"s{one:015d}", START],
            )
            cursor.execute(
                "insert into trace_site (id, party_id, pack, kind) values (%s, %s, 'cold_chain', 'market')", [one, one]
            )
        asked = {"one package of a family of 10,101 lots": _family(made, 0, WIDE, WIDE)}
        while made.events < events:
            package = _family(made, made.events % 500_000, HALVES, PACKAGES)
            if len(made.rows["event"]) > 50_000:
                made.send()
            if made.events < events // 2:
                asked["one package of a family of 17 lots"] = package
        made.send()
    asked["a whole pallet with 10,000 packages"] = 1
    print(f"{made.events:,} events, {made.lots:,} lots", file=sys.stderr)
    return asked


def _family(made: Builder, at: int, halves: int, packages: int) -> int:
    """A pallet is entered and split; each part is shipped, received, split, sold. Gives the last package."""
    pallet, site = made.lot(), 1 + at % SITES
    made.event("enter", site, at, [], [pallet])
    parts = [made.lot() for _ in range(halves)]
    made.event("split", site, at + 10, [pallet], parts)
    package = pallet
    for place, part in enumerate(parts):
        there = 1 + (at + place + 1) % SITES
        made.event("ship", site, at + 20, [part], [])
        made.event("receive", there, at + 200, [], [part])
        sold = [made.lot() for _ in range(packages)]
        made.event("split", there, at + 300, [part], sold)
        for package in sold:
            made.event("sell", there, at + 400, [package], [])
    return package


def measured(asked: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The slowest of some runs, each side alternating."""
    for title, key in asked.items():
        lot = Lot.objects.get(pk=key)
        ours, theirs, seen, rows = [], [], set[int](), 0
        for _run in range(RUNS):
            began = time.perf_counter()
            found = trace(lot)
            seen = found.lots
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute(WALK, [key])
                answers = cursor.fetchall()
            theirs.append(time.perf_counter() - began)
            rows = len(answers)
            told = {row[0] for row in answers}
            assert told == seen, (title, len(told), len(seen), sorted(told ^ seen)[:5])
            assert rows == len(found.concerned.steps), "and the same steps"
        yield {"asked": title, "lots": len(seen), "steps": rows, "ours": max(ours), "sql": max(theirs)}


def main() -> None:
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    call_command("migrate", verbosity=0)
    results = list(measured(build(numbers[0] if numbers else 1_000_000)))
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"runs": RUNS, "results": results}, ensure_ascii=False, indent=2), "utf-8")
    print(f"{'asked about':42} {'lots':>7} {'steps':>7} {'here, s':>9} {'SQL, s':>9}   (slowest of {RUNS})")
    for one in results:
        print(f"{one['asked']:42} {one['lots']:7,} {one['steps']:7,} {one['ours']:9.3f} {one['sql']:9.3f}")


if __name__ == "__main__":
    main()
