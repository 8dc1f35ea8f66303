"""Which names boxed expressions leave for their surroundings to explain, and whether those do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from anxin.decisions.dmn.model import (
    AS_OF,
    Boxed,
    BoxedConditional,
    BoxedContext,
    BoxedFilter,
    BoxedFunction,
    BoxedIterator,
    BoxedList,
    Formula,
    Invocation,
    Knowledge,
    Node,
    Relation,
    Table,
    Unusable,
)
from anxin.decisions.errors import DecisionError, Place, nearest
from anxin.decisions.feel import syntax
from anxin.decisions.feel.builtins import BUILTINS
from anxin.decisions.feel.types import FeelType, type_named

Bound = frozenset[str]


@dataclass(frozen=True)
class Mention:
    """A name or a type that a text leaves open; of what stands in a filter it is not ``sure`` that it is one."""

    name: str
    place: Place
    sure: bool = True
    type: syntax.TypeName | None = None


def check_names(box: Boxed, names: Iterable[str], types: Mapping[str, FeelType]) -> None:
    """DecisionError, with the nearest that there is, for a name or a type that nothing explains."""
    known = {*names, *BUILTINS, AS_OF}
    for found in mentioned(box):
        if found.type is not None:
            _check_type(found.type, found.place, types)
        elif found.sure and found.name not in known:
            similar = nearest(found.name, BUILTINS)
            allowed = sorted((known - BUILTINS.keys()) | ({similar} if similar is not None else set()))
            raise DecisionError("nothing has this name", place=found.place, read=found.name, allowed=allowed)


def _check_type(name: syntax.TypeName, place: Place, types: Mapping[str, FeelType]) -> None:
    try:
        type_named(name, types)
    except KeyError as unknown:
        read = str(unknown.args[0])
        raise DecisionError("this type is not here", place=place, read=read, allowed=sorted(types)) from None


def needed_names(node: Node) -> Iterator[str]:
    """The names that a decision or function uses without defining them."""
    logic = getattr(node, "logic", None)
    return (found.name for found in mentioned(logic) if found.type is None) if logic is not None else iter(())


def mentioned(box: Boxed, bound: Bound = frozenset()) -> Iterator[Mention]:
    """The names and types left open in ``box``, where ``bound`` names are explained."""
    match box:
        case Formula(_, tree, place):
            yield from _placed(tree, bound, place)
        case Unusable():
            return
        case Table():
            yield from _in_table(box, bound)
        case BoxedContext(entries):
            everything = bound | {entry.name for entry in entries if entry.name is not None}
            for entry in entries:
                yield from mentioned(entry.value, everything if _is_function(entry.value) else bound)
                bound = bound if entry.name is None else bound | {entry.name}
        case BoxedFunction(parameters, body):
            yield from mentioned(body, bound | {name for name, _ in parameters})
        case BoxedFilter(source, match):
            yield from mentioned(source, bound)
            inside = mentioned(match, bound | {"item"})
            yield from (Mention(found.name, found.place, False, found.type) for found in inside)
        case BoxedIterator(kind, variable, _, source, body):
            yield from mentioned(source, bound)
            yield from mentioned(body, bound | {variable} | ({"partial"} if kind == "for" else set()))
        case BoxedList() | Relation() | Invocation() | BoxedConditional():
            for part in _parts(box):
                yield from mentioned(part, bound)


def _is_function(box: Boxed) -> bool:
    """Whether an entry is a function, which is called when the whole context is there."""
    return isinstance(box, BoxedFunction) or (isinstance(box, Formula) and isinstance(box.tree, syntax.FunctionOf))


def _parts(box: BoxedList | Relation | Invocation | BoxedConditional) -> Iterator[Boxed]:
    match box:
        case BoxedList(items):
            yield from items
        case Relation(_, rows):
            yield from (cell for row in rows for cell in row)
        case Invocation(called, bindings):
            yield called
            yield from (value for _, _, value in bindings)
        case BoxedConditional(test, chosen, otherwise):
            yield from (test, chosen, otherwise)


def _in_table(table: Table, bound: Bound) -> Iterator[Mention]:
    for column in table.columns:
        yield from _placed((column.expression, column.allowed), bound, column.place)
    for output in table.outputs:
        yield from _placed((output.default, output.values if output.listed else ()), bound, output.place)
    for rule in table.rules:
        for cell, place in zip(rule.cells, rule.places, strict=True):
            yield from _placed(cell, bound, place)
        for tree, place in zip(rule.outputs, rule.output_places, strict=True):
            yield from _placed(tree, bound, place)


def _placed(tree: object, bound: Bound, place: Place) -> Iterator[Mention]:
    for name, sure in _open(tree, bound):
        if isinstance(name, syntax.TypeName):
            yield Mention(name.name, place, sure, name)
        else:
            yield Mention(name, place, sure)


def _open(tree: object, bound: Bound) -> Iterator[tuple[str | syntax.TypeName, bool]]:
    """The open names and types of a syntax tree, and whether it is certain that they are open."""
    match tree:
        case syntax.Name(text):
            if text not in bound:
                yield text, True
        case syntax.TypeName():
            yield tree, True
        case syntax.FunctionOf(parameters, body, external):
            yield from _open(tuple(type_ for _, type_ in parameters), bound)
            if not external:
                yield from _open(body, bound | {name for name, _ in parameters})
        case syntax.For(iterators, body):
            yield from _iterated(iterators, body, bound, {"partial"})
        case syntax.Quantified(_, iterators, condition):
            yield from _iterated(iterators, condition, bound, set())
        case syntax.ContextOf(entries):
            everything = bound | {name for name, _ in entries}
            for name, value in entries:
                yield from _open(value, everything if isinstance(value, syntax.FunctionOf) else bound)
                bound = bound | {name}
        case syntax.Filter(source, condition):
            yield from _open(source, bound)
            yield from ((name, False) for name, _ in _open(condition, bound | {"item"}))
        case tuple():
            for part in tree:
                yield from _open(part, bound)
        case _ if is_dataclass(tree):
            for field in fields(tree):
                yield from _open(getattr(tree, field.name), bound)


def _iterated(
    iterators: tuple[syntax.Iterator, ...], body: object, bound: Bound, also: set[str]
) -> Iterator[tuple[str | syntax.TypeName, bool]]:
    for iterator in iterators:
        yield from _open((iterator.domain, iterator.to), bound)
        bound = bound | {iterator.name}
    yield from _open(body, bound | also)


def names_of(node: Node) -> set[str]:
    """The names a node sees by what it requires; a business knowledge model sees itself too."""
    seen = {found.names[0] for found in getattr(node, "requires", ())}
    return seen | {node.name} if isinstance(node, Knowledge) else seen
