"""A table's input values bind on every path: an input outside them makes the table null."""

from __future__ import annotations

import sqlite3
from datetime import date

import duckdb
import pytest

from anxin import decisions

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
<inputData name="s"><variable name="s" typeRef="string"/></inputData>
<decision name="d"><variable name="d"/><decisionTable hitPolicy="FIRST">
<input><inputExpression typeRef="string"><text>s</text></inputExpression>
<inputValues><text>"a", "b"</text></inputValues></input><output name="o"/>
<rule><inputEntry><text>"a"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
DAY = date(2021, 10, 29)


@pytest.mark.parametrize(("given", "row"), [("a", 1), ("b", 2), ("c", None), (None, None)])
def test_an_input_outside_the_listed_values_makes_the_table_null_on_every_path(
    given: str | None, row: int | None
) -> None:
    model = decisions.load(MODEL, name="m")
    compiled = model.compile("d")
    assert model.evaluate("d", {"s": given}).value == row
    assert compiled.outcome({"s": given}, DAY) == row
    held = "null" if given is None else f"'{given}'"
    for dialect, run in (("sqlite", sqlite3.connect(":memory:").execute), ("duckdb", duckdb.connect().execute)):
        relation = f"(SELECT 1 AS party_id, CAST({held} AS varchar) AS s)"
        assert run(compiled.sql(dialect, relation, as_of=DAY)).fetchall() == [(1, row, None)]
