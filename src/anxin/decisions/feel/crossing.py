"""Plain Python values to run-time values and back, at the engine's doors."""

from __future__ import annotations

from anxin.decisions.feel.values import Value


def into_feel(plain: object) -> Value:
    """None, str, bool, int, Decimal, date, time, datetime, timedelta, Months, lists and dicts of these as values.

    TypeError naming where in ``plain`` something is none of these (a float is not: its decimals would be a guess).
    """
    raise NotImplementedError


def out_of_feel(value: Value) -> object:
    """The plain Python value; TypeError naming where in it a value has no plain form (a function, a range)."""
    raise NotImplementedError
