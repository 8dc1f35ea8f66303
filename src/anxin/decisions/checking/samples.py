"""Values that stand for all others: for each fact of a table one value of every kind its conditions can tell apart.

Samples come from the boundaries in the conditions: named strings and one unnamed, numbers at and beside each bound,
dates at and beside each bound (those against as_of are worked out for a sample day), and null. Two samples of a fact
that no condition can tell apart are one; only facts compared with each other keep all of theirs.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from anxin.decisions.columnar.closure import moved_as_of, reader
from anxin.decisions.columnar.ir import Condition, Const, Equal, Fact, Moment, Node, Order, Span, children, needed, walk
from anxin.decisions.columnar.program import Program
from anxin.decisions.feel.plain import FIRST_AS_OF, LAST_AS_OF, LAST_DAY, Type, Value

OTHER = "(any other)"
SAMPLE_DAY = date(2021, 10, 29)


@dataclass(frozen=True)
class Samples:
    """Sample days of decision, and the samples of each fact."""

    days: tuple[date, ...]
    values: dict[Fact, tuple[Value, ...]]

    @property
    def combinations(self) -> int:
        """How many cases there are."""
        total = len(self.days)
        for values in self.values.values():
            total *= len(values)
        return total


def samples(program: Program) -> Samples:
    """The samples of a program."""
    nodes = [part for row in program.rows for part in walk(row.condition)]
    days = _days(nodes)
    pool = _day_pool(nodes, days)
    values = {fact: _values(fact, nodes, pool) for fact in program.facts}
    alone, entangled = _alone(program)
    for fact, conditions in alone.items():
        if fact not in entangled:
            values[fact] = _told_apart(fact, values[fact], conditions, days)
    return Samples(days, values)


def _days(nodes: list[Node]) -> tuple[date, ...]:
    """The sample day, and the days beside each constant as_of is compared with."""
    ordinals = {SAMPLE_DAY.toordinal()}
    for node in nodes:
        if isinstance(node, Moment) and not node.facts.terms:
            shift = moved_as_of(node.as_of, SAMPLE_DAY.toordinal()) - SAMPLE_DAY.toordinal()
            ordinals |= {node.facts.days - shift + near for near in (-1, 0, 1)}
    within = range(FIRST_AS_OF.toordinal(), LAST_AS_OF.toordinal() + 1)
    return tuple(date.fromordinal(day) for day in sorted(ordinals) if day in within)


def _day_pool(nodes: list[Node], days: tuple[date, ...]) -> dict[Fact, set[int]]:
    """For each date or duration the numbers at and beside every bound it meets."""
    pool: dict[Fact, set[int]] = {}
    for node in nodes:
        if isinstance(node, Span | Moment):
            for fact in needed(node):
                pool.setdefault(fact, set()).update(_bounds(node, fact, days))
    return pool


def _bounds(node: Span | Moment, fact: Fact, days: tuple[date, ...]) -> Iterable[int]:
    linear = node.facts if isinstance(node, Moment) else node.linear
    dated = fact.type is Type.DATE
    for day in days:
        moved = moved_as_of(node.as_of, day.toordinal()) if isinstance(node, Moment) else 0
        at = abs(moved - linear.days)
        alone = isinstance(node, Moment) or len(needed(node)) == 1
        centre = at if alone == dated and alone else day.toordinal() if dated else at if at < 40_000 else 0
        yield from (centre + near for near in (-2, -1, 0, 1, 2))


def _values(fact: Fact, nodes: list[Node], pool: dict[Fact, set[int]]) -> tuple[Value, ...]:
    found: list[Value] = [None]
    if fact.type is Type.BOOLEAN:
        found += [True, False]
    elif fact.type is Type.STRING:
        named = dict.fromkeys((*fact.allowed, *_named(fact, nodes)))
        found += [*named, *(() if fact.allowed else (OTHER,))]
    elif fact.type is Type.NUMBER:
        found += _numbers(nodes)
    elif fact.type is Type.DATE:
        found += [date.fromordinal(day) for day in sorted(pool.get(fact, ())) if 1 <= day <= LAST_DAY]
    else:
        found += [timedelta(days=day) for day in sorted(pool.get(fact, ()))]
    return tuple(found)


def _named(fact: Fact, nodes: list[Node]) -> list[str]:
    compared = [node for node in nodes if isinstance(node, Equal | Order) and fact in needed(node)]
    return [
        part.value
        for node in compared
        for side in (node.left, node.right)
        for part in walk(side)
        if isinstance(part, Const) and isinstance(part.value, str)
    ]


def _numbers(nodes: list[Node]) -> list[Value]:
    """Every number in the conditions, its neighbours, and what lies halfway between two."""
    found = sorted(
        {Decimal(part.value) for part in nodes if isinstance(part, Const) and isinstance(part.value, int | Decimal)}
    )
    beside = {number + near for number in found or [Decimal(0)] for near in (-1, 0, 1)}
    beside |= {(one + two) / 2 for one, two in itertools.pairwise(found)}
    return [int(number) if number == int(number) else number for number in sorted(beside)]


def _alone(program: Program) -> tuple[dict[Fact, list[Condition]], set[Fact]]:
    """The largest conditions on one fact alone, by fact, and the facts that are compared with others."""
    alone: dict[Fact, list[Condition]] = {fact: [] for fact in program.facts}
    entangled: set[Fact] = set()
    waiting: list[Node] = [row.condition for row in program.rows]
    while waiting:
        node = waiting.pop()
        facts = needed(node)
        if len(facts) == 1:
            alone[facts[0]].append(node)  # type: ignore[arg-type]  # -- only conditions wait here
        elif isinstance(node, Order | Equal | Span | Moment) or node.type is not Type.BOOLEAN:
            entangled.update(facts)
        else:
            waiting += children(node)
    return alone, entangled


def _told_apart(
    fact: Fact, values: tuple[Value, ...], conditions: list[Condition], days: tuple[date, ...]
) -> tuple[Value, ...]:
    ask = reader(tuple(dict.fromkeys(conditions)))
    kept: dict[object, Value] = {}
    for value in values:
        kept.setdefault(tuple(ask({fact.name: value}, day) for day in days), value)
    return tuple(kept.values())
