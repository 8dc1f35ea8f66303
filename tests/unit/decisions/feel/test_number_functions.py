"""Rounding, remainders and roots, after the tables of DMN 1.5 §10.3.4.5."""

from __future__ import annotations

import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.values import DECIMAL128
from tests.unit.decisions.feel.asking import unanswered, value_of

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("decimal(1/3, 2)", "0.33"),
        ("decimal(1.5, 0)", "2"),
        ("decimal(2.5, 0)", "2"),
        ("decimal(n: 2.345, scale: 1)", "2.3"),
        ("floor(1.5)", "1"),
        ("floor(-1.56, 1)", "-1.6"),
        ("ceiling(1.5)", "2"),
        ("ceiling(-1.56, 1)", "-1.5"),
        ("round up(5.5, 0)", "6"),
        ("round up(-1.121, 2)", "-1.13"),
        ("round down(-5.5, 0)", "-5"),
        ("round half up(-5.5, 0)", "-6"),
        ("round half down(5.5, 0)", "5"),
        ("round half down(1.126, 2)", "1.13"),
        ("round half up(1234, -2)", "1200"),
        ("round up(5.5, -6111)", "1E+6111"),
        ("round down(5.5, 6176)", "5.5"),
        ("abs(-10)", "10"),
        ("modulo(12, 5)", "2"),
        ("modulo(-12, 5)", "3"),
        ("modulo(12, -5)", "-3"),
        ("modulo(-12, -5)", "-2"),
        ("modulo(10.1, 4.5)", "1.1"),
        ("modulo(-10.1, 4.5)", "3.4"),
        ("modulo(10.1, -4.5)", "-3.4"),
        ("modulo(10**40 + 7, 5)", "0"),
        ("sqrt(16)", "4"),
        ("exp(0)", "1"),
        ("log(1)", "0"),
    ],
)
def test_a_number_function_gives_what_the_specification_says(text: str, value: str) -> None:
    assert value_of(text) == Decimal(value)


def test_odd_and_even_look_at_whole_numbers_of_any_size() -> None:
    assert value_of("[odd(5), odd(2), even(5), even(2), even(-4), odd(10**33 + 1), odd(1.5), even(1.5)]") == [
        True, False, False, True, True, True, False, False,
    ]  # fmt: skip


def test_abs_of_a_duration_is_a_duration() -> None:
    assert value_of('[abs(@"-PT5H") = @"PT5H", abs(@"-P1Y") = @"P1Y"]') == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        "decimal(1, null)",
        'decimal("1", 0)',
        "round up(5.5, -6112)",
        "round up(5.5, 6177)",
        "floor()",
        "floor(1, 2, 3)",
        "sqrt(-1)",
        "log(0)",
        "exp(100000)",
        "modulo(1, 0)",
        "abs(true)",
        "abs(null)",
        "odd(null)",
        "decimal(n: 1, digits: 2)",
    ],
)
def test_a_number_function_without_answer_is_null_with_its_reason(text: str) -> None:
    assert unanswered(text)


@given(NUMBERS, st.integers(0, 6))
def test_decimal_rounds_as_quantize_does(number: Decimal, scale: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-scale), decimal.ROUND_HALF_EVEN, DECIMAL128)
    assert value_of("decimal(n, scale)", n=number, scale=Decimal(scale)) == expected


@given(NUMBERS, NUMBERS.filter(bool))
def test_modulo_lies_between_nought_and_its_divisor(dividend: Decimal, divisor: Decimal) -> None:
    left = value_of("modulo(a, b)", a=dividend, b=divisor)
    assert abs(left) < abs(divisor)
    assert left == 0 or (left > 0) == (divisor > 0)
    assert (dividend - left) % divisor == 0
