"""Arithmetic, logic, comparison and conditions of FEEL."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.evaluate import evaluate
from anxin.decisions.feel.temporal import Date, Duration, Months
from anxin.decisions.feel.values import Run, Value

DAY = 86_400 * 10**9


def worth(text: str, **names: Value) -> Value:
    return evaluate(text, names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", Decimal(7)),
        ("0.1 + 0.2", Decimal("0.3")),
        ("10 / 4", Decimal("2.5")),
        ("1 / 3", Decimal("0." + "3" * 34)),
        ("-3 ** 2", Decimal(9)),
        ("3 ** 4 ** 5", Decimal(3486784401)),
        ("2 ** -1", Decimal("0.5")),
        ("2 ** 0.5", Decimal("1.414213562373095048801688724209698")),
        ("0 ** 0", Decimal(1)),
        ("1 ** 999999999", Decimal(1)),
        ("--10", Decimal(10)),
        ('"foo" + "bar"', "foobar"),
        ('@"2021-01-31" + @"P1M"', Date(2021, 2, 28)),
        ('@"P1D" + @"2021-01-31"', Date(2021, 2, 1)),
        ('@"2021-01-31" - @"2021-01-01"', Duration(30 * DAY)),
        ('2 * @"P1M"', Months(2)),
        ('@"P1Y" * 1.5', Months(18)),
        ('@"P1D" / 2', Duration(DAY // 2)),
        ('@"P1Y" / @"P1M"', Decimal(12)),
        ('-@"P1D"', Duration(-DAY)),
    ],
)
def test_operators_answer_exactly(text: str, expected: Value) -> None:
    assert worth(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1 / 0", "number / number: division by zero"),
        ("0 / 0", "number / number: division by zero"),
        ("0 ** -1", "** gives no number, or one too large to keep"),
        ("(0 - 8) ** 0.5", "** gives no number, or one too large to keep"),
        ("10 ** 6145", "** gives no number, or one too large to keep"),
        ("9e6144 + 9e6144", "+ gives a number too large to keep"),
        ('"a" + 1', "string + number: these cannot be added"),
        ("null + 1", "null + number: these cannot be added"),
        ("[1] + 1", "list + number: these cannot be added"),
        ("true * 2", "boolean * number: these cannot be multiplied"),
        ('"a" ** 2', "string ** number: only a number has powers"),
        ('-"a"', "a string has no negative"),
        ("1 < null", "number < null has no answer"),
        ('1 = "1"', "number = string has no answer"),
        ("true < false", "boolean < boolean has no answer"),
        ("null between 1 and 2", "null between number and number has no answer"),
        ("missing", "nothing is named 'missing'"),
        ("?", "? stands for the value a test is made on, and no test is made here"),
        ("false or 123", "or takes booleans, not number"),
    ],
)
def test_what_has_no_answer_is_null_and_says_why(text: str, why: str) -> None:
    run = Run()
    assert evaluate(text, {}, run) is None
    assert [diagnostic.why for diagnostic in run.diagnostics] == [why]


TRUTH = (True, False, None)


@pytest.mark.parametrize("left", TRUTH)
@pytest.mark.parametrize("right", TRUTH)
def test_logic_has_three_values(left: bool | None, right: bool | None) -> None:
    order = [False, None, True]
    smaller, larger = sorted((left, right), key=order.index)
    assert worth("left and right", left=left, right=right) is smaller
    assert worth("left or right", left=left, right=right) is larger


@pytest.mark.parametrize("other", [Decimal(1), "true", [True]])
def test_what_is_no_boolean_counts_as_null_in_logic(other: Value) -> None:
    assert worth("other or true", other=other) is True
    assert worth("other and false", other=other) is False
    assert worth("other or false", other=other) is None
    assert worth("other and true", other=other) is None


@pytest.mark.parametrize("test", ["false", "null", "1", '"true"'])
def test_if_takes_the_other_branch_unless_its_test_is_true(test: str) -> None:
    assert worth(f"if {test} then 1 else 2") == 2
    assert worth("if true then 1 else 2") == 1


def test_between_is_both_comparisons_joined_by_and() -> None:
    assert worth("1 between 2 and null") is False
    assert worth("2 between 1 and null") is None
    assert worth("2 between 2 and 2") is True


def test_the_branch_not_taken_is_not_evaluated() -> None:
    run = Run()
    assert evaluate("if true then 1 else 1 / 0", {}, run) == 1
    assert run.diagnostics == []


decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)


@given(decimals, decimals)
def test_comparisons_of_numbers_agree_with_each_other(left: Decimal, right: Decimal) -> None:
    def compared(op: str) -> Value:
        return evaluate(f"left {op} right", {"left": left, "right": right})

    assert compared("<") is (not compared(">="))
    assert compared(">") is (not compared("<="))
    assert compared("=") is (not compared("!="))
    assert compared("<=") is (compared("<") or compared("="))


@given(decimals, decimals)
def test_subtraction_undoes_addition(left: Decimal, right: Decimal) -> None:
    assert evaluate("left + right - right", {"left": left, "right": right}) == left


def test_python_names_and_attributes_are_out_of_reach() -> None:
    for text in ("__import__", "evaluate", "x.__class__", "x.real", "d.__dict__", "d.date", "f.call", "r.low"):
        names = {"x": Decimal(1), "d": Date(2021, 1, 1), "f": worth("function() 1"), "r": worth("[1..2]")}
        assert evaluate(text, names) is None
