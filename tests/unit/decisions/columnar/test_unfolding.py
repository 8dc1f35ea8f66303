"""Conditions that repeat themselves when they are lowered stay bounded, and are decided all the same."""

from __future__ import annotations

import sqlite3
from datetime import date

import duckdb
import pytest

from anxin import decisions

DAY = date(2021, 10, 29)
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
<inputData name="b"><variable name="b" typeRef="boolean"/></inputData>
<inputData name="n"><variable name="n" typeRef="number"/></inputData>
<decision name="d"><variable name="d"/>
<decisionTable hitPolicy="FIRST"><input><inputExpression><text>{asked}</text></inputExpression></input>
<output name="o"/>
<rule><inputEntry><text>{cell}</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
</decisionTable></decision>
</definitions>"""


@pytest.mark.parametrize("times", [1, 2, 40, 41])
def test_a_boolean_compared_with_itself_again_and_again_is_decided(times: int) -> None:
    compiled = decisions.load(MODEL.format(asked="b", cell="? = " + "b = " * times + "b"), name="m").compile("d")
    met = False
    for _ in range(times + 1):
        met = met == False  # noqa: E712 -- b is false, and the comparisons are taken from the left
    assert compiled.outcome({"b": False}, DAY) == (1 if met else None)
    assert bool(compiled.python_only("sqlite")) is (times > 5)


def test_a_long_chain_of_ifs_is_one_case_for_every_database() -> None:
    chain = "".join(f"if n = {number} then n &gt; {number % 7} and b else " for number in range(60)) + "b"
    compiled = decisions.load(MODEL.format(asked="b", cell=f"? = ({chain})"), name="m").compile("d")
    facts = "(SELECT value AS party_id, TRUE AS b, value AS n FROM (VALUES (3), (9), (99)) AS v(value))"
    expected = [(number, compiled.outcome({"b": True, "n": number}, DAY)) for number in (3, 9, 99)]
    statement = compiled.sql("duckdb", facts, as_of=DAY, horizon=False)
    assert sorted(duckdb.connect().execute(statement).fetchall()) == expected
    facts = "(SELECT column1 AS party_id, TRUE AS b, column1 AS n FROM (VALUES (3), (9), (99)))"
    statement = compiled.sql("sqlite", facts, as_of=DAY, horizon=False)
    assert sorted(sqlite3.connect(":memory:").execute(statement).fetchall()) == expected


def test_a_condition_too_deep_for_a_database_is_named_and_decided_all_the_same() -> None:
    nested = "(b and (" * 20 + "n = 1" + " or b))" * 20
    compiled = decisions.load(MODEL.format(asked="b", cell=f"? = {nested}"), name="m").compile("d")
    assert [reason.rpartition(": ")[2] for reason in compiled.python_only("sqlite")] == [
        "sqlite reads no condition nested this deep"
    ]
    assert compiled.python_only("postgresql") == ()
    assert compiled.outcome({"b": True, "n": 1}, DAY) == 1
