"""Lists, and one value of many, after the tables of DMN 1.5 §10.3.4.4 and §10.3.4.6."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.decisions.feel.asking import unanswered, value_of

VALUES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3).map(Decimal), st.text("ab", max_size=2))
LISTS = st.lists(st.one_of(VALUES, st.lists(VALUES, max_size=2)), max_size=8)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("list contains([1, 2, 3], 2)", "true"),
        ("list contains([1, null], null)", "true"),
        ("count([1, 2, 3])", "3"),
        ("count([[], null])", "2"),
        ("min([1, 2, 3])", "1"),
        ('min("b", "a")', '"a"'),
        ("max(1, 2, 3)", "3"),
        ('max(@"2021-01-01", @"2021-02-01")', '@"2021-02-01"'),
        ("sum(1, 2, 3)", "6"),
        ("mean([1, 2, 3])", "2"),
        ("median(8, 2, 5, 3, 4)", "4"),
        ("median([6, 1, 2, 3])", "2.5"),
        ("stddev([4, 4])", "0"),
        ("stddev(2, 4, 7, 5) * stddev(2, 4, 7, 5) > 4.3", "true"),
        ("mode(6, 3, 9, 6, 6)", "[6]"),
        ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
        ("mode([])", "[]"),
        ("product(2, 3, 4)", "24"),
        ("all([false, null, true])", "false"),
        ("all([])", "true"),
        ("all(true, true)", "true"),
        ("any([false, null, true])", "true"),
        ("any([])", "false"),
        ("any(list: false)", "false"),
        ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
        ("sublist([4, 5, 6], -2)", "[5, 6]"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("append([1], null)", "[1, null]"),
        ("concatenate([1, 2], [3])", "[1, 2, 3]"),
        ("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
        ("insert before([1, 3], -1, 2)", "[1, 2, 3]"),
        ("remove([1, 2, 3], 2)", "[1, 3]"),
        ("reverse([1, 2, 3])", "[3, 2, 1]"),
        ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("distinct values([1, 2, 3, 2, 1.0, [1], [1]])", "[1, 2, 3, [1]]"),
        ("flatten([[1, 2], [[3]], 4, []])", "[1, 2, 3, 4]"),
        ("list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]"),
        ("list replace([2, 4, 7, 8], -4, 6)", "[6, 4, 7, 8]"),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"),
        ("list replace(match: function(a, b) a = 2, newItem: 0, list: [1, 2])", "[1, 0]"),
        ("sort([3, 1, 4, 5, 2], function(x, y) x < y)", "[1, 2, 3, 4, 5]"),
        ("sort(list: [1, 2], precedes: function(x, y) x > y)", "[2, 1]"),
    ],
)
def test_a_list_function_gives_what_the_specification_says(text: str, value: str) -> None:
    assert value_of(f"[{text}] = [{value}]") is True


@pytest.mark.parametrize(
    "text",
    [
        "list contains(null, 1)",
        "count(null)",
        "min([])",
        "min([1, null])",
        'max(1, "a")',
        "sum([])",
        "sum([1, null])",
        "product([])",
        "stddev([1])",
        "mode(null)",
        "all([true, null])",
        'any([false, "a"])',
        "all()",
        "sublist([1, 2], 0)",
        "sublist([1, 2], 1, 3)",
        "remove([1], 2)",
        "insert before([1], 0, 1)",
        "list replace([1], 2, 1)",
        "list replace([1], null, 1)",
        "list replace([1], function(item, newItem) item, 1)",
        "sort([1, null], function(x, y) x < y)",
        "sort([2, 1], function(x) true)",
        "concatenate([1], null)",
    ],
)
def test_a_list_function_without_answer_is_null_with_its_reason(text: str) -> None:
    assert unanswered(text)


@given(LISTS)
def test_reversing_twice_changes_nothing(items: list[object]) -> None:
    assert value_of("reverse(reverse(items))", items=items) == items


@given(LISTS)
def test_distinct_values_are_all_there_and_once(items: list[object]) -> None:
    kept = value_of("distinct values(items)", items=items)
    assert value_of("every item in items satisfies count(index of(kept, item)) = 1", items=items, kept=kept) is True


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 99)), max_size=12))
def test_sorting_is_ordered_and_keeps_the_order_of_equals(pairs: list[tuple[int, int]]) -> None:
    items = [[Decimal(key), Decimal(mark)] for key, mark in pairs]
    found = value_of("sort(items, function(x, y) x[1] < y[1])", items=items)
    assert found == sorted(items, key=lambda item: item[0])


@given(LISTS)
def test_flattening_twice_changes_nothing(items: list[object]) -> None:
    assert value_of("flatten(flatten(items)) = flatten(items)", items=items) is True


def test_a_very_deep_list_is_flattened() -> None:
    deep: list[object] = [Decimal(1)]
    for _ in range(50_000):
        deep = [deep]
    assert value_of("flatten(deep)", deep=deep) == [Decimal(1)]
