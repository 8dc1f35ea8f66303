"""Equality, order and membership of FEEL values (DMN 1.5 §10.3.2.13, tables 42 and 43)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from anxin.decisions.feel.instants import ordered
from anxin.decisions.feel.plain import Months
from anxin.decisions.feel.temporal import Date, DateTime, Duration, Time
from anxin.decisions.feel.values import Budget, Function, LimitReached, Range, Run, Value

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def equal(left: Value, right: Value, run: Run | None = None) -> bool | None:
    """Whether two values are the same; None where their kinds differ and neither is null.

    Lists and contexts of different size or with any unequal part differ; their parts count as steps of ``run``.
    LimitReached when they have too many.
    """
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return None
    if kind in _WHOLE:
        return bool(left == right)
    budget = Budget("parts of values to compare")
    try:
        same = _same(left, right, budget)
    except RecursionError:
        raise LimitReached("values to compare are nested too deep") from None
    if run is not None:
        run.step(budget.spent)
    return same


_WHOLE = frozenset((Decimal, str, bool, Date, Duration, Months))


def _same(left: Value, right: Value, budget: Budget) -> bool | None:
    if left is None or right is None or type(left) is not type(right) or type(left) in _WHOLE:
        return equal(left, right)
    how = _PARTS.get(type(left))
    return left is right if how is None else how(left, right, budget)


def _same_list(left: list[Value], right: list[Value], budget: Budget) -> bool:
    budget.spend(1 + len(left) // 4)
    return len(left) == len(right) and all(_same(a, b, budget) is True for a, b in zip(left, right, strict=True))


def _same_context(left: dict[str, Value], right: dict[str, Value], budget: Budget) -> bool:
    budget.spend(1 + len(left) // 4)
    return left.keys() == right.keys() and all(
        _same(value, right[name], budget) is True for name, value in left.items()
    )


def _same_range(left: Range, right: Range, budget: Budget) -> bool:
    shape = (left.low_closed, left.high_closed, left.op) == (right.low_closed, right.high_closed, right.op)
    return shape and _same(left.low, right.low, budget) is True and _same(left.high, right.high, budget) is True


def _same_function(left: Function, right: Function, budget: Budget) -> bool:
    return left is right or (left.written is not None and left.written == right.written)


def _same_moment(left: Value, right: Value, budget: Budget) -> bool | None:
    return ordered(left, right) == 0


_PARTS: dict[type, Callable[[Any, Any, Budget], bool | None]] = {
    list: _same_list,
    dict: _same_context,
    Range: _same_range,
    Function: _same_function,
    Time: _same_moment,
    DateTime: _same_moment,
}


def less(left: Value, right: Value) -> bool | None:
    """Whether ``left`` comes before ``right``; None where they have no order."""
    return compare("<", left, right)


def compare(op: str, left: Value, right: Value, run: Run | None = None) -> bool | None:
    """``left op right`` for one of = != < <= > >=; None where they cannot be compared. As :func:`equal`."""
    if op == "=":
        return equal(left, right, run)
    if op == "!=":
        same = equal(left, right, run)
        return None if same is None else not same
    if type(left) is not type(right):
        return None
    if type(left) is Decimal or type(left) is str:
        return _ORDERS[op](left, right)
    order = ordered(left, right)
    return None if order is None else _ORDERS[op](order, 0)


def includes(range_: Range, value: Value) -> bool | None:
    """Whether ``value`` lies within; None where it cannot be compared with an end."""
    if range_.op:
        return compare(range_.op, value, range_.low)
    above = True if range_.low is None else compare(">=" if range_.low_closed else ">", value, range_.low)
    if above is None:
        return None
    below = True if range_.high is None else compare("<=" if range_.high_closed else "<", value, range_.high)
    return None if below is None else above and below
