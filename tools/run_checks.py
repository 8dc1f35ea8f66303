"""Run the project's checks, all of them even after one has failed, and end with one table of what came out.

`run_checks.py [NAME …]` runs the named ones, without names all. Ends with 1 when any failed. As many run at a time as
there are processors; they are shown one after another in the order below, the first of those under way as it comes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
# A site of their own: the checks load the settings, and those keep keys in the home folder.
HOME = ROOT / "build" / "checks"
AT_LEAST = 2  # at a time: a test that waits for a browser or a database leaves its processor to another check
LOOK_AGAIN = 0.5  # seconds


@dataclass(frozen=True)
class Check:
    """One command of the virtual environment, run at the project's root."""

    name: str
    shows: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


PYTEST = ("python", "-m", "pytest")
# What only asks and acts through the kernel and the modules is tried on one database: pages, commands, the reading of
# packs, the demonstration's making, and the walks that look for secrets. The acts and queries themselves, every pack's
# life through each door, every route and command, races and kills run on both.
ONCE = (
    "unit/web",
    "unit/cli",
    "unit/packs",
    "unit/demo",
    "promises/test_secrets.py",
    "promises/test_no_secret_hand.py",
)
NOT_AGAIN = (*(f"--ignore=tests/{place}" for place in ONCE), "-m", "not browser and not static")
ON_POSTGRES = ("python", "-m", "tests.postgres", "--", *PYTEST, *NOT_AGAIN)
ON_SQLITE = {"ANXIN_DATABASE": ""}

# In the order in which they begin: those that say at a glance what is wrong, then the longest, so that the short ones
# fill what time is left beside them. The three parts of SQLite's run are together every test there is.
CHECKS = (
    Check("style", "ruff", ("ruff", "check", "--output-format=concise", ".")),
    Check("format", "ruff format", ("ruff", "format", "--check", "--output-format=concise", ".")),
    Check("templates", "djLint", ("djlint", "src", "--lint", "--quiet")),
    Check("architecture", "import-linter", ("lint-imports", "--no-logo")),
    Check("sqlite", "pytest on SQLite", (*PYTEST, "-m", "not browser and not static"), ON_SQLITE),
    Check("postgres", "pytest on PostgreSQL", ON_POSTGRES),
    Check("browser", "pytest in Chromium", (*PYTEST, "-m", "browser"), ON_SQLITE),
    Check("static", "pytest, no database", (*PYTEST, "-m", "static and not browser"), ON_SQLITE),
    Check("types", "mypy --strict", ("mypy",)),
    Check("packs", "anxin packs lint", ("anxin", "packs", "lint")),
    Check("scenarios", "anxin packs test", ("anxin", "packs", "test")),
)


class Run:
    """A check that runs as soon as there is room for it; `passed` and `taken` (seconds) once it has been shown."""

    def __init__(self, check: Check, output: IO[bytes], room: Executor) -> None:
        self.check, self.output = check, output
        self.passed, self.taken = False, 0.0
        self._end = room.submit(self._carried_out)

    def _carried_out(self) -> None:
        began = time.monotonic()
        path = f"{BIN}:{os.environ['PATH']}"
        environment = {**os.environ, "ANXIN_HOME": str(HOME), "PATH": path, **self.check.environment}
        command = (str(BIN / self.check.command[0]), *self.check.command[1:])
        try:
            done = subprocess.run(command, cwd=ROOT, env=environment, stdout=self.output, stderr=self.output)
            self.passed = done.returncode == 0
        except FileNotFoundError as error:
            self.output.write(f"{error.filename} is not there: `make setup` puts it in place\n".encode())
            self.output.flush()
        self.taken = time.monotonic() - began

    def shown(self) -> None:
        """Wait for its end, with its output on the terminal as it comes."""
        print(f"\n── {self.check.name}: {self.check.shows} ──", flush=True)
        at, ended = 0, False
        while not ended:
            with suppress(TimeoutError):
                self._end.result(LOOK_AGAIN)
            ended = self._end.done()  # asked before reading, so that nothing written is left unread
            while said := os.pread(self.output.fileno(), 65_536, at):  # the command goes on writing at the file's end
                at += len(said)
                sys.stdout.buffer.write(said)
            sys.stdout.buffer.flush()


def chosen(names: list[str]) -> list[Check]:
    unknown = set(names) - {check.name for check in CHECKS}
    if unknown:
        sys.exit(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(c.name for c in CHECKS)}.")
    return [check for check in CHECKS if not names or check.name in names]


def main(names: list[str]) -> int:
    checks = chosen(names)
    HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(max(AT_LEAST, os.cpu_count() or 1)) as room:
        runs = [Run(check, (Path(folder) / check.name).open("wb+"), room) for check in checks]
        for run in runs:
            run.shown()
    lines = [f"  {'passed' if run.passed else 'FAILED'}  {run.check.shows:<22} {run.taken:6.1f} s" for run in runs]
    passed = sum(run.passed for run in runs)
    print("\n" + "\n".join(lines))
    print(f"\nchecks: {passed} passed, {len(runs) - passed} failed", flush=True)
    return 0 if passed == len(runs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
