"""`make bench-exchange`: what it costs two sites to find out in what they differ (build/bench/exchange.json).

Each figure stands beside sending all ids and beside a fixed Merkle tree in the same run. BENCH_SIZE is "full" (27,033
and 1,000,000 records) or "small" (27,033).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]  # started as a script

RESULT = ROOT / "build" / "bench" / "exchange.json"
SIZES = ("full", "small")


def main() -> int:
    from bench.codes.run import about
    from bench.exchange import comparing

    size = os.environ.get("BENCH_SIZE") or "full"
    if size not in SIZES:
        sys.exit(f"BENCH_SIZE is {size!r}; it is one of {', '.join(SIZES)}.")
    held: dict[str, Any] = about(size)
    held["comparing"] = comparing.measure(size)
    held["load_after"] = os.getloadavg()[0]
    comparing.show(held["comparing"])
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(held, ensure_ascii=False, indent=2), "utf-8")
    print(f"\nKept in {RESULT.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
