"""FEEL's built-in functions of ranges: the examples of DMN 1.5 table 78, and what holds for all ranges."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.evaluate import evaluate
from anxin.decisions.feel.reading_ranges import parse_range
from anxin.decisions.feel.values import Range, Run, Unanswerable, Value

TRUE = """
before(1, 10) · before(1, (1..10]) · before(1, [5..10]) · before([1..10), 10) · before([1..10], 15)
before([1..10], [15..20]) · before([1..10), [10..20]) · before([1..10], (10..20])
after(10, 5) · after(12, [1..10]) · after(10, [1..10)) · after([11..20], 10) · after((11..20], 11)
after([11..20], [1..10]) · after([11..20], [1..11)) · after((11..20], [1..11])
meets([1..5], [5..10]) · met by([5..10], [1..5])
overlaps([1..5], [3..8]) · overlaps([3..8], [1..5]) · overlaps([1..8], [3..5]) · overlaps([3..5], [1..8])
overlaps([1..5], [5..8]) · overlaps([5..8], [1..5])
overlaps before([1..5], [3..8]) · overlaps before([1..5], [5..8]) · overlaps before([1..5), (1..5])
overlaps before([1..5], (1..5])
overlaps after([3..8], [1..5]) · overlaps after([5..8], [1..5]) · overlaps after((1..5], [1..5))
overlaps after((1..5], [1..5])
finishes(10, [1..10]) · finishes([5..10], [1..10]) · finishes([5..10), [1..10)) · finishes([1..10], [1..10])
finishes((1..10], [1..10])
finished by([1..10], 10) · finished by([1..10], [5..10]) · finished by([1..10), [5..10))
finished by([1..10], [1..10]) · finished by([1..10], (1..10])
includes([1..10], 5) · includes([1..10], 1) · includes([1..10], 10) · includes([1..10], [4..6])
includes([1..10], [1..5]) · includes((1..10], (1..5]) · includes([1..10], (1..10)) · includes([1..10), [5..10))
includes([1..10], [1..10)) · includes([1..10], (1..10]) · includes([1..10], [1..10])
during(5, [1..10]) · during(1, [1..10]) · during(10, [1..10]) · during([4..6], [1..10]) · during([1..5], [1..10])
during((1..5], (1..10]) · during((1..10), [1..10]) · during([5..10), [1..10)) · during([1..10), [1..10])
during((1..10], [1..10]) · during([1..10], [1..10])
starts(1, [1..10]) · starts([1..5], [1..10]) · starts((1..5], (1..10]) · starts([1..10], [1..10])
starts([1..10), [1..10]) · starts((1..10), (1..10))
started by([1..10], 1) · started by([1..10], [1..5]) · started by((1..10], (1..5]) · started by([1..10], [1..10])
started by([1..10], [1..10)) · started by((1..10), (1..10))
coincides(5, 5) · coincides([1..5], [1..5])
before(range: [1..10], point: 15) · after(range: [11..20], point: 10) · before(point: 1, range: [5..10])
before(point2: 10, point1: 1) · includes(range: [1..10], point: 5) · during(range2: [1..10], range1: [4..6])
before("a", ["b".."c"]) · after(@"2021-01-02", [@"2020-01-01"..@"2021-01-01"])
meets([@"P1D"..@"P2D"], [@"PT48H"..@"P3D"]) · before([1], [[5..10]])
"""

FALSE = """
before(10, 1) · before(1, [1..10]) · before([1..10], 10) · before([1..10], [10..20])
after(5, 10) · after(10, [1..10]) · after([11..20], 12) · after([11..20], 11) · after([1..10], [11..20])
meets([1..5), [5..10]) · meets([1..5], (5..10]) · meets([1..5], [6..10])
met by([5..10], [1..5)) · met by((5..10], [1..5]) · met by([6..10], [1..5])
overlaps([1..5], [6..8]) · overlaps([6..8], [1..5]) · overlaps([1..5], (5..8]) · overlaps([1..5), [5..8])
overlaps([1..5), (5..8]) · overlaps((5..8], [1..5]) · overlaps([5..8], [1..5)) · overlaps((5..8], [1..5))
overlaps before([1..5], [6..8]) · overlaps before([1..5], (5..8]) · overlaps before([1..5), [5..8])
overlaps before([1..5), [1..5]) · overlaps before([1..5], [1..5])
overlaps after([6..8], [1..5]) · overlaps after((5..8], [1..5]) · overlaps after([5..8], [1..5))
overlaps after([1..5], [1..5)) · overlaps after([1..5], [1..5])
finishes(10, [1..10)) · finishes([5..10), [1..10]) · finished by([1..10), 10) · finished by([1..10], [5..10))
includes([1..10], 12) · includes((1..10], 1) · includes([1..10), 10)
during(12, [1..10]) · during(1, (1..10]) · during(10, [1..10))
starts(1, (1..10]) · starts(2, [1..10]) · starts((1..5], [1..10]) · starts([1..5], (1..10])
started by((1..10], 1) · started by([1..10], 2) · started by([1..10], (1..5]) · started by((1..10], [1..5])
coincides(3, 4) · coincides((1..5), [1..5]) · coincides([1..5], [2..6])
"""

NULL = """
before(1) · before(1, null) · before(null, [1..2]) · before(1, "a") · before([1..2], ["a".."b"]) · before(1, 2, 3)
meets(1, [1..2]) · meets([1..2], 2) · finishes([1..2], 2) · finished by(2, [1..2]) · includes(1, [1..2])
during([1..2], 1) · starts([1..2], 1) · started by(1, [1..2]) · coincides(1, [1..1]) · coincides([1..1], 1)
meets([1..2), ["a".."b"]) · finishes([1..2], ["a".."b")) · coincides(1, "1") · overlaps([1..2], [@"P1D"..@"P2D"])
before(1, (!= 2)) · after(@"2021-01-02", @"2021-01-01T00:00:00Z")
"""


def listed(text: str) -> list[str]:
    return [call.strip() for line in text.strip().splitlines() for call in line.split("·")]


def answer(text: str, **names: Value) -> Value:
    return evaluate(text, names)


@pytest.mark.parametrize("text", listed(TRUE))
def test_these_are_true(text: str) -> None:
    assert answer(text) is True


@pytest.mark.parametrize("text", listed(FALSE))
def test_these_are_false(text: str) -> None:
    assert answer(text) is False


@pytest.mark.parametrize("text", listed(NULL))
def test_these_are_null_and_say_why(text: str) -> None:
    run = Run()
    assert evaluate(text, {}, run) is None
    assert len(run.diagnostics) == 1


@pytest.mark.parametrize(
    "text, value",
    [
        ("includes((>= 2), 5)", True),
        ("includes((> 2), 2)", False),
        ("includes((> 1), (>= 2))", True),
        ("includes((>= 2), (> 1))", False),
        ("before(1, (> 1))", True),
        ("before(1, (<= 10))", False),
        ("after((> 5), (< 5))", True),
        ("overlaps((> 5), (< 6))", True),
        ("finishes((> 5), (> 1))", True),
        ("started by((< 5), (< 1))", True),
        ("coincides((> 5), (> 5))", True),
        ("coincides((= 5), [5..5])", True),
    ],
)
def test_an_end_without_bound_lies_beyond_every_value(text: str, value: bool) -> None:
    assert answer(text) is value


numbers = st.integers(0, 4).map(Decimal)
ranges = st.builds(
    lambda ends, low_closed, high_closed: Range(min(ends), max(ends), low_closed, high_closed),
    st.tuples(numbers, numbers).filter(lambda ends: ends[0] != ends[1]),
    st.booleans(),
    st.booleans(),
)


def inside(range_: Range) -> set[Decimal]:
    """The quarters from 0 to 4 that a range holds: between any two ends of the tests lies at least one."""
    quarters = {Decimal(number) / 4 for number in range(17)}
    return {
        number
        for number in quarters
        if (range_.low < number or (range_.low_closed and range_.low == number))
        and (number < range_.high or (range_.high_closed and range_.high == number))
    }


@given(ranges, ranges)
def test_relations_of_ranges_are_those_of_the_sets_they_hold(one: Range, other: Range) -> None:
    a, b = inside(one), inside(other)
    found = {name: answer(f"{name}(a, b)", a=one, b=other) for name in ("before", "overlaps", "includes", "coincides")}
    assert found == {
        "before": max(a) < min(b),
        "overlaps": bool(a & b),
        "includes": a >= b,
        "coincides": a == b,
    }


@given(ranges, numbers)
def test_relations_of_points_and_ranges_are_those_of_the_sets_they_hold(one: Range, point: Decimal) -> None:
    held = inside(one)
    found = [answer(f"{name}(a, p)", a=one, p=point) for name in ("before", "after", "includes")]
    assert found == [max(held) < point, min(held) > point, point in held]


@given(ranges, ranges)
def test_every_relation_has_its_converse(one: Range, other: Range) -> None:
    pairs = (
        ("before", "after"), ("meets", "met by"), ("overlaps", "overlaps"), ("overlaps before", "overlaps after"),
        ("finishes", "finished by"), ("during", "includes"), ("starts", "started by"), ("coincides", "coincides"),
    )  # fmt: skip
    for name, converse in pairs:
        assert answer(f"{name}(a, b)", a=one, b=other) is answer(f"{converse}(b, a)", a=one, b=other)


@pytest.mark.parametrize(
    "text, value",
    [
        ("[18..21)", "[18..21)"),
        ("[2..)", "(>= 2)"),
        ("(2..)", "(> 2)"),
        ("(..2)", "(< 2)"),
        ("]..2]", "(<= 2)"),
        (" ] -1.5e1 .. .5 [ ", "(-15..0.5)"),
        ('["a".."z"]', '["a".."z"]'),
        ('["\\"..\\u00e9"..]"', None),
        ('["..".."é")', '["..".."é")'),
        ('[@"2020-01-01"..@"2020-12-31"]', '[@"2020-01-01"..@"2020-12-31"]'),
        ('[date("2020-01-01")..date(2020, 12, 31)]', '[@"2020-01-01"..@"2020-12-31"]'),
        ('[date and time("2020-01-01T00:00:00Z")..)', '(>= @"2020-01-01T00:00:00Z")'),
        ('(duration("P1D")..@"P2D")', '(@"P1D"..@"P2D")'),
        ('(time("10:00:00")..time("11:00:00"))', '(@"10:00:00"..@"11:00:00")'),
        ("", None),
        ("[..]", None),
        ("(..)", None),
        ("[2..]", None),
        ("[..2)", None),
        ("[1..2", None),
        ("1..2", None),
        ("[1.2]", None),
        ("[2..1]", None),
        ('[1.."2"]', None),
        ("[1+1..3]", None),
        ("[a..b]", None),
        ("[null..2]", None),
        ("[true..true]", None),
        ("[1..2..3]", None),
        ("[[1..2]..3]", None),
        ('["a..b]', None),
        ("[today()..)", None),
        ('[@"foo"..)', None),
        ("[date()..)", None),
        ("[date(2020, 1.5, 1)..)", None),
        ("[1..1e9999]", None),
        ("[" + " " * 10_000 + "1..2]", "[1..2]"),
    ],
)
def test_range_reads_literal_ends_only(text: str, value: str | None) -> None:
    assert answer("range(from: t)", t=text) == (None if value is None else answer(value))


@given(st.text(st.sampled_from('[](). ..,"\\@-+e1290adteimfP:TZ ')))
def test_no_text_makes_reading_a_range_fail_in_another_way(text: str) -> None:
    for source in (text, f"[{text}..)", f"[1..{text}]"):
        try:
            found = parse_range(source)
        except Unanswerable:
            continue
        assert found.low is not None or found.high is not None
