"""Dates and durations written out: ``@"2021-10-29"``, ``date(2021, 10, 29)``, ``duration("P30D")``."""

from __future__ import annotations

from datetime import date, timedelta

from anxin.decisions.feel import syntax
from anxin.decisions.feel.plain import LONGEST_DAYS, LONGEST_MONTHS, Months, Value, parse_date, parse_duration
from anxin.decisions.feel.syntax import Expression

WRITTEN = ("date", "duration")


def is_written(tree: Expression) -> bool:
    """Whether an expression is a constant as it stands."""
    match tree:
        case syntax.Literal() | syntax.AtLiteral():
            return True
        case syntax.Call(syntax.Name(name)):
            return name in WRITTEN
    return False


def is_clocked(text: str) -> bool:
    """Whether a text says a time of day, or a duration with one: more than whole days."""
    return "T" in text or ":" in text


def written(name: str, arguments: tuple[Expression, ...]) -> Value:
    """The date or duration that a call of ``date`` or ``duration`` with literals says; ValueError for any other."""
    values = [_literal(argument) for argument in arguments]
    match name, values:
        case "date", [int(year), int(month), int(day)]:
            return date(year, month, day)
        case "date", [str(text)]:
            return parse_date(text)
        case "duration", [str(text)]:
            return bounded(parse_duration(text))
    raise ValueError("takes constants here, in the form YYYY-MM-DD or PnD, PnYnM")


def at_literal(text: str) -> Value:
    """What ``@"text"`` says, a date or a duration; ValueError for any other."""
    return parse_date(text) if text[:1].isdigit() else bounded(parse_duration(text))


def are_literals(arguments: tuple[Expression, ...]) -> bool:
    """Whether all arguments are constants."""
    return all(_literal(argument) is not None for argument in arguments)


def _literal(tree: Expression) -> str | int | None:
    value = tree.value if isinstance(tree, syntax.Literal) else None
    whole = value is not None and not isinstance(value, str) and value == int(value)
    return value if isinstance(value, str) else int(value) if whole else None  # type: ignore[arg-type]  # -- a number


def bounded(value: timedelta | Months) -> timedelta | Months:
    """A duration of at most 400 years; ValueError for a longer one."""
    count, limit = (value.count, LONGEST_MONTHS) if isinstance(value, Months) else (value.days, LONGEST_DAYS)
    if abs(count) > limit:
        raise ValueError("a duration is at most 400 years")
    return value
