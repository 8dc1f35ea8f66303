"""Cells checked one by one, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from anxin.decisions.checking.cells import CellChecker, CellProblem
from anxin.decisions.dmn.editing import read_table

RULES = Path(__file__).resolve().parents[4] / "packs" / "home_service" / "rules" / "wenzhou-2021-01-01.dmn"


@pytest.fixture(scope="module")
def checker() -> CellChecker:
    text = RULES.read_text("utf-8")
    return CellChecker.of(text, read_table(text))


@pytest.mark.parametrize(
    ("column", "text", "found"),
    [
        (0, '"issued"', []),
        (0, "-", []),
        (5, "[as_of .. as_of + about_to_expire)", []),
        (0, '"isued"', [CellProblem("'card' is never this", None, "issued")]),
        (0, "helth", [CellProblem("nothing has the name 'helth'", 1, "health")]),
        (5, "< 5", [CellProblem("cannot compare date with number")]),
        (5, "<", [CellProblem("the text ends too early", 2)]),
    ],
)
def test_an_input_cell_is_told_what_is_wrong_with_it(
    checker: CellChecker, column: int, text: str, found: list[CellProblem]
) -> None:
    assert checker.problems(column, text) == found


def test_an_output_must_be_one_of_its_columns_values(checker: CellChecker) -> None:
    assert checker.problems(0, '"red"', output=True) == []
    assert [one.why for one in checker.problems(0, '"blue"', output=True)] == ["not one of this column's values"]


def test_what_only_runs_party_by_party_is_no_fault(checker: CellChecker) -> None:
    assert [one.outside for one in checker.problems(0, 'matches(?, "i.*")')] == [True]


def test_nothing_is_said_of_cells_while_the_file_itself_cannot_be_read() -> None:
    text = RULES.read_text("utf-8").replace('typeRef="date"', 'typeRef="dat"')
    assert CellChecker.of(text, read_table(text)).problems(0, "(((") == []
