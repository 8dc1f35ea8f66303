"""The evidence of zones follows stays and zones: worked out anew for some people, and written where it differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from anxin.kernel.evidence.facts import standing
from anxin.kernel.evidence.models import Evidence, Standing
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import lock_parties
from anxin.kernel.parties.models import Party, Registration
from anxin.kernel.zones.models import Zone
from anxin.kernel.zones.rules import Drawn, Inside, Stay, inside, last_day

CHUNK = 500
ANEW = "zones or stays changed"


@dataclass(frozen=True)
class Terms:
    """Where a service keeps stays, and as what the evidence of zones stands."""

    pack: str
    kind: str
    source: str
    stays: str


@dataclass
class Held:
    """The standing records of one person that matter here."""

    stays: list[Stay] = field(default_factory=list)
    zones: dict[Inside, int] = field(default_factory=dict)  # what is held → its record


def follow_stays(by: Actor, at: datetime, party_ids: Collection[int]) -> None:
    """The listener of `evidence.changes`: a stay that came late, or was corrected, moves who was in which zone."""
    for terms, drawn in zones_drawn().items():
        changed = write_zones(by, at, sorted(set(party_ids)), terms, drawn)
        if changed:
            subjects = Party.objects.filter(pk__in=changed).order_by("pk").values_list("public_id", flat=True)
            detail = {"pack": terms.pack, "people": len(changed)}
            journal.write(by=by, at=at, act="zones.follow", subjects=subjects, detail=detail)


def zones_drawn(pack: str | None = None) -> dict[Terms, list[Drawn]]:
    """Every zone ever drawn that has a day, by the service it is of."""
    found: dict[Terms, list[Drawn]] = defaultdict(list)
    for zone in Zone.objects.order_by("pk") if pack is None else Zone.objects.filter(pack=pack).order_by("pk"):
        until = last_day(zone.ends_on, zone.lifted_on)
        drawn = found[Terms(zone.pack, zone.kind, zone.source, zone.stays)]  # also where none has a day any more
        if until is None or until >= zone.starts_on:
            drawn.append(Drawn(zone.sort, zone.rank, zone.area, zone.starts_on, until))
    return dict(found)


def write_zones(by: Actor, at: datetime, party_ids: Sequence[int], terms: Terms, drawn: Sequence[Drawn]) -> list[int]:
    """Bring the zone evidence of some people up to date; gives those for whom it changed."""
    changed: list[int] = []
    for start in range(0, len(party_ids), CHUNK):
        ids = party_ids[start : start + CHUNK]
        registered = Registration.objects.filter(pack=terms.pack, party_id__in=ids).order_by("party_id")
        people = list(registered.values_list("party_id", flat=True))
        lock_parties(people)
        made = [row for party, held in _held(people, terms).items() for row in _made(by, at, party, held, terms, drawn)]
        Evidence.objects.bulk_create(made, batch_size=CHUNK)
        changed += sorted({row.party_id for row in made})
    return changed


def _held(ids: Sequence[int], terms: Terms) -> dict[int, Held]:
    found: dict[int, Held] = defaultdict(Held)
    kinds = (terms.kind, terms.stays)
    rows = standing(list(Evidence.objects.filter(party_id__in=ids, kind__in=kinds).order_by("party_id", "pk")))
    for row in rows:
        if row.kind == terms.stays:
            area = str(row.details.get("area") or "")
            if area:
                found[row.party_id].stays.append(Stay(area, row.valid_from, row.valid_until))
        elif row.source == terms.source:
            found[row.party_id].zones[Inside(row.result or "", row.valid_from, row.valid_until)] = row.pk
    return found


def _made(by: Actor, at: datetime, party: int, held: Held, terms: Terms, drawn: Sequence[Drawn]) -> Iterator[Evidence]:
    """What is missing, in the place of a record that began on the same day; the rest that is held is withdrawn."""
    wanted = inside(held.stays, drawn)
    over = {one: record for one, record in held.zones.items() if one not in wanted}
    for one in wanted:
        if one not in held.zones:
            before = next((other for other in over if other.start == one.start), None)
            yield _record(by, at, party, one, terms, replaces=over.pop(before) if before else None)
    for one, record in over.items():
        yield _record(by, at, party, one, terms, replaces=record, how=Standing.WITHDRAWN)


def _record(
    by: Actor,
    at: datetime,
    party: int,
    one: Inside,
    terms: Terms,
    *,
    replaces: int | None,
    how: Standing = Standing.STATED,
) -> Evidence:
    return Evidence(
        party_id=party,
        kind=terms.kind,
        source=terms.source,
        result=one.sort,
        valid_from=one.start,
        valid_until=one.until,
        standing=how,
        replaces_id=replaces,
        reason=ANEW if replaces else "",
        received_at=at,
        submitted_by=by.label,
    )
