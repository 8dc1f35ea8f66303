"""schemes.yaml: every pair has one cell, every name stands for something, and each error names its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from anxin.packs import load_pack
from anxin.packs.loading import packs_folder
from anxin.packs.trying_more import try_modules
from tests.unit.packs.conftest import line_of
from tests.unit.packs.test_cases import change, found

SCHEMES, SCENARIOS = "schemes.yaml", "scenarios/benefits.yaml"
NO_CELL = (
    "the pair allowance and women has no cell: nothing says what both together pay"
    " · read: allowance, women · allowed: both, larger, first"
)


@pytest.fixture
def aid(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packs_folder() / "mutual_aid", tmp_path / "packs" / "mutual_aid"))


def alter(folder: Path, file: str, old: str, new: str) -> None:
    """The first place where a text stands, in a file where it may stand again."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(folder: Path) -> list[tuple[str, int, str]]:
    return [(one.file, one.line, str(one).partition(": ")[2]) for one in found(folder)]


def test_mutual_aid_is_without_findings(aid: Path) -> None:
    assert found(aid) == []


def test_every_row_is_reached_and_every_claim_comes_to_what_its_scenario_says() -> None:
    (report,) = [one for one in try_modules(load_pack(packs_folder() / "mutual_aid")) if one.of == "claims"]

    assert report.failures == []
    assert {stem: len(rows) for stem, rows in report.reached.items()} == report.tables


def test_a_pair_without_a_cell_is_named(aid: Path) -> None:
    text = (aid / SCHEMES).read_text("utf-8")
    start = text.index("      - pair: [allowance, women]")
    stop = text.index("      - pair: [women, women]", start)
    (aid / SCHEMES).write_text(text[:start] + text[stop:], encoding="utf-8")

    assert said(aid) == [(SCHEMES, line_of(aid, SCHEMES, "    exclusions:"), NO_CELL)]


def test_a_pair_with_two_cells_is_named_with_the_line_of_the_first(aid: Path) -> None:
    change(aid, SCHEMES, "pair: [allowance, women]", "pair: [critical, hospital]")
    first = line_of(aid, SCHEMES, "pair: [hospital, critical]")
    twice = f"the pair critical and hospital has a cell already, on line {first} · read: critical, hospital"

    assert sorted(said(aid)) == [
        (SCHEMES, line_of(aid, SCHEMES, "    exclusions:"), NO_CELL),
        (SCHEMES, line_of(aid, SCHEMES, "pair: [critical, hospital]"), twice),
    ]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("pair: [allowance, women]", "pair: [allowance, woman]", "no such item · read: woman · allowed: hospital, "),
        ("pays: larger", "pays: greater", "not an allowed value · read: greater · allowed: both, larger, first"),
        ("admission: in_service", "admission: in_servic", "no such table under tables/ · read: in_servic · allowed: "),
        ("happened: admitted", "happened: kind", "no such fact of kind date · read: kind · allowed: admitted"),
        ("values: [in_situ, ", "values: [insitu, ", "no such value of condition · read: insitu"),
        ('cycles: ["2022-1"]', 'cycles: ["2022"]', "no such cycle · read: 2022 · allowed: 2020, 2021, 2022-1"),
        ("same: condition", "same: diagnose", "no such fact of both items · read: diagnose"),
        ("{kind: fund, key: hangzhou}", "{kind: fund, key: ningbo}", "no such book that ledger.yaml opens"),
        ("payment: payment", "payment: carried", "benefits are paid out of another account than the premiums go to"),
        ('ceiling: "65200.00 yuan"', 'ceiling: "65200.01 yuan"', "another ceiling than this cycle, in fen"),
        ('worker: "20.00 yuan"', 'worker: "20.0 yuan"', "an amount is a whole number of its unit, or money"),
        ("住院天数: days", "住院天数: day", "no such fact of the item · read: day · allowed: days, admitted"),
        ("until: 2019-12-15", "until: 2019-10-15", "it ends before it begins · read: 2019-10-15"),
        ("from: 2021-01-01, until: 2021-12-31", "from: 2020-12-31, until: 2021-12-31", "no day is covered twice"),
        ("benefits: false}", "}", "it does not say whether `benefits` was published"),
        ("      below: {", "      beneath: {", "no such reason · read: below"),
    ],
)  # fmt: skip
def test_what_fits_nothing_is_told_with_what_is_there(aid: Path, old: str, new: str, what: str) -> None:
    alter(aid, SCHEMES, old, new)

    errors = [one for one in found(aid) if one.severity == "error"]
    assert any(what in str(one) for one in errors), errors
    if what.startswith("no such") and "reason" not in what:
        assert line_of(aid, SCHEMES, new) in {one.line for one in errors}


def test_a_scenario_that_comes_out_otherwise_names_the_fen(aid: Path) -> None:
    alter(aid, SCENARIOS, 'paid: "1416.66 yuan"', 'paid: "1416.67 yuan"')
    (report,) = [one for one in try_modules(load_pack(aid)) if one.of == "claims"]

    assert [str(one) for one in report.failures] == [
        f"{SCENARIOS}:{line_of(aid, SCENARIOS, '1416.67')}: `paid` comes out otherwise · read: 141666 · allowed: 141667"
    ]


def test_a_scenario_that_names_no_fact_of_the_item_is_told(aid: Path) -> None:
    alter(aid, SCENARIOS, "facts: {days: 3, ", "facts: {day: 3, ")

    assert any("no such fact of the item · read: day · allowed: days, admitted" in one[2] for one in said(aid))


def test_a_row_that_no_scenario_reaches_is_an_error(aid: Path) -> None:
    alter(aid, SCENARIOS, "condition: in_situ, first: true", "condition: not_listed, first: true")

    assert ("tables/women-2014-12-01.dmn", 0, "no scenario reaches row 3; write one under scenarios/") in said(aid)
