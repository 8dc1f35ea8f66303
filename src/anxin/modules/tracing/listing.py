"""What screens, files and the API show of lots, sites and the way goods take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Q, QuerySet, Sum

from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger.models import Account
from anxin.modules.tracing import queries
from anxin.modules.tracing.booking import book_of
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.models import Event, Lot, Site
from anxin.modules.tracing.papers import Judged, judge, papers_of
from anxin.modules.tracing.refusing import no_such_event, no_such_lot, no_such_site
from anxin.modules.tracing.rights import events_seen, lots_of, sees_whole, sites_of
from anxin.modules.tracing.terms import STOCK, TRANSIT

Row = TypeVar("Row", Lot, Site)


@dataclass(frozen=True)
class Held:
    """So many grams of a lot at a site; `coming`: on the way there."""

    lot: Lot
    site: Site
    grams: int
    coming: bool = False


@dataclass(frozen=True)
class LotStands:
    """A lot as its page shows it: may it go on today, its papers, where how much of it is, what happened to it."""

    lot: Lot
    judged: Judged | None
    papers: list[Evidence]
    held: list[Held]
    events: list[Event]


def site_of(by: Actor, named: str) -> Site:
    """A site where an actor may record. Raises NotFound for any other."""
    held = queries.site(named)
    if not sites_of(by, held.pack).filter(pk=held.pk).exists():
        raise no_such_site()
    return held


def lot_of(by: Actor, code: str, *, pack: str) -> Lot:
    """A lot an actor may know of: any for a bureau, for a firm one that was at its sites. Raises NotFound."""
    held = queries.lot(code, pack=pack)
    if not sees_whole(by) and not lots_of(by, pack).filter(pk=held.pk).exists():
        raise no_such_lot()
    return held


def stands(by: Actor, lot: Lot, *, on: date) -> LotStands:
    """Everything about a lot that an actor may know."""
    return LotStands(lot, judge(lot, on), papers_of(lot), stock_of(by, lot), events_of(by, lot))


def events_of(by: Actor, lot: Lot, *, most: int = 500) -> list[Event]:
    """What happened to a lot and an actor may know, the newest first; entering it is no secret to whoever has it."""
    seen = events_seen(by, lot.pack).values("pk")
    mine = Event.objects.filter(lines__lot=lot).filter(Q(pk__in=seen) | Q(kind=Happening.ENTER))
    found = mine.select_related("site__party", "to__party", "wrong").prefetch_related("errors", "lines__lot")
    return list(found.order_by("-happened_at", "-pk").distinct()[:most])


def stock_of(by: Actor, lot: Lot) -> list[Held]:
    """Where how much of a lot is now, or on its way to; for a firm at its own sites."""
    return _held(lot.pack, Q(part__startswith=f"{lot.party.public_id}."), sites_of_or_all(by, lot.pack))


def stock_at(site: Site) -> list[Held]:
    """What is at a site now, and what is on its way there, by code."""
    found = _held(site.pack, Q(part__endswith=f".{site.party.public_id}"), Site.objects.filter(pk=site.pk))
    return sorted(found, key=lambda one: (one.coming, one.lot.code))


def sites_of_or_all(by: Actor, pack: str) -> QuerySet[Site]:
    """The sites whose stock an actor may know."""
    return Site.objects.filter(pack=pack) if sees_whole(by) else sites_of(by, pack)


def _held(pack: str, part: Q, seen: QuerySet[Site]) -> list[Held]:
    book = book_of(pack, queries.terms_of(pack).book)
    accounts = Account.objects.filter(part, book=book, kind__in=(STOCK, TRANSIT), balance__gt=0)
    rows = [(one, *_lot_and_site(one.part)) for one in accounts[:2000]]
    lots = _by_public_id(Lot.objects.filter(party__public_id__in={lot for _account, lot, _site in rows}))
    sites = _by_public_id(seen.filter(party__public_id__in={site for _account, _lot, site in rows}))
    return [
        Held(lots[lot], sites[site], account.balance, coming=account.kind == TRANSIT)
        for account, lot, site in rows
        if site in sites and lot in lots
    ]


def _lot_and_site(part: str) -> tuple[str, str]:
    lot, _, site = part.partition(".")
    return lot, site


def _by_public_id(held: QuerySet[Row]) -> dict[str, Row]:
    return {one.party.public_id: one for one in held.select_related("party")}


@dataclass(frozen=True)
class SiteStands:
    """A site in a list: how many lots and grams are there now."""

    site: Site
    lots: int
    grams: int


def sites_with_stock(sites: Iterable[Site], pack: str) -> list[SiteStands]:
    """The same sites with what is there, in one statement."""
    book = book_of(pack, queries.terms_of(pack).book)
    held: dict[str, tuple[int, int]] = {}
    for part, grams in (
        Account.objects.filter(book=book, kind=STOCK, balance__gt=0)
        .values_list("part")
        .annotate(all=Sum("balance"))
        .order_by()
    ):
        site = part.partition(".")[2]
        lots, before = held.get(site, (0, 0))
        held[site] = lots + 1, before + grams
    return [SiteStands(one, *held.get(one.party.public_id, (0, 0))) for one in sites]


def destinations(site: Site) -> list[Site]:
    """Where a site shipped to lately, the newest first."""
    sent = Event.objects.filter(site=site, kind=Happening.SHIP).order_by("-pk").values_list("to_id", flat=True)[:200]
    order = {to: place for place, to in reversed(list(enumerate(sent)))}
    held = Site.objects.select_related("party").filter(pk__in=order)
    return sorted(held, key=lambda one: order[one.pk])[:20]


def bookable(pack: str) -> list[Site]:
    """The sites into which lots are booked."""
    return list(Site.objects.filter(pack=pack, room__isnull=False).select_related("party").order_by("pk")[:100])


def late_events(by: Actor, pack: str, *, days: int, since: datetime) -> list[Event]:
    """What a site told a day or more after it happened, newest first."""
    found = events_seen(by, pack).filter(recorded_at__gte=since).select_related("site__party", "to__party")
    late = (one for one in found.order_by("-recorded_at")[:2000] if one.late_days >= days)
    return list(late)


def event_of(by: Actor, digest: str, *, pack: str) -> Event:
    """An event an actor may know of. Raises NotFound."""
    held = events_seen(by, pack).filter(digest=digest).select_related("site__party", "to__party").first()
    if held is None:
        raise no_such_event()
    return held


def lots_page(by: Actor, pack: str, *, begins: str, start: int, size: int) -> list[Lot]:
    """Lots an actor may list, the newest first, of those whose code or name begins so."""
    held = lots_of(by, pack)
    if begins:
        held = held.filter(Q(code__istartswith=begins) | Q(party__name__startswith=begins))
    return list(held.order_by("-pk")[start : start + size])
