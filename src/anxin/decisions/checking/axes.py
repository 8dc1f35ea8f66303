"""The axes of a table on one day: facts that are tested apart from each other, each cut into pieces.

A row is true where each of its parts is, and a part tests the facts of one axis only, so that a row is a box over the
axes. Facts that a condition tests together share an axis whose points are all combinations of their pieces. That is
exact where every comparison looks at one fact; facts compared with each other are sampled, and ``exact`` says so.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from anxin.decisions.checking.cuts import Cuts, constants, day_cuts, day_label, names, number_cuts
from anxin.decisions.checking.pieces import Domain, line_domain, named_domain
from anxin.decisions.columnar.closure import reader
from anxin.decisions.columnar.ir import (
    All,
    Condition,
    Equal,
    Fact,
    Is,
    Missing,
    Moment,
    Node,
    Not,
    Order,
    Pick,
    Some,
    Span,
    Truth,
    children,
    moments,
    needed,
)
from anxin.decisions.columnar.program import Program
from anxin.decisions.dmn.model import AS_OF, Table
from anxin.decisions.errors import DecisionError, OutsideProfile
from anxin.decisions.feel.plain import FIRST_AS_OF, LAST_AS_OF, Type, Value
from anxin.decisions.wording import Named

TODAY = Fact(AS_OF, Type.DATE)
MOST_POINTS = 5_000
MOST_ANSWERS = 20_000_000  # points times the parts of rows asked at each
MOST_SAMPLES = 40
Point = tuple[int, ...]


@dataclass(frozen=True)
class Atom:
    """Points that no row tells apart; ``rows`` has a bit for each row of each table that they do not rule out."""

    points: tuple[Point, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Axis:
    """Facts that are tested together (mostly one), and the atoms their pieces fall into; ``place`` is the first column
    that tests them."""

    domains: tuple[Domain, ...]
    atoms: tuple[Atom, ...]
    exact: bool
    place: int = 0

    @property
    def points(self) -> int:
        """How many points were looked at."""
        return sum(len(atom.points) for atom in self.atoms)

    @cached_property
    def size(self) -> int:
        """How many points there are."""
        return math.prod(len(domain.pieces) for domain in self.domains)

    def values(self, point: Point) -> dict[str, Value]:
        """The facts at a point, by name; ``as_of`` among them where the day itself is tested."""
        pairs = zip(self.domains, point, strict=True)
        return {domain.fact.name: domain.pieces[at].value for domain, at in pairs}


@dataclass(frozen=True)
class Slice:
    """One day of decision: its axes, and the rows of each table that the day alone does not rule out."""

    day: date
    axes: tuple[Axis, ...]
    rows: tuple[int, ...]

    @property
    def shape(self) -> tuple[object, ...]:
        """What is the same for days on which the tables say the same of facts that lie alike."""
        return (self.rows, tuple(tuple(atom.rows for atom in axis.atoms) for axis in self.axes))


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """What must all be true."""
    return condition.parts if isinstance(condition, All) else (condition,)


def leaves(node: Node) -> list[Condition]:
    """The comparisons a condition is made of."""
    if isinstance(node, All | Some | Not | Is | Pick):
        return [leaf for child in children(node) for leaf in leaves(child)]
    return [] if isinstance(node, Truth) else [node]  # type: ignore[list-item]  # -- below a condition stand conditions


class Groups:
    """Which facts share an axis: all that one part of a row tests, and all that share a fact with them."""

    def __init__(self, programs: Sequence[Program]) -> None:
        parts = (part for program in programs for row in program.rows for part in parts_of(row.condition))
        self.parts = list(dict.fromkeys(parts))
        self._known = _by_name(programs)
        moving = [part for part in self.parts if moments(part)]
        self.day_apart = all(not needed(part) for part in moving)
        self._leader: dict[Fact, Fact] = {}
        for part in self.parts:
            facts = self.facts(part)
            for one in facts:
                self._leader.setdefault(one, one)
                self._leader[self.leader(one)] = self.leader(facts[0])

    def facts(self, part: Condition) -> tuple[Fact, ...]:
        """The facts of a part; the day itself when no part tests it together with a fact."""
        found = self.needs(part)
        return found or ((TODAY,) if self.day_apart and moments(part) else ())

    def needs(self, node: Node) -> tuple[Fact, ...]:
        """The facts below a node; two tables' facts of one name are one."""
        return tuple(dict.fromkeys(self._known[fact.name] for fact in needed(node)))

    def leader(self, fact: Fact) -> Fact:
        """The fact that an axis is known by."""
        while self._leader[fact] != fact:
            fact = self._leader[fact]
        return fact

    def members(self) -> dict[Fact, list[Fact]]:
        """The facts of each axis by the fact it is known by."""
        found: dict[Fact, list[Fact]] = {}
        for fact in self._leader:
            found.setdefault(self.leader(fact), []).append(fact)
        return found

    def tested(self) -> dict[Fact, list[Condition]]:
        """The parts that test each axis."""
        found: dict[Fact, list[Condition]] = {}
        for part in self.parts:
            for fact in self.facts(part)[:1]:
                found.setdefault(self.leader(fact), []).append(part)
        return found


