"""Boxes in plain words: "health_until before the day of decision, police: passed"."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from anxin.decisions.checking.axes import TODAY, Axis, Point
from anxin.decisions.checking.diagram import Box
from anxin.decisions.checking.pieces import OTHER, Domain, Piece
from anxin.decisions.dmn.model import AS_OF, Input
from anxin.decisions.feel.plain import Months, Type, Value
from anxin.decisions.wording import Listed, Named, Sentence, Words
from anxin.decisions.wording import gettext_noop as _

OR = Named("或", " or ")


@dataclass(frozen=True)
class Namer:
    """What facts and their values are called; called with a fact it gives its name."""

    names: Callable[[str], Words]
    values: Callable[[str, Value], Words | None] | None = None

    def __call__(self, fact: str) -> Words:
        return self.names(fact)

    def value(self, fact: str, value: Value) -> Words:
        """A value in its own words where there are some."""
        said = self.values(fact, value) if self.values is not None and value is not None and value != OTHER else None
        return said or value_words(value)


def value_words(value: Value) -> Words:
    """A fact as a reader says it."""
    if value is None:
        return Sentence(_("not known"))
    if value == OTHER:
        return Sentence(_("a value the table never names"))
    if isinstance(value, bool):
        return Sentence(_("true")) if value else Sentence(_("false"))
    if isinstance(value, timedelta):
        return Sentence(_("%(count)s days"), {"count": value.days})
    if isinstance(value, Months):
        return Sentence(_("%(count)s months"), {"count": value.count})
    return Named(*2 * (str(value),))


def namer(inputs: Mapping[str, Input], values: Callable[[str, Value], Words | None] | None = None) -> Namer:
    """Names of facts: the input's label in Chinese, where it has one, its name in English."""

    def named(name: str) -> Words:
        if name == AS_OF:
            return Sentence(_("the day of decision"))
        label = inputs[name].label if name in inputs else name
        return Named(label, name)

    return Namer(named, values)


def facts_words(facts: Mapping[str, Value], day: date | None, name: Namer) -> Words:
    """``card = issued, until = 2021-10-28, on 2021-10-29``."""
    parts: list[Words] = [
        Sentence(_("%(fact)s = %(value)s"), {"fact": name(fact), "value": name.value(fact, value)})
        for fact, value in facts.items()
        if fact != AS_OF
    ]
    parts += [Sentence(_("on %(day)s"), {"day": day.isoformat()})] if day is not None else []
    return Listed(tuple(parts))


def domain_words(domain: Domain, kept: Iterable[int], name: Namer) -> Words:
    """What a fact is when it lies in some pieces of its domain."""
    pieces = [domain.pieces[at] for at in sorted(kept)]
    fact = name(domain.fact.name)
    spots = sorted(piece.spot for piece in pieces if piece.spot is not None)
    parts = [_run_words(domain, low, high) for low, high in _runs(domain, spots)] if domain.cuts else []
    values = tuple(name.value(domain.fact.name, piece.value) for piece in _plain(domain, pieces))
    missing = any(piece.value is None for piece in pieces)
    if values:
        named = Listed((*values, value_words(None)) if missing else values, OR)
        return Sentence(_("%(fact)s is %(values)s"), {"fact": fact, "values": named})
    said: list[Words] = [Sentence(part.text, {**part.values, "fact": fact}) for part in parts]
    if missing:
        said.append(value_words(None) if said else Sentence(_("%(fact)s is not known"), {"fact": fact}))
    return said[0] if len(said) == 1 else Listed(tuple(said), OR)


def _plain(domain: Domain, pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.value is not None and (piece.spot is None or not domain.cuts)]


def _runs(domain: Domain, spots: list[int]) -> list[tuple[int, int]]:
    """Spots next to each other as (first, last); a spot that has no piece of its own does not part two others."""
    there = sorted(piece.spot for piece in domain.pieces if piece.spot is not None)
    order = {spot: place for place, spot in enumerate(there)}
    runs: list[list[int]] = []
    for spot in spots:
        if runs and order[spot] == order[runs[-1][-1]] + 1:
            runs[-1].append(spot)
        else:
            runs.append([spot])
    first, last = (there[0], there[-1]) if there else (0, 0)
    top = 2 * len(domain.cuts)
    return [(0 if run[0] == first else run[0], top if run[-1] == last else run[-1]) for run in runs]


