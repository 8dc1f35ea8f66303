"""The table of attacks names, for each, tests that there are."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.static

TESTS = Path(__file__).resolve().parents[1]
TABLE = TESTS.parent / "docs" / "codes" / "threats.md"
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ATTACKS = [
    "screenshot replay",
    "live relay",
    "copied card",
    "phishing domain",
    "enumeration",
    "revoked but cached",
    "clock skew",
    "parser attacks",
    "malleability",
    "key compromise",
    "reading along",
    "list watching",
    "movement profile",
    "outage of the signer",
    "finding out a reporter",
]


def rows() -> dict[str, list[str]]:
    """The cells of each row, by the attack it is about."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {row[0]: row[1:] for row in cells}


@cache
def collected(path: str) -> frozenset[str]:
    """The tests of a file that pytest would collect; none for a file that there is not."""
    file = TESTS / path
    if not file.is_file() or not file.name.startswith("test_"):
        return frozenset()
    held = ast.parse(file.read_text("utf-8")).body
    return frozenset(
        one.name
        for one in held
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("test_")
    )


def test_every_attack_has_its_row() -> None:
    assert list(rows()) == ATTACKS


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_row_says_everything_and_names_tests_that_exist(attack: str) -> None:
    wanted, against, shown_by, remains = rows()[attack]
    named = NAMED.findall(shown_by)

    assert all((wanted, against, remains))
    assert named
    assert NAMED.sub("", shown_by).strip() == ""  # nothing but tests stands there
    assert [f"{path}::{name}" for path, name in named if name not in collected(path)] == []
