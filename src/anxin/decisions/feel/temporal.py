"""FEEL's dates, times and durations (DMN 1.5 §10.3.2.3.4 to §10.3.2.3.8): frozen values that are always valid.

Years run from -999,999,999 to 999,999,999 in the proleptic Gregorian calendar, with a year 0 between -1 and 1 as in
ISO 8601 and XML Schema 1.1; days are counted from 1970-01-01 in closed form, so that a far year costs no more than
this one. Fractions of a second are kept to the nanosecond; digits beyond are cut off. Making a value that does not
exist (30 February, an offset of 19 hours) raises :class:`~anxin.decisions.feel.values.Unanswerable`.
"""

from __future__ import annotations

from dataclasses import dataclass

from anxin.decisions.feel.plain import Months
from anxin.decisions.feel.values import Unanswerable

__all__ = ["LAST_YEAR", "LONGEST", "NANOSECONDS", "PER_DAY", "Date", "DateTime", "Duration", "Months", "Time"]

LAST_YEAR = 999_999_999
NANOSECONDS = 1_000_000_000
DAY_SECONDS = 86_400
PER_DAY = DAY_SECONDS * NANOSECONDS
WIDEST_OFFSET = 14 * 3_600  # seconds; XML Schema allows a time zone to be 14 hours off either way
LONGEST = 10**18  # seconds of a days and time duration, or months of a years and months duration, either way

_PER_CYCLE = 146_097  # days of 400 years, after which the calendar repeats
_EPOCH = 719_468  # days from 0000-03-01 to 1970-01-01
_SHORT_MONTHS = frozenset((4, 6, 9, 11))


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in _SHORT_MONTHS else 31


@dataclass(frozen=True, slots=True)
class Date:
    """A whole day."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not -LAST_YEAR <= self.year <= LAST_YEAR:
            raise Unanswerable(f"a year lies between -{LAST_YEAR} and {LAST_YEAR}")
        if not 1 <= self.month <= 12:
            raise Unanswerable("a month is a number from 1 to 12")
        if not 1 <= self.day <= days_in(self.year, self.month):
            raise Unanswerable("there is no such day in that month")

    @property
    def number(self) -> int:
        """Days since 1970-01-01. Counted from March, so that the leap day is a year's last."""
        year = self.year if self.month > 2 else self.year - 1
        of_cycle = year % 400
        of_year = (153 * ((self.month + 9) % 12) + 2) // 5 + self.day - 1
        return year // 400 * _PER_CYCLE + of_cycle * 365 + of_cycle // 4 - of_cycle // 100 + of_year - _EPOCH

    @staticmethod
    def numbered(number: int) -> Date:
        """The date ``number`` days after 1970-01-01."""
        cycle, rest = divmod(number + _EPOCH, _PER_CYCLE)
        of_cycle = (rest - rest // 1_460 + rest // 36_524 - rest // 146_096) // 365
        of_year = rest - (365 * of_cycle + of_cycle // 4 - of_cycle // 100)
        from_march = (5 * of_year + 2) // 153
        month = from_march + 3 if from_march < 10 else from_march - 9
        year = cycle * 400 + of_cycle + (1 if month <= 2 else 0)
        return Date(year, month, of_year - (153 * from_march + 2) // 5 + 1)

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday; 1970-01-01 was a Thursday."""
        return (self.number + 3) % 7 + 1


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: on its own, with an ``offset`` from UTC in seconds, or in a ``zone`` of the IANA database."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.hour <= 23 and 0 <= self.minute <= 59 and 0 <= self.second <= 59):
            raise Unanswerable("a time lies between 00:00:00 and 23:59:59")
        if not 0 <= self.nanosecond < NANOSECONDS:
            raise Unanswerable("a part of a second is less than a second")
        if self.offset is not None and (self.zone is not None or abs(self.offset) > WIDEST_OFFSET):
            raise Unanswerable("a time is at most 14 hours off UTC, and has an offset or a time zone, not both")

    @property
    def number(self) -> int:
        """Nanoseconds since midnight, on the clock that shows this time."""
        return (self.hour * 3_600 + self.minute * 60 + self.second) * NANOSECONDS + self.nanosecond

    def at(self, number: int) -> Time:
        """``number`` nanoseconds since midnight on the same clock."""
        seconds, nanosecond = divmod(number, NANOSECONDS)
        minutes, second = divmod(seconds, 60)
        return Time(minutes // 60, minutes % 60, second, nanosecond, self.offset, self.zone)

    @property
    def is_local(self) -> bool:
        """Whether it says nothing about where in the world its clock hangs."""
        return self.offset is None and self.zone is None


MIDNIGHT = Time(0, 0, 0)
UTC_MIDNIGHT = Time(0, 0, 0, offset=0)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A time on a day."""

    date: Date
    time: Time

    @property
    def number(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00, both on the clock that shows this time."""
        return self.date.number * PER_DAY + self.time.number

    def at(self, number: int) -> DateTime:
        """``number`` nanoseconds since 1970-01-01T00:00:00 on the same clock."""
        days, rest = divmod(number, PER_DAY)
        return DateTime(Date.numbered(days), self.time.at(rest))


@dataclass(frozen=True, slots=True)
class Duration:
    """A days and time duration, in nanoseconds, negative for the past."""

    nanoseconds: int

    def __post_init__(self) -> None:
        if abs(self.nanoseconds) > LONGEST * NANOSECONDS:
            raise Unanswerable(f"a days and time duration is at most {LONGEST} seconds")


def months(count: int) -> Months:
    """A years and months duration within the limit."""
    if abs(count) > LONGEST:
        raise Unanswerable(f"a years and months duration is at most {LONGEST} months")
    return Months(count)
