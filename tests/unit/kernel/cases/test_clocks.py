"""Clocks of the laws and notices that services are held to, on days that can be looked up in a calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from anxin.kernel.cases.clocks import (
    SHANGHAI,
    ClockTerm,
    Extension,
    Held,
    Promise,
    Unit,
    Whose,
    answered_on_the_spot,
    due_after,
    due_for_desk,
    promised,
    running,
    runs,
)
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.history import Event
from anxin.kernel.reference.working_days import last_published_year

H = Happened
DETAIL: Mapping[Happened, Mapping[str, Any]] = {
    H.ASSIGNED: {"desk": {"slug": "office", "area": "330302"}},
    H.ANSWERED: {"result": "solved"},
    H.AGREED: {"how": "requester"},
}


def clock(slug: str, starts: set[H], stops: set[H], amount: int, **more: object) -> ClockTerm:
    held = {"unit": Unit.WORKING_DAYS, **more}
    return ClockTerm(slug, frozenset(starts), frozenset(stops), amount, **held)  # type: ignore[arg-type]  # -- any field


def shanghai(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def told(*happened: tuple[Any, ...]) -> list[Event]:
    """Events from (kind, moment) or (kind, moment, detail)."""
    return [
        Event(seq, kind, at, detail[0] if detail else DETAIL.get(kind, {}))
        for seq, (kind, at, *detail) in enumerate(happened, 1)
    ]


def extension(clock: str, amount: int, at: datetime) -> tuple[H, datetime, dict[str, object]]:
    return H.EXTENDED, at, {"clock": clock, "amount": amount}


def last_days(term: ClockTerm, events: Sequence[Event]) -> list[date]:
    return [run.due_on for run in runs(term, events)]


ACCEPT = clock("accept", {H.RECEIVED}, {H.ACCEPTED}, 5)
FINISH = clock("finish", {H.ACCEPTED}, {H.ANSWERED}, 60, extension=Extension(30))
AT_DESK = clock("desk", {H.ASSIGNED}, {H.ANSWERED, H.OBJECTED}, 2, whose=Whose.DESK)

# ------------------------------------------------------------------------------------- what a day is


@pytest.mark.parametrize(
    ("start", "amount", "unit", "cutoff", "last"),
    [
        (
            shanghai(date(2021, 9, 30)),
            5,
            Unit.WORKING_DAYS,
            None,
            date(2021, 10, 13),
        ),  # over 1-7 October, the 9th worked
        (shanghai(date(2022, 1, 28)), 2, Unit.WORKING_DAYS, None, date(2022, 1, 30)),  # a Saturday and a Sunday, worked
        (shanghai(date(2022, 1, 28)), 5, Unit.WORKING_DAYS, None, date(2022, 2, 9)),
        (shanghai(date(2022, 1, 30), 23, 59), 1, Unit.WORKING_DAYS, None, date(2022, 2, 7)),
        (shanghai(date(2021, 12, 31)), 1, Unit.WORKING_DAYS, None, date(2022, 1, 4)),
        # every day counts, but a last day of rest gives way to the next working day (Civil Code art. 203)
        (shanghai(date(2021, 12, 22)), 1, Unit.DAYS, None, date(2021, 12, 23)),
        (shanghai(date(2021, 12, 24)), 1, Unit.DAYS, None, date(2021, 12, 27)),
        (shanghai(date(2022, 1, 28)), 1, Unit.DAYS, None, date(2022, 1, 29)),
        (shanghai(date(2022, 1, 28)), 5, Unit.DAYS, None, date(2022, 2, 7)),
        # the same day
        (shanghai(date(2021, 12, 22), 23, 59), 0, Unit.DAYS, None, date(2021, 12, 22)),
        (shanghai(date(2021, 12, 25)), 0, Unit.DAYS, None, date(2021, 12, 25)),
        (shanghai(date(2021, 12, 25)), 0, Unit.WORKING_DAYS, None, date(2021, 12, 27)),
        # until five o'clock
        (shanghai(date(2021, 12, 24), 16, 59), 0, Unit.DAYS, time(17), date(2021, 12, 24)),
        (shanghai(date(2021, 12, 24), 17), 0, Unit.DAYS, time(17), date(2021, 12, 25)),
        (shanghai(date(2021, 12, 24), 16, 59), 0, Unit.WORKING_DAYS, time(17), date(2021, 12, 24)),
        (shanghai(date(2021, 12, 24), 17), 0, Unit.WORKING_DAYS, time(17), date(2021, 12, 27)),
        (shanghai(date(2021, 12, 24), 17), 1, Unit.WORKING_DAYS, time(17), date(2021, 12, 28)),
        (
            shanghai(date(2021, 12, 25), 9),
            1,
            Unit.WORKING_DAYS,
            time(17),
            date(2021, 12, 28),
        ),  # not sooner than Friday's
    ],
)
def test_a_term_ends_at_midnight_after_this_day(
    start: datetime, amount: int, unit: Unit, cutoff: time | None, last: date
) -> None:
    assert due_after(start, amount, unit, cutoff) == shanghai(last + timedelta(days=1), 0)


def test_hours_are_counted_from_the_moment_through_night_and_holiday() -> None:
    assert due_after(shanghai(date(2022, 1, 31), 22), 6, Unit.HOURS) == shanghai(date(2022, 2, 1), 4)
    assert due_after(shanghai(date(2022, 1, 31), 22), 6, Unit.HOURS, time(17)) == shanghai(date(2022, 2, 1), 4)


def test_the_day_is_the_day_in_shanghai_whatever_zone_a_moment_is_written_in() -> None:
    evening = datetime.fromisoformat("2021-12-22T16:30:00+00:00")  # half past midnight on the 23rd
    assert due_after(evening, 0, Unit.DAYS) == shanghai(date(2021, 12, 24), 0)


# ------------------------------------------------------------------------------------- the lawful clocks


def test_a_wage_complaint_is_accepted_in_5_and_finished_in_60_working_days_and_30_more() -> None:
    came, taken = shanghai(date(2021, 9, 29)), shanghai(date(2021, 10, 12))
    events = told((H.RECEIVED, came), (H.ACCEPTED, taken))
    assert last_days(ACCEPT, events) == [date(2021, 10, 12)]
    assert [run.kept(taken) for run in runs(ACCEPT, events)] == [True]
    assert last_days(FINISH, events) == [date(2022, 1, 5)]
    granted = told((H.RECEIVED, came), (H.ACCEPTED, taken), extension("finish", 30, shanghai(date(2022, 1, 5), 23, 59)))
    assert last_days(FINISH, granted) == [date(2022, 2, 21)]


@pytest.mark.parametrize(
    ("granted", "last"),
    [
        ([], date(2022, 1, 5)),
        ([(31, date(2021, 12, 1))], date(2022, 1, 5)),  # further than the law lets
        ([(30, date(2022, 1, 6))], date(2022, 1, 5)),  # too late
        ([(1, date(2021, 12, 1)), (1, date(2021, 12, 2))], date(2022, 1, 6)),  # once only
        ([(31, date(2021, 12, 1)), (1, date(2021, 12, 2))], date(2022, 1, 6)),  # what was not granted takes none away
    ],
)
def test_an_extension_counts_once_in_time_and_not_too_far(granted: list[tuple[int, date]], last: date) -> None:
    events = told(
        (H.RECEIVED, shanghai(date(2021, 9, 29))),
        (H.ACCEPTED, shanghai(date(2021, 10, 12))),
        *(extension("finish", amount, shanghai(day)) for amount, day in granted),
    )
    assert last_days(FINISH, events) == [last]


def test_an_advert_complaint_is_accepted_in_7_working_days_and_a_clue_checked_in_15_and_15_more() -> None:
    accept = clock("accept", {H.RECEIVED}, {H.ACCEPTED}, 7)
    clue = clock("clue", {H.RECEIVED}, {H.ANSWERED}, 15, extension=Extension(15))
    came = shanghai(date(2022, 1, 20))
    assert last_days(accept, told((H.RECEIVED, came))) == [date(2022, 1, 29)]
    events = told((H.RECEIVED, came), extension("clue", 15, shanghai(date(2022, 2, 10))))
    assert last_days(clue, events[:1]) == [date(2022, 2, 15)]
    assert last_days(clue, events) == [date(2022, 3, 8)]


# ------------------------------------------------------------------------------------- starting and stopping


def test_a_contested_answer_begins_a_new_promise_and_the_old_one_stays_kept_or_broken() -> None:
    again = clock("answer", {H.RECEIVED, H.CONTESTED}, {H.ANSWERED}, 5)
    events = told(
        (H.RECEIVED, shanghai(date(2021, 12, 1))),
        (H.ANSWERED, shanghai(date(2021, 12, 9))),
        (H.CONTESTED, shanghai(date(2021, 12, 10))),
    )
    now = shanghai(date(2021, 12, 17), 23, 59)
    assert [(run.number, run.due_on, run.kept(now)) for run in runs(again, events)] == [
        (1, date(2021, 12, 8), False),
        (2, date(2021, 12, 17), None),
    ]
    assert runs(again, events)[1].kept(now + timedelta(minutes=1)) is False


@pytest.mark.parametrize("end", [H.REFUSED, H.WITHDRAWN, H.AGREED])
def test_nobody_waits_after_the_end_though_no_clock_names_it(end: H) -> None:
    stopped = shanghai(date(2021, 12, 3))
    events = told((H.RECEIVED, shanghai(date(2021, 12, 1))), (end, stopped))
    assert [run.stopped_at for run in runs(ACCEPT, events)] == [stopped]


def test_what_follows_an_agreement_goes_on_being_owed() -> None:
    reward = clock("reward", {H.ANSWERED}, {H.REWARDED}, 20)
    events = told(
        (H.ANSWERED, shanghai(date(2021, 12, 1))),
        (H.AGREED, shanghai(date(2021, 12, 2))),
        (H.CLOSED, shanghai(date(2021, 12, 3))),
    )
    assert [run.stopped_at for run in runs(reward, events)] == [None]
    assert [run.stopped_at for run in runs(reward, told((H.ANSWERED, events[0].at), (H.WITHDRAWN, events[1].at)))] == [
        events[1].at
    ]


def test_one_event_may_end_a_run_and_begin_the_next() -> None:
    each = clock("desk", {H.ASSIGNED}, {H.ASSIGNED, H.ANSWERED}, 2)
    moved = shanghai(date(2021, 12, 2))
    events = told((H.ASSIGNED, shanghai(date(2021, 12, 1))), (H.ASSIGNED, moved))
    assert [(run.number, run.stopped_at, run.due_on) for run in runs(each, events)] == [
        (1, moved, date(2021, 12, 3)),
        (2, None, date(2021, 12, 6)),
    ]


def test_a_stop_at_midnight_sharp_is_too_late() -> None:
    events = told((H.RECEIVED, shanghai(date(2021, 12, 1))), (H.ACCEPTED, shanghai(date(2021, 12, 9), 0)))
    run = runs(ACCEPT, events)[0]
    assert (run.due, run.due_on, run.kept(run.due)) == (shanghai(date(2021, 12, 9), 0), date(2021, 12, 8), False)


def test_a_deadline_in_a_year_without_published_holidays_says_so() -> None:
    year = last_published_year()
    ends = [runs(ACCEPT, told((H.RECEIVED, shanghai(date(year, *day))))) for day in ((12, 1), (12, 31))]
    assert [run.provisional for found in ends for run in found] == [False, True]


# ------------------------------------------------------------------------------------- what desk and requester see

CAME = shanghai(date(2021, 12, 1))
OURS = told((H.RECEIVED, CAME), (H.ACCEPTED, CAME), (H.ASSIGNED, shanghai(date(2021, 12, 6))))
TERMS = [clock("answer", {H.RECEIVED}, {H.ANSWERED}, 10), AT_DESK]


def test_a_desk_sees_its_own_clock_when_that_ends_first() -> None:
    assert due_for_desk(TERMS, OURS) == Held(AT_DESK, runs(AT_DESK, OURS)[0])
    assert [(held.term.slug, held.run.due_on) for held in running(TERMS, OURS)] == [
        ("desk", date(2021, 12, 8)),
        ("answer", date(2021, 12, 15)),
    ]


def test_a_desk_sees_the_requester_of_a_joined_case_who_has_waited_longer() -> None:
    earlier = told((H.RECEIVED, shanghai(date(2021, 11, 22))), (H.JOINED, CAME, {"main": "m"}))
    first = due_for_desk(TERMS, OURS, [(TERMS, earlier)])
    assert first is not None
    assert (first.term.slug, first.run.due_on) == ("answer", date(2021, 12, 6))


def test_the_clock_of_a_joined_cases_own_desk_is_not_this_desks() -> None:
    other = told((H.RECEIVED, CAME), (H.ASSIGNED, CAME))
    first = due_for_desk(TERMS, OURS, [(TERMS, other)])
    assert first is not None
    assert first.run.due_on == date(2021, 12, 8)


def test_where_nothing_runs_a_desk_is_held_to_nothing() -> None:
    done = told((H.RECEIVED, CAME), (H.ANSWERED, CAME))
    assert due_for_desk(TERMS, done, [(TERMS, done)]) is None
    assert due_for_desk(TERMS, []) is None
    assert promised(TERMS, []) is None


def test_a_requester_never_sees_the_clock_of_a_desk() -> None:
    assert promised(TERMS, OURS) == Promise(TERMS[0], runs(TERMS[0], OURS)[0], None)
    assert promised([AT_DESK], OURS) is None


def test_a_requester_sees_next_what_ends_first_and_at_last_whether_it_was_kept() -> None:
    terms = [FINISH, ACCEPT]
    events = told(
        (H.RECEIVED, shanghai(date(2021, 12, 1))),
        (H.ACCEPTED, shanghai(date(2021, 12, 3))),
        (H.ANSWERED, shanghai(date(2022, 5, 5))),
    )
    shown = [promised(terms, events[:n]) for n in (1, 2, 3)]
    assert [(one.term.slug, one.run.due_on, one.kept) for one in shown if one is not None] == [
        ("accept", date(2021, 12, 8), None),
        ("finish", date(2022, 3, 3), None),
        ("finish", date(2022, 3, 3), False),
    ]


def test_of_two_promises_ended_by_one_event_the_one_due_first_is_shown() -> None:
    two = [clock("long", {H.RECEIVED}, {H.ANSWERED}, 9), clock("short", {H.RECEIVED}, {H.ANSWERED}, 1)]
    shown = promised(two, told((H.RECEIVED, CAME), (H.WITHDRAWN, shanghai(date(2021, 12, 6)))))
    assert shown is not None
    assert (shown.term.slug, shown.kept) == ("short", False)


# ------------------------------------------------------------------------------------- on the spot


@pytest.mark.parametrize(
    ("events", "answered"),
    [
        ([(H.RECEIVED, shanghai(date(2021, 12, 22), 0))], None),
        ([(H.RECEIVED, shanghai(date(2021, 12, 22), 0)), (H.ANSWERED, shanghai(date(2021, 12, 22), 23, 59))], True),
        ([(H.RECEIVED, shanghai(date(2021, 12, 22), 23, 59)), (H.ANSWERED, shanghai(date(2021, 12, 23), 0))], False),
        ([(H.RECEIVED, CAME), (H.ANSWERED, CAME), (H.CONTESTED, CAME)], None),
        (
            [(H.RECEIVED, CAME), (H.ANSWERED, CAME), (H.CONTESTED, CAME), (H.ANSWERED, shanghai(date(2021, 12, 2)))],
            False,
        ),
        ([(H.RECEIVED, CAME), (H.REFUSED, CAME)], None),
    ],
)
def test_on_the_spot_is_an_answer_that_stands_on_the_day_the_request_came(
    events: list[tuple[H, datetime]], answered: bool | None
) -> None:
    assert answered_on_the_spot(told(*events)) is answered
