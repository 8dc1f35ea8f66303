"""Run the project's checks, all of them even after one has failed, and end with one table of what came out.

`run_checks.py [NAME …]` runs the named ones, without names all. Ends with 1 when any failed. The two test runs go side
by side, since each leaves a processor idle while it waits for a browser or a database: SQLite's is shown as it comes,
PostgreSQL's when it has ended.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
# A site of their own: the checks load the settings, and those keep keys in the home folder.
HOME = ROOT / "build" / "checks"


@dataclass(frozen=True)
class Check:
    """One command of the virtual environment, run at the project's root."""

    name: str
    shows: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


PYTEST = ("python", "-m", "pytest")
ON_POSTGRES = ("python", "-m", "tests.postgres", "--", *PYTEST, "-m", "not browser and not static")

CHECKS = (
    Check("style", "ruff", ("ruff", "check", "--output-format=concise", ".")),
    Check("format", "ruff format", ("ruff", "format", "--check", "--output-format=concise", ".")),
    Check("templates", "djLint", ("djlint", "src", "--lint", "--quiet")),
    Check("architecture", "import-linter", ("lint-imports", "--no-logo")),
    Check("types", "mypy --strict", ("mypy",)),
    Check("packs", "anxin packs lint", ("anxin", "packs", "lint")),
    Check("scenarios", "anxin packs test", ("anxin", "packs", "test")),
    Check("sqlite", "pytest on SQLite", PYTEST, {"ANXIN_DATABASE": ""}),
    Check("postgres", "pytest on PostgreSQL", ON_POSTGRES),
)


BESIDE = {"postgres": "sqlite"}  # runs while the other one does


def started(check: Check, output: IO[bytes] | None = None) -> subprocess.Popen[bytes] | None:
    """The running check, its output on the terminal or in `output`; None where its program is not there."""
    path = f"{BIN}:{os.environ['PATH']}"
    environment = {**os.environ, "ANXIN_HOME": str(HOME), "PATH": path, **check.environment}
    command = (str(BIN / check.command[0]), *check.command[1:])
    try:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    except FileNotFoundError as error:
        print(f"{error.filename} is not there: `make setup` puts it in place", file=sys.stderr)
        return None


class Run(threading.Thread):
    """A check under way; `passed` and `taken` (seconds) once it has been joined."""

    def __init__(self, check: Check, output: IO[bytes] | None = None) -> None:
        super().__init__(name=check.name)
        self.check, self.output = check, output
        self.passed, self.taken = False, 0.0
        self.start()

    def run(self) -> None:
        began = time.monotonic()
        process = started(self.check, self.output)
        self.passed = process is not None and process.wait() == 0
        self.taken = time.monotonic() - began

    def shown(self) -> None:
        """Wait for its end, with its output on the terminal."""
        print(f"\n── {self.check.name}: {self.check.shows} ──", flush=True)
        self.join()
        if self.output is not None:
            self.output.seek(0)
            shutil.copyfileobj(self.output, sys.stdout.buffer)


def chosen(names: list[str]) -> list[Check]:
    unknown = set(names) - {check.name for check in CHECKS}
    if unknown:
        sys.exit(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(c.name for c in CHECKS)}.")
    return [check for check in CHECKS if not names or check.name in names]


def main(names: list[str]) -> int:
    HOME.mkdir(parents=True, exist_ok=True)
    checks = {check.name: check for check in chosen(names)}
    beside = {first: checks.pop(name) for name, first in BESIDE.items() if {name, first} <= checks.keys()}
    runs: list[Run] = []
    for check in checks.values():
        with tempfile.TemporaryFile() as output:
            here = [Run(check)]
            if other := beside.get(check.name):
                print(f"\n── {other.name}: {other.shows}, at the same time; it is shown afterwards ──", flush=True)
                here.append(Run(other, output))
            for run in here:
                run.shown()
        runs += here
    lines = [f"  {'passed' if run.passed else 'FAILED'}  {run.check.shows:<22} {run.taken:6.1f} s" for run in runs]
    passed = sum(run.passed for run in runs)
    print("\n" + "\n".join(lines))
    print(f"\nchecks: {passed} passed, {len(runs) - passed} failed", flush=True)
    return 0 if passed == len(runs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
