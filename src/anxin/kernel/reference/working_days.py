"""Working days of the mainland: weekends, the State Council's holidays and its make-up days, from chinesecalendar.

A term of working days begins the day after what starts it and runs to the end of its last day
(Civil Code arts. 201 and 203). The holidays of a year are published in the autumn before it; beyond the last published year Monday
to Friday count as working days, and `published` says that this is so.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

import chinese_calendar

MONDAY_TO_FRIDAY = range(5)


@cache
def last_published_year() -> int:
    """The last year whose holidays are known."""
    return max(chinese_calendar.constants.holidays).year


def published(day: date) -> bool:
    """Whether the holidays of that day's year are known."""
    return day.year <= last_published_year()


def is_working_day(day: date) -> bool:
    if published(day):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() in MONDAY_TO_FRIDAY


@cache
def _of_year(year: int) -> tuple[date, ...]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return tuple(day for day in days if is_working_day(day))


def end_of_term(start: date, days: int) -> date:
    """The last day of a term of `days` working days that something on `start` began; `start` itself for 0."""
    year, left = start.year, days
    ahead = _of_year(year)[bisect_right(_of_year(year), start) :]
    if left <= 0:
        return start
    while len(ahead) < left:
        left -= len(ahead)
        year += 1
        ahead = _of_year(year)
    return ahead[left - 1]


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` and up to `end`, both counted as `end_of_term` counts them."""
    if end < start:
        return -working_days_between(end, start)
    return sum(
        bisect_right(held, end) - bisect_right(held, start)
        for held in (_of_year(year) for year in range(start.year, end.year + 1))
    )
