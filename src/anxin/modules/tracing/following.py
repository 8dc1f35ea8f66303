"""Following a lot through what was recorded: where it came from, where it went, what else shares its origin.

A walk over lots that knows time: what was made of a lot before the one in question was put into it is not concerned by
it. Backward, a lot counts until the moment it was used; forward, from the moment it came to be. Each lot is visited
again only where that widens its time, so the walk ends, and each step asks for many lots at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Manager

from anxin.modules.tracing.enums import CHANGES, Happening, Side
from anxin.modules.tracing.models import Line, Lot, Site

CHUNK = 800
MOST_WAYS = 200


class Step(NamedTuple):
    """A lot in an event. `late`: heard of after it happened, by so many days."""

    event: int
    lot: int
    side: str
    grams: int
    kind: str
    site: int
    to: int | None
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str

    @property
    def late_days(self) -> int:
        return (self.recorded_at - self.happened_at).days


SAID = ("kind", "site_id", "to_id", "happened_at", "recorded_at", "recorded_by")
COLUMNS = ("event_id", "lot_id", "side", "grams", *(f"event__{name}" for name in SAID))


@dataclass
class Followed:
    """What one direction found: since or until when each lot is concerned, and the steps, each event once a lot."""

    lots: dict[int, datetime] = field(default_factory=dict)
    steps: dict[tuple[int, int, str], Step] = field(default_factory=dict)

    @property
    def sites(self) -> set[int]:
        return {site for one in self.steps.values() for site in (one.site, one.to) if site is not None}

    @property
    def handlers(self) -> set[str]:
        return {one.recorded_by for one in self.steps.values()}

    @property
    def in_order(self) -> list[Step]:
        return sorted(self.steps.values(), key=lambda one: (one.happened_at, one.event, one.lot))


@dataclass(frozen=True)
class Trace:
    """`before`: what the lot was made of. `after`: what became of it. `concerned`: every lot that shares an origin with
    it: what became of everything it was made of."""

    lot: Lot
    before: Followed
    after: Followed
    concerned: Followed

    @property
    def lots(self) -> set[int]:
        return {self.lot.pk, *self.before.lots, *self.after.lots, *self.concerned.lots}


FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def trace(lot: Lot, *, wide: bool = True) -> Trace:
    """Back and forward from a lot; `wide`: and forward again from all it was made of."""
    before, after = back([lot.pk]), forward([lot.pk])
    return Trace(lot, before, after, forward(before.lots) if wide else Followed())


def back(lots: Iterable[int]) -> Followed:
    """What these lots were made of, and everything that happened to that until it was used."""
    return _walk(lots, forward=False)


def forward(lots: Iterable[int]) -> Followed:
    """What became of these lots, and everything that happened to that from then on."""
    return _walk(lots, forward=True)


def _walk(lots: Iterable[int], *, forward: bool) -> Followed:
    found = Followed()
    here, there = (Side.INTO, Side.OUT) if forward else (Side.OUT, Side.INTO)
    edge: dict[int, datetime | None] = dict.fromkeys(lots)
    while edge:
        steps = [one for one in _steps(edge) if _inside(one, edge[one.lot], forward=forward)]
        found.steps |= {(one.event, one.lot, one.side): one for one in steps}
        _note(found, edge, forward=forward)
        turned = {one.event: one.happened_at for one in steps if one.kind in CHANGES and one.side == here}
        fresh: dict[int, datetime | None] = {}
        for event, lot in _others(turned, there):
            moment = turned[event]
            if _wider(moment, found.lots.get(lot), forward=forward) and _wider(moment, fresh.get(lot), forward=forward):
                fresh[lot] = moment
        edge = fresh
    return found


def _inside(step: Step, bound: datetime | None, *, forward: bool) -> bool:
    if bound is None:
        return True
    return step.happened_at >= bound if forward else step.happened_at <= bound


def _wider(moment: datetime, known: datetime | None, *, forward: bool) -> bool:
    """Whether a lot must be looked at (again) with this bound. The lots asked for have none: they are never wider."""
    if known is None:
        return True
    return moment < known if forward else moment > known


def _note(found: Followed, edge: Mapping[int, datetime | None], *, forward: bool) -> None:
    without = FIRST if forward else LAST
    found.lots |= {lot: without if bound is None else bound for lot, bound in edge.items()}


def _steps(lots: Iterable[int]) -> Iterator[Step]:
    for part in _parts(lots):
        rows = Line.objects.filter(lot_id__in=part, event__errors__isnull=True).exclude(event__kind=Happening.ERROR)
        yield from (Step(*row) for row in rows.values_list(*COLUMNS))


def _others(events: Iterable[int], side: Side) -> Iterator[tuple[int, int]]:
    for part in _parts(events):
        yield from Line.objects.filter(event_id__in=part, side=side).values_list("event_id", "lot_id")


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    held = sorted(keys)
    return (held[start : start + CHUNK] for start in range(0, len(held), CHUNK))


def origins_of(lots: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """For lots and everything they came of, what that was made of directly; nothing for what was entered."""
    used: dict[int, set[int]] = defaultdict(set)
    made: dict[int, set[int]] = defaultdict(set)
    for one in back(lots).steps.values():
        if one.kind in CHANGES and one.side != Side.LOST:
            (used if one.side == Side.INTO else made)[one.event].add(one.lot)
    found: dict[int, set[int]] = defaultdict(set)
    for event, lots in made.items():
        for each in lots:
            found[each] |= used[event]
    return {each: frozenset(of) for each, of in found.items()}


def ways(lot: int, origins: Mapping[int, frozenset[int]]) -> list[tuple[int, ...]]:
    """Every way back from a lot to something that was entered, itself first."""
    done: list[tuple[int, ...]] = []
    waiting: list[tuple[int, ...]] = [(lot,)]
    while waiting and len(done) + len(waiting) <= MOST_WAYS:
        way = waiting.pop()
        before = [one for one in sorted(origins.get(way[-1], ())) if one not in way]
        waiting += [(*way, one) for one in before]
        if not before:
            done.append(way)
    return done + waiting


def told(found: Trace) -> dict[str, Any]:
    """A trace by codes and names: what a screen or a file has of it."""
    steps = {**found.before.steps, **found.after.steps, **found.concerned.steps}
    codes = dict(_named(Lot.objects, found.lots, "code"))
    there = {site for one in steps.values() for site in (one.site, one.to) if site is not None}
    sites = dict(_named(Site.objects, there, "party__name"))
    rows = sorted(steps.values(), key=lambda one: (one.happened_at, one.event, one.lot))
    return {
        "lot": found.lot.code,
        "lots": sorted(codes.values()),
        "sites": sorted(set(sites.values())),
        "handlers": sorted({one.recorded_by for one in rows}),
        "steps": [
            {
                "at": one.happened_at.isoformat(),
                "lot": codes[one.lot],
                "kind": one.kind,
                "site": sites[one.site],
                "to": sites[one.to] if one.to is not None else "",
                "grams": one.grams,
                "by": one.recorded_by,
                "late": one.late_days,
            }
            for one in rows
        ],
    }


def _named(rows: Manager[Any], keys: Iterable[int], column: str) -> Iterator[tuple[int, str]]:
    for part in _parts(keys):
        yield from rows.filter(pk__in=part).values_list("pk", column)
