"""``for``, ``some`` and ``every``."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.evaluate import evaluate
from anxin.decisions.feel.temporal import Date
from anxin.decisions.feel.values import Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for i in [1, 2] return i + 1", [2, 3]),
        ("for i in [1, 2], j in [3, 4] return i * j", [3, 4, 6, 8]),
        ("for x in [[1, 2], [3]], y in x return y", [1, 2, 3]),
        ("for i in [] return i", []),
        ("for i in 1..3 return i", [1, 2, 3]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in 1..-1 return i", [1, 0, -1]),
        ("for i in [1..3] return i", [1, 2, 3]),
        ("for i in (1..3) return i", [2]),
        ("for i in ]1..3] return i", [2, 3]),
        ('for i in @"2021-02-28"..@"2021-03-01" return i', [Date(2021, 2, 28), Date(2021, 3, 1)]),
        ('for i in @"2021-03-01"..@"2021-02-28" return i', [Date(2021, 3, 1), Date(2021, 2, 28)]),
        ('for i in [@"2021-02-28"..@"2021-03-01"] return i.day', [28, 1]),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
        ("for i in 1..3 return partial", [[], [[]], [[], [[]]]]),
        ("for i in 5 return i", [5]),
        ("for i in [3..1] return i", None),
        ("for i in null return i", None),
        ("for i in (< 3) return i", None),
        ("for i in 1.5..3 return i", None),
        ('for i in "a".."c" return i', None),
        ('for i in ["a".."c"] return i', None),
        ('for i in @"P1D"..@"P2D" return i', None),
        ("for i in 1..2 return null", [None, None]),
        ("some x in [1, 2] satisfies x > 1", True),
        ("some x in [1, 2] satisfies x > 2", False),
        ("some x in [] satisfies true", False),
        ("every x in [] satisfies false", True),
        ("every x in [1, 2] satisfies x > 0", True),
        ("every x in [1, 2], y in [2, 3] satisfies x < y", False),
        ("some x in [1, 2], y in [x] satisfies x = y", True),
        ("every x in [1, null] satisfies x > 0", None),
        ("every x in [0, null] satisfies x > 0", False),
        ("some x in [null, 1] satisfies x > 0", True),
        ("some x in [null, 0] satisfies x > 0", None),
        ("some x in null satisfies true", None),
        ("some i in 1..1000000000 satisfies i > 5", True),
    ],
)
def test_iterations(text: str, expected: Value) -> None:
    assert evaluate(text, {}) == expected


def test_an_iteration_gives_functions_their_own_variables() -> None:
    assert evaluate("for f in (for i in 1..3 return function() i) return f()", {}) == [1, 2, 3]


@given(st.lists(st.integers(-50, 50), max_size=8), st.lists(st.integers(-50, 50), max_size=8))
def test_two_iterators_run_as_nested_loops(first: list[int], second: list[int]) -> None:
    names = {"first": [Decimal(n) for n in first], "second": [Decimal(n) for n in second]}
    assert evaluate("for a in first, b in second return a - b", names) == [a - b for a in first for b in second]
    anywhere = any(a == b for a in first for b in second)
    assert evaluate("some a in first, b in second satisfies a = b", names) is anywhere
    assert evaluate("every a in first, b in second satisfies a != b", names) is not anywhere
