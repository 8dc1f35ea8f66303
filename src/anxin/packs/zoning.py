"""What a pack says of zones, as the kernel takes it."""

from __future__ import annotations

from datetime import date

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.zones.actions import Wanted
from anxin.kernel.zones.following import Terms
from anxin.packs.evidence import ZonesNamed
from anxin.packs.pack import Pack


def zones_of(pack: Pack) -> ZonesNamed:
    """What the pack says of zones. Conflict for a service that has none."""
    if pack.evidence.zones is None:
        raise Conflict(
            f"The service {pack.slug} has no zones.",
            why="Its evidence.yaml has no `zones`.",
            todo="Choose a service that draws zones.",
        )
    return pack.evidence.zones


def terms_of(pack: Pack) -> Terms:
    """Where the service keeps stays, and as what the evidence of its zones stands."""
    named = zones_of(pack)
    return Terms(pack.slug, named.kind, named.source, named.stays)


def wanted_zone(pack: Pack, *, sort: str, area: str, start: date, until: date | None, reason: str) -> Wanted:
    """A zone of one of the pack's sorts. Invalid for a word that is none."""
    sorts = zones_of(pack).sorts
    if sort not in sorts:
        raise Invalid("There is no such sort of zone.", field="sort", read=sort, allowed=", ".join(sorts))
    return Wanted(sort, sorts.index(sort), area, start, until, reason)
