"""Built-in functions that look at lists, and make lists of lists (DMN 1.5 §10.3.4.4); sums are in ``statistics``."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from anxin.decisions.feel.builtins.declaring import declared, extent, items_within, offset
from anxin.decisions.feel.calling import invoke
from anxin.decisions.feel.comparing import equal
from anxin.decisions.feel.types import ANY, FUNCTION, NUMBER, ListType
from anxin.decisions.feel.values import Function, Parameter, Run, Unanswerable, Value

Items = list[Value]
_HASHED = (Decimal, str, bool, type(None))


def _contains(run: Run, items: Items, element: Value) -> bool:
    return any(equal(item, element) is True for item in _counted(run, items))


def _index_of(run: Run, items: Items, match: Value) -> Items:
    return [Decimal(place) for place, item in enumerate(_counted(run, items), 1) if equal(item, match) is True]


def _counted(run: Run, items: Items) -> Iterator[Value]:
    for item in items:
        run.step()
        yield item


def _sublist(run: Run, items: Items, start: Decimal, length: Decimal | None = None) -> Items:
    begin = offset(start, len(items), "list")
    return items[begin : extent(begin, length, len(items), "list")]


def _append(run: Run, items: Items, *more: Value) -> Items:
    items_within(run, len(items) + len(more))
    return [*items, *more]


def _concatenate(run: Run, *lists: Items) -> Items:
    items_within(run, sum(map(len, lists)))
    return [item for items in lists for item in items]


def _insert_before(run: Run, items: Items, position: Decimal, item: Value) -> Items:
    items_within(run, len(items) + 1)
    at = offset(position, len(items), "list")
    return [*items[:at], item, *items[at:]]


def _remove(run: Run, items: Items, position: Decimal) -> Items:
    items_within(run, len(items))
    at = offset(position, len(items), "list")
    return items[:at] + items[at + 1 :]


def _replace(run: Run, items: Items, where: Value, item: Value) -> Items:
    match where:
        case Function():
            return _replace_matching(run, items, where, item)
        case Decimal():
            return _replace_at(run, items, where, item)
        case [one]:
            return _replace(run, items, one, item)
    raise Unanswerable("list replace() takes a position or a function that says which items match")


def _replace_at(run: Run, items: Items, position: Decimal, item: Value) -> Items:
    items_within(run, len(items))
    at = offset(position, len(items), "list")
    return [*items[:at], item, *items[at + 1 :]]


def _replace_matching(run: Run, items: Items, match: Function, item: Value) -> Items:
    return [item if _answer(run, match, old, item) else old for old in items]


def _answer(run: Run, function: Function, left: Value, right: Value) -> bool:
    answer = invoke(function, [left, right], (), run)
    if not isinstance(answer, bool):
        raise Unanswerable("a function of two items answers neither true nor false")
    return answer


def _reverse(run: Run, items: Items) -> Items:
    items_within(run, len(items))
    return items[::-1]


def _union(run: Run, *lists: Items) -> Items:
    return _distinct(run, _concatenate(run, *lists))


def _distinct(run: Run, items: Items) -> Items:
    """Each value once, where it stands first."""
    kept: Items = []
    seen: set[tuple[type, Value]] = set()
    others: Items = []
    for item in _counted(run, items):
        if isinstance(item, _HASHED):
            if (type(item), item) in seen:
                continue
            seen.add((type(item), item))
        elif _contains(run, others, item):
            continue
        else:
            others.append(item)
        kept.append(item)
    return kept


def _flatten(run: Run, items: Items) -> Items:
    """All that is in ``items`` and in the lists within; by hand, as lists may be very deep."""
    flat: Items = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            run.step()
            if isinstance(item, list):
                waiting.append(iter(item))
                break
            flat.append(item)
        else:
            waiting.pop()
    return flat


def _sort(run: Run, items: Items, precedes: Function) -> Items:
    """In the order that ``precedes`` says; items of which neither precedes the other stay as they stand."""

    class Placed:
        __slots__ = ("item",)

        def __init__(self, item: Value) -> None:
            self.item = item

        def __lt__(self, other: Placed) -> bool:
            return _answer(run, precedes, self.item, other.item)

    items_within(run, len(items))
    return [placed.item for placed in sorted(map(Placed, items))]


_LIST = Parameter("list", ListType(ANY))
_POSITION, _NEW = Parameter("position", NUMBER), Parameter("newItem")
_MATCH = Parameter("match")

FUNCTIONS: tuple[Function, ...] = (
    declared("list contains", (_LIST, Parameter("element")), _contains, nullable=("element",)),
    declared("index of", (_LIST, _MATCH), _index_of, nullable=("match",)),
    declared(
        "sublist",
        (_LIST, Parameter("start position", NUMBER), Parameter("length", NUMBER)),
        _sublist,
        optional=1,
        nullable=("length",),
    ),
    declared("append", (_LIST, Parameter("item")), _append, nullable=("item",), variadic=True),
    declared("concatenate", (_LIST,), _concatenate, variadic=True),
    declared("insert before", (_LIST, _POSITION, _NEW), _insert_before, nullable=("newItem",)),
    declared("remove", (_LIST, _POSITION), _remove),
    declared(
        "list replace",
        (_LIST, Parameter("position"), _NEW),
        _replace,
        nullable=("newItem",),
        alternatives=(
            declared(
                "list replace", (_LIST, Parameter("match", FUNCTION), _NEW), _replace_matching, nullable=("newItem",)
            ),
        ),
    ),
    declared("reverse", (_LIST,), _reverse),
    declared("union", (_LIST,), _union, variadic=True),
    declared("distinct values", (_LIST,), _distinct),
    declared("flatten", (_LIST,), _flatten),
    declared("sort", (_LIST, Parameter("precedes", FUNCTION)), _sort),
)
