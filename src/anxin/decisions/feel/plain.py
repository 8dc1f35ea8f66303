"""The values FEEL works on here, and the calendar arithmetic that every back-end must repeat exactly.

A date stands for a whole day, a days duration for a whole number of days. Adding months clamps to the month's last
day (31 January + P1M = 28 or 29 February), and a day that would fall after 9999-12-31 counts as the day after it,
which is never reached. Days are counted as proleptic Gregorian ordinals (``date.toordinal``).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum


class Type(Enum):
    """A FEEL type, under the name a DMN ``typeRef`` gives it."""

    STRING = "string"
    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"
    DAYS = "days and time duration"
    MONTHS = "years and months duration"
    NULL = "null"


TYPE_NAMES = tuple(kind.value for kind in Type if kind is not Type.NULL)


@dataclass(frozen=True)
class Months:
    """A years and months duration: a whole number of months, negative for the past."""

    count: int


Value = str | bool | int | Decimal | date | timedelta | Months | None

FIRST_AS_OF, LAST_AS_OF = date(1900, 1, 1), date(2999, 12, 31)
LAST_DAY = date.max.toordinal()
NEVER = LAST_DAY + 1
BEFORE_TIME = 0
LONGEST_DAYS, LONGEST_MONTHS = 146_097, 4_800  # 400 years either way

_DURATION = re.compile(r"(-?)P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?")


def parse_date(text: str) -> date:
    """``2021-10-29`` as a date; ValueError for anything else, including week dates and 2021-02-30."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("a date is written YYYY-MM-DD")
    return date.fromisoformat(text)


def parse_duration(text: str) -> timedelta | Months:
    """``P30D`` as days, ``P1M`` or ``P1Y6M`` as months; ValueError for times of day and mixtures."""
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.group(2, 3, 4)):
        raise ValueError("a duration is written in whole days (P30D) or in years and months (P1Y6M)")
    sign = -1 if match[1] else 1
    years, months, days = (int(part) if part else None for part in match.group(2, 3, 4))
    if days is None:
        return Months(sign * (12 * (years or 0) + (months or 0)))
    if years is not None or months is not None:
        raise ValueError("a duration is either days or years and months, not both")
    return timedelta(days=sign * days)


def type_of(value: Value) -> Type:
    """The FEEL type of a Python value; TypeError when it has none (floats, datetimes, parts of days)."""
    if type(value) is timedelta and value.days * 86_400 != value.total_seconds():
        raise TypeError("a duration is a whole number of days")
    found = _PYTHON_TYPES.get(type(value))
    if found is None:
        raise TypeError(f"{type(value).__name__} is not a FEEL value")
    return found


_PYTHON_TYPES: dict[type, Type] = {
    str: Type.STRING,
    bool: Type.BOOLEAN,
    int: Type.NUMBER,
    Decimal: Type.NUMBER,
    date: Type.DATE,
    timedelta: Type.DAYS,
    Months: Type.MONTHS,
    type(None): Type.NULL,
}


def shift_months(ordinal: int, months: int) -> int:
    """The ordinal ``months`` later, clamped to the month's end; NEVER or BEFORE_TIME outside the calendar."""
    if not 1 <= ordinal <= LAST_DAY:
        return NEVER if ordinal > LAST_DAY else BEFORE_TIME
    day = date.fromordinal(ordinal)
    year, month = _moved(day, months)
    if not 1 <= year <= 9999:
        return NEVER if year > 9999 else BEFORE_TIME
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1])).toordinal()


def first_reaching(target: int, months: int) -> int:
    """The earliest ordinal whose ``shift_months`` by ``months`` is ``target`` or later: its exact inverse.

    In the month that lies ``months`` earlier it is the same day of the month, or, where that month is too
    short to have it, the first day of the month after.
    """
    if not 1 <= target <= LAST_DAY:
        return NEVER if target > LAST_DAY else BEFORE_TIME
    day = date.fromordinal(target)
    year, month = _moved(day, -months)
    if not 1 <= year <= 9999:
        return NEVER if year > 9999 else BEFORE_TIME
    start = date(year, month, 1).toordinal()
    return start + min(day.day - 1, calendar.monthrange(year, month)[1])


def _moved(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1
