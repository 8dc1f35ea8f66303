"""Dates and durations written out in a table: ``date("2021-10-29")``, ``date(2021, 10, 29)``, ``duration("P30D")``."""

from __future__ import annotations

from datetime import date, timedelta

from anxin.decisions.feel import syntax
from anxin.decisions.feel.plain import LONGEST_DAYS, LONGEST_MONTHS, Months, Value, parse_date, parse_duration
from anxin.decisions.feel.syntax import Expression

WRITTEN = ("date", "duration")


def is_written(tree: Expression) -> bool:
    """Whether an expression is a constant as it stands."""
    match tree:
        case syntax.Literal():
            return True
        case syntax.Call(syntax.Name(name)):
            return name in WRITTEN
    return False


def written(name: str, arguments: tuple[Expression, ...]) -> Value:
    """The date or duration that a call of ``date`` or ``duration`` with literals says; ValueError for any other."""
    values = [argument.value for argument in arguments if isinstance(argument, syntax.Literal)]
    match name, values if len(values) == len(arguments) else None:
        case "date", [int(year), int(month), int(day)]:
            return date(year, month, day)
        case "date", [str(text)]:
            return parse_date(text)
        case "duration", [str(text)]:
            return bounded(parse_duration(text))
    raise ValueError("takes constants here, in the form YYYY-MM-DD or PnD, PnYnM")


def bounded(value: timedelta | Months) -> timedelta | Months:
    """A duration of at most 400 years; ValueError for a longer one."""
    count, limit = (value.count, LONGEST_MONTHS) if isinstance(value, Months) else (value.days, LONGEST_DAYS)
    if abs(count) > limit:
        raise ValueError("a duration is at most 400 years")
    return value
