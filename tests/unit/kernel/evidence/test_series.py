"""Days on end: counted as a clerk would on a calendar, whatever the order in which the records come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from anxin.kernel.errors import Conflict
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.counting import Declared, declare
from anxin.kernel.evidence.facts import standing
from anxin.kernel.evidence.models import Evidence, Series
from anxin.kernel.evidence.series import Counting, difference, timeline
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes import actions
from anxin.kernel.parties.models import Party
from tests.cast import DAY, OPERATOR, Cast, everybody, noon

FOURTEEN = Counting(frozenset({"normal"}), {"seven": 7, "fourteen": 14}, "none")
THREE = Declared("test_run", "platform", "test", ("negative",), {"three": 3}, "none")
FIRST = date(2021, 10, 1)


class Said(NamedTuple):
    valid_from: date
    result: str | None


def on_end(records: list[Said], day: date) -> int:
    """The slow way: from the day back, one day after another, as long as all that was said of it is normal."""
    length = 0
    while (said := [one.result for one in records if one.valid_from == day]) and set(said) == {"normal"}:
        length, day = length + 1, day - timedelta(days=1)
    return length


DAYS = st.integers(0, 25).map(lambda ahead: FIRST + timedelta(days=ahead))
SAID = st.lists(st.builds(Said, DAYS, st.sampled_from(["normal", "normal", "normal", "abnormal"])), max_size=60)


@pytest.mark.static
@given(SAID)
def test_the_mark_in_force_on_any_day_with_a_record_is_the_run_counted_by_hand(records: list[Said]) -> None:
    marks = timeline(records, FOURTEEN)
    for day in {one.valid_from for one in records}:
        newest = max((held for held in marks if held <= day), default=None)
        assert newest is not None and marks[newest] == FOURTEEN.word(on_end(records, day))


@pytest.mark.static
@given(SAID, SAID)
def test_what_differs_brings_one_timeline_to_the_other_and_nothing_more(before: list[Said], after: list[Said]) -> None:
    held, counted = timeline(before, FOURTEEN), timeline(after, FOURTEEN)
    found = difference(held, counted)
    brought = {day: word for day, word in held.items() if day not in found.gone} | found.added | found.changed
    assert brought == counted
    assert bool(found) == (held != counted)


@pytest.mark.static
def test_two_records_of_a_day_count_once_and_a_missing_day_begins_anew() -> None:
    three = Counting(frozenset({"negative"}), {"three": 3}, "none")
    days = [FIRST, FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=3), FIRST + timedelta(days=4)]
    assert timeline([Said(day, "negative") for day in days], three) == {FIRST: "none"}
    assert timeline([Said(day, "negative") for day in [*days, FIRST + timedelta(days=2)]], three) == {
        FIRST: "none",
        FIRST + timedelta(days=2): "three",
        FIRST + timedelta(days=3): "three",
        FIRST + timedelta(days=4): "three",
    }


def marks_of(party: Party) -> dict[date, str | None]:
    held = Evidence.objects.filter(party=party, kind="test_run").order_by("pk")
    return {row.valid_from: row.result for row in standing(list(held))}


def sampled(party: Party, day: date, result: str = "negative") -> Evidence:
    return actions.submit_evidence(
        by=OPERATOR, at=noon(DAY), party=party, statement=Statement("test", "laboratory", day, result=result)
    )


class EveryOrder(TestCase):
    """Through the acts and the database: records arrive late, twice, and are corrected and withdrawn again."""

    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = everybody()
        declare(by=OPERATOR, at=noon(DAY), pack="health_code", declared=[THREE])

    @settings(max_examples=25)
    @given(
        st.lists(
            st.tuples(st.integers(0, 9), st.sampled_from(["negative", "negative", "positive"]), st.integers(0, 3)),
            min_size=1,
            max_size=14,
        )
    )
    def test_the_count_is_that_of_the_records_that_stand(self, happened: list[tuple[int, str, int]]) -> None:
        party = self.cast.fang
        for ahead, result, then in happened:
            records = list(Evidence.objects.filter(party=party).order_by("pk"))
            earlier = [row for row in standing(records) if row.kind == "test"]
            if then == 3 and earlier:
                actions.retract_evidence(by=OPERATOR, at=noon(DAY), evidence=earlier[ahead % len(earlier)], reason="x")
            else:
                sampled(party, FIRST + timedelta(days=ahead), result)
        own = standing(list(Evidence.objects.filter(party=party, kind="test").order_by("pk")))
        assert marks_of(party) == timeline(own, Counting(frozenset({"negative"}), {"three": 3}, "none"))


@pytest.mark.django_db
def test_a_late_result_completes_the_run_and_its_withdrawal_undoes_it_while_history_stays(cast: Cast) -> None:
    declare(by=OPERATOR, at=noon(DAY), pack="health_code", declared=[THREE])
    sampled(cast.fang, FIRST)
    sampled(cast.fang, FIRST + timedelta(days=2))
    assert set(marks_of(cast.fang).values()) == {"none"}

    late = sampled(cast.fang, FIRST + timedelta(days=1))
    assert marks_of(cast.fang)[FIRST + timedelta(days=2)] == "three"

    actions.retract_evidence(by=OPERATOR, at=noon(DAY), evidence=late, reason="wrong person")
    assert set(marks_of(cast.fang).values()) == {"none"}
    marks = Evidence.objects.filter(party=cast.fang, kind="test_run")
    assert marks.filter(result="three").count() == 2  # the mark, and the record that took it back
    assert Entry.objects.filter(act="evidence.count").count() == 3


@pytest.mark.django_db
def test_who_has_records_already_is_counted_when_the_kind_is_declared_and_another_count_is_refused(cast: Cast) -> None:
    for ahead in range(3):
        sampled(cast.fang, FIRST + timedelta(days=ahead))
    assert marks_of(cast.fang) == {}

    assert declare(by=OPERATOR, at=noon(DAY), pack="health_code", declared=[THREE]) == ["test_run"]
    assert marks_of(cast.fang) == {FIRST: "none", FIRST + timedelta(days=2): "three"}
    assert declare(by=OPERATOR, at=noon(DAY), pack="health_code", declared=[THREE]) == []

    other = Declared("test_run", "platform", "test", ("negative",), {"three": 2}, "none")
    with pytest.raises(Conflict):
        declare(by=OPERATOR, at=noon(DAY), pack="health_code", declared=[other])
    assert Series.objects.count() == 1


@pytest.mark.django_db
def test_nobody_can_state_a_count_by_hand(cast: Cast) -> None:
    declare(by=OPERATOR, at=noon(DAY), pack="health_code", declared=[THREE])
    sampled(cast.fang, FIRST)
    forged = Statement("test_run", "platform", FIRST + timedelta(days=1), result="three")
    actions.submit_evidence(by=OPERATOR, at=noon(DAY), party=cast.fang, statement=forged)
    assert marks_of(cast.fang) == {FIRST: "none"}
