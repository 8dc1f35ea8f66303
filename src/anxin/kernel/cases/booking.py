"""What a case does in the books of its service: post, hold, take, release. Each effect writes at most once: a second
go at it finds what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.cases import clocks
from anxin.kernel.cases.matter import Effect
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import matter_of
from anxin.kernel.errors import Conflict
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger import queries
from anxin.kernel.ledger.models import Book, Hold, HoldEnd, Posting
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.terms import AccountKind, BookTerms, Owner
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.kernel.parties.models import Party

THIS_YEAR = "year"
ASKED_FOR = ("form.", "answer.")


def about_case(case: Case) -> str:
    """How documents and holds of a case name it."""
    return f"case/{case.public_id}"


def post(by: Actor, at: datetime, case: Case, effect: Effect, values: Mapping[str, Any], owner: Party | None) -> None:
    """Write the document. One that this effect wrote already stays; Conflict where it would now move another amount."""
    book, terms = _book(case, values)
    transfer = _transfer(terms, effect, values, owner, at)
    once = _free_name(case, effect)
    there = Posting.objects.filter(once=once).first()
    if there is not None and queries.moved(there) != transfer.quantity.amount:
        raise Conflict(
            _("Another amount was written down for this case already."),
            why=_("It is document %(no)s of the book “%(book)s”.") % {"no": there.number, "book": book.title},
            todo=_("Have that document reversed first; then answer again."),
        )
    day = at.astimezone(clocks.SHANGHAI).date()
    document = Document(values["movement"], (transfer,), day, about=about_case(case), once=once)
    ledger.post(by=by, at=at, book=book, document=document)


def hold(by: Actor, at: datetime, case: Case, effect: Effect, values: Mapping[str, Any], owner: Party | None) -> None:
    """Keep the quantity back until the time is over. A hold of this effect that stands, or was taken, stays."""
    book, terms = _book(case, values)
    name = _name(case, effect)
    before = Hold.objects.filter(once__startswith=name)
    if before.filter(ended_at=None, until__gt=at).exists() or before.filter(ended_how=HoldEnd.TAKEN).exists():
        return
    transfer = _transfer(terms, effect, values, owner, at)
    amount, unit = clocks.length(values["until"])
    ledger.hold(
        by=by,
        at=at,
        book=book,
        movement=values["movement"],
        source=transfer.source,
        target=transfer.target,
        quantity=transfer.quantity,
        until=clocks.due_after(at, amount, unit),
        about=about_case(case),
        once=f"{name}{before.count()}",
    )


def take(by: Actor, at: datetime, case: Case, values: Mapping[str, Any]) -> None:
    """Turn what is held for the case into documents. Raises Conflict where nothing is held for it any more."""
    book, _terms = _book(case, values)
    every = _holds(case, book, values)
    waiting = list(every.filter(ended_at=None))
    if not waiting and not every.filter(ended_how=HoldEnd.TAKEN).exists():
        raise Conflict(
            _("Nothing is held for this case in the book “%(book)s”.") % {"book": book.title},
            why=_("What was held may have run out."),
            todo=_("Look at the book; if it is still free, hold it again."),
        )
    for one in waiting:
        ledger.take(by=by, at=at, hold=one, day=at.astimezone(clocks.SHANGHAI).date())


def release(by: Actor, at: datetime, case: Case, values: Mapping[str, Any]) -> None:
    """Give back what is held for the case; nothing where nothing is."""
    book, _terms = _book(case, values)
    for one in _holds(case, book, values).filter(ended_at=None):
        ledger.release(by=by, at=at, hold=one)


def _holds(case: Case, book: Book, values: Mapping[str, Any]) -> QuerySet[Hold]:
    held = Hold.objects.filter(book=book, about=about_case(case), movement=values["movement"])
    return held.select_related("book").order_by("pk")


def _book(case: Case, values: Mapping[str, Any]) -> tuple[Book, BookTerms]:
    book = queries.book_named(f"{case.pack}/{values['book']}")
    return book, queries.terms_of(book.terms)


def _name(case: Case, effect: Effect) -> str:
    """Under which one effect of one case writes."""
    return f"case/{case.public_id}/{matter_of(case).effects.index(effect)}/"


def _free_name(case: Case, effect: Effect) -> str:
    """The name of the document of this effect; a fresh one for each that was reversed."""
    reversed_ones = Posting.objects.filter(once__startswith=_name(case, effect), reversal__isnull=False)
    return f"{_name(case, effect)}{reversed_ones.count()}"


def _transfer(
    terms: BookTerms, effect: Effect, values: Mapping[str, Any], owner: Party | None, at: datetime
) -> Transfer:
    movement = terms.movements[values["movement"]]
    part = f"{at.astimezone(clocks.SHANGHAI):%Y}" if values.get("part") == THIS_YEAR else str(values.get("part") or "")
    source, target = _ends(terms, (movement.source, movement.target), owner, part)
    return Transfer(source, target, Quantity(terms.unit, _amount(terms, effect, values)))


def _ends(terms: BookTerms, kinds: tuple[str, str], owner: Party | None, part: str) -> Iterator[AccountName]:
    for one in kinds:
        kind: AccountKind = terms.accounts[one]
        theirs = None if kind.owner is Owner.BOOK else _required(owner)
        yield AccountName(kind.slug, theirs, part if kind.parted else "")


def _required(owner: Party | None) -> Party:
    if owner is None:
        raise Conflict(_("The person this case is about is not on file."), todo=_("Check the identity number."))
    return owner


def _amount(terms: BookTerms, effect: Effect, values: Mapping[str, Any]) -> int:
    """What somebody answers is in yuan where the book is in fen; what the service says or a table grades is in fen."""
    amount = int(values["amount"] or 0)
    if effect.values["amount"].startswith(ASKED_FOR) and terms.unit is Unit.FEN:
        amount *= 100
    if amount <= 0:
        raise Conflict(
            _("This amount moves nothing."),
            why=_("It is %(amount)s.") % {"amount": amount},
            todo=_("Check the answer."),
        )
    return amount
