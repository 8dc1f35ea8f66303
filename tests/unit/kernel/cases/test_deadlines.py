"""Deadlines against a second way of working them out, and what may never move them: over ten thousand histories."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.cases.clocks import (
    ClockTerm,
    Extension,
    Run,
    Unit,
    Whose,
    due_after,
    due_for_desk,
    may_extend,
    promised,
    running,
    runs,
)
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.history import Event
from tests.unit.kernel.cases.day_by_day import Walked, on_the_wall, runs_walked, worked
from tests.unit.kernel.cases.histories import CLOCKS, NUMBERS, Row, a_case

HISTORIES = 10_000
SEED = 20211223
LENGTH = 16
ONE = timedelta(days=1)
Told = tuple[list[ClockTerm], list[Event]]

cases = st.builds(
    lambda numbers, length: a_case(Row(numbers), length),
    st.lists(st.integers(0, NUMBERS[-1]), max_size=110),
    st.integers(1, LENGTH),
)


def random_cases(count: int, seed: int) -> Iterator[Told]:
    chance = random.Random(seed)
    for _ in range(count):
        yield a_case(Row([chance.getrandbits(30) for _ in range(110)]), LENGTH)


def as_walked(run: Run) -> tuple[int, datetime, datetime, int, datetime | None]:
    stopped = None if run.stopped_at is None else on_the_wall(run.stopped_at)
    return run.number, on_the_wall(run.started_at), on_the_wall(run.due), run.extensions, stopped


def as_run(walked: Walked) -> tuple[int, datetime, datetime, int, datetime | None]:
    return walked.number, walked.started, walked.due, len(walked.counted), walked.stopped


def met_by_walking(terms: Sequence[ClockTerm], events: Sequence[Event], whose: set[str]) -> list[datetime]:
    """When the clocks that run end, as the slow way has it."""
    mine = [term for term in terms if term.whose in whose]
    return [walked.due for term in mine for walked in runs_walked(term, events) if walked.stopped is None]


def features(term: ClockTerm, events: Sequence[Event], found: Sequence[Walked]) -> Iterator[str]:
    """What a history tries out: the ten thousand must try everything often."""
    extensions = [one for one in events if one.kind == "extended" and one.detail["clock"] == term.slug]
    counted = {seq for walked in found for seq in walked.counted}
    for walked in found:
        if term.unit != "hours":
            days = [walked.started.date() + n * ONE for n in range((walked.due - walked.started).days + 1)]
            yield from {"holiday" for day in days if not worked(day) and day.isoweekday() < 6}
            yield from {"make-up day" for day in days if worked(day) and day.isoweekday() > 5}
            yield from {"turn of the year" for _ in [0] if days and days[0].year < days[-1].year}
            if term.cutoff is not None and walked.started.time() >= term.cutoff:
                yield "after the cutoff"
        if walked.number > 1:
            yield "started again"
        if walked.stopped == walked.due:
            yield "stopped at the very end"
        yield from ("extended in time" for _ in walked.counted)
        for one in extensions:
            inside = walked.started <= on_the_wall(one.at) and (
                walked.stopped is None or walked.stopped > on_the_wall(one.at)
            )
            if inside and term.extension is not None and one.seq not in counted:
                if on_the_wall(one.at) >= walked.due:
                    yield "extended too late"
                elif one.detail["amount"] > term.extension.amount:
                    yield "extended too far"
                elif len(walked.counted) == term.extension.times and one.detail["amount"] > 0:
                    yield "extended too often"


def test_ten_thousand_histories_have_the_deadlines_of_walking_day_by_day() -> None:
    tried: Counter[str] = Counter()
    for terms, events in random_cases(HISTORIES, SEED):
        tried.update({one.kind.value for one in events})
        desks = [one.detail["desk"] for one in events if one.kind == "assigned"]
        tried["transferred"] += any(here != there for here, there in pairwise(desks))
        for term in terms:
            found = runs_walked(term, events)
            assert [as_walked(run) for run in runs(term, events)] == [as_run(walked) for walked in found], (
                term,
                events,
            )
            tried.update(set(features(term, events, found)))
    wanted = {kind.value for kind in Happened} | {
        *("holiday", "make-up day", "turn of the year", "after the cutoff", "started again", "stopped at the very end"),
        *("extended in time", "extended too late", "extended too far", "extended too often", "transferred"),
    }
    assert {word: tried[word] for word in wanted if tried[word] < 100} == {}


@given(cases)
def test_any_history_has_the_deadlines_of_walking_day_by_day(case: Told) -> None:
    terms, events = case
    for term in terms:
        assert [as_walked(run) for run in runs(term, events)] == [as_run(one) for one in runs_walked(term, events)]


def test_what_a_desk_must_meet_first_is_the_least_of_its_own_and_of_every_requester_that_waits() -> None:
    told = random_cases(HISTORIES // 4, SEED + 1)
    for terms, events in told:
        joined = [next(told, (terms, events)) for _ in range(len(events) % 4)]
        waiting = met_by_walking(terms, events, {"desk", "requester"})
        for theirs, said in joined:
            waiting += met_by_walking(theirs, said, {"requester"})
        first = due_for_desk(terms, events, joined)
        assert (None if first is None else on_the_wall(first.run.due)) == min(waiting, default=None)


@given(cases, st.lists(cases, max_size=3))
def test_no_requester_was_promised_less_than_the_desk_is_held_to(main: Told, joined: list[Told]) -> None:
    held = due_for_desk(*main, joined)
    for told in (main, *joined):
        promise = promised(*told)
        if promise is not None and promise.kept is None:
            assert held is not None
            assert held.run.due <= promise.run.due


def test_a_requester_is_shown_the_running_clock_that_ends_first_else_the_last_and_whether_it_was_kept() -> None:
    for terms, events in random_cases(HISTORIES // 4, SEED + 2):
        mine = [term for term in terms if term.whose is Whose.REQUESTER]
        walked = [found[-1] for term in mine if (found := runs_walked(term, events))]
        still = [one.due for one in walked if one.stopped is None]
        promise = promised(terms, events)
        if promise is None:
            assert walked == []
        elif still:
            assert (on_the_wall(promise.run.due), promise.kept) == (min(still), None)
        else:
            last = max(one.stopped for one in walked if one.stopped is not None)
            due = min(one.due for one in walked if one.stopped == last)
            assert (on_the_wall(promise.run.due), promise.kept) == (due, last < due)


@given(cases)
def test_a_deadline_never_moves_but_out_by_an_extension_granted_before_it(case: Told) -> None:
    terms, events = case
    for term in terms:
        for n, event in enumerate(events):
            before, after = runs(term, events[:n]), runs(term, events[: n + 1])
            assert len(before) <= len(after) <= len(before) + 1
            for old, new in zip(before, after, strict=False):
                if old.due != new.due:
                    assert event.kind is Happened.EXTENDED
                    assert old.stopped_at is None
                    assert may_extend(old, term, event.detail["amount"], event.at)
                    assert event.at < old.due < new.due
                    assert new == replace(old, due=new.due, extensions=old.extensions + 1)


@given(
    cases,
    st.sampled_from([Happened.SUPPLEMENTED, Happened.JOINED, Happened.SEPARATED, Happened.NOTED, Happened.CLAIMED]),
)
def test_what_stands_beside_a_case_moves_no_clock(case: Told, kind: Happened) -> None:
    terms, events = case
    without = [event for event in events if event.kind is not kind]
    assert [runs(term, without) for term in terms] == [runs(term, events) for term in terms]
    assert promised(terms, without) == promised(terms, events)
    assert running(terms, without) == running(terms, events)


@given(cases)
def test_neither_a_transfer_nor_an_objection_moves_a_requesters_clock(case: Told) -> None:
    terms, events = case
    promises = [term for term in terms if term.whose is Whose.REQUESTER and term.slug != "desk"]
    moved = {Happened.ASSIGNED, Happened.OBJECTED}
    without = [event for event in events if event.kind not in moved]
    assert [runs(term, without) for term in promises] == [runs(term, events) for term in promises]


@given(cases, st.integers(1, 40))
def test_an_extension_after_the_end_moves_nothing(case: Told, amount: int) -> None:
    terms, events = case
    for term in terms:
        generous = replace(term, extension=Extension(40, times=99))
        found = runs(generous, events)
        if found and found[-1].stopped_at is None:
            late = Event(len(events) + 1, Happened.EXTENDED, found[-1].due, {"clock": term.slug, "amount": amount})
            in_time = replace(late, at=found[-1].due - timedelta(microseconds=1))
            assert runs(generous, [*events, late]) == found
            assert runs(generous, [*events, in_time])[-1].due > found[-1].due


@given(cases)
def test_a_deadline_is_worked_out_from_events_and_calendar_alone(case: Told) -> None:
    """The same events give the same, whatever was asked before, and whichever order the clocks are asked in."""
    terms, events = case
    first = [runs(term, events) for term in terms]
    assert [runs(term, iter(events)) for term in reversed(terms)] == first[::-1]
    assert {held.term.slug for held in running(terms, events)} <= set(CLOCKS)
    assert running(terms[::-1], events) == running(terms, events)
    assert promised(terms[::-1], events) == promised(terms, events)


moments = st.datetimes(datetime(2019, 12, 1), datetime(2027, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- as asked


@given(
    moments,
    moments,
    st.integers(0, 70),
    st.sampled_from(Unit),
    st.sampled_from([None, time(0), time(9), time(17), time(23, 59, 59)]),
)
def test_who_asks_later_is_never_promised_an_earlier_day(
    one: datetime, other: datetime, amount: int, unit: Unit, cutoff: time | None
) -> None:
    early, late = sorted((one, other))
    assert due_after(early, amount, unit, cutoff) <= due_after(late, amount, unit, cutoff)
    assert amount == 0 or due_after(early, amount, unit, cutoff) > early


@pytest.mark.parametrize("unit", [Unit.WORKING_DAYS, Unit.DAYS])
@given(moments, st.integers(0, 70), st.sampled_from([None, time(9), time(17)]))
def test_a_term_of_days_ends_at_midnight_in_shanghai(
    unit: Unit, at: datetime, amount: int, cutoff: time | None
) -> None:
    due = due_after(at, amount, unit, cutoff)
    assert on_the_wall(due).time() == time(0)
    assert due > at
    if amount or unit is Unit.WORKING_DAYS:
        assert worked(on_the_wall(due).date() - ONE)
