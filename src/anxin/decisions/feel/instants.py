"""Order, equality and identity of dates, times and durations (DMN 1.5 §10.3.2.13, tables 53 and 54).

Two times of day, or two dates and times, are compared by the second they show: the standard's ``value`` of both is a
whole number of seconds, so parts of a second do not count. Where only one of two has an offset, the other is taken to
be on the same clock. Durations are compared exactly. Values of two different kinds have no order, a date and a date
and time among them.
"""

from __future__ import annotations

from anxin.decisions.feel.temporal import NANOSECONDS, Date, DateTime, Duration, Months, Time
from anxin.decisions.feel.values import Range, Run, Value
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


def identical(run: Run, left: Value, right: Value) -> bool:
    """Whether two values are one and the same element of FEEL's domain (DMN 1.5 §10.3.4.7, ``is``); never null.

    Stricter than equality: 12:00:00Z is not 13:00:00+01:00, nor is a time in a zone one with that zone's offset.
    Goes through lists without recursion, as they may be nested deeper than Python's stack.
    """
    pairs = [(left, right)]
    while pairs:
        one, other = pairs.pop()
        run.step()
        if type(one) is not type(other):
            return False
        if isinstance(one, (list, dict)):
            if len(one) != len(other) or (isinstance(one, dict) and one.keys() != other.keys()):
                return False
            pairs.extend((one[key], other[key]) for key in (one if isinstance(one, dict) else range(len(one))))
        elif isinstance(one, Range):
            if (one.low_closed, one.high_closed, one.op) != (other.low_closed, other.high_closed, other.op):
                return False
            pairs += [(one.low, other.low), (one.high, other.high)]
        elif one != other:
            return False
    return True
