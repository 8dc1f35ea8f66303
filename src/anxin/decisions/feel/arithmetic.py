"""The operators + - * / ** on values (DMN 1.5 §10.3.2.13.4, tables 45 and 50 to 52)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from anxin.decisions.feel import moving
from anxin.decisions.feel.plain import Months
from anxin.decisions.feel.temporal import Duration
from anxin.decisions.feel.types import kind_of
from anxin.decisions.feel.values import DECIMAL128, Unanswerable, Value

ONE = Decimal(1)


def add(left: Value, right: Value) -> Value:
    """Numbers, two strings, or times with durations; Unanswerable for all else."""
    if type(left) is Decimal and type(right) is Decimal:
        return DECIMAL128.add(left, right)
    if type(left) is str and type(right) is str:
        return left + right
    return moving.plus(left, right)


def subtract(left: Value, right: Value) -> Value:
    """Numbers, times from times of the same kind, or durations from times."""
    if type(left) is Decimal and type(right) is Decimal:
        return DECIMAL128.subtract(left, right)
    return moving.minus(left, right)


def multiply(left: Value, right: Value) -> Value:
    """Numbers, or a duration with a number."""
    if type(left) is Decimal and type(right) is Decimal:
        return DECIMAL128.multiply(left, right)
    if isinstance(left, Duration | Months) and type(right) is Decimal:
        return moving.times(left, right)
    if isinstance(right, Duration | Months) and type(left) is Decimal:
        return moving.times(right, left)
    raise Unanswerable("these cannot be multiplied")


def divide(left: Value, right: Value) -> Value:
    """Numbers, a duration by a number, or a duration by another of its kind."""
    if type(left) is Decimal and type(right) is Decimal:
        if not right:
            raise Unanswerable("division by zero")
        return DECIMAL128.divide(left, right)
    if isinstance(left, Duration | Months) and isinstance(right, Decimal | Duration | Months):
        return moving.over(left, right)
    raise Unanswerable("these cannot be divided")


def power(left: Value, right: Value) -> Value:
    """Numbers; anything to the power of 0 is 1."""
    if type(left) is not Decimal or type(right) is not Decimal:
        raise Unanswerable("only a number has powers")
    return DECIMAL128.power(left, right) if right else ONE


def negate(operand: Value) -> Value:
    """A number or a duration with its sign turned."""
    if type(operand) is Decimal:
        return DECIMAL128.minus(operand)
    if isinstance(operand, Duration | Months):
        return moving.negative(operand)
    raise Unanswerable(f"a {kind_of(operand)} has no negative")


OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


def calculated(op: str, left: Value, right: Value) -> Value:
    """``left op right``; Unanswerable when there is no such value."""
    try:
        answer = OPERATORS[op](left, right)
    except Unanswerable as none:
        raise Unanswerable(f"{kind_of(left)} {op} {kind_of(right)}: {none}") from None
    except ArithmeticError:
        raise Unanswerable(_NO_NUMBER.format(op)) from None
    if type(answer) is Decimal and not answer.is_finite():
        raise Unanswerable(_NO_NUMBER.format(op))
    return answer


_NO_NUMBER = "{} gives no number, or one too large to keep"
