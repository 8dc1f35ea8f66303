"""Cells of the decision tables in plain words."""

from __future__ import annotations

import pytest
from django.utils import translation

from anxin import packs
from anxin.decisions import load
from anxin.web.console.plain_cells import plain

PARAMETERS = {"about_to_expire": "P30D"}


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("-", "不限"),
        ("null", "没有记录"),
        ('"passed"', "通过"),
        ("null, < as_of", "没有记录 或 已过期"),
        (">= as_of", "当天有效"),
        ('"failed", "abnormal", "invalid"', "未通过 或 异常 或 无效"),
    ],
)
def test_a_cell_reads_as_a_clerk_says_it(cell: str, words: str) -> None:
    with translation.override("zh-hans"):
        assert plain(cell, PARAMETERS) == words


def test_a_margin_names_the_days_of_the_parameter_in_use() -> None:
    with translation.override("en"):
        assert plain(">= as_of + about_to_expire", PARAMETERS) == "in date for 30 days more"
        assert plain(">= as_of + about_to_expire", {"about_to_expire": "P7D"}) == "in date for 7 days more"


@pytest.mark.parametrize("cell", ["[1..5]", "not(null)", '"passed", [1..5]', ">= as_of + unknown"])
def test_what_has_no_plain_form_is_shown_as_written(cell: str) -> None:
    assert plain(cell, PARAMETERS) == cell


def test_every_cell_of_the_published_tables_has_a_plain_form() -> None:
    pack = packs.current("home_service")
    texts = {
        text
        for rules in pack.rule_files
        for table in load(rules.dmn, name=rules.stem).tables.values()
        for rule in table.rules
        for text in rule.texts
    }
    with translation.override("en"):
        assert {text for text in texts if plain(text, PARAMETERS) == text} == set()
