"""What would change an outcome, computed from the table: the fewest facts to change, or the day that waiting reaches.

The facts of the case are pieces of their own in the sweep (:mod:`anxin.decisions.checking.diagram`); what to change is
the cheapest way through the diagram to a row that says what is wanted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from anxin.decisions.checking.axes import Axis, Groups, Point, Slice, slice_on, swept_program
from anxin.decisions.checking.describing import Namer, domain_words, namer
from anxin.decisions.checking.diagram import FIRST_HIT, Alive, Diagram, Node
from anxin.decisions.checking.pieces import OTHER, Domain, Piece
from anxin.decisions.columnar.program import Program, constant_value
from anxin.decisions.compiled import Compiled
from anxin.decisions.dmn.model import AS_OF
from anxin.decisions.errors import OutsideProfile
from anxin.decisions.feel.plain import Type, Value
from anxin.decisions.feel.syntax import Literal
from anxin.decisions.wording import Words

LONGEST_WAIT = 400
Cost = tuple[int, Decimal]
Way = tuple[Cost, tuple[tuple[int, Point], ...]]


@dataclass(frozen=True)
class Change:
    """One fact to change: what it is, the nearest value that does it, and all values that do, in words.

    ``at_least``: any later date, or higher number, does as well.
    """

    fact: str
    was: Value
    to: Value
    words: Words
    at_least: bool = False


def remedy(
    compiled: Compiled,
    facts: Mapping[str, Value],
    as_of: date,
    wanted: Mapping[str, Value],
    changeable: Collection[str] | None = None,
    named: Namer | None = None,
) -> tuple[Change, ...] | None:
    """The smallest change of facts with which the outputs are as ``wanted`` on ``as_of``; among equals the least moves.

    Only ``changeable`` facts change (by default all), and never into null; a string that the table never names stands
    for any such. () when nothing has to change, None when no change does it. OutsideProfile where that cannot be told:
    the table does not run set-wise, adds its rows up, or compares facts with each other and no sample of them does it.
    """
    program = swept_program(compiled.table, vars(compiled).get("program"))
    if program.table.hit_policy not in FIRST_HIT:
        raise OutsideProfile("what would change a table that adds up is not searched", place=program.table.place)
    known = {name: facts.get(name) for name in (fact.name for fact in program.facts)}
    may = set(known) if changeable is None else set(changeable)
    known[AS_OF] = as_of
    search = _Search(slice_on([program], Groups([program]), as_of, known), program, known, may - {AS_OF}, wanted)
    found = search.changes(named or namer({given.name: given for given in compiled.inputs}))
    if found is None or not _does(compiled, {**facts, **{one.fact: one.to for one in found}}, as_of, wanted):
        if not search.exact:
            raise OutsideProfile("facts compared with each other are only sampled", place=program.table.place)
        return None
    order = [given.name for given in compiled.inputs]
    return tuple(sorted(found, key=lambda one: order.index(one.fact)))


def wait(compiled: Compiled, facts: Mapping[str, Value], as_of: date, wanted: Mapping[str, Value]) -> date | None:
    """The first later day on which the outputs are as wanted though no fact changes; None when there is none."""
    day = as_of
    for _turn in range(LONGEST_WAIT):
        following = compiled.decide(facts, day).next_change
        if following is None:
            return None
        if _does(compiled, facts, following, wanted):
            return following
        day = following
    return None


def _does(compiled: Compiled, facts: Mapping[str, Value], day: date, wanted: Mapping[str, Value]) -> bool:
    decision = compiled.decide(facts, day)
    return all(decision.outputs.get(name) == value for name, value in wanted.items())


class _Search:
    def __init__(
        self,
        cut: Slice,
        program: Program,
        facts: Mapping[str, Value],
        may: set[str],
        wanted: Mapping[str, Value],
    ) -> None:
        self.facts, self.as_of, self.may = facts, facts[AS_OF], may
        self.exact = all(axis.exact for axis in cut.axes)
        self.good_default = _default_says(program, wanted)
        self.good = sum(1 << number for number in range(len(program.rows)) if _says(program, number, wanted))
        axes = tuple(map(self._reachable, cut.axes))
        # Where facts are sampled together, the facts as they are may not be among the samples.
        self.diagram = Diagram(replace(cut, axes=axes), [program]) if all(axis.atoms for axis in axes) else None
        self.exact = self.exact and self.diagram is not None and self.diagram.complete
        self.rows = cut.rows[0]
        self.axes = self.diagram.axes if self.diagram else ()
        self._best: dict[Node, Way | None] = {}

    def _reachable(self, axis: Axis) -> Axis:
        """The axis with the points that only change what may change."""
        allowed = [self._allowed(domain) for domain in axis.domains]
        atoms = []
        for atom in axis.atoms:
            points = tuple(
                point for point in atom.points if all(at in kept for at, kept in zip(point, allowed, strict=True))
            )
            atoms += [replace(atom, points=points)] if points else []
        return replace(axis, atoms=tuple(atoms))

    def _allowed(self, domain: Domain) -> set[int]:
        here = domain.holding(self.facts.get(domain.fact.name))
        stays = set() if here is None else {here}
        if domain.fact.name not in self.may:
            return stays
        return stays | {at for at, piece in enumerate(domain.pieces) if piece.value is not None}

    def changes(self, name: Namer) -> tuple[Change, ...] | None:
        """The cheapest way, as changes."""
        best = self._way(self.diagram.root) if self.diagram else None
        if best is None or self.diagram is None:
            return None
        chosen = dict(best[1])
        points = {level: chosen.get(level, self._here(axis)) for level, axis in enumerate(self.axes)}
        return tuple(self._changes(points, name))

    def _here(self, axis: Axis) -> Point:
        """The point of the facts as they are."""
        return min((point for atom in axis.atoms for point in atom.points), key=lambda point: self._cost(axis, point))

    def _way(self, node: Node | None) -> Way | None:
        if node is None:
            return None
        if node not in self._best:
            self._best[node] = self._searched(node)
        return self._best[node]

    def _searched(self, node: Node) -> Way | None:
        if not node.arms:
            return ((0, Decimal(0)), ()) if self._wanted(node.rows) else None
        axis, best = self.axes[node.level], None
        for atoms, child in node.arms:
            below = self._way(child)
            if below is None:
                continue
            choices = ((self._cost(axis, point), point) for at in atoms for point in axis.atoms[at].points)
            (count, move), point = min(choices)
            way = (count + below[0][0], move + below[0][1]), ((node.level, point), *below[1])
            best = min(best, way) if best else way
        return best

    def _wanted(self, rows: Alive) -> bool:
        return bool(rows[0] & -rows[0] & self.good) if rows[0] else self.good_default

    def _cost(self, axis: Axis, point: Point) -> Cost:
        """How many facts differ at a point, and by how much in all."""
        count, move = 0, Decimal(0)
        for domain, at in zip(axis.domains, point, strict=True):
            was, to = self.facts.get(domain.fact.name), self._nearest(domain, domain.pieces[at])
            if at != domain.holding(was):
                count += 1
                move += _distance(was if was is not None else self._start(domain), to)
                move += 1 if to == OTHER else 0
        return count, move

    def _start(self, domain: Domain) -> Value:
        """Where a fact that is not known yet is counted from."""
        return self.as_of if domain.fact.type is Type.DATE else None

    def _nearest(self, domain: Domain, piece: Piece) -> Value:
        """The value of a piece that is nearest to the fact as it is."""
        if piece.spot is None or piece.spot % 2 or domain.fact.type not in (Type.DATE, Type.DAYS):
            return piece.value
        was = self.facts.get(domain.fact.name)
        start = was if was is not None else self._start(domain)
        place, cuts = piece.spot // 2, domain.cuts
        low = cuts[place - 1] + 1 if place else None
        high = cuts[place] - 1 if place < len(cuts) else None
        if isinstance(start, date):
            return date.fromordinal(_clamped(start.toordinal(), low, high))
        if isinstance(start, timedelta):
            return timedelta(days=_clamped(start.days, low, high))
        return piece.value

    def _changes(self, points: dict[int, Point], name: Namer) -> Iterator[Change]:
        for level, axis in enumerate(self.axes):
            for place, domain in enumerate(axis.domains):
                at, was = points[level][place], self.facts.get(domain.fact.name)
                if domain.fact.name == AS_OF or at == domain.holding(was):
                    continue
                kept = self._also(points, level, place, domain)
                top = max((piece.spot or 0 for piece in domain.pieces), default=0)
                at_least = bool(domain.cuts) and any(domain.pieces[one].spot == top for one in kept)
                to = self._nearest(domain, domain.pieces[at])
                yield Change(domain.fact.name, was, to, domain_words(domain, kept, name), at_least)

    def _also(self, points: dict[int, Point], level: int, place: int, domain: Domain) -> list[int]:
        """The pieces around the chosen one that would do as well, everything else being as chosen."""
        at = points[level][place]
        kept = [at]
        for way in (-1, 1):
            beside = at + way
            while domain.cuts and 0 <= beside < len(domain.pieces) and domain.pieces[beside].value is not None:
                point = (*points[level][:place], beside, *points[level][place + 1 :])
                if not self._reaches({**points, level: point}):
                    break
                kept.append(beside)
                beside += way
        return kept

    def _reaches(self, points: Mapping[int, Point]) -> bool:
        rows = self.rows
        for level, axis in enumerate(self.axes):
            rows &= next((atom.rows[0] for atom in axis.atoms if points[level] in atom.points), 0)
        return self._wanted((rows,))


def _says(program: Program, number: int, wanted: Mapping[str, Value]) -> bool:
    names = [column.name for column in program.table.outputs]
    outputs = dict(zip(names, map(constant_value, program.rows[number].outputs), strict=True))
    return all(outputs.get(name) == value for name, value in wanted.items())


def _default_says(program: Program, wanted: Mapping[str, Value]) -> bool:
    """Whether the table says what is wanted where no row fires."""
    columns = program.table.outputs
    outputs = {one.name: one.default.value for one in columns if isinstance(one.default, Literal)}
    return bool(outputs) and all(outputs.get(name) == value for name, value in wanted.items())


def _clamped(value: int, low: int | None, high: int | None) -> int:
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def _distance(was: Any, to: Any) -> Decimal:
    if type(was) is date and type(to) is date:
        return Decimal(abs((to - was).days))
    if isinstance(was, timedelta) and isinstance(to, timedelta):
        return Decimal(abs((to - was).days))
    numbers = isinstance(was, int | Decimal) and isinstance(to, int | Decimal) and not isinstance(was, bool)
    return abs(Decimal(to) - Decimal(was)) if numbers else Decimal(0)
