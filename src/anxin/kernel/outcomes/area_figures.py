"""Figures of each county that a table may decide by: counted from evidence and outcomes. Counts only, no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet

from anxin.kernel.access.rules import Act, require
from anxin.kernel.evidence.models import Evidence, Standing
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.setwise import tallied_by_area
from anxin.kernel.parties.models import Registration

Figures = dict[str, dict[str, int | None]]
"""Area → figure → number; None: nobody has said it."""


@dataclass(frozen=True)
class Counted:
    """How many people of an area (all of them without further words) have evidence of a kind with one of `results`:
    begun within so many days up to the day, or without `within` covering it; or stand at one of `outcomes`.

    `together`: of these only who shares, by that kind of stay, an area with another of them. `per`: of so many (1,000)
    `base` people, `base` another figure or, empty, everybody of the area; whole numbers, rounded down.
    """

    kind: str = ""
    results: tuple[str, ...] = ()
    within: int | None = None
    outcomes: tuple[str, ...] = ()
    together: str = ""
    per: int | None = None
    base: str = ""


def area_figures(by: Actor, pack: str, *, on: date, counted: Mapping[str, Counted]) -> Figures:
    """Every figure of every registered area on a day, as it stands in evidence now."""
    require(by, Act.COUNT_EVERYBODY)
    registered = Registration.objects.filter(pack=pack).values_list("area").annotate(n=Count("pk")).order_by("area")
    people: dict[str, int] = dict(registered)
    standing = _standing(pack, on) if any(one.outcomes for one in counted.values()) else {}
    whole = {name: replace(one, per=None, base="") for name, one in counted.items()}
    asked = {one: _absolute(pack, on, one, people, standing) for one in dict.fromkeys(whole.values())}  # each once
    absolute = {name: asked[one] for name, one in whole.items()}
    return {
        area: {name: _share(one, absolute[name][area], people[area], absolute, area) for name, one in counted.items()}
        for area in people
    }


def _share(one: Counted, many: int, people: int, absolute: Mapping[str, Mapping[str, int]], area: str) -> int | None:
    if one.per is None:
        return many
    base = absolute[one.base][area] if one.base else people
    return many * one.per // base if base else 0


def _standing(pack: str, on: date) -> dict[str, Counter[str]]:
    """Area → outcome → how many, decided afresh for the day."""
    found: dict[str, Counter[str]] = {}
    for area, outcome, many in tallied_by_area(pack, on):
        found.setdefault(area, Counter())[outcome] += many
    return found


def _absolute(
    pack: str, on: date, one: Counted, people: Mapping[str, int], standing: Mapping[str, Counter[str]]
) -> Counter[str]:
    """Area → people, before any share."""
    if one.outcomes:
        return Counter({area: sum(held[outcome] for outcome in one.outcomes) for area, held in standing.items()})
    if not one.kind:
        return Counter(people)
    records = _records(pack, on, one)
    if one.together:
        return _together(records, on, one.together)
    rows = records.values_list("party__registrations__area").annotate(n=Count("party", distinct=True))
    return Counter(dict(rows.order_by()))


def _records(pack: str, on: date, one: Counted) -> QuerySet[Evidence]:
    held = Evidence.objects.filter(
        party__registrations__pack=pack,
        kind=one.kind,
        standing=Standing.STATED,
        followers__isnull=True,
        valid_from__lte=on,
    )
    if one.results:
        held = held.filter(result__in=one.results)
    if one.within is not None:
        return held.filter(valid_from__gt=on - timedelta(days=one.within))
    return held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))


def _together(records: QuerySet[Evidence], on: date, stays: str) -> Counter[str]:
    """Area → those of them who stay on the day where another of them does."""
    people = dict(records.order_by().values_list("party", "party__registrations__area").distinct())
    there = Evidence.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        party__in=records.order_by().values("party"),
        kind=stays,
        standing=Standing.STATED,
        followers__isnull=True,
        valid_from__lte=on,
        details__area__isnull=False,
    )
    places = set(there.values_list("party", F("details__area")))
    crowd = Counter(place for _party, place in places)
    return Counter(people[party] for party in {party for party, place in places if crowd[place] > 1})
