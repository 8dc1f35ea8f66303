"""What a pack says of zones: checked, and as the kernel takes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.zones.actions import Wanted
from anxin.kernel.zones.following import Terms
from anxin.packs.evidence import ZonesNamed
from anxin.packs.faults import PackError
from anxin.packs.pack import Pack


def check_zones(pack: Pack) -> Iterator[PackError]:
    """Zones name a kind with its source and results, and a kind of stays that holds an area."""
    named, document = pack.evidence.zones, pack.documents.evidence
    if named is None:
        return
    kind, stays = pack.evidence_kinds.get(named.kind), pack.evidence_kinds.get(named.stays)
    for key, held, read in (("kind", kind, named.kind), ("stays", stays, named.stays)):
        if held is None:
            what = "no such kind of evidence"
            yield document.error(("zones", key), what, read=read, allowed=pack.evidence_kinds)
    if kind is not None:
        if named.source not in kind.sources:
            what = f"no such source of {named.kind}"
            yield document.error(("zones", "source"), what, read=named.source, allowed=kind.sources)
        if sorted(named.sorts) != sorted(kind.results):
            what = f"the sorts are the results of {named.kind}, each once, the strictest first"
            yield document.error(("zones", "sorts"), what, read=", ".join(named.sorts), allowed=kind.results)
    if stays is not None and "area" not in stays.fields:
        yield document.error(("zones", "stays"), "a stay needs the field area", read=named.stays, allowed=["area"])


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
