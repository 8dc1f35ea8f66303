"""`make bench-decisions`: measure, print tables of ratios, keep every figure in build/bench/decisions.json.

Each measure stands beside a named peer in the same run, in turns, and what both give is compared before either is
timed. BENCH_SIZE is "small" (100,000 parties), "full" (a million) or "large" (ten million). PostgreSQL is measured
where ANXIN_DATABASE names one.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]  # started as a script, beside the site's own environment

from bench.decisions import library, many_rows, one_party, population, through_time  # noqa: E402 -- see above
from bench.decisions.bases import bases  # noqa: E402 -- as above
from bench.decisions.figures import Measure  # noqa: E402 -- as above
from bench.decisions.tables import show  # noqa: E402 -- as above

RESULT = ROOT / "build" / "bench" / "decisions.json"
PARTIES = {"small": 100_000, "full": 1_000_000, "large": 10_000_000}
DECISIONS = {"small": 1000, "full": 2000, "large": 2000}
ENGINES = (
    "zen-engine", "bkflow-dmn", "bkflow-feel", "SpiffWorkflow", "pyDMNrules", "OpenFisca-Core", "cel-python", "polars",
    "duckdb", "psycopg", "numpy",
)  # fmt: skip


def main() -> int:
    size = os.environ.get("BENCH_SIZE") or "full"
    if size not in PARTIES:
        sys.exit(f"BENCH_SIZE is {size!r}; it is one of {', '.join(PARTIES)}.")
    logging.disable(logging.CRITICAL)  # some engines write a line at every decision
    held = about(size)
    figures: list[Measure] = []
    with told("one party"):
        figures += one_party.measure(DECISIONS[size])
    with told("many rows"):
        figures += many_rows.measure(DECISIONS[size])
    with told(f"{PARTIES[size]:,} parties"), bases(PARTIES[size]) as found:
        held["versions"] |= {
            base.dialect: str(base.rows("SHOW server_version")[0][0]) for base in found if base.dialect == "postgresql"
        }
        with told("the population"):
            figures += population.measure(found, PARTIES[size])
        with told("time"):
            figures += through_time.measure(found, PARTIES[size])
    with told("the library"):
        figures += library.measure()
    held |= {"load_after": os.getloadavg()[0], "figures": [figure.as_json() for figure in figures]}
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(held, ensure_ascii=False, indent=2), "utf-8")
    show(figures, held)
    return 0


def about(size: str) -> dict[str, Any]:
    """What the figures depend on besides us."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": size,
        "machine": {
            "processors": os.cpu_count(),
            "architecture": platform.machine(),
            "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
            "system": platform.system(),
        },
        "versions": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in ENGINES},
        },
        "load_before": os.getloadavg()[0],
    }


@contextmanager
def told(what: str) -> Iterator[None]:
    began = perf_counter()
    print(f"Measuring {what} …", file=sys.stderr, flush=True)
    yield
    print(f"… {what}: {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