def swept_program(table: Table, program: Program | None) -> Program:
    """The program of a compiled table; OutsideProfile for one that is decided party by party and has none."""
    if program is None:
        raise OutsideProfile("a table that does not run set-wise cannot be swept", place=table.place)
    return program


def _by_name(programs: Sequence[Program]) -> dict[str, Fact]:
    """Facts by name; where two tables allow different strings, all that either allows."""
    found: dict[str, Fact] = {}
    for program in programs:
        for fact in program.facts:
            other = found.setdefault(fact.name, fact)
            if other.type is not fact.type:
                why = f"the two tables read {fact.name!r} as different types"
                allowed = (other.type.value,)
                raise DecisionError(why, place=program.table.place, read=fact.type.value, allowed=allowed)
            both = tuple(dict.fromkeys((*other.allowed, *fact.allowed)))
            found[fact.name] = replace(fact, allowed=both if other.allowed and fact.allowed else ())
    return found


def slice_on(programs: Sequence[Program], groups: Groups, day: date, extra: Mapping[str, Value] | None = None) -> Slice:
    """The axes for a day; ``extra`` facts are pieces of their own."""
    tested, columns = groups.tested(), [question for program in programs for question in program.questions]
    names = list(dict.fromkeys(fact.name for column in columns for fact in needed(column)))
    order = {name: place for place, name in enumerate(names)}
    axes = tuple(
        replace(
            _Cutting(programs, groups, day, facts, tested[leader], extra or {}).axis(),
            place=min(order.get(fact.name, len(order)) for fact in facts),
        )
        for leader, facts in groups.members().items()
    )
    untested = tuple(part for part in groups.parts if not groups.facts(part))
    answers = dict(zip(untested, reader(untested)({}, day), strict=True)) if untested else {}
    rows = tuple(
        sum(
            1 << number
            for number, row in enumerate(program.rows)
            if all(answers.get(part, True) is True for part in parts_of(row.condition))
        )
        for program in programs
    )
    return Slice(day, axes, rows)


