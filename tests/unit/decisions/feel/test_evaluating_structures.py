"""Lists, contexts, ranges, paths and filters of FEEL."""

from decimal import Decimal

import pytest

from anxin.decisions.feel.evaluate import evaluate
from anxin.decisions.feel.values import Range, Run, Value


def worth(text: str, **names: Value) -> Value:
    return evaluate(text, names)


PEOPLE = '[{name: "Ann", age: 30}, {name: "Bo", age: null}, {name: "Cy", age: 50}]'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3][1]", 1),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][0]", None),
        ("[1, 2, 3][4]", None),
        ("[1, 2, 3][-4]", None),
        ("[1, 2, 3][1.5]", None),
        ("[1, 2, 3][1.0]", 1),
        ("[1, 2, 3][1 + 1]", 2),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[1, 2, 3][true]", [1, 2, 3]),
        ("[1, 2, 3][false]", []),
        ("[1, 2, 3][null]", []),
        ('[1, 2, 3]["a"]', None),
        ('"foo"[true]', ["foo"]),
        ('"foo"[1]', "foo"),
        ('"foo"[2]', None),
        ("null[true]", []),
        ("null[1]", None),
        (f"{PEOPLE}[age > 30].name", ["Cy"]),
        (f"{PEOPLE}[item.age = null].name", ["Bo"]),
        ("[{item: 1}, {item: 2}][item >= 2]", [{"item": 2}]),
        ("[{x: 1}][y > 1]", []),
        ("[{x: 1}, {y: 2}].y", [None, 2]),
        ("[[{a: 1}], [{a: 2}]].a", [[1], [2]]),
        ("[1, 2, 3, 4][item > 1][item < 4][-1]", 3),
    ],
)
def test_filters_and_paths_select(text: str, expected: Value) -> None:
    assert worth(text) == expected


def test_an_index_may_be_a_variable() -> None:
    assert worth("list[i]", list=[Decimal(5), Decimal(6)], i=Decimal(2)) == 6


def test_a_filter_sees_the_items_entries_before_the_variables_around_it() -> None:
    assert worth("list[x = 1]", list=[{"x": Decimal(1)}, {}], x=Decimal(1)) == [{"x": 1}, {}]
    assert worth("list[x = y]", list=[{"x": Decimal(1)}, {"x": Decimal(2)}], y=Decimal(2)) == [{"x": 2}]


def test_a_condition_that_is_no_index_is_asked_of_each_item_alone() -> None:
    run = Run()
    assert evaluate("[{ok: true}, {ok: false}][ok]", {}, run) == [{"ok": True}]
    assert run.diagnostics == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a: 1, b: a + 1}", {"a": 1, "b": 2}),
        ("{a: 1, c: {d: a + 1}}.c.d", 2),
        ('{"any text": 1}', {"any text": 1}),
        ("{a: 1, a: 2}", None),
        ("{a: 1}.b", None),
        ("null.a", None),
        ("5 . a", None),
        ("{f: function(n) if n = 0 then 1 else n * f(n - 1), a: f(5)}.a", 120),
        ('@"2021-10-29".weekday', 5),
        ('@"P1Y2M".months', 2),
        ('@"2021-10-29T10:00:00+01:00".hour', 10),
        ('@"P1Y".days', None),
        ("[1..10).end", 10),
        ("[1..10).end included", False),
        ("(< 10).start", None),
        ("(>= 10).start included", True),
        ("(= 10).start", 10),
        ("[1..10].low", None),
    ],
)
def test_contexts_and_properties_are_read_by_name(text: str, expected: Value) -> None:
    assert worth(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1..2]", Range(Decimal(1), Decimal(2), True, True)),
        ("]1..2[", Range(Decimal(1), Decimal(2), False, False)),
        ("(< 2)", Range(None, Decimal(2), False, False)),
        ("(>= 2)", Range(Decimal(2), None, True, False)),
        ("(= 2)", Range(Decimal(2), Decimal(2), True, True, "=")),
        ("[null..2]", None),
        ("[1..null)", None),
        ('[1.."b"]', None),
        ("[true..false]", None),
        ("(< null)", None),
    ],
)
def test_ranges_have_two_ends_of_one_kind_or_an_operator(text: str, expected: Value) -> None:
    assert worth(text) == expected


def test_a_context_is_not_changed_by_what_sees_it() -> None:
    names = {"c": {"a": Decimal(1)}}
    assert evaluate("{b: c, c: 2}", names) == {"b": {"a": 1}, "c": 2}
    assert names == {"c": {"a": 1}}
