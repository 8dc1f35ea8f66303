"""Reading allotments: what is on offer, figures that add up, the order of a list. No name leaves from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from anxin.kernel.ledger import queries as ledger
from anxin.kernel.ledger.models import Account, Hold, Line
from anxin.modules.allotments import terms as declared
from anxin.modules.allotments.enums import Kind, Standing
from anxin.modules.allotments.models import Application, Draw, HandOut, Happening, Offer
from anxin.modules.allotments.refusing import no_such_offer
from anxin.modules.allotments.terms import OfferTerms


@lru_cache(maxsize=128)
def _read(body: str) -> OfferTerms:
    return declared.read(body)


def terms_of(offer: Offer) -> OfferTerms:
    return _read(offer.body)


def offers(pack: str = "") -> QuerySet[Offer]:
    """The offers of a service, or all of them."""
    held = Offer.objects.select_related("book__terms").order_by("pack", "slug")
    return held.filter(pack=pack) if pack else held


def offer_named(name: str) -> Offer:
    """The offer "pack/slug". Raises NotFound."""
    pack, _, slug = name.partition("/")
    held = offers(pack).filter(slug=slug).first() if pack and slug else None
    if held is None:
        raise no_such_offer()
    return held


def name_of(offer: Offer) -> str:
    return f"{offer.pack}/{offer.slug}"


def name_of_book(offer: Offer) -> str:
    """The book of an offer as the ledger names it; empty before it is opened."""
    return ledger.name_of(offer.book) if offer.book is not None else ""


@dataclass(frozen=True)
class PartFigures:
    """One part at a moment: `held` is kept for who applied while it was free, `offered` for who came from the list."""

    part: str
    seats: int
    free: int
    held: int
    offered: int
    taken: int
    waiting: int
    entered: int

    @property
    def whole(self) -> bool:
        """Whether the ledger and the applications tell the same story."""
        return self.seats == self.free + self.held + self.offered + self.taken


def _sum(rows: QuerySet[Line] | QuerySet[Hold], group: str) -> Coalesce:
    summed = rows.order_by().values(group).annotate(all=Sum("amount")).values("all")
    return Coalesce(Subquery(summed, output_field=IntegerField()), Value(0))


def _many(offer: Offer, chosen: Q) -> Coalesce:
    rows = Application.objects.filter(chosen, offer=offer, part=OuterRef("part"))
    counted = rows.order_by().values("offer").annotate(all=Count("pk")).values("all")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def figures(offer: Offer, at: datetime) -> dict[str, PartFigures]:
    """Every part of an offer of places or rooms, in one statement: one moment, also while others write.

    Free is what the ledger says, held and offered are what the applications say: that they add up is no tautology.
    """
    if offer.book_id is None:
        return {}
    free = Account.objects.filter(book=OuterRef("book"), kind="free", part=OuterRef("part")).values("balance")
    lines = Line.objects.filter(account__kind="taken", counter__book=OuterRef("book"), counter__part=OuterRef("part"))
    kept = Hold.objects.filter(book=OuterRef("book"), ended_at=None, until__gt=at, source__part=OuterRef("part"))
    open_now = Q(standing=Standing.OFFERED, held_until__gt=at)
    rows = Account.objects.filter(book_id=offer.book_id, kind="capacity").annotate(
        left=Coalesce(Subquery(free), Value(0)),
        kept=_sum(kept, "book"),
        gone=_sum(lines, "counter__part"),
        now_held=_many(offer, open_now & Q(from_list=False)),
        now_offered=_many(offer, open_now & Q(from_list=True)),
        now_waiting=_many(offer, Q(standing=Standing.WAITING)),
        now_entered=_many(offer, Q(standing=Standing.ENTERED)),
    )
    return {
        row.part: PartFigures(
            row.part,
            -row.balance,
            row.left - row.kept,
            row.now_held,
            row.now_offered,
            row.gone,
            row.now_waiting,
            row.now_entered,
        )
        for row in rows
    }


@dataclass(frozen=True)
class ParcelFigures:
    """All parcels of an offer: `left` is what lies in the store and with the firms."""

    brought: int
    store: int
    at_firms: int
    given: int
    returned: int

    @property
    def left(self) -> int:
        return self.store + self.at_firms

    @property
    def whole(self) -> bool:
        return self.brought == self.given + self.returned + self.left


def parcel_figures(offer: Offer) -> ParcelFigures:
    """The parcels of an offer, in one statement."""
    rows = Account.objects.filter(book_id=offer.book_id or 0).order_by().values_list("kind").annotate(Sum("balance"))
    held = dict(rows)
    return ParcelFigures(
        -held.get("bought", 0),
        held.get("stock", 0),
        held.get("firm", 0),
        held.get("given", 0),
        held.get("returned", 0),
    )


@dataclass(frozen=True)
class FirmFigures:
    """One firm's parcels: those it got are given, sent back, or still there."""

    public_id: str
    name: str
    got: int
    given: int
    returned: int
    left: int


