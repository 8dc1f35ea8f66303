"""Who reads a book and who keeps it: seats of its service for its area, and the auditor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from anxin.kernel.access.rules import Act, Purpose, require
from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.rights import duties_from_seats, require_seat
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.ledger import queries
from anxin.kernel.ledger.models import Book
from anxin.kernel.ledger.refusing import no_such_book

READS = frozenset({Duty.KEEP, Duty.PAY, Duty.APPROVE})


@dataclass(frozen=True)
class Reader:
    """Somebody with a book open. `keeps`: may reverse and close; `names`: reads the names of persons in full."""

    by: Actor
    at: datetime
    book: Book
    keeps: bool
    names: bool

    @property
    def name_read(self) -> str:
        """What is read of a person's name."""
        return "name" if self.names else "masked_name"

    @property
    def purpose(self) -> Purpose:
        """What such a reading is written down for."""
        return Purpose.AUDIT if self.by.role == Role.AUDITOR else Purpose.BOOKS


def reader_of(by: Actor, at: datetime, book: Book) -> Reader | None:
    """The actor as a reader of that book; None for whom it is none of their business."""
    if by.role == Role.AUDITOR:
        return Reader(by, at, book, keeps=False, names=False)
    held = duties_from_seats(by, at, book.terms.pack, book.area)
    if not held & READS:
        return None
    return Reader(by, at, book, keeps=Duty.KEEP in held, names=True)


def open_book_for(by: Actor, at: datetime, name: str) -> Reader:
    """A book "pack/kind/key" in the hands of a reader. NotFound in the same words whether absent or not theirs."""
    require(by, Act.SEE_BOOKS)
    found = reader_of(by, at, queries.book_named(name))
    if found is None:
        raise no_such_book()
    return found


def readable_books(by: Actor, at: datetime) -> list[Reader]:
    """Every book the actor may read, by service, kind and key."""
    require(by, Act.SEE_BOOKS)
    found, known = list[Reader](), dict[tuple[str, str], Reader | None]()
    for book in queries.books():
        place = (book.terms.pack, book.area)
        if place not in known:
            known[place] = reader_of(by, at, book)
        if (like := known[place]) is not None:
            found.append(replace(like, book=book))
    return found


def require_keeper(reader: Reader) -> None:
    """`Refused` unless the reader keeps the book."""
    require_seat(reader.by, reader.at, reader.book.terms.pack, Duty.KEEP, reader.book.area)
