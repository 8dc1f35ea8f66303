"""Giving out seats at desks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.kernel.access.models import User
from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases.models import Seat
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party


@transaction.atomic
def seat(
    *, by: Actor, at: datetime, user: User, pack: str, desk: str, area: str = "", organisation: Party | None = None
) -> Seat:
    """Let somebody sit at a desk of a service, for an area or for an organisation."""
    require(by, Act.GIVE_SEATS)
    made = Seat.objects.create(user=user, pack=pack, desk=desk, area=area, organisation=organisation, since=at)
    detail = {"user": user.get_username(), "service": pack, "desk": desk, "area": area}
    journal.write(by=by, at=at, act="seat.give", detail=detail)
    return made


@transaction.atomic
def take_seat_away(*, by: Actor, at: datetime, held: Seat) -> None:
    """End a seat; what was done from it stays."""
    require(by, Act.GIVE_SEATS)
    Seat.objects.filter(pk=held.pk, until=None).update(until=at)
    detail = {"user": held.user.get_username(), "service": held.pack, "desk": held.desk}
    journal.write(by=by, at=at, act="seat.end", detail=detail)
