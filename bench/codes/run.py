"""`make bench-codes`: measure credentials, status lists, the scan path and the squares (build/bench/codes.json).

Each figure stands beside a named peer in the same run. BENCH_SIZE is "full" or "small". A PostgreSQL is started by the
parts that want one. ONLY names the parts to run: crypto, status, scanning, reading.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]  # started as a script

RESULT = ROOT / "build" / "bench" / "codes.json"
PARTS = ("crypto", "status", "scanning", "reading")
SIZES = ("full", "small")


def main() -> int:
    size = os.environ.get("BENCH_SIZE") or "full"
    if size not in SIZES:
        sys.exit(f"BENCH_SIZE is {size!r}; it is one of {', '.join(SIZES)}.")
    wanted = [part for part in PARTS if part in (os.environ.get("ONLY") or ",".join(PARTS)).split(",")]
    held: dict[str, Any] = about(size)
    for part in wanted:
        began = perf_counter()
        print(f"{part} …", file=sys.stderr, flush=True)
        module = import_module(f"bench.codes.{part}")
        held[part] = module.measure(size)
        module.show(held[part])
        print(f"{part}: {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    held["load_after"] = os.getloadavg()[0]
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(held, ensure_ascii=False, indent=2), "utf-8")
    print(f"Kept in {RESULT.relative_to(ROOT)}.")
    return 0


def about(size: str) -> dict[str, Any]:
    """What the figures depend on besides us."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": size,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "load_before": os.getloadavg()[0],
    }


if __name__ == "__main__":
    sys.exit(main())
