"""`python bench/ledger/run.py [FILE]`: postings a second on the database of ANXIN_DATABASE, without it SQLite.

Started by `make bench`, for each database in a home of its own. BENCH_SIZE is "full" or "small".
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]  # started as a script


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="anxin-ledger-") as made:
        os.environ.setdefault("ANXIN_HOME", made)
        os.environ["DJANGO_SETTINGS_MODULE"] = "anxin.config.settings"
        import django

        django.setup()
        from bench.ledger.posting import measure

        figures = measure(os.environ.get("BENCH_SIZE") or "full")
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(json.dumps([asdict(one) for one in figures], ensure_ascii=False), "utf-8")
    else:
        for one in figures:
            print(f"{one.name:45} {one.ours:10,.0f} {one.theirs:10,.0f} {one.unit}  ratio {one.ratio:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
