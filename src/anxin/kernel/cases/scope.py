"""Which cases somebody may know of, by the seats they hold. What lies outside is neither listed, counted nor found."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from anxin.kernel.cases import matter as matters
from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.matter import DeskNamed, Matter
from anxin.kernel.cases.models import Case, MatterVersion
from anxin.kernel.cases.rights import SeatAt, seats_of
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.reference.areas import prefix

FURTHER = frozenset({Duty.RECEIVE, Duty.DISPATCH, Duty.REVIEW, Duty.OVERSEE})
NOTHING = Q(pk__in=())


def matters_in_force(pack: str = "") -> list[Matter]:
    """The matters that new requests come in under, of one service or of all, by service and name."""
    held = MatterVersion.objects.exclude(slot=None).order_by("pack", "matter")
    texts = (held.filter(pack=pack) if pack else held).values_list("definition", flat=True)
    return [matters.read(text) for text in texts]


def desks_in_force(pack: str) -> dict[str, DeskNamed]:
    """The desks of a service by name; a desk's duties are those it has in any matter of the service."""
    found: dict[str, DeskNamed] = {}
    for one in matters_in_force(pack):
        found |= {desk.slug: desk for desk in one.desks}
    return found


def visible_cases(by: Actor, at: datetime, seats: list[SeatAt] | None = None) -> QuerySet[Case]:
    """Cases at the actor's desks, and in the area of a desk that receives, dispatches, reviews or oversees."""
    if by.role == Role.SYSTEM:
        return Case.objects.all()
    held = seats_of(by, at) if seats is None else seats
    desks = {pack: desks_in_force(pack) for pack in {seat.pack for seat in held}}
    within = NOTHING
    for seat in held:
        within |= _of_seat(seat, desks[seat.pack].get(seat.desk))
    return Case.objects.filter(within)


def _of_seat(seat: SeatAt, desk: DeskNamed | None) -> Q:
    if desk is None:
        return NOTHING
    mine = Q(pack=seat.pack, desk=seat.desk)
    if seat.organisation_id is not None:
        # A repeat is dealt with under its main case; to be shown both would tell how many spoke.
        return mine & Q(desk_organisation_id=seat.organisation_id, main__isnull=True)
    around = prefix(seat.area) if seat.area else ""
    found = mine & Q(desk_area__startswith=around)
    if desk.duties & FURTHER:
        found |= Q(pack=seat.pack, area__startswith=around)
    return found
