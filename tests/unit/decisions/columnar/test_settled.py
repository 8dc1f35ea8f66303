"""Tests that the rows above have settled are not asked again, and nothing that they have not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from anxin.decisions import Compiled, load
from tests.unit.decisions.writing import document, table

INPUTS = {"d1": "date", "n1": "number", "as_of": "date"}
TODAY = date(2024, 2, 29)


def compiled(*rules: tuple[str, str]) -> Compiled:
    cells = [((d1, n1), (f'"{number}"',)) for number, (d1, n1) in enumerate(rules, 1)]
    return load(document(INPUTS, {"t": table(["d1", "n1"], cells, outputs=["o"])})).compile("t")


def asked(*rules: tuple[str, str]) -> str:
    """What is asked for the last row, in SQL."""
    statement = compiled(*rules).sql("duckdb", "people", as_of=TODAY, horizon=False)
    found = statement.split(" END")[0].replace(" ELSE ", " WHEN ELSE ").split(" WHEN ")[-1]
    return found.replace('r."', "").replace('"', "").replace("DATE ", "")


def test_the_opposite_of_a_row_above_is_not_asked_once_nothing_is_missing() -> None:
    assert asked(("null, < as_of", "-"), (">= as_of", "1")) == "n1 = 1 THEN 2"
    assert asked(("-", "null"), ("-", "< 5"), ("-", ">= 5")) == "ELSE 3"


def test_a_comparison_is_asked_where_the_fact_may_be_missing() -> None:
    assert asked(("< as_of", "-"), (">= as_of", "1")) == "d1 >= '2024-02-29' AND n1 = 1 THEN 2"


def test_a_comparison_is_asked_where_the_row_above_asked_for_more() -> None:
    assert asked(("null", "-"), ("< as_of", "2"), (">= as_of", "1")) == "d1 >= '2024-02-29' AND n1 = 1 THEN 3"


def test_an_alternative_that_is_not_true_is_not_asked() -> None:
    assert asked(("null", "-"), ("null, < as_of", "1")) == "d1 < '2024-02-29' AND n1 = 1 THEN 2"


@pytest.mark.parametrize("facts", [{"d1": None}, {"d1": TODAY, "n1": 1}, {"d1": date(2024, 2, 28), "n1": None}, {}])
def test_every_path_says_the_same_of_rows_whose_tests_are_settled(facts: dict[str, Any]) -> None:
    table = compiled(("null, < as_of", "-"), ("-", "null"), ("-", "< 5"), (">= as_of", ">= 5"))
    expected = 1 if facts.get("d1") != TODAY else 3
    assert (table.outcome(facts, TODAY), table.decide(facts, TODAY).row, table.on(TODAY)(facts)) == (expected,) * 3