class _Cutting:
    """One axis being cut."""

    def __init__(
        self,
        programs: Sequence[Program],
        groups: Groups,
        day: date,
        facts: list[Fact],
        parts: list[Condition],
        extra: Mapping[str, Value],
    ) -> None:
        self.programs, self.needs, self.day = programs, groups.needs, day
        self.facts, self.parts, self.extra = facts, parts, extra
        self.leaves = list(dict.fromkeys(leaf for part in parts for leaf in leaves(part)))
        self.together = [leaf for leaf in self.leaves if len(self.needs(leaf)) > 1]
        self.exact = not self.together

    def axis(self) -> Axis:
        domains = tuple(self._domain(fact) for fact in self.facts)
        points: Iterable[Point] = itertools.product(*(range(len(domain.pieces)) for domain in domains))
        size = math.prod(len(domain.pieces) for domain in domains)
        most = MOST_POINTS if len(domains) > 1 else max(1, MOST_ANSWERS // len(self.parts))
        if size > most:
            self.exact = False
            step = -(-size // most) | 1
            points = (_numbered(number, domains) for number in range(0, size, step))
        return Axis(domains, self._atoms(domains, points), self.exact)

    def _atoms(self, domains: tuple[Domain, ...], points: Iterable[Point]) -> tuple[Atom, ...]:
        rows = self._rows_by_condition()
        ask = reader(tuple(rows))
        every = tuple((1 << len(program.rows)) - 1 for program in self.programs)
        found: dict[tuple[int, ...], list[Point]] = {}
        for point in points:
            pieces = zip(domains, point, strict=True)
            values = {domain.fact.name: domain.pieces[at].value for domain, at in pieces}
            answers = ask(values, values.get(AS_OF, self.day))  # type: ignore[arg-type]  # -- as_of is a date
            failed = [of_rows for of_rows, answer in zip(rows.values(), answers, strict=True) if answer is not True]
            left = tuple(
                all_rows & ~_union(failing[table] for failing in failed) for table, all_rows in enumerate(every)
            )
            found.setdefault(left, []).append(point)
        return tuple(Atom(tuple(points), rows) for rows, points in found.items())

    def _rows_by_condition(self) -> dict[Condition, list[int]]:
        """For each part on this axis the rows of each table that hold it."""
        found: dict[Condition, list[int]] = {part: [0] * len(self.programs) for part in self.parts}
        for table, program in enumerate(self.programs):
            for number, row in enumerate(program.rows):
                for part in parts_of(row.condition):
                    if part in found:
                        found[part][table] |= 1 << number
        return found

    def _domain(self, fact: Fact) -> Domain:
        own = [leaf for leaf in self.leaves if fact in self.needs(leaf) or fact == TODAY]
        if fact.type is Type.BOOLEAN:
            return named_domain(fact, ())
        ordered = any(isinstance(leaf, Order) for leaf in own)
        if fact.type is Type.STRING and (fact.allowed or not ordered):
            return named_domain(fact, [*names(self._pooled(own)), self.extra.get(fact.name)])
        found = line_domain(fact, self._cuts(fact, own))
        return replace(found, pieces=found.pieces[:-1]) if fact == TODAY else found  # the day is never null

    def _pooled(self, own: list[Condition]) -> list[Node]:
        return list(self.leaves if self.together else own)

    def _cuts(self, fact: Fact, own: list[Condition]) -> Cuts:
        found: Cuts = {}
        for leaf in own:
            if isinstance(leaf, Missing) or leaf in self.together:
                continue
            cuts = self._today(leaf) if fact == TODAY else self._leaf_cuts(leaf, fact)
            self.exact = self.exact and cuts is not None
            found = {**(cuts if cuts is not None else self._sampled(fact)), **found}
        if fact in {one for leaf in self.together for one in self.needs(leaf)}:
            found = {**self._sampled(fact), **found}
        given = self.extra.get(fact.name)
        if given is not None:
            found.setdefault(_place(given), Named(*2 * (str(given),)))
        return found

    def _leaf_cuts(self, leaf: Condition, fact: Fact) -> Cuts | None:
        if isinstance(leaf, Span | Moment):
            return day_cuts(leaf, fact, self.day.toordinal())
        if isinstance(leaf, Order | Equal) and fact.type is Type.NUMBER:
            return number_cuts(leaf, fact)
        if isinstance(leaf, Order | Equal):
            return {name: Named(*2 * (f'"{name}"',)) for name in names([leaf])}
        return None

    def _today(self, leaf: Condition) -> Cuts:
        days = [date.fromordinal(day) for day in flips_on(leaf) if FIRST_AS_OF.toordinal() < day]
        return {day.toordinal(): Named(*2 * (day.isoformat(),)) for day in days if day <= LAST_AS_OF}

    def _sampled(self, fact: Fact) -> Cuts:
        """Values at and beside all that facts like this one are compared with."""
        if fact.type is Type.NUMBER:
            found: Iterable[Any] = [*constants([*self.leaves], int), *constants([*self.leaves], Decimal), 0]
            near: Iterable[Any] = {value + beside for value in found for beside in (-1, 0, 1)}
            return {value: Named(*2 * (str(value),)) for value in sorted(near)[:MOST_SAMPLES]}
        if fact.type is Type.STRING:
            return {name: Named(*2 * (f'"{name}"',)) for name in names([*self.leaves])}
        return {day: day_label(fact, day, None) for day in sorted(self._days(fact))[:MOST_SAMPLES]}

    def _days(self, fact: Fact) -> set[int]:
        """Dates around the day and all that other dates are compared with, moved by every distance in a test."""
        days = [leaf for leaf in self.leaves if isinstance(leaf, Span | Moment)]
        distances = {0} | {abs((leaf.facts if isinstance(leaf, Moment) else leaf.linear).days) for leaf in self.together
                           if isinstance(leaf, Span | Moment)}  # fmt: skip
        if fact.type is not Type.DATE:
            return {way * distance + beside for distance in distances for way in (1, -1) for beside in (-1, 0, 1)
                    if abs(distance) < 40_000}  # fmt: skip
        pool = {self.day.toordinal()}
        for leaf in days:
            for other in self.needs(leaf) if leaf not in self.together else ():
                pool |= set(day_cuts(leaf, other, self.day.toordinal()) or ()) if other.type is Type.DATE else set()
        moved = {base + way * gap for base in pool for way in (1, -1) for gap in distances if gap < 40_000}
        return {day + beside for day in moved for beside in (-1, 0, 1) if 1 <= day + beside < date.max.toordinal()}


def flips_on(leaf: Node) -> set[int]:
    """The days on which a test of the day itself changes."""
    from anxin.decisions.columnar.program import flips_of
    from anxin.decisions.feel.plain import first_reaching

    found: set[int] = set()
    for moment in moments(leaf):
        for flip in flips_of(moment):
            if flip.facts.terms:
                continue
            target = flip.facts.days
            for unit, count in reversed(flip.as_of.chain):
                target = target - count if unit == "days" else first_reaching(target, count)
            found.add(target)
    return found


def _numbered(number: int, domains: tuple[Domain, ...]) -> Point:
    """The point of a number, counted without going through those before it."""
    found: list[int] = []
    for domain in reversed(domains):
        number, at = divmod(number, len(domain.pieces))
        found.append(at)
    return tuple(reversed(found))


def _place(value: Value) -> Any:
    if isinstance(value, date):
        return value.toordinal()
    return value.days if isinstance(value, timedelta) else value


def _union(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found
