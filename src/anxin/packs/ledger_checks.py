"""Does every movement of ledger.yaml stay in its book, can it ever be written, and is no account left over?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anxin.kernel.ledger.terms import JOINED
from anxin.kernel.ledger.units import LARGEST, Unit
from anxin.kernel.reference.areas import areas
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError
from anxin.packs.ledger import AccountForm, BookForm, LedgerFile, MovementForm
from anxin.packs.pack import Pack


def check_ledger(pack: Pack) -> Iterator[PackError]:
    """Everything that can be known about ledger.yaml."""
    document, ledger = pack.documents.ledger, pack.ledger
    for slug, book in ledger.books.items():
        loc: Loc = ("books", slug)
        for name, account in book.accounts.items():
            yield from _bounds(document, (*loc, "accounts", name), book, account)
        for name, movement in book.movements.items():
            yield from _movement(document, (*loc, "movements", name), ledger, slug, name, movement)
        yield from _used(document, loc, book)
        yield from _fillable(document, loc, book)
        yield from _opens(document, loc, book)


def _bounds(document: Document, loc: Loc, book: BookForm, account: AccountForm) -> Iterator[PackError]:
    """An account begins at nothing, so nothing lies between its bounds."""
    for key, value in (("floor", account.floor), ("ceiling", account.ceiling)):
        written = _written(document, (*loc, key))
        if isinstance(written, str) and value is not None and Unit(book.unit) is not Unit.FEN:
            what = f"this book counts {book.unit}; only a book in fen may write its amounts in yuan"
            yield document.error((*loc, key), what, read=written)
        elif value is not None and abs(value) > LARGEST:
            yield document.error((*loc, key), "beyond what an account holds", read=value, allowed=[LARGEST])
    if account.floor is not None and account.floor > 0:
        what = "an account begins at nothing, which would lie below this floor"
        yield document.error((*loc, "floor"), what, read=account.floor, allowed=["none", "0 or less"])
    if account.ceiling is not None and account.ceiling < 0:
        what = "an account begins at nothing, which would lie above this ceiling"
        yield document.error((*loc, "ceiling"), what, read=account.ceiling, allowed=["none", "0 or more"])
    if account.parts and not account.parted:
        yield document.error((*loc, "parts"), "an account that is not parted has no parts to name")
    if account.floor == account.ceiling == 0:
        yield document.error(loc, "between these bounds the account is always empty: nothing could come in or go out")


def _written(document: Document, loc: Loc) -> object:
    """What stands in the file at a place; None where nothing does."""
    held = document.held
    for step in loc:
        held = held.get(step) if isinstance(held, dict) else None
    return held


def _movement(
    document: Document, loc: Loc, ledger: LedgerFile, slug: str, name: str, movement: MovementForm
) -> Iterator[PackError]:
    book = ledger.books[slug]
    for key, end in (("from", movement.from_), ("to", movement.to)):
        if end not in book.accounts:
            what = _elsewhere(ledger, slug, end)
            yield document.error((*loc, key), what or "no such account of this book", read=end, allowed=book.accounts)
    if movement.from_ == movement.to and movement.to in book.accounts and book.accounts[movement.to].owner == "book":
        yield document.error(loc, "from an account of the book to itself nothing moves", read=movement.to)
    if name == JOINED:
        what = "this name is the ledger's own: what two files of one person held is joined under it"
        yield document.error(loc, what, read=name)


def _elsewhere(ledger: LedgerFile, slug: str, end: str) -> str:
    """What to say of an account that is another book's; empty for one that is nowhere."""
    named, _, account = end.rpartition(".")
    for other, book in ledger.books.items():
        if other == slug or account not in book.accounts or named not in ("", other):
            continue
        mine = ledger.books[slug].unit
        if book.unit != mine:
            return (
                f"{account!r} is an account of {other}, which counts {book.unit}, and this book counts {mine}: "
                "two units are never added or exchanged, so nothing moves between them"
            )
        return f"{account!r} is an account of {other}; what is conserved moves within one book only"
    return ""


def _used(document: Document, loc: Loc, book: BookForm) -> Iterator[PackError]:
    ends = {end for movement in book.movements.values() for end in (movement.from_, movement.to)}
    for name in book.accounts:
        if name not in ends:
            what = "no movement touches this account, so it stays empty"
            yield document.error((*loc, "accounts", name), what, read=name, severity="warning")


def _fillable(document: Document, loc: Loc, book: BookForm) -> Iterator[PackError]:
    """A movement can be written once its source has something to give and its target room to take it."""
    known = {
        name: one for name, one in book.movements.items() if {one.from_, one.to} <= set(book.accounts)
    }  # a wrong name is told where it stands
    written: set[str] = set()
    while fresh := {name for name in known if name not in written and _can(book.accounts, known, written, name)}:
        written |= fresh
    for name in sorted(set(known) - written):
        source = known[name].from_
        what = f"nothing can ever be written under this: {source!r} never has anything to give, or there is no room"
        yield document.error((*loc, "movements", name), what, read=name)


def _can(
    accounts: Mapping[str, AccountForm], movements: Mapping[str, MovementForm], written: set[str], name: str
) -> bool:
    source, target = accounts[movements[name].from_], accounts[movements[name].to]
    filled = {movements[one].to for one in written}
    emptied = {movements[one].from_ for one in written}
    gives = source.floor is None or source.floor < 0 or movements[name].from_ in filled
    takes = target.ceiling is None or target.ceiling > 0 or movements[name].to in emptied
    return gives and takes


def _opens(document: Document, loc: Loc, book: BookForm) -> Iterator[PackError]:
    keys = [one.key for one in book.opens]
    for place, one in enumerate(book.opens):
        if one.key in keys[:place]:
            yield document.error((*loc, "opens", place, "key"), "two books of a kind have this key", read=one.key)
        if one.area not in areas():
            yield document.error((*loc, "opens", place, "area"), "no such area of GB/T 2260", read=one.area)
