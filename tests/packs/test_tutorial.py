"""The tutorial is followed to the letter; a claim of it that has become untrue fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packs.following import Follower, Replaced, Typed, Written, steps

PAGES = Path(__file__).resolve().parents[2] / "docs" / "packs"
ENGLISH, CHINESE = PAGES / "tutorial.md", PAGES / "tutorial.zh-CN.md"


@pytest.fixture
def follower(tmp_path: Path) -> Iterator[Follower]:
    held = Follower(tmp_path)
    yield held
    held.leaves()


def as_pattern(printed: str) -> str:
    """What the page prints, with … for anything within a line, and a line of its own for any lines."""
    lines = ["(.*\n)*" if line == "…" else re.escape(line).replace("…", ".*") + "\n" for line in printed.splitlines()]
    return "".join(lines)


def test_the_tutorial_does_what_it_says(follower: Follower) -> None:
    page = list(steps(ENGLISH.read_text("utf-8")))

    for step in page:
        printed = follower.does(step)
        if isinstance(step, Typed) and not re.fullmatch(as_pattern(step.printed), printed):
            assert (step.command, printed) == (step.command, step.printed)

    kinds = [sum(isinstance(step, kind) for step in page) for kind in (Typed, Replaced, Written)]
    assert kinds == [17, 8, 3]


def test_the_chinese_tutorial_types_and_changes_the_same() -> None:
    assert list(steps(CHINESE.read_text("utf-8"))) == list(steps(ENGLISH.read_text("utf-8")))
