"""One idea, one word: the glossary's table is read here and held against screens, packs and code."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.static
ROOT = Path(__file__).parents[2]


def rows() -> list[tuple[str, str, str, list[str]]]:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    return [
        (english, chinese, meaning, [word for word in banned.split("、") if word])
        for english, chinese, meaning, banned in cells[2:]
    ]


def test_every_idea_has_one_english_and_one_chinese_word() -> None:
    table = rows()

    assert len(table) >= 40
    for place in (0, 1):
        twice = [word for word, often in Counter(row[place] for row in table).items() if often > 1]
        assert twice == []
    assert [row[0] for row in table if not (row[1] and row[2])] == []


def shown() -> list[Path]:
    """Where people read words: translations, templates, packs."""
    return [
        *(ROOT / "src").rglob("*.po"),
        *(ROOT / "src").rglob("*.html"),
        *(path for ending in ("*.yaml", "*.md") for path in (ROOT / "packs").rglob(ending)),
    ]


@pytest.mark.parametrize("banned", sorted({word for row in rows() for word in row[3]}))
def test_a_word_that_the_glossary_rules_out_is_used_nowhere(banned: str) -> None:
    pattern = re.compile(rf"\b{banned}\b" if banned.isascii() else re.escape(banned))

    found = [str(path.relative_to(ROOT)) for path in shown() if pattern.search(path.read_text("utf-8"))]

    assert found == []


def test_every_part_of_the_kernel_is_named_by_a_word_of_the_glossary_or_the_map() -> None:
    parts = {path.name for path in (ROOT / "src/anxin/kernel").iterdir() if (path / "__init__.py").exists()}
    written = (ROOT / "docs/architecture.md").read_text("utf-8")

    assert {part for part in parts if part not in written} == set()