def firm_figures(offer: Offer, firm: int | None = None) -> list[FirmFigures]:
    """The firms of an offer by name, or one of them (its key), in two statements."""
    accounts = Account.objects.filter(book_id=offer.book_id or 0, kind="firm").select_related("owner")
    if firm is not None:
        accounts = accounts.filter(owner_id=firm)
    moved: dict[tuple[int, str], int] = {}
    lines = Line.objects.filter(account__in=accounts).order_by().values_list("account_id", "counter__kind")
    for account, kind, amount in lines.annotate(Sum("amount")):
        moved[account, kind] = amount
    found = [
        FirmFigures(
            one.owner.public_id,
            one.owner.name,
            moved.get((one.pk, "stock"), 0),
            -moved.get((one.pk, "given"), 0),
            -moved.get((one.pk, "returned"), 0),
            one.balance,
        )
        for one in accounts
        if one.owner is not None
    ]
    return sorted(found, key=lambda one: one.name)


def in_order(offer: Offer) -> str:
    """The column that orders a list: the place of the draw where one decides, else the order of arrival."""
    return "rank" if terms_of(offer).drawn else "number"


def waiting(offer: Offer, part: str) -> QuerySet[Application]:
    """Who waits for a part, the first first."""
    held = Application.objects.filter(offer=offer, part=part, standing=Standing.WAITING)
    return held.order_by(F(in_order(offer)).asc(nulls_last=True), "number")


def ahead_of(application: Application) -> int:
    """How many wait before this one."""
    column = in_order(application.offer)
    mine = getattr(application, column)
    return waiting(application.offer, application.part).filter(**{f"{column}__lt": mine}).count()


def held_until(offer: Offer, part: str, at: datetime) -> list[datetime]:
    """Until when each of what is held of a part is held, the soonest first."""
    rows = Application.objects.filter(offer=offer, part=part, standing=Standing.OFFERED, held_until__gt=at)
    return [until for until in rows.order_by("held_until").values_list("held_until", flat=True) if until is not None]


def last_offered(application: Application, at: datetime) -> Happening | None:
    """When the last one of a part went to somebody else, and to which application."""
    rows = Happening.objects.filter(
        offer=application.offer, part=application.part, standing=Standing.OFFERED, at__lte=at
    )
    return rows.exclude(application=application).select_related("application").order_by("-at", "-pk").first()


def draw_of(offer: Offer) -> Draw | None:
    return Draw.objects.filter(offer=offer).first()


def applications(offer: Offer) -> QuerySet[Application]:
    """The applications of an offer in their order; of whom they are, only `opening` says."""
    return Application.objects.filter(offer=offer).order_by(F(in_order(offer)).asc(nulls_last=True), "number")


def application_of(public_id: str) -> Application | None:
    rows = Application.objects.select_related("offer__book__terms", "person", "guardian", "hold")
    return rows.filter(public_id=public_id).first()


def happenings_of(application: Application) -> QuerySet[Happening]:
    return Happening.objects.filter(application=application).order_by("at", "pk")


def hand_outs(offer: Offer) -> QuerySet[HandOut]:
    """What was handed out, the newest first."""
    return HandOut.objects.filter(offer=offer).select_related("firm").order_by("-at", "-pk")


def is_parcels(offer: Offer) -> bool:
    return terms_of(offer).kind is Kind.PARCELS
