"""Function calls that run set-wise: ``not``, dates written out, and min, max, count, sum… over facts listed one by one.

A list never becomes a value here: it is looked through where it stands.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from anxin.decisions.columnar.conditions import every, negated, some, surely
from anxin.decisions.columnar.constants import WRITTEN, are_literals, is_clocked, written
from anxin.decisions.columnar.ir import Condition, Const, Node, Tally, Truth
from anxin.decisions.feel import syntax
from anxin.decisions.feel.plain import Type
from anxin.decisions.feel.syntax import Expression

if TYPE_CHECKING:
    from anxin.decisions.columnar.lower import Lowering

SET_WISE = ("not", "min", "max", "sum", "mean", "count", "all", "any", "abs", "list contains", *WRITTEN)
LONGEST = 50


def lowered(lowering: Lowering, call: syntax.Call, question: Node | None) -> Node:
    """A call as a node."""
    match call:
        case syntax.Call(syntax.Name(name), arguments, ()) if name in WRITTEN:
            return _written(lowering, name, arguments)
        case syntax.Call(syntax.Name(name), arguments, ()) if name in SET_WISE:
            return _called(lowering, name, arguments, question)
        case syntax.Call(syntax.Name(name), _, names):
            if name in SET_WISE and names:
                lowering.outside(f"{name}(...) with named arguments does not run set-wise", read=name)
            if name not in _known() and lowering.scope.get(name) is None:
                lowering.fail("there is no such function", read=name, allowed=sorted({*_known(), *SET_WISE}))
            lowering.outside(f"the function {name}(...) does not run set-wise", read=name)
    return lowering.outside("a call of a computed function does not run set-wise")


def _known() -> frozenset[str]:
    """FEEL's own functions."""
    from anxin.decisions.feel.builtins import BUILTINS

    return frozenset(BUILTINS)


def _written(lowering: Lowering, name: str, arguments: tuple[Expression, ...]) -> Node:
    from anxin.decisions.columnar.lower import constant

    if not are_literals(arguments):
        lowering.outside(f"{name}(...) of what is not written out does not run set-wise", read=name)
    text = next((part.value for part in arguments if isinstance(part, syntax.Literal)), "")
    if isinstance(text, str) and is_clocked(text):
        lowering.outside("a time of day does not run set-wise", read=text)
    try:
        return constant(written(name, arguments))
    except ValueError as error:
        lowering.fail(f"{name}(...): {error}")


def _called(lowering: Lowering, name: str, arguments: tuple[Expression, ...], question: Node | None) -> Node:
    if name == "not":
        return negated(lowering.condition(_only(lowering, arguments), question))
    if name == "abs":
        number = _numbers(lowering, name, [lowering.expression(_only(lowering, arguments), question)])[0]
        return lowering.extreme("max", [number, lowering.calculated("-", Const(0, Type.NUMBER), number)])
    if name == "list contains":
        items, wanted = _items(lowering, name, arguments[:1]), lowering.expression(arguments[-1], question)
        return some(lowering.compared("=", lowering.expression(item, question), wanted) for item in items)
    if name == "count":
        return _count(lowering, arguments, question)
    items = _items(lowering, name, arguments)
    if name in ("all", "any"):
        met = [lowering.condition(item, question) for item in items]
        return every(met) if name == "all" else some(met)
    nodes = [lowering.expression(item, question) for item in items]
    return lowering.extreme(name, nodes) if name in ("min", "max") else _sum(lowering, name, nodes)


def _sum(lowering: Lowering, name: str, nodes: list[Node]) -> Node:
    if not nodes:
        return Const(None, Type.NULL)
    first, *rest = _numbers(lowering, name, nodes)
    for node in rest:
        first = lowering.calculated("+", first, node)
    return lowering.calculated("/", first, Const(len(nodes), Type.NUMBER)) if name == "mean" else first


def _numbers(lowering: Lowering, name: str, nodes: list[Node]) -> list[Node]:
    for node in nodes:
        if node.type not in (Type.NUMBER, Type.NULL):
            lowering.outside(f"{name}(...) of {node.type.value} values does not run set-wise", read=name)
    return nodes


def _count(lowering: Lowering, arguments: tuple[Expression, ...], question: Node | None) -> Node:
    match arguments:
        case (syntax.Filter(syntax.ListOf(items), condition),):
            met = [_about_item(lowering, item, condition, question) for item in items]
            return tally([(surely(part), 1) for part in met])
    items = _items(lowering, "count", arguments)
    for item in items:
        lowering.expression(item, question)
    return Const(len(items), Type.NUMBER)


def _about_item(lowering: Lowering, item: Expression, condition: Expression, question: Node | None) -> Condition:
    node = lowering.expression(item, question)
    inner = type(lowering)(lowering.scope.also("item", node), lowering.place)
    if inner.expression(condition, question).type is Type.NUMBER:
        lowering.outside("an index into a list does not run set-wise")
    return inner.condition(condition, question)


def tally(parts: list[tuple[Condition, int | Decimal]]) -> Node:
    """The sum of the numbers that go with the conditions that are true."""
    kept = [part for part in parts if part[0] != Truth(False)]
    if not all(isinstance(condition, Truth) for condition, _ in kept):
        return Tally(tuple(kept))
    total = sum((number for condition, number in kept if condition == Truth(True)), start=0)
    return Const(total, Type.NUMBER)


def quantified(lowering: Lowering, tree: syntax.Quantified, question: Node | None) -> Condition:
    """``some`` or ``every`` fact of a list written out."""
    match tree.iterators:
        case (syntax.Iterator(name, syntax.ListOf(items), None),):
            nodes = [lowering.expression(item, question) for item in _bounded(lowering, items)]
            inner = [type(lowering)(lowering.scope.also(name, node), lowering.place) for node in nodes]
            met = [one.condition(tree.condition, question) for one in inner]
            return every(met) if tree.kind == "every" else some(met)
    return lowering.outside("a test of every item of a list runs set-wise only when its items are written out")


def _items(lowering: Lowering, name: str, arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """What a list function is called with: one list written out, or its items as arguments."""
    match arguments:
        case (syntax.ListOf(items),):
            return _bounded(lowering, items)
        case (_,) | () if name != "abs":
            lowering.outside(f"{name}(...) runs set-wise only over items written out", read=name)
    return _bounded(lowering, arguments)


def _bounded(lowering: Lowering, items: tuple[Expression, ...]) -> tuple[Expression, ...]:
    if len(items) > LONGEST:
        lowering.outside(f"a list of more than {LONGEST} items does not run set-wise")
    return items


def _only(lowering: Lowering, arguments: tuple[Expression, ...]) -> Expression:
    if len(arguments) != 1 or isinstance(arguments[0], syntax.Against | syntax.Interval):
        lowering.fail("this takes one value here; a list of tests fits only in a cell")
    return arguments[0]
