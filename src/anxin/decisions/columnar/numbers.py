"""Arithmetic of numbers, strings and durations, folded where it is known beforehand."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact

from anxin.decisions.columnar import dates
from anxin.decisions.columnar.ir import Arith, Const, Days, Join, Node, Value
from anxin.decisions.feel.plain import Months, Type

DECIMALS = Context(prec=34, Emin=-6143, Emax=6144)
# A quotient by 100 is a hundredth part: exact as a product. No more digits than money and rates have.
_PARTS = Context(prec=12, traps=[Inexact])
_FOLDED = {
    "+": DECIMALS.add,
    "-": DECIMALS.subtract,
    "*": DECIMALS.multiply,
    "/": DECIMALS.divide,
    "**": DECIMALS.power,
}


def calculated(op: str, left: Value, right: Value) -> Node | None:
    """``left op right`` of two numbers; None for a power that is not known beforehand."""
    if isinstance(left, Const) and isinstance(right, Const):
        return _folded(op, left, right)
    if op == "/" and isinstance(right, Const):
        return _part(left, right)
    return None if op == "**" else Arith(op, left, right)


def _folded(op: str, left: Const, right: Const) -> Node:
    one, two = Decimal(str(left.value)), Decimal(str(right.value))
    try:
        found = _FOLDED[op](one, two)
    except ArithmeticError:
        return Const(None, Type.NULL)
    if not found.is_finite():
        return Const(None, Type.NULL)
    whole = found == found.to_integral_value() and abs(found.adjusted()) < 34
    return Const(int(found) if whole else found, Type.NUMBER)


def _part(left: Value, right: Const) -> Node:
    """A quotient by a constant: a product where the constant's inverse has few digits."""
    divisor = Decimal(str(right.value))
    if divisor == 0:
        return Const(None, Type.NULL)
    try:
        factor = _PARTS.divide(Decimal(1), divisor)
    except Inexact:
        return Arith("/", left, right)
    return Arith("*", left, Const(int(factor) if factor == factor.to_integral_value() else factor, Type.NUMBER))


def joined_text(left: Value, right: Value) -> Node:
    """Two strings, one after the other."""
    if isinstance(left, Const) and isinstance(right, Const):
        return Const(f"{left.value}{right.value}", Type.STRING)
    return Join(left, right)


def times(one: Node, two: Node) -> Node | None:
    """A duration taken a whole number of times; None for anything else."""
    if not (isinstance(two, Const) and type(two.value) is int):
        return None
    if isinstance(one, Days) and one.type is Type.DAYS:
        return dates.multiply(one, two.value)
    if isinstance(one, Const) and isinstance(one.value, Months):
        return Const(Months(one.value.count * two.value), Type.MONTHS)
    return None


def plain_order(node: Const) -> object:
    """What a constant is ordered by."""
    return node.value.count if isinstance(node.value, Months) else node.value
