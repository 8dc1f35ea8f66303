"""Time zones of the IANA database: which names there are, and how far a clock there is off UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from anxin.decisions.feel.temporal import DAY_SECONDS, NANOSECONDS, PER_DAY, Date, DateTime, Time

# A time in a zone but on no day is taken on this one, as XPath does when it compares times (op:time-equal).
REFERENCE_DAY = Date(1972, 12, 31)

_EPOCH = date(1970, 1, 1).toordinal()


def is_zone(name: str) -> bool:
    """Whether ``name`` is in the database. Asked of a list, so that a name never becomes a path."""
    return name in _names()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def offset_on(time: Time, day: Date) -> int | None:
    """Seconds that ``time`` is ahead of UTC on ``day``; None for a local time.

    Where a clock is set back, the first of the two moments is meant; a time that is skipped keeps the offset before.
    """
    if time.zone is None:
        return time.offset
    moment = datetime.fromordinal(_within_python(day)) + timedelta(seconds=time.number // NANOSECONDS)
    return _seconds(moment.replace(tzinfo=ZoneInfo(time.zone)))


def offset_of(value: DateTime | Time) -> int | None:
    """Seconds that a value's clock is ahead of UTC; None for a local one."""
    if isinstance(value, Time):
        return offset_on(value, REFERENCE_DAY)
    return offset_on(value.time, value.date)


def instant(value: DateTime) -> int:
    """Nanoseconds since 1970-01-01T00:00:00 UTC; a local value counts as UTC."""
    return value.number - (offset_of(value) or 0) * NANOSECONDS


def at_instant(like: DateTime, number: int) -> DateTime:
    """What the clock of ``like`` shows ``number`` nanoseconds after 1970-01-01T00:00:00 UTC."""
    if like.time.zone is None:
        return like.at(number + (like.time.offset or 0) * NANOSECONDS)
    days, rest = divmod(number, PER_DAY)
    moment = datetime.fromordinal(_within_python(Date.numbered(days))) + timedelta(seconds=rest // NANOSECONDS)
    there = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(like.time.zone))
    return like.at(number + _seconds(there) * NANOSECONDS)


def _seconds(moment: datetime) -> int:
    offset = moment.utcoffset()
    return 0 if offset is None else offset.days * DAY_SECONDS + offset.seconds


def _within_python(day: Date) -> int:
    """The ordinal of a day with the same rules: years outside Python's calendar repeat those 400 years away."""
    if 2 <= day.year <= 9_998:
        return day.number + _EPOCH
    year = day.year % 400 + (400 if day.year < 2 else 9_200)
    return Date(year, day.month, day.day).number + _EPOCH
