"""What an event moves in the books. In = out + stock + loss for each lot and site, because nothing moves otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger import queries as books
from anxin.kernel.ledger.models import Book, Posting
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.modules.tracing import terms as kinds
from anxin.modules.tracing.enums import Happening, Side
from anxin.modules.tracing.models import Lot, Site
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.refusing import not_conserved
from anxin.modules.tracing.terms import MOVEMENTS

Entry = tuple[Lot, Side, int]
"""A lot of an event, how it takes part, and how many grams."""
Moves = list[tuple[str, Site, list[tuple[Lot, int]]]]
PLAIN = {
    Happening.ENTER: "enter",
    Happening.RECEIVE: "receive",
    Happening.SHIP: "ship",
    Happening.LOSE: "lose",
    Happening.SELL: "sell",
}
SIDES = {
    "enter": Side.OUT,
    "receive": Side.OUT,
    "find": Side.OUT,
    "make": Side.OUT,
    "lose": Side.LOST,
    "waste": Side.LOST,
}


def part_of(lot: Lot, site: Site) -> str:
    """The part of the book that a lot at a site is."""
    return f"{lot.party.public_id}.{site.party.public_id}"


def book_of(pack: str, kind: str) -> Book:
    """The one book of a service's tracing. Raises NotFound before it is opened."""
    held = books.books(pack).filter(terms__slug=kind).first()
    return held if held is not None else books.book_named(f"{pack}/{kind}/")


def stock(book: Book, lot: Lot, site: Site) -> int:
    """How many grams of a lot a site holds now."""
    account = books.account_of(book, AccountName(kinds.STOCK, part=part_of(lot, site)))
    return 0 if account is None else account.balance


def moves(draft: Draft, book: Book) -> Moves:
    """The movements of an event. Raises Conflict where what came out is not what went in."""
    site, each = draft.site, [(one.lot, one.grams) for one in draft.portions]
    match draft.kind:
        case Happening.SHIP:
            assert draft.to is not None, "recording asks where to"
            return [("ship", site, each)]
        case Happening.SPLIT | Happening.RELABEL:
            return _changed(draft)
        case Happening.COUNT:
            return [
                ("find" if grams > held else "lose", site, [(lot, abs(grams - held))])
                for lot, grams in each
                if (held := stock(book, lot, site)) != grams
            ]
        case kind if kind in PLAIN:
            return [(PLAIN[kind], site, each)]
        case _:
            return []


def _changed(draft: Draft) -> Moves:
    came = sum(one.grams for one in draft.portions)
    became = sum(one.grams for one in draft.made) + draft.lost
    if became < came:
        raise not_conserved(came, became)
    first = [("take-apart", draft.site, [(one.lot, one.grams) for one in draft.portions])]
    made = [("make", draft.site, [(one.lot, one.grams) for one in draft.made])]
    waste = [("waste", draft.site, [(draft.portions[0].lot, draft.lost)])] if draft.lost else []
    return [*first, *waste, *made]


def entries(draft: Draft, moved: Moves) -> Iterator[Entry]:
    """The lots of an event as its lines have them."""
    if not moved:
        yield from ((one.lot, Side.SEEN, one.grams) for one in draft.portions)
    for movement, _site, each in moved:
        for lot, grams in each:
            yield lot, SIDES.get(movement, Side.INTO), grams


def post(*, by: Actor, at: datetime, book: Book, moved: Moves, to: Site | None, day: date, about: str) -> None:
    """Write the movements, all or none. Raises Short where more leaves than is there."""
    documents = [
        Document(movement, tuple(_transfers(movement, site, to, each)), day, about=about[:60])
        for movement, site, each in moved
        if each
    ]
    if documents:
        ledger.post_all(by=by, at=at, book=book, documents=documents)


def _transfers(movement: str, site: Site, to: Site | None, each: Iterable[tuple[Lot, int]]) -> Iterator[Transfer]:
    source, target = MOVEMENTS[movement]
    for lot, grams in each:
        ends = [_account(kind, lot, site, to) for kind in (source, target)]
        yield Transfer(ends[0], ends[1], Quantity(Unit.GRAMS, grams))


def _account(kind: str, lot: Lot, site: Site, to: Site | None) -> AccountName:
    """Goods on the way belong to where they go; goods on the bench are no lot until it is empty again."""
    match kind:
        case kinds.ORIGIN:
            return AccountName(kind)
        case kinds.BENCH:
            return AccountName(kind, part=site.party.public_id)
        case kinds.TRANSIT:
            return AccountName(kind, part=part_of(lot, to or site))
    return AccountName(kind, part=part_of(lot, site))


def take_back(*, by: Actor, at: datetime, about: str, note: str) -> None:
    """Write the opposite of everything an event moved, the last first. Raises Conflict where the goods went on."""
    written = Posting.objects.filter(about=about[:60], reverses=None).select_related("book__terms").order_by("-number")
    for posting in written:
        ledger.reverse(by=by, at=at, posting=posting, day=posting.day, note=note)


def portions(each: Iterable[tuple[Lot, int]]) -> tuple[Portion, ...]:
    """Portions out of pairs."""
    return tuple(Portion(lot, grams) for lot, grams in each)