def _run_words(domain: Domain, low: int, high: int) -> Sentence:
    """A stretch of the line between two spots, both included."""
    labels, dated = domain.labels, domain.fact.type is Type.DATE
    if low == high and low % 2:
        return Sentence(_ON[dated], {"day": labels[low // 2]})
    below = labels[(low - 1) // 2] if low else None
    above = labels[high // 2] if high < 2 * len(labels) else None
    if below is None and above is None:
        return Sentence(_("%(fact)s is known"))
    if above is None:
        return Sentence(_FROM[dated, bool(low % 2)], {"low": below})
    if below is None:
        return Sentence(_TO[dated, bool(high % 2)], {"high": above})
    return Sentence(_BETWEEN[dated, bool(low % 2), bool(high % 2)], {"low": below, "high": above})


_ON = {True: _("%(fact)s on %(day)s"), False: _("%(fact)s = %(day)s")}
_FROM = {
    (True, True): _("%(fact)s on or after %(low)s"),
    (True, False): _("%(fact)s after %(low)s"),
    (False, True): _("%(fact)s at least %(low)s"),
    (False, False): _("%(fact)s more than %(low)s"),
}
_TO = {
    (True, True): _("%(fact)s on or before %(high)s"),
    (True, False): _("%(fact)s before %(high)s"),
    (False, True): _("%(fact)s at most %(high)s"),
    (False, False): _("%(fact)s less than %(high)s"),
}
_BETWEEN = {
    (True, True, True): _("%(fact)s from %(low)s to %(high)s, both included"),
    (True, True, False): _("%(fact)s from %(low)s on, but before %(high)s"),
    (True, False, True): _("%(fact)s after %(low)s, up to and with %(high)s"),
    (True, False, False): _("%(fact)s after %(low)s and before %(high)s"),
    (False, True, True): _("%(fact)s from %(low)s to %(high)s"),
    (False, True, False): _("%(fact)s from %(low)s to less than %(high)s"),
    (False, False, True): _("%(fact)s more than %(low)s, at most %(high)s"),
    (False, False, False): _("%(fact)s more than %(low)s and less than %(high)s"),
}


def axis_words(axis: Axis, box: list[set[int]], name: Namer) -> tuple[Words, ...]:
    """What a box of points asks of an axis' facts: a condition for each fact that is not free."""
    return tuple(
        domain_words(domain, kept, name)
        for domain, kept in zip(axis.domains, box, strict=True)
        if len(kept) < len(domain.pieces)
    )


def _points(axis: Axis, kept: frozenset[int] | None) -> set[Point]:
    atoms = axis.atoms if kept is None else [axis.atoms[at] for at in kept]
    return {point for atom in atoms for point in atom.points}


def split(axes: tuple[Axis, ...], box: Box) -> Iterator[Box]:
    """The box as boxes that are one condition for each fact, where facts that share an axis make that needed."""
    for level, (axis, kept) in enumerate(zip(axes, box, strict=True)):
        if kept is None or len(axis.domains) == 1:
            continue
        points = _points(axis, kept)
        first = set(itertools.product(*point_box(axis, points)))
        if len(first) == len(points):
            continue
        # Atoms are all or nothing: only those that lie inside the first box are told apart from the rest.
        inside = frozenset(at for at in kept if set(axis.atoms[at].points) <= first)
        if not inside or inside == kept:
            continue
        for part in (inside, kept - inside):
            yield from split(axes, (*box[:level], part, *box[level + 1 :]))
        return
    yield box


def point_box(axis: Axis, points: set[Point]) -> list[set[int]]:
    """A box of points around the plainest of them, as wide as it goes; for one fact alone all of them."""
    if len(axis.domains) == 1:
        return [{at for (at,) in points}]
    box = [{at} for at in plainest(axis, points)]
    for place, domain in enumerate(axis.domains):
        size = len(domain.pieces)
        for more in [set(range(size)), *({at} for at in range(size))]:
            wider = [*box[:place], box[place] | more, *box[place + 1 :]]
            if math.prod(map(len, wider)) <= len(points) and set(itertools.product(*wider)) <= points:
                box = wider
    return box


def _by_column(axes: tuple[Axis, ...], box: Box) -> list[tuple[Axis, frozenset[int] | None]]:
    """The axes with their part of a box, as the columns of the table follow each other."""
    return sorted(zip(axes, box, strict=True), key=lambda pair: pair[0].place)


def box_words(axes: tuple[Axis, ...], box: Box, name: Namer) -> Words:
    """A box as conditions, one after the other; "always" when nothing is asked."""
    parts = [
        words
        for axis, kept in _by_column(axes, box)
        if kept is not None
        for words in axis_words(axis, point_box(axis, _points(axis, kept)), name)
    ]
    return Listed(tuple(parts)) if parts else Sentence(_("always"))


def example_in(axes: tuple[Axis, ...], box: Box, day: date) -> tuple[dict[str, Value], dict[str, Value], date]:
    """Facts in the box that matter to it, all facts, and the day; known values rather than strange ones."""
    every: dict[str, Value] = {}
    matters: dict[str, Value] = {}
    for axis, kept in _by_column(axes, box):
        points = _points(axis, kept)
        values = axis.values(plainest(axis, points))
        every |= values
        box_here = zip(axis.domains, point_box(axis, points), strict=True)
        free = {domain.fact.name for domain, held in box_here if len(held) == len(domain.pieces) > 1}
        matters |= {name: value for name, value in values.items() if name not in free}
    today = every.pop(TODAY.name, day)
    matters.pop(TODAY.name, None)
    return matters, every, today if isinstance(today, date) else day


def plainest(axis: Axis, points: set[Point]) -> Point:
    """The point with the fewest strange or missing facts."""

    def strange(point: Point) -> tuple[int, int, Point]:
        values = list(axis.values(point).values())
        return values.count(OTHER), values.count(None), point

    return min(points, key=strange)
