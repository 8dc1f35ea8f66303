"""Equality, order and membership of FEEL values (DMN 1.5 §10.3.2.13)."""

from __future__ import annotations

from anxin.decisions.feel.values import Range, Value


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are the same; None where their kinds differ and neither is null."""
    raise NotImplementedError


def less(left: Value, right: Value) -> bool | None:
    """Whether ``left`` comes before ``right``; None where they have no order."""
    raise NotImplementedError


def compare(op: str, left: Value, right: Value) -> bool | None:
    """``left op right`` for one of = != < <= > >=; None where they cannot be compared."""
    raise NotImplementedError


def includes(range_: Range, value: Value) -> bool | None:
    """Whether ``value`` lies within; None where it cannot be compared with an end."""
    raise NotImplementedError
