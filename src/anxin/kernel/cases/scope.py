"""Which cases somebody may know of, by the seats they hold. What lies outside is neither listed, counted nor found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from anxin.kernel.cases import matter as matters
from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.matter import DeskNamed, Level, Matter
from anxin.kernel.cases.models import Case, MatterVersion
from anxin.kernel.cases.recording import matter_of_version
from anxin.kernel.cases.rights import SeatAt, desks_in_force, seats_of
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.reference.areas import prefix

FURTHER = frozenset({Duty.RECEIVE, Duty.DISPATCH, Duty.REVIEW, Duty.OVERSEE})
NOTHING = Q(pk__in=())


def matters_in_force(pack: str = "") -> list[Matter]:
    """The matters that new requests come in under, of one service or of all, by service and name."""
    held = MatterVersion.objects.exclude(slot=None).order_by("pack", "matter")
    texts = (held.filter(pack=pack) if pack else held).values_list("definition", flat=True)
    return [matters.read(text) for text in texts]


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
        found = mine & Q(desk_organisation_id=seat.organisation_id)
        if Duty.RELEASE in desk.duties:
            found |= Q(pack=seat.pack, leaves_id=seat.organisation_id)
        return found & Q(main__isnull=True)
    around = prefix(seat.area) if seat.area else ""
    found = mine & Q(desk_area__startswith=around)
    if desk.duties & FURTHER:
        found |= Q(pack=seat.pack, area__startswith=around)
    return found


def plainly_theirs(by: Actor, seats: list[SeatAt]) -> Q | None:
    """Which of the cases somebody may know of need no second look: all under versions that give their public desks the
    duties these have today. None for who sits at an organisation's desk: there each case tells whose it is."""
    if by.role == Role.SYSTEM:
        return Q()
    if any(seat.organisation_id is not None for seat in seats):
        return None
    named = {pack: desks_in_force(pack) for pack in {seat.pack for seat in seats}}
    mine = {(seat.pack, seat.desk): named[seat.pack].get(seat.desk) for seat in seats}
    if any(desk is not None and desk.level is Level.ORGANISATION for desk in mine.values()):
        return None
    versions = MatterVersion.objects.filter(pack__in=named).values_list("pk", "pack")
    return Q(version_id__in=[version for version, pack in versions if _as_today(version, pack, mine)])


def _as_today(version: int, pack: str, mine: Mapping[tuple[str, str], DeskNamed | None]) -> bool:
    held = {desk.slug: desk for desk in matter_of_version(version).desks}
    return all(held.get(slug) == desk for (of, slug), desk in mine.items() if of == pack)
