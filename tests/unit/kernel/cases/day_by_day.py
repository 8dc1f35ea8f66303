"""Deadlines once more, slowly: a history is cut into stretches and every day of a term is walked, asking the library.

Shares nothing with the code it is held against but the shape of a clock and an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import chinese_calendar

from anxin.kernel.cases.clocks import ClockTerm
from anxin.kernel.cases.history import Event

ONE = timedelta(days=1)
EIGHT_HOURS = timedelta(hours=8)


@cache
def worked(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.isoweekday() <= 5


def on_the_wall(at: datetime) -> datetime:
    """What a clock in Shanghai shows, without a zone. There is no summer time since 1991."""
    offset = at.utcoffset()
    assert offset is not None
    return at.replace(tzinfo=None) - offset + EIGHT_HOURS


@dataclass
class Walked:
    """A run of a clock. Moments are as on the wall in Shanghai; `counted` says which extensions were."""

    number: int
    started: datetime
    due: datetime
    counted: list[int]
    stopped: datetime | None


def is_stop(term: ClockTerm, kind: str) -> bool:
    if kind in ("refused", "withdrawn"):
        return True
    goes_on = any(word in ("closed", "rewarded", "step-done") for word in term.stops)
    return kind in term.stops or (kind == "agreed" and not goes_on)


def stretches(term: ClockTerm, events: Sequence[Event]) -> list[tuple[int, int]]:
    """First and last index of each run; the last is the number of events where none stops it."""
    found, place = [], 0
    while place < len(events):
        if events[place].kind not in term.starts:
            place += 1
            continue
        end = place + 1
        while end < len(events) and not is_stop(term, events[end].kind):
            end += 1
        found.append((place, end))
        place = end
    return found


def first_day(term: ClockTerm, wall: datetime) -> date:
    day = wall.date()
    if term.cutoff is None:
        return day
    late = (wall.hour, wall.minute) >= (term.cutoff.hour, term.cutoff.minute)
    if term.unit == "days":
        return day + ONE if late else day
    if late:
        day += ONE
    while not worked(day):
        day += ONE
    return day


def walk(term: ClockTerm, day: date, amount: int) -> date:
    """The day `amount` days on."""
    left = amount
    while left > 0:
        day += ONE
        if term.unit == "days" or worked(day):
            left -= 1
    if term.unit == "working-days" or amount > 0:
        while not worked(day):
            day += ONE
    return day


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + ONE, time())


def runs_walked(term: ClockTerm, events: Sequence[Event]) -> list[Walked]:
    """Every run of a clock, worked out anew."""
    found = []
    for number, (first, end) in enumerate(stretches(term, events), 1):
        wall = on_the_wall(events[first].at)
        if term.unit == "hours":
            due = wall + timedelta(minutes=60 * term.amount)
        else:
            day = walk(term, first_day(term, wall), term.amount)
            due = midnight_after(day)
        counted: list[int] = []
        for event in events[first + 1 : end]:
            allowed = term.extension
            if event.kind != "extended" or event.detail["clock"] != term.slug or allowed is None:
                continue
            amount = event.detail["amount"]
            if len(counted) == allowed.times or not 1 <= amount <= allowed.amount or on_the_wall(event.at) >= due:
                continue
            counted.append(event.seq)
            if term.unit == "hours":
                due += timedelta(minutes=60 * amount)
            else:
                day = walk(term, day, amount)
                due = midnight_after(day)
        stopped = on_the_wall(events[end].at) if end < len(events) else None
        found.append(Walked(number, wall, due, counted, stopped))
    return found
