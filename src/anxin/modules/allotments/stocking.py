"""Acts with the stock itself: bring parcels, open places and rooms, take free ones out again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger.models import Book
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.modules.allotments import queries
from anxin.modules.allotments.enums import Kind
from anxin.modules.allotments.listing import HeldList
from anxin.modules.allotments.models import Offer
from anxin.modules.allotments.refusing import no_such_part
from anxin.modules.allotments.rights import KEEPS, require
from anxin.modules.allotments.terms import SHANGHAI, OfferTerms


@transaction.atomic
def open_book(*, by: Actor, at: datetime, offer: Offer) -> Book:
    """The book of an offer, opened the first time something is entered in it."""
    if offer.book is not None:
        return offer.book
    Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)  # before the journal's head, as whoever applies does
    terms = queries.terms_of(offer)
    book = ledger.open_book(
        by=by,
        at=at,
        pack=terms.pack,
        kind=terms.book_kind,
        key=terms.book_key,
        title=f"{terms.title} {terms.book_key}"[:120],
        area=terms.area,
    )
    Offer.objects.filter(pk=offer.pk).update(book=book)
    offer.book = book
    return book


@transaction.atomic
def stock_as_declared(*, by: Actor, at: datetime, offer: Offer) -> Offer:
    """Enter, once, as much of each part as the service declares."""
    terms = queries.terms_of(offer)
    require(by, at, terms, KEEPS)
    for part in terms.parts:
        _in(by, at, offer, terms, part.slug, part.quantity, once=f"{queries.name_of(offer)}/{part.slug}"[:80])
    return offer


@transaction.atomic
def bring(*, by: Actor, at: datetime, offer: Offer, part: str, quantity: int, note: str = "", once: str = "") -> Offer:
    """Enter more of a part; with `once` at most one time. Those who wait are offered it in the same act."""
    terms = queries.terms_of(offer)
    require(by, at, terms, KEEPS)
    if terms.part(part) is None:
        raise no_such_part(terms)
    if quantity <= 0:
        raise Invalid(_("More than nothing is entered."), field="quantity", read=str(quantity))
    _in(by, at, offer, terms, part, quantity, note=note, once=once)
    return offer


def _in(
    by: Actor, at: datetime, offer: Offer, terms: OfferTerms, part: str, quantity: int, *, note: str = "", once: str
) -> None:
    book = open_book(by=by, at=at, offer=offer)
    parcels = terms.kind is Kind.PARCELS
    ends = (AccountName("bought"), AccountName("stock"))
    if not parcels:
        ends = (AccountName("capacity", None, part), AccountName("free", None, part))
    transfer = Transfer(*ends, Quantity(Unit(book.unit), quantity))
    day = at.astimezone(SHANGHAI).date()
    document = Document("bring" if parcels else "open", (transfer,), day, f"part:{part}", note, once)
    ledger.post(by=by, at=at, book=book, document=document)
    if not parcels:
        HeldList(offer, by, at).settle(part)


@transaction.atomic
def take_out(*, by: Actor, at: datetime, offer: Offer, part: str, quantity: int, note: str) -> Offer:
    """Take places or rooms out that are free. Raises Short: what is held or taken is nobody's to take away."""
    terms = queries.terms_of(offer)
    require(by, at, terms, KEEPS)
    if terms.part(part) is None or terms.kind is Kind.PARCELS:
        raise no_such_part(terms)
    if not note.strip() or quantity <= 0:
        raise Invalid(_("Say how many are taken out, and why."), field="note" if quantity > 0 else "quantity")
    held = HeldList(offer, by, at)
    held.settle(part)
    ends = (AccountName("free", None, part), AccountName("capacity", None, part))
    transfer = Transfer(*ends, Quantity(Unit(held.book.unit), quantity))
    ledger.post(
        by=by,
        at=at,
        book=held.book,
        document=Document("withdraw", (transfer,), held.day, f"part:{part}", note),
    )
    return offer
