"""What somebody at a desk can choose from: their own desks, colleagues, batches. And who may stand at a counter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases.enums import WITH_CASES, Duty
from anxin.kernel.cases.matter import DeskNamed, Level
from anxin.kernel.cases.models import Batch, Case, Seat
from anxin.kernel.cases.rights import SeatAt, desks_in_force, seats_of
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.areas import areas, within


@dataclass(frozen=True)
class OwnDesk:
    """A desk somebody sits at, in words. `organisation`: it is that of an organisation cases are about."""

    pack: str
    slug: str
    title: str
    area: str
    organisation: bool
    duties: frozenset[Duty]


def own_desks(by: Actor, at: datetime) -> list[OwnDesk]:
    """The desks somebody sits at now."""
    seats = seats_of(by, at)
    named = {pack: desks_in_force(pack) for pack in {seat.pack for seat in seats}}
    firms = dict(Party.objects.filter(pk__in={seat.organisation_id or 0 for seat in seats}).values_list("pk", "name"))
    found = (_own(seat, named[seat.pack].get(seat.desk), firms.get(seat.organisation_id or 0, "")) for seat in seats)
    return [desk for desk in found if desk is not None]


def _own(seat: SeatAt, desk: DeskNamed | None, firm: str) -> OwnDesk | None:
    if desk is None:
        return None
    place = areas().get(seat.area)
    where = firm or (place.zh if place else "")
    title = " · ".join(part for part in (where, str(desk.title)) if part)
    return OwnDesk(seat.pack, seat.desk, title, seat.area, seat.organisation_id is not None, desk.duties)


@dataclass(frozen=True)
class Colleague:
    """Somebody who answers at the same desk."""

    user_id: int
    username: str


def colleagues(by: Actor, at: datetime) -> list[Colleague]:
    """Who sits at a desk of the actor's, besides the actor: the same desk for the same area or organisation."""
    mine = seats_of(by, at)
    held = _seats_now(at, {seat.pack for seat in mine}).exclude(user_id=by.user_id or 0)
    found = {
        Colleague(other.user_id, other.user.get_username())
        for other in held.select_related("user")
        if any(_side_by_side(seat, other) for seat in mine)
    }
    return sorted(found, key=lambda one: one.username)


def colleagues_for(by: Actor, at: datetime, case: Case) -> list[Colleague]:
    """Who else sits at the desk that has the case."""
    held = _seats_now(at, {case.pack}).filter(desk=case.desk).exclude(user_id=by.user_id or 0).select_related("user")
    found = {Colleague(one.user_id, one.user.get_username()) for one in held if _has(one, case)}
    return sorted(found, key=lambda one: one.username)


def _seats_now(at: datetime, packs: Iterable[str]) -> QuerySet[Seat]:
    now = Q(until__isnull=True) | Q(until__gt=at)
    return Seat.objects.filter(now, pack__in=packs, since__lte=at)


def _side_by_side(mine: SeatAt, other: Seat) -> bool:
    if (mine.pack, mine.desk, mine.organisation_id) != (other.pack, other.desk, other.organisation_id):
        return False
    return within(mine.area, other.area) or within(other.area, mine.area)


def _has(seat: Seat, case: Case) -> bool:
    if seat.organisation_id is not None or case.desk_organisation_id is not None:
        return seat.organisation_id == case.desk_organisation_id
    return within(case.desk_area, seat.area)


def desks_to_send_to(packs: Iterable[str]) -> list[tuple[str, str]]:
    """The desks of these services that answer, each by name and title."""
    found = {
        desk.slug: str(desk.title)
        for pack in sorted(set(packs))
        for desk in desks_in_force(pack).values()
        if Duty.ANSWER in desk.duties
    }
    return sorted(found.items(), key=lambda held: held[1])


def batches_of(pack: str, matter: str) -> list[Batch]:
    """The batches of a matter, the newest first."""
    return list(Batch.objects.filter(pack=pack, matter=matter).order_by("-number")[:100])


def require_counter(by: Actor, at: datetime, pack: str = "") -> None:
    """`Refused` unless somebody sits at a public desk (of that service, where one is named): an organisation that
    cases are about takes none in for others and looks none up."""
    require(by, Act.WORK_CASES)
    seats = (seat for seat in seats_of(by, at) if not pack or seat.pack == pack)
    named = {pack: desks_in_force(pack) for pack in {seat.pack for seat in seats_of(by, at)}}
    for seat in seats:
        desk = named[seat.pack].get(seat.desk)
        if desk is None or desk.level is Level.ORGANISATION or seat.organisation_id is not None:
            continue
        if desk.duties & WITH_CASES:
            return
    raise Refused(
        _("You stand at no counter of this service."),
        rule="cases.counter",
        why=_("Requests are taken in for others by somebody who sits at a public desk of the service."),
        todo=_("Show the person the service's page; there they file it themselves."),
        ask=_("Ask whoever gives out the seats of this service."),
    )
