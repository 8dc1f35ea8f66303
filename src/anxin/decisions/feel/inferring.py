"""What a function's body tells of its answer without being run: enough for ``instance of function<…> -> type``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from anxin.decisions.feel import syntax
from anxin.decisions.feel.reading_times import parse_at
from anxin.decisions.feel.types import ANY, BOOLEAN, NULL, NUMBER, STRING, ContextType, FeelType, ListType, type_of

Known = Mapping[str, FeelType]  # the types of the names in reach


def answer_type(tree: syntax.Expression, known: Known) -> FeelType | None:
    """The type that ``tree`` has whenever it is not null; None where only running it would tell."""
    if isinstance(tree, _TRUTHS):
        return BOOLEAN
    how = _HOW.get(type(tree))
    return None if how is None else how(tree, known)


_TRUTHS = (syntax.Comparison, syntax.Junction, syntax.Between, syntax.Within, syntax.InstanceOf, syntax.Quantified)


def _of_literal(tree: syntax.Literal, known: Known) -> FeelType:
    if isinstance(tree.value, bool):
        return BOOLEAN
    return NULL if tree.value is None else STRING if isinstance(tree.value, str) else NUMBER


def _of_name(tree: syntax.Name, known: Known) -> FeelType | None:
    found = known.get(tree.text, ANY)
    return None if found == ANY else found


def _of_arithmetic(tree: syntax.Arithmetic, known: Known) -> FeelType | None:
    sides = {answer_type(tree.left, known), answer_type(tree.right, known)}
    if sides == {NUMBER}:
        return NUMBER
    return STRING if sides == {STRING} and tree.op == "+" else None


def _of_conditional(tree: syntax.Conditional, known: Known) -> FeelType | None:
    chosen, otherwise = answer_type(tree.chosen, known), answer_type(tree.otherwise, known)
    return chosen if chosen == otherwise else None


def _of_list(tree: syntax.ListOf, known: Known) -> FeelType | None:
    types = {answer_type(item, known) for item in tree.items}
    only = types.pop() if len(types) == 1 else None
    return None if only is None else ListType(only)


def _of_context(tree: syntax.ContextOf, known: Known) -> FeelType | None:
    inside, found = dict(known), []
    for name, entry in tree.entries:
        of = answer_type(entry, inside)
        if of is None:
            return None
        inside[name] = of
        found.append((name, of))
    return ContextType(tuple(found))


_HOW: dict[type, Callable[[Any, Known], FeelType | None]] = {
    syntax.Literal: _of_literal,
    syntax.AtLiteral: lambda tree, known: type_of(parse_at(tree.text)),
    syntax.Name: _of_name,
    syntax.Arithmetic: _of_arithmetic,
    syntax.Negation: lambda tree, known: answer_type(tree.operand, known),
    syntax.Conditional: _of_conditional,
    syntax.ListOf: _of_list,
    syntax.ContextOf: _of_context,
}
