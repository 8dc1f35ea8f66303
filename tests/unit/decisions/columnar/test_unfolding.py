"""Conditions that repeat themselves when they are lowered stay bounded, and are decided all the same."""

from __future__ import annotations

from datetime import date

import pytest

from anxin import decisions

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
<inputData name="b"><variable name="b" typeRef="boolean"/></inputData>
<inputData name="n"><variable name="n" typeRef="number"/></inputData>
<decision name="d"><variable name="d"/>
<decisionTable hitPolicy="FIRST"><input><inputExpression><text>{asked}</text></inputExpression></input><output name="o"/>
<rule><inputEntry><text>{cell}</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable></decision>
</definitions>"""


@pytest.mark.parametrize("times", [1, 2, 40, 41])
def test_a_boolean_compared_with_itself_again_and_again_is_decided(times: int) -> None:
    compiled = decisions.load(MODEL.format(asked="b", cell="? = " + "b = " * times + "b"), name="m").compile("d")
    met = False
    for _ in range(times + 1):
        met = met == False  # noqa: E712 -- b is false, and the comparisons are taken from the left
    assert compiled.outcome({"b": False}, date(2021, 10, 29)) == (1 if met else None)
    assert bool(compiled.python_only("sqlite")) is (times > 5)
