"""Reading sites, lots and events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import organisation_named, party_by_number
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.models import Declared, Event, Line, Lot, Site
from anxin.modules.tracing.refusing import no_such_event, no_such_firm, no_such_lot, no_such_site, not_traced
from anxin.modules.tracing.terms import TracingTerms, read

CHUNK = 800
SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(moment: datetime) -> date:
    """The day of a moment, as people here count."""
    return moment.astimezone(SHANGHAI).date()


def terms_of(pack: str) -> TracingTerms:
    """Raises Conflict for a service that traces nothing."""
    body = Declared.objects.filter(pack=pack).values_list("body", flat=True).first()
    if body is None:
        raise not_traced(pack)
    return read(body)


def traced() -> list[str]:
    """The services that follow goods."""
    return list(Declared.objects.order_by("pack").values_list("pack", flat=True))


def site(named: str) -> Site:
    """A site by its public id. Raises NotFound."""
    held = Site.objects.select_related("party").filter(party__public_id=named).first()
    if held is None:
        raise no_such_site()
    return held


def site_called(named: str, *, pack: str) -> Site:
    """A site of a service by its public id or its whole name. Raises NotFound, also where several are called so."""
    held = Site.objects.select_related("party").filter(pack=pack)
    found = held.filter(Q(party__public_id=named) | Q(party__name=named))[:2]
    if len(found) != 1:
        raise no_such_site()
    return found[0]


def firm(named: str) -> Party:
    """An organisation by its credit code, public id or whole name. Raises NotFound."""
    held = party_by_number(Scheme.CREDIT_CODE, named) if len(named) == 18 else None
    held = held or organisation_named(named)
    if held is None:
        raise no_such_firm()
    return held


def lot(code: str, *, pack: str) -> Lot:
    """A lot by its code. Raises NotFound."""
    held = Lot.objects.select_related("party").filter(pack=pack, code=code).first()
    if held is None:
        raise no_such_lot()
    return held


def lot_coded(code: str) -> Lot:
    """A lot by the code on its package, of whichever service. Raises NotFound."""
    held = Lot.objects.select_related("party").filter(code=code[:40]).order_by("pk").first()
    if held is None:
        raise no_such_lot()
    return held


def codes_of(lots: Iterable[int]) -> list[str]:
    """The codes of lots, in order."""
    held = sorted(lots)
    parts = (held[start : start + CHUNK] for start in range(0, len(held), CHUNK))
    return sorted(code for part in parts for code in Lot.objects.filter(pk__in=part).values_list("code", flat=True))


def event(digest: str) -> Event:
    """An event by its name. Raises NotFound."""
    held = Event.objects.select_related("site__party", "to__party").filter(digest=digest).first()
    if held is None:
        raise no_such_event()
    return held


def standing(events: QuerySet[Event]) -> QuerySet[Event]:
    """Those that nobody has declared wrong."""
    return events.filter(errors__isnull=True).exclude(kind=Happening.ERROR)


def events_of(lots: Iterable[Lot]) -> QuerySet[Event]:
    """Everything that was recorded of lots, errors and what they declare wrong among it, in the order of happening."""
    chosen = Line.objects.filter(lot__in=list(lots)).values("event")
    held = Event.objects.filter(pk__in=chosen).order_by("happened_at", "pk")
    return held.select_related("site__party", "to__party").prefetch_related("errors")


def first_entry(lot: Lot) -> Event | None:
    """The event by which a first station put the code on it."""
    return standing(Event.objects.filter(kind=Happening.ENTER, lines__lot=lot)).order_by("happened_at").first()


def declared_before(lot: Lot, moment: datetime, days: int) -> bool:
    """Whether it was declared at least so many days before."""
    told = Event.objects.filter(kind=Happening.DECLARE, lines__lot=lot, happened_at__lte=moment - timedelta(days=days))
    return standing(told).exists()
