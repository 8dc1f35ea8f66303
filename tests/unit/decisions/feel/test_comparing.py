"""Equality, order and membership of FEEL values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.comparing import compare, equal, includes, less
from anxin.decisions.feel.evaluate import evaluate
from anxin.decisions.feel.values import LimitReached, Value

KINDS = [
    "true", "1", '"a"', "[1]", "{a: 1}", "[1..2]", "function() 1", '@"2021-01-01"', '@"10:00:00"',
    '@"2021-01-01T10:00:00"', '@"P1D"', '@"P1M"',
]  # fmt: skip
ORDERED = ["1", '"a"', '@"2021-01-01"', '@"10:00:00"', '@"2021-01-01T10:00:00"', '@"P1D"', '@"P1M"']


def worth(text: str) -> Value:
    return evaluate(text, {})


@pytest.mark.parametrize("left", KINDS)
@pytest.mark.parametrize("right", KINDS)
def test_values_of_different_kinds_are_neither_equal_nor_ordered(left: str, right: str) -> None:
    value, other = worth(left), worth(right)
    assert (equal(value, value), equal(value, None), equal(None, value)) == (True, False, False)
    if left != right:
        assert equal(value, other) is None
        assert less(value, other) is None
    elif left in ORDERED:
        assert (less(value, value), compare("<=", value, value)) == (False, True)
    else:
        assert less(value, value) is None
    assert less(value, None) is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("null", "null", True),
        ("0", "0.00", True),
        ("[]", "[]", True),
        ("[1, 2]", "[2, 1]", False),
        ("[1]", "[1, 1]", False),
        ("[1]", '["1"]', False),
        ("[null]", "[null]", True),
        ("{a: 1, b: 2}", "{b: 2, a: 1}", True),
        ("{a: 1}", "{a: 1, b: null}", False),
        ("{a: [1, {b: 2}]}", "{a: [1, {b: 2}]}", True),
        ("{a: [1, {b: 2}]}", "{a: [1, {b: 3}]}", False),
        ("[1..2]", "[1..2]", True),
        ("[1..2]", "[1..2)", False),
        ("(1..2]", "]1..2]", True),
        ("(< 2)", "(< 2)", True),
        ("(= 2)", "[2..2]", False),
        ("(= 2)", "(!= 2)", False),
        ('@"P1D"', '@"PT24H"', True),
        ('@"P1Y"', '@"P12M"', True),
        ('@"10:00:00Z"', '@"11:00:00+01:00"', True),
        ("function() 1", "function() 1", False),
    ],
)
def test_equality_looks_into_parts(left: str, right: str, expected: bool) -> None:
    assert equal(worth(left), worth(right)) is expected
    assert compare("!=", worth(left), worth(right)) is not expected


@pytest.mark.parametrize(
    ("range_", "value", "expected"),
    [
        ("[1..3]", "1", True),
        ("(1..3]", "1", False),
        ("[1..3)", "3", False),
        ("(< 3)", "2", True),
        ("(<= 3)", "3", True),
        ("(> 3)", "3", False),
        ("(>= 3)", "3", True),
        ("(= 3)", "3", True),
        ("(!= 3)", "3", False),
        ("(!= 3)", "4", True),
        ("[1..3]", "null", None),
        ("[1..3]", '"a"', None),
        ('[@"2021-01-01"..@"2021-12-31"]', '@"2021-10-29"', True),
        ('["a".."c"]', '"b"', True),
    ],
)
def test_a_range_includes_what_lies_between_its_ends(range_: str, value: str, expected: bool | None) -> None:
    assert includes(worth(range_), worth(value)) is expected


values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=2) | st.integers(-3, 3).map(Decimal),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=1), inner, max_size=2),
    max_leaves=6,
)


@given(values, values)
def test_equality_is_symmetric_and_finds_a_value_equal_to_itself(left: Value, right: Value) -> None:
    assert equal(left, left) is True
    assert equal(left, right) is equal(right, left)


def test_comparing_values_that_share_their_parts_ends() -> None:
    left: Value = [Decimal(1)]
    right: Value = [Decimal(1)]
    for _ in range(60):
        left, right = [left, left], [right, right]
    with pytest.raises(LimitReached, match="too many parts of values to compare"):
        equal(left, right)
