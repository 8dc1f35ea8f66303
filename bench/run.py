"""`make bench`: measure, print a table of ratios, keep every figure in build/bench.json.

Each measure stands beside a named peer in the same run on the same machine, so that the ratio, not the machine, is the
result. Everything runs in a temporary home on SQLite, the books on a PostgreSQL as well. ANXIN_BENCH=small takes the
city of 1,000 files.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # started as a script: `bench` itself is then no package on the path

from bench.measuring import Figure  # noqa: E402 -- the path has to be there first

RESULT = ROOT / "build" / "bench.json"
SIZES = ("full", "small")


def main() -> int:
    size = os.environ.get("ANXIN_BENCH") or "full"
    if size not in SIZES:
        sys.exit(f"ANXIN_BENCH is {size!r}; it is one of {', '.join(SIZES)}.")
    home = Path(tempfile.mkdtemp(prefix="anxin-bench-"))
    try:
        figures = measured(home, size)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    keep(figures, size)
    show(figures, size)
    return 0


def measured(home: Path, size: str) -> list[Figure]:
    """Set a site up in `home` and measure one after another; nothing else runs meanwhile."""
    os.environ.update(ANXIN_HOME=str(home), ANXIN_DATABASE="", DJANGO_SETTINGS_MODULE="anxin.config.settings")
    import django

    django.setup()
    from bench import deciding, importing, ledger, scanning
    from bench.benefits import run as benefits

    print(f"Bringing the {size} city in …", file=sys.stderr, flush=True)
    figures = importing.measure(home, size)
    print("Deciding …", file=sys.stderr, flush=True)
    figures += deciding.measure()
    print("Scanning …", file=sys.stderr, flush=True)
    figures += scanning.measure(home, seconds=8 if size == "full" else 3)
    print("Keeping books …", file=sys.stderr, flush=True)
    figures += ledger.measure(size)
    print("Enrolling and paying …", file=sys.stderr, flush=True)
    figures += benefits.measure(size)
    return figures


def keep(figures: list[Figure], size: str) -> None:
    RESULT.parent.mkdir(exist_ok=True)
    held = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": size,
        "machine": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "processors": os.cpu_count(),
            "architecture": platform.machine(),
        },
        "load_before": os.getloadavg()[0],
        "figures": [figure.as_json() for figure in figures],
    }
    RESULT.write_text(json.dumps(held, ensure_ascii=False, indent=2), "utf-8")


def show(figures: list[Figure], size: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"Anxin, the {size} city, beside the bare tools in the same run", title_justify="left")
    table.add_column("measure, and its peer", overflow="fold")
    for heading in ("ours", "peer's", "ratio"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in figures:
        named = f"{one.name}, {one.unit}\n  beside {one.peer}" + (f"\n  {one.note}" if one.note else "")
        table.add_row(named, number(one.ours), number(one.theirs), number(one.ratio), end_section=True)
    console = Console(highlight=False)
    console.print(table)
    console.print(f"Ratio: ours / the peer's, both rates: 1 is as fast. Kept in {RESULT.relative_to(ROOT)}.")


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}" if value >= 0.001 else f"{value:.5f}"


if __name__ == "__main__":
    sys.exit(main())
