"""Run the project's checks, all of them even after one has failed, and end with one table of what came out.

`run_checks.py [NAME …]` runs the named ones, without names all. Ends with 1 when any failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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


def passes(check: Check) -> bool:
    """Run one check with its output shown as it comes."""
    path = f"{BIN}:{os.environ['PATH']}"
    environment = {**os.environ, "ANXIN_HOME": str(HOME), "PATH": path, **check.environment}
    command = (str(BIN / check.command[0]), *check.command[1:])
    try:
        return subprocess.run(command, cwd=ROOT, env=environment).returncode == 0
    except FileNotFoundError as error:
        print(f"{error.filename} is not there: `make setup` puts it in place", file=sys.stderr)
        return False


def chosen(names: list[str]) -> list[Check]:
    unknown = set(names) - {check.name for check in CHECKS}
    if unknown:
        sys.exit(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(c.name for c in CHECKS)}.")
    return [check for check in CHECKS if not names or check.name in names]


def main(names: list[str]) -> int:
    HOME.mkdir(parents=True, exist_ok=True)
    lines, failed = [], 0
    for check in chosen(names):
        print(f"\n── {check.name}: {check.shows} ──", flush=True)
        began = time.monotonic()
        passed = passes(check)
        failed += not passed
        word = "passed" if passed else "FAILED"
        lines.append(f"  {word}  {check.shows:<22} {time.monotonic() - began:6.1f} s")
    print("\n" + "\n".join(lines))
    print(f"\nchecks: {len(lines) - failed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
