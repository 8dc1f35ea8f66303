"""Does every name in schemes.yaml stand for something, and does every pair of items have exactly one cell?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from anxin.kernel.reference.areas import areas
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError
from anxin.packs.ledger import BookForm
from anxin.packs.pack import Pack
from anxin.packs.schemes import CellForm, CycleForm, ItemForm, SchemeForm, UnlessForm, pairs

ALWAYS_KNOWN = ("premium", "ceiling", "window", "cover", "benefits")
DAYS_COVERED = "days_covered"


def check_schemes(pack: Pack) -> Iterator[PackError]:
    """Everything that can be known about schemes.yaml without running its tables."""
    document = pack.documents.schemes
    for slug, scheme in pack.schemes.schemes.items():
        loc: Loc = ("schemes", slug)
        if scheme.area not in areas():
            yield document.error((*loc, "area"), "no such area of GB/T 2260", read=scheme.area)
        yield from chain(
            _book(pack, document, loc, scheme),
            _cycles(document, loc, scheme),
            _table_names(pack, document, loc, scheme),
            _items(document, loc, scheme),
            _cells(document, loc, scheme),
        )


def unknown(document: Document, loc: Loc, what: str, read: str, allowed: Iterable[str]) -> Iterator[PackError]:
    known = list(allowed)
    if read not in known:
        yield document.error(loc, f"no such {what}", read=read, allowed=known or ["none"])


def _book(pack: Pack, document: Document, loc: Loc, scheme: SchemeForm) -> Iterator[PackError]:
    """The fund is kept in fen in a book that ledger.yaml opens; the three movements are its own, and fit together."""
    book = pack.ledger.books.get(scheme.book.kind)
    if book is None:
        kinds = list(pack.ledger.books)
        yield from unknown(document, (*loc, "book", "kind"), "book in ledger.yaml", scheme.book.kind, kinds)
        return
    if book.unit != "fen":
        yield document.error((*loc, "book", "kind"), "a fund is kept in fen", read=book.unit, allowed=["fen"])
    opened = [one.key for one in book.opens]
    yield from unknown(document, (*loc, "book", "key"), "book that ledger.yaml opens", scheme.book.key, opened)
    named = {key: getattr(scheme.movements, key) for key in ("premium", "payment", "refund")}
    for key, name in named.items():
        yield from unknown(document, (*loc, "movements", key), f"movement of {scheme.book.kind}", name, book.movements)
    if set(named.values()) <= set(book.movements):
        yield from _directions(document, (*loc, "movements"), book, named)
        yield from _ceilings(document, loc, book, scheme)


def _directions(document: Document, loc: Loc, book: BookForm, named: dict[str, str]) -> Iterator[PackError]:
    premium, payment, refund = (book.movements[named[key]] for key in ("premium", "payment", "refund"))
    if payment.from_ != premium.to:
        what = "benefits are paid out of another account than the premiums go to"
        yield document.error((*loc, "payment"), what, read=payment.from_, allowed=[premium.to])
    if (refund.from_, refund.to) != (premium.to, premium.from_):
        what = "a premium goes back the way it came"
        allowed = [f"{premium.to} -> {premium.from_}"]
        yield document.error((*loc, "refund"), what, read=f"{refund.from_} -> {refund.to}", allowed=allowed)
    paid = book.accounts.get(payment.to)
    if paid is not None and (paid.owner != "person" or not paid.parted):
        what = "benefits are paid to an account that each person has for each cycle: `owner: person`, `parted: true`"
        yield document.error((*loc, "payment"), what, read=payment.to)
    source = book.accounts.get(premium.from_)
    if source is not None and source.owner == "person":
        what = "a premium comes from an account of the book or of an organisation"
        yield document.error((*loc, "premium"), what, read=premium.from_)


def _ceilings(document: Document, loc: Loc, book: BookForm, scheme: SchemeForm) -> Iterator[PackError]:
    """The account itself holds the ceiling, so that no way around it is left; it is the ceiling of the cycles."""
    paid = book.accounts.get(book.movements[scheme.movements.payment].to)
    for key, cycle in scheme.cycles.items():
        if paid is not None and paid.ceiling != cycle.ceiling:
            what = "the account that benefits are paid to has another ceiling than this cycle, in fen"
            at = (*loc, "cycles", key, "ceiling")
            yield document.error(
                at, what, read=cycle.ceiling, allowed=["none" if paid.ceiling is None else paid.ceiling]
            )


def _cycles(document: Document, loc: Loc, scheme: SchemeForm) -> Iterator[PackError]:
    payers = [set(cycle.shares) for cycle in scheme.cycles.values()]
    for key, cycle in scheme.cycles.items():
        at = (*loc, "cycles", key)
        yield from _cycle(document, at, cycle)
        if set(cycle.shares) != payers[0]:
            what = "the payers are the same in every cycle; who pays nothing in one has a share of 0"
            yield document.error((*at, "shares"), what, read=", ".join(cycle.shares), allowed=sorted(payers[0]))
    for (_one, earlier), (key, later) in pairwise(scheme.cycles.items()):
        if later.cover.from_ <= earlier.cover.until:
            what = "covers begin after one another: no day is covered twice"
            yield document.error((*loc, "cycles", key, "cover"), what, read=later.cover.from_)


def _cycle(document: Document, loc: Loc, cycle: CycleForm) -> Iterator[PackError]:
    for key, days in (("window", cycle.window), ("cover", cycle.cover)):
        if days.until < days.from_:
            yield document.error((*loc, key, "until"), "it ends before it begins", read=days.until)
    for payer, fen in cycle.shares.items():
        if fen < 0:
            yield document.error((*loc, "shares", payer), "a share is zero or more", read=fen)
    if sum(cycle.shares.values()) <= 0:
        yield document.error((*loc, "shares"), "nobody pays anything")
    if cycle.ceiling <= 0:
        yield document.error((*loc, "ceiling"), "nothing could be paid", read=cycle.ceiling)
    for name in ALWAYS_KNOWN:
        if name not in cycle.published:
            what = f"it does not say whether `{name}` was published; what was not is an example, and readers are told"
            yield document.error((*loc, "published"), what, allowed=["true", "false"])


def _table_names(pack: Pack, document: Document, loc: Loc, scheme: SchemeForm) -> Iterator[PackError]:
    """Every table is there, and a file of it is in force on the first day of cover of every cycle."""
    named: dict[Loc, str] = {("items", slug, "table"): item.table for slug, item in scheme.items.items()}
    if scheme.admission:
        named["admission",] = scheme.admission
    first = min(cycle.cover.from_ for cycle in scheme.cycles.values())
    for where, name in named.items():
        files = [file for file in pack.tables if file.name == name]
        yield from unknown(document, (*loc, *where), "table under tables/", name, sorted({f.name for f in pack.tables}))
        if files and min(file.since for file in files) > first:
            what = "no file of this table is in force when the first cover begins"
            yield document.error((*loc, *where), what, read=name, allowed=[f"{name}-{first}.dmn"])


def _items(document: Document, loc: Loc, scheme: SchemeForm) -> Iterator[PackError]:
    for slug, item in scheme.items.items():
        at = (*loc, "items", slug)
        for key, fact in item.facts.items():
            if (fact.kind == "choice") != bool(fact.choices):
                what = "a fact of kind choice lists its choices, and no other does"
                yield document.error((*at, "facts", key), what, read=fact.kind)
        days = [key for key, fact in item.facts.items() if fact.kind == "date"]
        if item.happened is not None:
            yield from unknown(document, (*at, "happened"), "fact of kind date", item.happened, days)
        if DAYS_COVERED in item.facts:
            what = "it is reckoned from the cover and not asked"
            yield document.error((*at, "facts", DAYS_COVERED), what, read=DAYS_COVERED)
        yield from _settlements(document, at, item)


def _settlements(document: Document, loc: Loc, item: ItemForm) -> Iterator[PackError]:
    """Each column says a fact, and none that a claim needs is missing."""
    read = list(item.settlements.values())
    for header, key in item.settlements.items():
        yield from unknown(document, (*loc, "settlements", header), "fact of the item", key, item.facts)
        if read.count(key) > 1:
            yield document.error((*loc, "settlements", header), "two columns say the same", read=key)
    for key in item.facts if item.settlements else ():
        if key not in read:
            what = f"no column says `{key}`, so no record would ever make a claim"
            yield document.error((*loc, "settlements"), what, allowed=item.facts)
    if item.settlements and item.happened is None:
        what = "a record is sought in the cycle that covers the day under `happened`, and this item names none"
        yield document.error((*loc, "settlements"), what)


def _cells(document: Document, loc: Loc, scheme: SchemeForm) -> Iterator[PackError]:
    at: Loc = (*loc, "exclusions")
    found: dict[frozenset[str], int] = {}
    for place, cell in enumerate(scheme.exclusions):
        where = (*at, place)
        if len(cell.pair) != 2:
            yield document.error((*where, "pair"), "a pair is two items, or one item twice", read=", ".join(cell.pair))
            continue
        strange = [slug for slug in cell.pair if slug not in scheme.items]
        for slug in strange:
            yield from unknown(document, (*where, "pair"), "item", slug, scheme.items)
        pair = frozenset(cell.pair)
        if pair in found:
            what = f"the pair {' and '.join(cell.pair)} has a cell already, on line {document.line((*at, found[pair]))}"
            yield document.error((*where, "pair"), what, read=", ".join(cell.pair))
        found.setdefault(pair, place)
        if not strange:
            yield from _cell(document, where, scheme, cell)
    for one, other in pairs(list(scheme.items)):
        if frozenset((one, other)) not in found:
            what = f"the pair {one} and {other} has no cell: nothing says what both together pay"
            yield document.error(at, what, read=f"{one}, {other}", allowed=["both", "larger", "first"])


def _cell(document: Document, loc: Loc, scheme: SchemeForm, cell: CellForm) -> Iterator[PackError]:
    one, other = (scheme.items[slug] for slug in cell.pair)
    if cell.same is not None:
        shared = [key for key in one.facts if key in other.facts]
        yield from unknown(document, (*loc, "same"), "fact of both items", cell.same, shared)
    for place, unless in enumerate(cell.unless):
        where = (*loc, "unless", place)
        yield from _unless(document, where, scheme, (one, other), unless)
        if unless.pays == cell.pays:
            yield document.error((*where, "pays"), "an exception that pays as the cell does is none", read=unless.pays)


def _unless(
    document: Document, loc: Loc, scheme: SchemeForm, items: tuple[ItemForm, ItemForm], unless: UnlessForm
) -> Iterator[PackError]:
    facts = {key: fact for item in items for key, fact in item.facts.items() if fact.kind == "choice"}
    yield from unknown(document, (*loc, "fact"), "fact of kind choice of either item", unless.fact, facts)
    choices = {choice for item in items for choice in _choices(item, unless.fact)}
    for place, value in enumerate(unless.values if choices else ()):
        yield from unknown(document, (*loc, "values", place), f"value of {unless.fact}", value, sorted(choices))
    for place, key in enumerate(unless.cycles):
        yield from unknown(document, (*loc, "cycles", place), "cycle", key, scheme.cycles)


def _choices(item: ItemForm, fact: str) -> list[str]:
    return list(item.facts[fact].choices) if fact in item.facts else []
