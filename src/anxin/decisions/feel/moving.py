"""Arithmetic of dates, times and durations (DMN 1.5 §10.3.2.13, tables 57 and 59).

A month added to the last day of January gives the last of February: the day is clamped, as everywhere in this engine.
A time that passes in a zone passes there for real: a day after noon is noon only if no clock was changed between.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from anxin.decisions.feel.temporal import (
    LONGEST,
    NANOSECONDS,
    PER_DAY,
    UTC_MIDNIGHT,
    Date,
    DateTime,
    Duration,
    Months,
    Time,
    days_in,
    months,
)
from anxin.decisions.feel.values import DECIMAL128, Unanswerable, Value
from anxin.decisions.feel.zones import at_instant, instant, offset_of

Moment = Date | Time | DateTime


def plus(left: Value, right: Value) -> Value:
    """The sum of two durations of a kind, or a date or time later by a duration, in either order; Unanswerable."""
    match left, right:
        case Duration(), Duration():
            return Duration(left.nanoseconds + right.nanoseconds)
        case Months(), Months():
            return months(left.count + right.count)
        case ((Date() | Time() | DateTime()), (Duration() | Months())):
            return _moved(left, right)
        case ((Duration() | Months()), (Date() | Time() | DateTime())):
            return _moved(right, left)
    raise Unanswerable("these cannot be added")


def minus(left: Value, right: Value) -> Value:
    """What a duration leaves of another or of a date or time, or the time between two of them; Unanswerable.

    A date counts as its midnight in UTC beside a date and time, and a date and time that has an offset or a zone has no
    distance from one that has none.
    """
    match left, right:
        case ((Date() | DateTime()), (Date() | DateTime())):
            return _between(left, right)
        case Time(), Time():
            return Duration(_shown(left, right))
        case _, (Duration() | Months()):
            return plus(left, negative(right))
    raise Unanswerable("these cannot be subtracted")


def negative(duration: Duration | Months) -> Duration | Months:
    """The same duration the other way."""
    return Duration(-duration.nanoseconds) if isinstance(duration, Duration) else Months(-duration.count)


def times(duration: Duration | Months, number: Decimal) -> Duration | Months:
    """``number`` times ``duration``: to the nearest nanosecond, or with whole months only; Unanswerable if too long."""
    return _scaled(duration, lambda length: DECIMAL128.multiply(length, number))


def over(duration: Duration | Months, by: Decimal | Duration | Months) -> Value:
    """A number's part of a duration, or how often one duration goes into another of its kind; Unanswerable."""
    if isinstance(by, Decimal):
        if not by:
            raise Unanswerable("division by zero")
        return _scaled(duration, lambda length: DECIMAL128.divide(length, by))
    if type(by) is not type(duration):
        raise Unanswerable("these cannot be divided")
    if not _length(by):
        raise Unanswerable("division by a duration of no length")
    return DECIMAL128.divide(_length(duration), _length(by))


def months_between(start: Date, end: Date) -> Months:
    """The whole months from one date to another, towards zero (DMN 1.5 §10.3.4.1, years and months duration)."""
    count = (end.year - start.year) * 12 + end.month - start.month
    if count > 0 and end.day < start.day:
        count -= 1
    elif count < 0 and end.day > start.day:
        count += 1
    return Months(count)


def _moved(moment: Moment, by: Duration | Months) -> Moment:
    if isinstance(by, Duration):
        return _later(moment, by.nanoseconds)
    if isinstance(moment, Date):
        return _months_later(moment, by.count)
    if isinstance(moment, DateTime):
        return DateTime(_months_later(moment.date, by.count), moment.time)
    raise Unanswerable("a time of day has no months")


def _later(moment: Moment, nanoseconds: int) -> Moment:
    match moment:
        case Time():
            return moment.at((moment.number + nanoseconds) % PER_DAY)
        case DateTime():
            return at_instant(moment, instant(moment) + nanoseconds)
    return Date.numbered(moment.number + nanoseconds // PER_DAY)


def _months_later(date: Date, count: int) -> Date:
    year, month = divmod(date.year * 12 + date.month - 1 + count, 12)
    return Date(year, month + 1, min(date.day, days_in(year, month + 1)))


def _between(left: Date | DateTime, right: Date | DateTime) -> Duration:
    if isinstance(left, Date) and isinstance(right, Date):
        return Duration((left.number - right.number) * PER_DAY)
    first, second = (DateTime(day, UTC_MIDNIGHT) if isinstance(day, Date) else day for day in (left, right))
    return Duration(_shown(first, second))


def _shown(left: Time | DateTime, right: Time | DateTime) -> int:
    ahead, behind = offset_of(left), offset_of(right)
    if (ahead is None) is not (behind is None):
        raise Unanswerable("only one of the two says how far it is off UTC")
    return left.number - right.number - ((ahead or 0) - (behind or 0)) * NANOSECONDS


def _length(duration: Duration | Months) -> Decimal:
    return Decimal(duration.nanoseconds if isinstance(duration, Duration) else duration.count)


def _scaled(duration: Duration | Months, scale: Callable[[Decimal], Decimal]) -> Duration | Months:
    try:
        length = scale(_length(duration))
    except ArithmeticError:
        raise Unanswerable("the duration would be too long") from None
    if abs(length) > LONGEST * NANOSECONDS:
        raise Unanswerable("the duration would be too long")
    if isinstance(duration, Months):
        return months(int(length.to_integral_value(ROUND_DOWN)))
    return Duration(int(length.to_integral_value(ROUND_HALF_EVEN)))
