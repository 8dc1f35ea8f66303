"""Answering the query of EPCIS (SimpleEventQuery): events by type, moment, place and lot, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from anxin.kernel.journal.actor import Actor
from anxin.modules.tracing.enums import CHANGES, Happening
from anxin.modules.tracing.epcis.meaning import bare_step
from anxin.modules.tracing.epcis.writing import CHANGED, LOT, SITE, STEPS, told
from anxin.modules.tracing.models import Captured, Event, Line, Lot
from anxin.modules.tracing.rights import events_seen, sees_whole

MOST = 100


@dataclass(frozen=True)
class Asked:
    """The parameters of a query that are understood; an empty one asks nothing. `before` a moment is without it."""

    types: Sequence[str] = ()
    since: datetime | None = None
    before: datetime | None = None
    recorded_since: datetime | None = None
    recorded_before: datetime | None = None
    steps: Sequence[str] = ()
    actions: Sequence[str] = ()
    places: Sequence[str] = ()
    classes: Sequence[str] = ()


@dataclass(frozen=True)
class Page:
    """Events in GS1's words; `after`: the token of the next page, empty after the last."""

    events: list[Mapping[str, Any]]
    after: str


def events(by: Actor, pack: str, asked: Asked, *, after: str = "", size: int = MOST) -> Page:
    """Events an actor may know of, in the order they were recorded; those that are only kept come last, for who sent
    them and for bureaus."""
    which, number = after[:1], int(after[1:] or 0) if after else 0
    found: list[Mapping[str, Any]] = []
    if which != "k":
        rows = list(_chosen(by, pack, asked).filter(pk__gt=number).order_by("pk")[: size + 1])
        found = [told(one) for one in rows[:size]]
        if len(rows) > size:
            return Page(found, f"e{rows[size - 1].pk}")
        number = 0
    kept = _kept(by, pack, asked, number)
    room = size - len(found)
    taken, more = kept[:room], len(kept) > room
    last = taken[-1].pk if taken else number
    return Page([*found, *(one.said for one in taken)], f"k{last}" if more else "")


def names_of(lot: Lot) -> list[str]:
    """Every name under which EPCIS speaks of a lot."""
    return [one for one in (lot.uri, f"{LOT}{lot.pack}:{lot.code}") if one]


def _chosen(by: Actor, pack: str, asked: Asked) -> QuerySet[Event]:
    held = events_seen(by, pack).select_related("site__party", "to__party", "wrong__site__party", "wrong__to__party")
    held = held.prefetch_related("captured")
    for name, moment in (
        ("happened_at__gte", asked.since),
        ("happened_at__lt", asked.before),
        ("recorded_at__gte", asked.recorded_since),
        ("recorded_at__lt", asked.recorded_before),
    ):
        held = held.filter(**{name: moment}) if moment is not None else held
    if asked.types or asked.steps or asked.actions:
        kinds = [kind for kind in Happening if kind is not Happening.ERROR and _fits(kind, asked)]
        held = held.filter(Q(kind__in=kinds) | Q(wrong__kind__in=kinds))
    if asked.places:
        own = [one.removeprefix(SITE) for one in asked.places]
        held = held.filter(Q(site__uri__in=asked.places) | Q(site__party__public_id__in=own))
    if asked.classes:
        codes = [one.removeprefix(f"{LOT}{pack}:") for one in asked.classes]
        mine = Q(lot__uri__in=asked.classes) | Q(lot__code__in=codes)
        held = held.filter(Exists(Line.objects.filter(mine, event=OuterRef("pk"))))
    return held


def _fits(kind: Happening, asked: Asked) -> bool:
    changes = kind in CHANGES
    action, step = (None, CHANGED) if changes else STEPS[kind]
    if asked.types and ("TransformationEvent" if changes else "ObjectEvent") not in asked.types:
        return False
    if asked.actions and action not in asked.actions:
        return False
    return not asked.steps or step in {bare_step(one) for one in asked.steps}


def _kept(by: Actor, pack: str, asked: Asked, number: int) -> list[Captured]:
    """What is kept and moves nothing: few, and read by what they say."""
    held = Captured.objects.filter(capture__pack=pack, event=None, pk__gt=number).select_related("capture")
    if not sees_whole(by):
        held = held.filter(capture__sender=by.user_id) if by.user_id is not None else held.none()
    for name, moment in (
        ("happened_at__gte", asked.since),
        ("happened_at__lt", asked.before),
        ("capture__sent_at__gte", asked.recorded_since),
        ("capture__sent_at__lt", asked.recorded_before),
    ):
        held = held.filter(**{name: moment}) if moment is not None else held
    return [one for one in held.order_by("pk")[:2000] if _says(one.said, asked)]


def _says(said: Mapping[str, Any], asked: Asked) -> bool:
    point = said.get("readPoint")
    place = point.get("id") if isinstance(point, dict) else None
    steps = {bare_step(one) for one in asked.steps}
    return (
        (not asked.types or said.get("type") in asked.types)
        and (not asked.actions or said.get("action") in asked.actions)
        and (not steps or bare_step(said.get("bizStep")) in steps)
        and (not asked.places or place in asked.places)
        and (not asked.classes or bool(set(_classes(said)) & set(asked.classes)))
    )


def _classes(said: Mapping[str, Any]) -> Iterable[str]:
    for name in ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"):
        yield from (one["epcClass"] for one in said.get(name, ()))
