"""Conditions put together, with what is known beforehand left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from anxin.decisions.columnar.ir import (
    All,
    Choice,
    Condition,
    Const,
    Days,
    Equal,
    Extreme,
    Is,
    Missing,
    Node,
    Not,
    Pick,
    Some,
    Tally,
    Truth,
    Value,
)
from anxin.decisions.feel.plain import Type


def every(parts: Iterable[Condition]) -> Condition:
    """And."""
    return _junction(All, list(parts), neutral=True)


def some(parts: Iterable[Condition]) -> Condition:
    """Or."""
    return _junction(Some, list(parts), neutral=False)


def _junction(kind: type[All] | type[Some], parts: list[Condition], *, neutral: bool) -> Condition:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))]
    if Truth(not neutral) in flat:
        return Truth(not neutral)
    kept = tuple(dict.fromkeys(part for part in flat if part != Truth(neutral)))
    return kept[0] if len(kept) == 1 else kind(kept) if kept else Truth(neutral)


def negated(part: Condition) -> Condition:
    """Not."""
    if isinstance(part, Truth):
        return Truth(None if part.value is None else not part.value)
    return part.part if isinstance(part, Not) else Not(part)


def surely(part: Condition) -> Condition:
    """Whether a condition is true; never null itself."""
    if isinstance(part, Truth):
        return Truth(part.value is True)
    return part if isinstance(part, Equal | Missing | Is) else Is(part, True)


def picked(test: Condition, chosen: Condition, otherwise: Condition) -> Condition:
    """``chosen`` when the test is true, else ``otherwise``; neighbours with one answer become one."""
    if isinstance(test, Truth):
        return chosen if test.value else otherwise
    if chosen == otherwise:
        return chosen
    if isinstance(otherwise, Pick) and otherwise.chosen == chosen:
        return picked(some((surely(test), surely(otherwise.test))), chosen, otherwise.otherwise)
    if (chosen, otherwise) == (Truth(True), Truth(False)):
        return surely(test)
    if (chosen, otherwise) == (Truth(False), Truth(True)):
        return negated(surely(test))
    return Pick(test, chosen, otherwise)


def missing(node: Node) -> Condition:
    """Whether a node is null."""
    if isinstance(node, Choice):
        return picked(node.test, missing(node.chosen), missing(node.otherwise))
    if isinstance(node, Extreme):
        return some(map(missing, node.items))
    if node.type is Type.BOOLEAN and not isinstance(node, Truth):
        return Truth(False) if isinstance(node, Equal | Missing | Is) else Is(cast(Condition, node), None)
    if isinstance(node, Const | Truth):
        return Truth(node.value is None)
    if isinstance(node, Tally) or (isinstance(node, Days) and not node.needs):
        return Truth(False)
    return Missing(cast(Value, node))


def same_truth(left: Condition, right: Condition) -> Condition:
    """Two conditions compared in FEEL's way: null equals null."""
    if isinstance(left, Truth):
        left, right = right, left
    if isinstance(right, Truth):
        return Is(left, right.value) if not isinstance(left, Truth) else Truth(left.value == right.value)
    return some(every((Is(left, value), Is(right, value))) for value in (True, False, None))


def boolean(node: Node) -> Condition:
    """A node known to be boolean or null."""
    return Truth(None) if node.type is Type.NULL else cast(Condition, node)
