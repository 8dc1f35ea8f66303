"""Who may do what with a case: seats at desks decide, not roles alone; the requester holds the case's link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.matter import Level, Matter
from anxin.kernel.cases.models import Case, Seat
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.reference.areas import within

EVERYTHING = frozenset(Duty)
HANDS_ON = frozenset({Duty.ANSWER, Duty.DISPATCH, Duty.REVIEW})


@dataclass(frozen=True)
class SeatAt:
    """Where somebody sits."""

    pack: str
    desk: str
    area: str
    organisation_id: int | None


def seats_of(by: Actor, at: datetime) -> list[SeatAt]:
    """The desks somebody sits at now, in order of service and desk."""
    if by.user_id is None:
        return []
    now = Q(until__isnull=True) | Q(until__gt=at)
    held = Seat.objects.filter(now, user_id=by.user_id, since__lte=at).order_by("pack", "desk", "area")
    return [SeatAt(*row) for row in held.values_list("pack", "desk", "area", "organisation_id")]


def duties(seats: list[SeatAt], case: Case, matter: Matter) -> frozenset[Duty]:
    """What these seats are there for in this case; empty for a case that is none of their business."""
    found: set[Duty] = set()
    named = {desk.slug: desk for desk in matter.desks}
    for seat in seats:
        desk = named.get(seat.desk)
        if desk is None or seat.pack != case.pack:
            continue
        here = seat.desk == case.desk
        if desk.level is Level.ORGANISATION:
            if here and seat.organisation_id is not None and seat.organisation_id == case.desk_organisation_id:
                found |= desk.duties
        elif within(case.area, seat.area) or (here and within(case.desk_area, seat.area)):
            found |= desk.duties if here else desk.duties - {Duty.ANSWER}
    return frozenset(found)


def deals_with(by: Actor, at: datetime, case: Case, matter: Matter) -> bool:
    """Whether somebody has a hand in a case: they never speak for its requester, nor hold the requester's link."""
    return bool(duties(seats_of(by, at), case, matter) & HANDS_ON)


def only_organisation(seats: list[SeatAt], case: Case, matter: Matter) -> bool:
    """Whether somebody knows of a case only because it lies at the desk of the organisation concerned."""
    public = [seat for seat in seats if seat.organisation_id is None]
    return not duties(public, case, matter)


def hides_from(by: Actor, at: datetime, case: Case, matter: Matter) -> bool:
    """Whether the actor is the organisation a case is about, and is to learn nothing of who asked."""
    if not matter.hides_requester:
        return False
    seats = seats_of(by, at)
    return any(seat.organisation_id is not None for seat in seats) and only_organisation(seats, case, matter)


def require_duty(by: Actor, at: datetime, case: Case, matter: Matter, duty: Duty) -> None:
    """`Refused` unless a seat of the actor carries the duty in this case. The system acts for nobody and may."""
    require(by, Act.WORK_CASES)
    if by.role == Role.SYSTEM or duty in duties(seats_of(by, at), case, matter):
        return
    raise Refused(
        _("This case is not at a desk of yours for that."),
        rule=f"cases.{duty}",
        why=_(
            "Only who sits at the desk that has the case, or at the desk that receives, dispatches or reviews, may act."
        ),
        todo=_("Look at the case's page: it names the desk."),
        ask=_("Ask that desk, or whoever gives out the seats of this service."),
    )
