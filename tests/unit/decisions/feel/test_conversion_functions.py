"""Numbers of texts, texts of values, negation and contexts, after DMN 1.5 §10.3.4.1, .2 and .8."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.builtins import BUILTINS
from anxin.decisions.feel.values import DECIMAL128, LimitReached, Value
from tests.unit.decisions.feel.asking import unanswered, value_of

A = Decimal(1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('number("1 000,0", " ", ",")', Decimal(1000)),
        ('number("1.000.000,5", ".", ",")', Decimal("1000000.5")),
        ('number("1,000.5", ",", ".")', Decimal("1000.5")),
        ('number(from: "-.5", grouping separator: null, decimal separator: null)', Decimal("-0.5")),
        ('number("12")', Decimal(12)),
        ("string(1.10)", "1.1"),
        ("string(10**20)", "100000000000000000000"),
        ("string(-0.0)", "0"),
        ('string("a\\"b")', 'a"b'),
        ("string(true)", "true"),
        ('string(["a\\"b", null, false, [1.50]])', '["a\\"b", null, false, [1.5]]'),
        ('string({a b: 1, "c-}": {}})', '{a b: 1, "c-}": {}}'),
        ('string([[1..3), ["a".."b"]])', '[[1..3), ["a".."b"]]'),
        ('string(@"P1DT2H")', "P1DT2H"),
        ('string([@"2021-10-29"])', '[@"2021-10-29"]'),
        ("not(true)", False),
        ("not(negand: false)", True),
        ('get value({a: 1}, "a")', A),
        ("get entries({a: 1})", [{"key": "a", "value": A}]),
        ('context([{key: "a", value: 1}, {key: "b", value: null}])', {"a": A, "b": None}),
        ('context({key: "", value: 1})', {"": A}),
        ('context put({a: 0, b: 1}, "a", 1)', {"a": A, "b": A}),
        ('context put({b: {c: 0}}, ["b", "d"], 1)', {"b": {"c": Decimal(0), "d": A}}),
        ('context put(context: {}, keys: ["a"], value: 1)', {"a": A}),
        ("context merge([{a: 0, b: 1}, {a: 1}])", {"a": A, "b": A}),
    ],
)
def test_a_conversion_gives_what_the_specification_says(text: str, value: Value) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(
    "text",
    [
        'number("1,0", ",", ",")',
        'number("1", "x", ".")',
        'number("", ",", ".")',
        'number("١", ",", ".")',
        'number("1e9999", ",", ".")',
        "number(null)",
        "string(null)",
        'not("true")',
        "not(null)",
        'get value({a: 1}, "b")',
        "get value({a: 1}, null)",
        "get entries([1, 2])",
        'context([{key: "a", value: 1}, {key: "a", value: 2}])',
        'context({key: "a"})',
        'context put({}, ["a", "b"], 1)',
        "context put({}, [], 1)",
        "context merge([{}, null])",
    ],
)
def test_a_conversion_without_answer_is_null_with_its_reason(text: str) -> None:
    assert unanswered(text)


def test_context_put_leaves_the_context_it_was_given_alone() -> None:
    given_: Value = {"a": {"b": A}}
    value_of('context put(c, ["a", "b"], 2)', c=given_)
    assert given_ == {"a": {"b": A}}


@given(st.decimals(allow_nan=False, allow_infinity=False).map(DECIMAL128.create_decimal))
def test_the_text_of_a_number_is_read_as_that_number(number: Decimal) -> None:
    text = value_of("string(n)", n=number)
    assert value_of("number(text)", text=text) == number
    assert "e" not in text.lower()


def test_the_text_of_a_value_that_shares_its_parts_ends_at_a_limit() -> None:
    wide: list[object] = [Decimal(1)]
    for _ in range(60):
        wide = [wide, wide]
    with pytest.raises(LimitReached):
        value_of("string(wide)", wide=wide)
    with pytest.raises(LimitReached):
        value_of("flatten(wide)", wide=wide)


def test_every_builtin_goes_by_the_name_it_is_kept_under() -> None:
    assert all(name == function.name for name, function in BUILTINS.items())
    assert all(other.name == name for name, function in BUILTINS.items() for other in function.alternatives)
