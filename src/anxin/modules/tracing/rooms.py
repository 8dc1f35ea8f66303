"""监管仓: how much room a site has that lots are booked into, and whether another lot still fits.

Room is taken by what is there, by the books, and by what is declared to it and has not come yet. A booking nobody kept
lets its room go some days after the day it was expected (`booking_days` of the service).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Sum
from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.ledger.models import Account
from anxin.modules.tracing import queries
from anxin.modules.tracing.booking import book_of
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.models import Event, Line, Site
from anxin.modules.tracing.naming import Draft
from anxin.modules.tracing.terms import STOCK, TracingTerms


@dataclass(frozen=True)
class Room:
    """Grams: all there is, what is there now, and what is booked and on its way."""

    site: Site
    whole: int
    held: int
    booked: int

    @property
    def free(self) -> int:
        return max(0, self.whole - self.held - self.booked)


def room_of(site: Site, terms: TracingTerms, *, on: date) -> Room:
    """Raises Invalid for a site that takes no bookings."""
    if site.room is None:
        raise Invalid(_("Lots are not booked into a site of this kind."), field="to", read=site.party.name)
    return Room(site, site.room, held_at(site, terms), booked(site, terms, on=on))


def rooms(sites: Iterable[Site], terms: TracingTerms, *, on: date) -> list[Room]:
    """Of every site among these that takes bookings, most room first."""
    found = [room_of(site, terms, on=on) for site in sites if site.room is not None]
    return sorted(found, key=lambda one: -one.free)


def held_at(site: Site, terms: TracingTerms) -> int:
    """How many grams of all lots the site holds now."""
    ends = f".{site.party.public_id}"
    accounts = Account.objects.filter(book=book_of(site.pack, terms.book), kind=STOCK, part__endswith=ends)
    return accounts.aggregate(all=Sum("balance"))["all"] or 0


def booked(site: Site, terms: TracingTerms, *, on: date) -> int:
    """How many grams are declared to the site, have not come, and are expected still."""
    came = queries.standing(
        Event.objects.filter(
            site=site,
            kind__in=(Happening.RECEIVE, Happening.ENTER),
            lines__lot=OuterRef("lot"),
            happened_at__gte=OuterRef("event__happened_at"),
        )
    )
    lines = Line.objects.filter(
        event__to=site,
        event__kind=Happening.DECLARE,
        event__errors__isnull=True,
        event__expected_on__gte=on - timedelta(days=terms.booking_days),
    )
    return lines.filter(~Exists(came)).aggregate(all=Sum(F("grams")))["all"] or 0


def require_room(draft: Draft, terms: TracingTerms, *, at: datetime) -> None:
    """Raises Invalid for a site without room of its own, Conflict where what is declared does not fit."""
    assert draft.to is not None, "only what goes somewhere is asked about"
    room = room_of(draft.to, terms, on=queries.day_of(at))
    wanted = sum(one.grams for one in draft.portions)
    if wanted <= 0:
        raise Invalid(_("A booking says how much is coming."), field="grams", read="0")
    if wanted > room.free:
        raise Conflict(
            _("%(site)s has no room for it.") % {"site": draft.to.party.name},
            why=_("%(wanted)s kg are to come; %(free)s kg are free.")
            % {"wanted": f"{wanted / 1000:,.3f}", "free": f"{room.free / 1000:,.3f}"},
            todo=_("Book into another supervised warehouse, or a part of it."),
        )
