"""Money is exact to 34 digits for one party too, whatever the decimal context of the thread."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext

import pytest

from anxin import decisions

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
<inputData name="n"><variable name="n" typeRef="number"/></inputData>
<decision name="d"><variable name="d"/><decisionTable hitPolicy="FIRST">
<input><inputExpression typeRef="number"><text>{asked}</text></inputExpression></input><output name="o"/>
<rule><inputEntry><text>{wanted}</text></inputEntry><outputEntry><text>{asked}</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
LONG = Decimal("12345678901234567890123456789.0001")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("n + 1", "12345678901234567890123456790.0001"),
        ("n - 1", "12345678901234567890123456788.0001"),
        ("n * 2", "24691357802469135780246913578.0002"),
        ("-n", "-12345678901234567890123456789.0001"),
    ],
)
def test_a_long_amount_loses_no_digit(asked: str, wanted: str) -> None:
    model = decisions.load(MODEL.format(asked=asked, wanted=wanted), name="m")
    with localcontext(prec=5):
        decided = model.compile("d").decide({"n": LONG}, date(2021, 10, 29))
        assert (decided.row, decided.outputs) == (1, {"o": Decimal(wanted)})
        assert model.evaluate("d", {"n": LONG}).value == Decimal(wanted)
