"""How fast books are written, beside bare inserts of the same rows in the same database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measuring import Figure
from tests.postgres import running

SCRIPT = Path(__file__).with_name("run.py")


def measure(size: str) -> list[Figure]:
    """On SQLite and on a PostgreSQL of its own, each in a process and a home of its own."""
    with running() as address:
        return [*_on("SQLite", "", size), *_on("PostgreSQL", address, size)]


def _on(named: str, address: str, size: str) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="anxin-bench-ledger-") as home:
        place = Path(home) / "figures.json"
        surroundings = {**os.environ, "ANXIN_HOME": home, "ANXIN_DATABASE": address, "BENCH_SIZE": size}
        subprocess.run([sys.executable, SCRIPT, str(place)], env=surroundings, check=True)
        return [Figure(**{**one, "name": f"{one['name']}, {named}"}) for one in json.loads(place.read_text("utf-8"))]
