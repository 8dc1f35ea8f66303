"""Declaring and lifting a zone: everybody who stays there then has evidence of it and is decided anew, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.evidence.models import Evidence, Standing
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import decide_everywhere
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.areas import areas, chain, within
from anxin.kernel.zones.following import Terms, write_zones, zones_drawn
from anxin.kernel.zones.models import Zone
from anxin.kernel.zones.rules import digits, lies_in

LENGTHS = (6, 9, 12)


@dataclass(frozen=True)
class Wanted:
    """A zone to be declared. `rank` 0 is the strictest sort of the service; `until` None: until it is lifted."""

    sort: str
    rank: int
    area: str
    start: date
    until: date | None
    reason: str


@dataclass(frozen=True)
class Done:
    """A zone, and how many people's evidence changed with it."""

    zone: Zone
    people: int


@transaction.atomic
def declare_zone(*, by: Actor, at: datetime, terms: Terms, wanted: Wanted) -> Done:
    """Draw a zone: whoever stays there from its first day on has evidence of it; who had left before has none."""
    require(by, Act.DECLARE_ZONE)
    _require_area(by, wanted.area)
    if wanted.until is not None and wanted.until < wanted.start:
        raise Invalid(
            _("The last day lies before the first."),
            field="until",
            read=str(wanted.until),
            allowed=_("%(day)s or later") % {"day": wanted.start},
        )
    zone = Zone.objects.create(
        pack=terms.pack,
        kind=terms.kind,
        source=terms.source,
        stays=terms.stays,
        sort=wanted.sort,
        rank=wanted.rank,
        area=wanted.area,
        starts_on=wanted.start,
        ends_on=wanted.until,
        reason=wanted.reason[:200],
        declared_at=at,
        declared_by=by.label,
    )
    return _done(by, at, terms, zone, act="zones.declare")


@transaction.atomic
def lift_zone(*, by: Actor, at: datetime, zone: str, on: date) -> Done:
    """Lift a zone: `on` is the first day without it. On its first day or before, it never was."""
    require(by, Act.DECLARE_ZONE)
    held = Zone.objects.select_for_update().filter(public_id=zone).first()
    if held is None:
        raise NotFound(_("There is no such zone."), todo=_("Take its id from the list of zones."))
    _require_area(by, held.area)
    if held.lifted_on is not None or (held.ends_on is not None and held.ends_on < on):
        raise Conflict(
            _("This zone is over already."),
            why=_("It was lifted, or its last day lies before."),
            todo=_("Nothing to do."),
        )
    held.lifted_on, held.lifted_at, held.lifted_by = on, at, by.label
    held.save(update_fields=["lifted_on", "lifted_at", "lifted_by"])
    return _done(by, at, Terms(held.pack, held.kind, held.source, held.stays), held, act="zones.lift")


def _require_area(by: Actor, area: str) -> None:
    known = area.isdigit() and len(area) in LENGTHS and any(code in areas() for code in chain(area[:6]))
    if not known:
        raise Invalid(
            _("This is no area code."),
            field="area",
            read=area,
            allowed=_("a code of 6, 9 or 12 digits of an area of this site"),
        )
    if by.role != Role.SYSTEM and not within(area, by.area):
        raise Refused(
            _("This area is not yours."),
            rule="zones.own-area",
            why=_("A zone is drawn by whoever is responsible for the area."),
            todo=_("The bureau of that area declares it."),
            ask=_("Ask the bureau of that area."),
            appeal=_("The bureau above both decides."),
        )


def _done(by: Actor, at: datetime, terms: Terms, zone: Zone, *, act: str) -> Done:
    drawn = zones_drawn(terms.pack).get(terms, [])
    changed = write_zones(by, at, _staying(terms, zone), terms, drawn)
    subjects = Party.objects.filter(pk__in=changed).order_by("pk").values_list("public_id", flat=True)
    detail = {
        "pack": zone.pack,
        "zone": zone.public_id,
        "sort": zone.sort,
        "area": zone.area,
        "from": zone.starts_on.isoformat(),
        "until": zone.ends_on.isoformat() if zone.ends_on else None,
        "lifted_on": zone.lifted_on.isoformat() if zone.lifted_on else None,
        "people": len(changed),
    }
    journal.write(by=by, at=at, act=act, subjects=subjects, detail=detail)
    decide_everywhere(by=by, at=at, party_ids=changed)
    return Done(zone, len(changed))


def _staying(terms: Terms, zone: Zone) -> list[int]:
    """Everybody with a record of a stay there that reaches into the zone's days: a first choice, in one query."""
    there = Evidence.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=zone.starts_on),
        kind=terms.stays,
        standing=Standing.STATED,
        followers__isnull=True,
        details__area__startswith=digits(zone.area),
    )
    if zone.ends_on is not None:
        there = there.filter(valid_from__lte=zone.ends_on)
    rows = there.order_by("party_id").values_list("party_id", "details__area")
    return sorted({party for party, area in rows if lies_in(str(area), zone.area)})
