"""Arithmetic and comparison of dates and durations, brought to the forms the back-ends understand."""

from __future__ import annotations

import operator
from datetime import date, timedelta
from typing import Any

from anxin.decisions.columnar.ir import (
    FLIPPED,
    AsOf,
    Condition,
    Const,
    Days,
    Fact,
    Linear,
    Moment,
    Shifted,
    Span,
    Term,
    Truth,
)
from anxin.decisions.feel.plain import Months, Type, shift_months


class Unnormal(ValueError):
    """A date expression that has no normal form; says why."""


def day_constant(value: date | timedelta) -> Days:
    """A literal date or days duration."""
    if isinstance(value, date):
        return Days(Linear((), value.toordinal()), Type.DATE, ())
    return Days(Linear((), value.days), Type.DAYS, ())


def day_fact(fact: Fact) -> Days:
    """An input that is a date or a days duration."""
    return Days(Linear(((fact, 1),), 0), fact.type, (fact,))


def day_of_decision() -> Days:
    """``as_of`` itself."""
    return Days(Linear(((AsOf(), 1),), 0), Type.DATE, ())


def add(left: Days, right: Days, sign: int) -> Days | None:
    """``left ± right`` days, or None where FEEL has no such sum (a date plus a date)."""
    kinds = (left.type, right.type)
    if kinds == (Type.DATE, Type.DATE) and sign < 0:
        kind = Type.DAYS
    elif kinds == (Type.DATE, Type.DAYS) or (kinds == (Type.DAYS, Type.DATE) and sign > 0):
        kind = Type.DATE
    elif kinds == (Type.DAYS, Type.DAYS):
        kind = Type.DAYS
    else:
        return None
    return Days(left.linear.plus(right.linear, sign), kind, _union(left.needs, right.needs))


def multiply(days: Days, factor: int) -> Days:
    """A duration taken ``factor`` times."""
    return Days(Linear((), 0).plus(days.linear, factor), days.type, days.needs)


def add_months(day: Days, months: int) -> Days:
    """A date moved by months, clamped to the month's end; Unnormal when it mixes as_of with facts."""
    linear = day.linear
    as_ofs = [(term, count) for term, count in linear.terms if isinstance(term, AsOf)]
    if not linear.terms:
        return Days(Linear((), shift_months(linear.days, months)), Type.DATE, day.needs)
    if not as_ofs:
        return Days(Linear(((Shifted(linear, months), 1),), 0), Type.DATE, day.needs)
    term, count = as_ofs[0]
    if len(linear.terms) > 1 or count != 1:
        raise Unnormal("months can be added to as_of or to facts, not to a mixture of both")
    chain = (*term.chain, *((("days", linear.days),) if linear.days else ()), ("months", months))
    return Days(Linear(((AsOf(chain), 1),), 0), Type.DATE, day.needs)


def compare_days(op: str, left: Days, right: Days) -> Condition:
    """``left op right`` (op: = < <= > >=) as a condition that is null when a fact is.

    Unnormal when the facts and as_of cannot be told apart as ``facts op as_of shifted``.
    """
    needs = _union(left.needs, right.needs)
    difference = left.linear.plus(right.linear, -1)
    moving = [(term, count) for term, count in difference.terms if isinstance(term, AsOf)]
    if not moving:
        return _still(op, difference, needs)
    term, count = moving[0]
    if len(moving) > 1 or abs(count) != 1:
        raise Unnormal("as_of may stand in a comparison of dates only once (X(facts) op as_of shifted)")
    facts = difference.plus(Linear(((term, 1),), 0), -count)
    if count > 0:
        op, facts = FLIPPED[op], Linear((), 0).plus(facts, -1)
    assert isinstance(term, AsOf)
    return Moment(op, facts, term, needs)


def _still(op: str, difference: Linear, needs: tuple[Fact, ...]) -> Condition:
    if difference.terms or needs:
        return Span(op, difference, needs)
    return Truth(holds(op, difference.days, 0))


def holds(op: str, left: Any, right: Any) -> bool:
    """``left op right`` for two values of one ordered type."""
    return bool(_HOLDS[op](left, right))


_HOLDS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def months_constant(value: Months) -> Const:
    """A literal years and months duration."""
    return Const(value, Type.MONTHS)


def fact_terms(linear: Linear) -> tuple[Fact, ...]:
    """The facts a sum of days is made of, also those inside shifts."""
    return tuple(dict.fromkeys(fact for term, _ in linear.terms for fact in _inside(term)))


def _inside(term: Term) -> tuple[Fact, ...]:
    if isinstance(term, Shifted):
        return fact_terms(term.base)
    return (term,) if isinstance(term, Fact) else ()


def _union(left: tuple[Fact, ...], right: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys((*left, *right)))
