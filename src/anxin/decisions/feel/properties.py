"""The parts of dates, times and durations: ``date.year``, ``duration.hours`` (DMN 1.5 §10.3.2.15, tables 64 and 65)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from anxin.decisions.feel.temporal import NANOSECONDS, PER_DAY, Date, DateTime, Duration, Months, Time
from anxin.decisions.feel.values import Unanswerable, Value
from anxin.decisions.feel.zones import offset_of

Parts = Mapping[str, Callable[[Any], Value]]


def property_of(value: Value, name: str) -> Value:
    """The part of a date, time or duration that has this name; Unanswerable when it has none.

    ``time offset`` and ``timezone`` are null where the value has none. A time in a zone has no offset of its own: that
    depends on the day.
    """
    part = _PARTS.get(type(value), {}).get(name)
    if part is None:
        raise Unanswerable(f"there is no {name!r} in it")
    return part(value)


def _seconds(second: int, nanosecond: int) -> Decimal:
    return Decimal(second) if not nanosecond else Decimal(second * NANOSECONDS + nanosecond).scaleb(-9).normalize()


def _offset(value: Time | DateTime) -> Duration | None:
    if isinstance(value, Time) and value.zone is not None:
        return None
    offset = offset_of(value)
    return None if offset is None else Duration(offset * NANOSECONDS)


def _of_duration(unit: int, most: int) -> Callable[[Duration], Value]:
    def part(duration: Duration) -> Value:
        count = abs(duration.nanoseconds) // unit % most if most else abs(duration.nanoseconds) // unit
        return Decimal(-count if duration.nanoseconds < 0 else count)

    return part


def _seconds_of_duration(duration: Duration) -> Value:
    second, nanosecond = divmod(abs(duration.nanoseconds) % (60 * NANOSECONDS), NANOSECONDS)
    seconds = _seconds(second, nanosecond)
    return -seconds if duration.nanoseconds < 0 and seconds else seconds


def _of_months(value: Months, part: Callable[[int], int]) -> Decimal:
    count = part(abs(value.count))
    return Decimal(-count if value.count < 0 else count)


_OF_DATE: Parts = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": lambda date: Decimal(date.weekday),
}
_OF_CLOCK: Parts = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": lambda time: _seconds(time.second, time.nanosecond),
    "timezone": lambda time: time.zone,
}


def _within(attribute: str, parts: Parts) -> Parts:
    def part(read: Callable[[Any], Value]) -> Callable[[Any], Value]:
        return lambda value: read(getattr(value, attribute))

    return {name: part(read) for name, read in parts.items()}


_PARTS: Mapping[type, Parts] = {
    Date: _OF_DATE,
    Time: {**_OF_CLOCK, "time offset": _offset},
    DateTime: {**_within("date", _OF_DATE), **_within("time", _OF_CLOCK), "time offset": _offset},
    Duration: {
        "days": _of_duration(PER_DAY, 0),
        "hours": _of_duration(3_600 * NANOSECONDS, 24),
        "minutes": _of_duration(60 * NANOSECONDS, 60),
        "seconds": _seconds_of_duration,
    },
    Months: {
        "years": lambda value: _of_months(value, lambda count: count // 12),
        "months": lambda value: _of_months(value, lambda count: count % 12),
    },
}
