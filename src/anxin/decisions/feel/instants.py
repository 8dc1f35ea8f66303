"""Order, equality and identity of dates, times and durations (DMN 1.5 §10.3.2.13, tables 53 and 54).

Two times of day, or two dates and times, are compared by the second they show: the standard's ``value`` of both is a
whole number of seconds, so parts of a second do not count. Where only one of two has an offset, the other is taken to
be on the same clock. Durations are compared exactly. Values of two different kinds have no order, a date and a date
and time among them.
"""

from __future__ import annotations

from anxin.decisions.feel.temporal import NANOSECONDS, Date, DateTime, Duration, Months, Time
from anxin.decisions.feel.values import Value
from anxin.decisions.feel.zones import offset_of


def ordered(left: Value, right: Value) -> int | None:
    """Negative, 0 or positive as ``left`` comes before, with or after ``right``; None where they have no order."""
    if type(left) is not type(right):
        return None
    if isinstance(left, Date):
        return _sign((left.year, left.month, left.day), (right.year, right.month, right.day))
    if isinstance(left, (Time, DateTime)):
        return _seconds_between(left, right)
    if isinstance(left, Duration):
        return _sign(left.nanoseconds, right.nanoseconds)
    if isinstance(left, Months):
        return _sign(left.count, right.count)
    return None


def same(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; None where they cannot be compared."""
    order = ordered(left, right)
    return None if order is None else order == 0


def _seconds_between(left: Time | DateTime, right: Time | DateTime) -> int:
    seconds = left.number // NANOSECONDS - right.number // NANOSECONDS
    ahead, behind = offset_of(left), offset_of(right)
    return seconds if ahead is None or behind is None else seconds - ahead + behind


def _sign(left: tuple[int, ...] | int, right: tuple[int, ...] | int) -> int:
    return (left > right) - (left < right)  # type: ignore[operator]  # -- both are of the same kind
