"""Who may do what with a case: seats at desks decide, not roles alone; the requester holds the case's link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases import matter as matters
from anxin.kernel.cases.enums import WITH_CASES, Duty
from anxin.kernel.cases.matter import DeskNamed, Level, Matter
from anxin.kernel.cases.models import Case, MatterVersion, Seat
from anxin.kernel.cases.wording import duty_word
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.areas import within

HANDS_ON = frozenset({Duty.ANSWER, Duty.DISPATCH, Duty.REVIEW, Duty.RELEASE})


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


def desks_in_force(pack: str) -> dict[str, DeskNamed]:
    """The desks of a service by name; a desk's duties are those it has in any matter of the service."""
    held = MatterVersion.objects.filter(pack=pack).exclude(slot=None).order_by("matter")
    found: dict[str, DeskNamed] = {}
    for digest in held.values_list("sha256", flat=True):
        found |= _desks_written(digest)
    return found


@lru_cache(maxsize=256)
def _desks_written(digest: str) -> Mapping[str, DeskNamed]:
    """The desks of the matter of that SHA-256: whatever row it is kept in, its text is the same."""
    text = MatterVersion.objects.filter(sha256=digest).values_list("definition", flat=True)[0]
    return {desk.slug: desk for desk in matters.read(text).desks}


def duties_from_seats(
    by: Actor, at: datetime, pack: str, area: str, organisation: Party | None = None
) -> frozenset[Duty]:
    """What the actor is there for, at that moment, at desks of the service: those of a county, city or province whose
    area (six digits) holds `area`, and the desk of `organisation` itself. The system is there for everything."""
    if by.role == Role.SYSTEM:
        return frozenset(Duty)
    seats = [seat for seat in seats_of(by, at) if seat.pack == pack]
    desks = desks_in_force(pack) if seats else {}
    held = [desks[seat.desk].duties for seat in seats if _covers(seat, desks.get(seat.desk), area, organisation)]
    return frozenset().union(*held)


def may_from_seat(by: Actor, at: datetime, pack: str, duty: Duty, area: str, organisation: Party | None = None) -> bool:
    """Whether that duty is among them. For what is done outside a case: a roster, a claim, a payment run, a book. Who
    may act in a case: `require_duty`."""
    return duty in duties_from_seats(by, at, pack, area, organisation)


def _covers(seat: SeatAt, desk: DeskNamed | None, area: str, organisation: Party | None) -> bool:
    if desk is None:
        return False
    if desk.level is Level.ORGANISATION:
        return organisation is not None and seat.organisation_id == organisation.pk
    return seat.organisation_id is None and bool(area) and within(area, seat.area)


def require_seat(by: Actor, at: datetime, pack: str, duty: Duty, area: str, organisation: Party | None = None) -> None:
    """`Refused` unless `may_from_seat`."""
    if may_from_seat(by, at, pack, duty, area, organisation):
        return
    raise Refused(
        _("You sit at no desk that may %(duty)s here.") % {"duty": duty_word(duty)},
        rule=f"desks.{duty}",
        why=_("Only who sits at a desk of the service with this duty, for this area or this organisation, may."),
        todo=_("Sign in with the account that has such a seat, or hand it to whoever does."),
        ask=_("Ask whoever gives out the seats of this service."),
    )


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
                found |= desk.duties - {Duty.RELEASE}
            if seat.organisation_id is not None and seat.organisation_id == case.leaves_id:
                found |= desk.duties & {Duty.RELEASE}
        elif within(case.area, seat.area) or (here and within(case.desk_area, seat.area)):
            found |= desk.duties if here else desk.duties - {Duty.ANSWER}
    return frozenset(found) & WITH_CASES


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
