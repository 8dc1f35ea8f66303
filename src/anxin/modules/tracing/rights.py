"""Who may do what with goods: who keeps a site, and who supervises its area."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.reference.areas import prefix, within
from anxin.modules.tracing.models import Event, Line, Lot, Site
from anxin.modules.tracing.refusing import not_yours

SUPERVISES = {Role.PROVINCE, Role.CITY, Role.COUNTY}


def supervises(by: Actor, area: str) -> bool:
    """Whether an actor answers for this area."""
    if by.role is Role.SYSTEM:
        return True
    return by.role in SUPERVISES and bool(by.area) and within(area, by.area)


def keeps(by: Actor, site: Site) -> bool:
    """Whether an actor works for whoever keeps this site."""
    return by.role is Role.AGENCY_CLERK and site.keeper_id is not None and by.organisation_id == site.keeper_id


def require_keeper(by: Actor, site: Site) -> None:
    """`Refused` for anybody but who keeps the site or supervises its area."""
    require(by, Act.RECORD_LOTS)
    if not keeps(by, site) and not supervises(by, site.party.area):
        raise not_yours(site.party.name)


def sites_of(by: Actor, pack: str) -> QuerySet[Site]:
    """The sites where an actor may record: those of one's firm, or of one's area."""
    require(by, Act.SEE_LOTS)
    held = Site.objects.filter(pack=pack).select_related("party", "keeper")
    if by.role is Role.SYSTEM:
        return held
    if by.role in SUPERVISES:
        return held.filter(party__area__startswith=prefix(by.area)) if by.area else held.none()
    return held.filter(keeper=by.organisation_id) if by.organisation_id else held.none()


def lots_of(by: Actor, pack: str) -> QuerySet[Lot]:
    """The lots an actor may list: entered in one's area, or of which something happened at one's sites."""
    held = Lot.objects.filter(pack=pack).select_related("party")
    if by.role is Role.SYSTEM:
        return held
    mine = sites_of(by, pack).values("pk")
    there = Line.objects.filter(lot=OuterRef("pk")).filter(Q(event__site__in=mine) | Q(event__to__in=mine))
    own = Q(party__area__startswith=prefix(by.area)) if by.role in SUPERVISES and by.area else Q()
    return held.filter(own | Q(Exists(there))) if own else held.filter(Exists(there))


def sees_whole(by: Actor) -> bool:
    """Whether an actor sees everything that happened to a lot, and not only what happened at one's own sites."""
    return by.role is Role.SYSTEM or by.role in SUPERVISES


def require_whole(by: Actor) -> None:
    """`Refused` for who does not see everything: figures of a service are a bureau's."""
    require(by, Act.TRACE_LOTS)


def events_seen(by: Actor, pack: str) -> QuerySet[Event]:
    """Every event for a bureau; for a firm those at its sites and those that sent something there."""
    held = Event.objects.filter(pack=pack)
    mine = sites_of(by, pack).values("pk")
    return held if sees_whole(by) else held.filter(Q(site__in=mine) | Q(to__in=mine))
