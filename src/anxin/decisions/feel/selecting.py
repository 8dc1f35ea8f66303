"""Paths and filters as code (DMN 1.5 §10.3.2.5, tables 53, 56 and 65)."""

from __future__ import annotations

from decimal import Decimal

from anxin.decisions.feel import syntax
from anxin.decisions.feel.calling import measured
from anxin.decisions.feel.compiling import Constant, Types, code_of, compiles
from anxin.decisions.feel.properties import property_of
from anxin.decisions.feel.scope import Code, Scope
from anxin.decisions.feel.types import kind_of
from anxin.decisions.feel.values import Range, Run, Unanswerable, Value


@compiles(syntax.Path)
def _path(tree: syntax.Path, types: Types) -> Code:
    source, name, at = code_of(tree.source, types), tree.name, tree.at

    def code(scope: Scope, run: Run) -> Value:
        value = source(scope, run)
        if type(value) is dict and name in value:
            return value[name]
        if type(value) is list:
            run.step(len(value))
            return [_part(item, name, run, at) for item in value]
        return _part(value, name, run, at)

    return code


def _part(value: Value, name: str, run: Run, at: int) -> Value:
    """``value.name``, or null with a diagnostic."""
    if type(value) is dict and name in value:
        return value[name]
    if type(value) is list:
        run.step(len(value))
        return [_part(item, name, run, at) for item in value]
    try:
        return _property(value, name)
    except Unanswerable as none:
        run.note(str(none), at)
        return None


def _property(value: Value, name: str) -> Value:
    if isinstance(value, Range) and name in _RANGE:
        return getattr(value, _RANGE[name])
    try:
        return property_of(value, name)
    except Unanswerable:
        raise Unanswerable(f"a {kind_of(value)} has nothing named {name!r}") from None


_RANGE = {"start": "low", "end": "high", "start included": "low_closed", "end included": "high_closed"}

# What can only be a boolean or null is asked of each item; anything else may be an index.
_CONDITIONS = (syntax.Comparison, syntax.Junction, syntax.Between, syntax.Within, syntax.InstanceOf, syntax.Quantified)


@compiles(syntax.Filter)
def _filter(tree: syntax.Filter, types: Types) -> Code:
    source, condition, at = code_of(tree.source, types), code_of(tree.condition, types), tree.at
    may_be_index = not isinstance(tree.condition, _CONDITIONS)

    def code(scope: Scope, run: Run) -> Value:
        value = source(scope, run)
        items = value if type(value) is list else [] if value is None else [value]
        if may_be_index:
            index = _index(condition, scope, run)
            if index is not None:
                return _item(items, index, run, at)
        return _chosen(items, condition, scope, run, at)

    return code


def _index(condition: Code, scope: Scope, run: Run) -> Decimal | None:
    """The number that the brackets hold where no item is looked at, if it is one."""
    if isinstance(condition, Constant):
        return condition.value if type(condition.value) is Decimal else None
    known = len(run.diagnostics)
    found = condition(scope, run)
    if type(found) is Decimal:
        return found
    del run.diagnostics[known:]  # it was not meant to be asked here
    return None


def _item(items: list[Value], index: Decimal, run: Run, at: int) -> Value:
    """The item at ``index``, from 1, or from the end when it is negative."""
    size = len(items)
    if index != index.to_integral_value() or not 1 <= index.copy_abs() <= size:
        run.note(f"there is no item {index} in a list of {size}", at)
        return None
    place = int(index)
    return items[place - 1 if place > 0 else place]


def _chosen(items: list[Value], condition: Code, scope: Scope, run: Run, at: int) -> list[Value] | None:
    """The items for which ``condition`` is true, with ``item`` and the item's own entries in reach.

    null where it is anything but a boolean or null for one of them (table 68).
    """
    chosen: list[Value] = []
    for item in items:
        run.step()
        inside = Scope({"item": item}, scope)
        if type(item) is dict:
            inside = Scope(item, inside)
        met = condition(inside, run)
        if met is True:
            chosen.append(item)
        elif met is not False and met is not None:
            run.note(f"a filter takes a boolean or an index, not {kind_of(met)}", at)
            return None
    measured(chosen, run)
    return chosen
