"""Working days of the mainland: weekends, the State Council's holidays and its make-up days, from chinesecalendar.

A term of working days begins the day after what starts it and runs to the end of its last day
(Civil Code arts. 201 and 203). The holidays of a year are published in the autumn before it; outside the years the
library knows Monday to Friday count as working days, and `published` says that this is so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache

import chinese_calendar

MONDAY_TO_FRIDAY = range(5)


@cache
def published_years() -> range:
    """The years whose holidays are known."""
    known = chinese_calendar.constants.holidays
    return range(min(known).year, max(known).year + 1)


def last_published_year() -> int:
    """The last year whose holidays are known."""
    return published_years()[-1]


def published(day: date) -> bool:
    """Whether the holidays of that day's year are known."""
    return day.year in published_years()


def _is_worked(day: date) -> bool:
    if published(day):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() in MONDAY_TO_FRIDAY


@cache
def _of_year(year: int) -> tuple[date, ...]:
    """The working days of a year, in order. Asking the library takes some 20 ms a year, hence kept."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return tuple(day for day in days if _is_worked(day))


def is_working_day(day: date) -> bool:
    return working_day_from(day) == day


def working_day_from(day: date) -> date:
    """The day itself if it is a working day, else the first one after it."""
    year = day.year
    while (place := bisect_left(held := _of_year(year), day)) == len(held):
        year += 1
    return held[place]


def end_of_term(start: date, days: int) -> date:
    """The last day of a term of `days` working days that something on `start` began; `start` itself for 0."""
    if days <= 0:
        return start
    year, left = start.year, days
    held = _of_year(year)
    passed = bisect_right(held, start)
    while len(held) - passed < left:
        left -= len(held) - passed
        year, passed = year + 1, 0
        held = _of_year(year)
    return held[passed + left - 1]


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` and up to `end`, as `end_of_term` counts them; less than 0 backwards."""
    if end < start:
        return -working_days_between(end, start)
    return sum(
        bisect_right(held, end) - bisect_right(held, start)
        for held in (_of_year(year) for year in range(start.year, end.year + 1))
    )
