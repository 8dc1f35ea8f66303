"""Unary tests: in cells and to the right of ``in``."""

from decimal import Decimal

import pytest

from anxin.decisions.feel.evaluate import Scope, compile_cell, evaluate
from anxin.decisions.feel.parser import parse_cell
from anxin.decisions.feel.values import Run, Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 in [1, 2, 3]", True),
        ("1 in [2, 3]", False),
        ("1 in [[2..4], [0..1]]", True),
        ("1 in [2, null, true]", False),
        ("null in [1, null]", True),
        ("1 in [0..1)", False),
        ("1 in (0..1]", True),
        ("1 in < 2", True),
        ("1 in (< 0, > 5, 1)", True),
        ("1 in (< 0, > 5)", False),
        ("1 in (= 1)", True),
        ("1 in !=1", False),
        ('1 in "a"', None),
        ('1 in ("a", 1)', True),
        ('1 in ("a", 2)', None),
        ("null in [1..10]", None),
        ("null in null", True),
        ("5 in (null..10]", None),
        ("[1, 2] in [[1, 2], [3]]", True),
        ("[1, 2] in [1, 2]", True),
        ("[1, 2] in ([[3]], [[1, 2]])", True),
        ("{a: 1} in {a: 1}", True),
        ("5 in (? > 3)", True),
        ("5 in (? > 3 and ? < 5)", False),
        ("5 in ? + 0", True),
        ("true in [false, 2, 3]", False),
        ("true in true", True),
        ("for x in [1, 2] return x in (> 1)", [False, True]),
    ],
)
def test_in_asks_every_kind_of_test(text: str, expected: Value) -> None:
    assert evaluate(text, {}) == expected


def met(cell: str, value: Value, **names: Value) -> bool | None:
    return compile_cell(parse_cell(cell, frozenset(names)))(Scope(names), Run(), value)


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", None, True),
        ("5", Decimal(5), True),
        ('"a","b"', "b", True),
        ('"a","b"', "c", False),
        ('not("a","b")', "c", True),
        ('not("a","b")', "a", False),
        ('not("a")', None, True),
        ("null", None, True),
        ("null", Decimal(1), False),
        ("not(null)", Decimal(1), True),
        ("< 5, >= 10", Decimal(7), False),
        ("< 5, [6..8)", Decimal(7), True),
        ("< 5", None, None),
        ("[1..5]", "a", None),
        ("true", False, False),
        ("true", True, True),
        ("? > 5", Decimal(6), True),
        ("? > 5 or ? < 0", Decimal(3), False),
        ("not(? > 5)", Decimal(6), False),
    ],
)
def test_a_cell_tests_the_value_of_its_column(cell: str, value: Value, expected: bool | None) -> None:
    assert met(cell, value) is expected


def test_a_cell_sees_the_names_around_it() -> None:
    low, high = Decimal(1), Decimal(3)
    assert met("[low..high]", Decimal(2), low=low, high=high) is True
    assert met("> high", Decimal(2), high=high) is False
    assert met("high - 1", Decimal(2), high=high) is True
    assert met("list", "b", list=["a", "b"]) is True
    assert met("list", "c", list=["a", "b"]) is False
    assert met("range", Decimal(2), range=evaluate("(1..3)", {})) is True


def test_a_boolean_that_does_not_mention_the_value_speaks_for_itself() -> None:
    assert met("other > 5", Decimal(1), other=Decimal(6)) is True
    assert met("other > 5", Decimal(1), other=Decimal(5)) is False
    assert met("other > 5", False, other=Decimal(5)) is True
