"""Writing in the books: open one, post, hold, take, release, reverse, close.

Rights are the caller's to judge: the ledger knows no service and no desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import queries
from anxin.kernel.ledger.models import Book, Hold, HoldEnd, Posting, Terms
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.refusing import OtherDocument, Shut
from anxin.kernel.ledger.terms import BookTerms, written
from anxin.kernel.ledger.units import Quantity
from anxin.kernel.ledger.writing import OpenBook


@dataclass(frozen=True)
class Written:
    """What became of a document: its posting (None: it moved nothing), how much it moved, and whether it was written
    now or stood there already under the same `once`."""

    posting: Posting | None
    moved: int
    now: bool = True


@transaction.atomic
def keep_terms(*, terms: BookTerms) -> Terms:
    """Keep what a service declares of a kind of book. Raises Conflict where books of it count in another unit, or
    accounts or movements that are in use would be gone."""
    journal.queue()
    held = Terms.objects.select_for_update(no_key=True).filter(pack=terms.pack, slug=terms.slug).first()
    if held is None:
        return Terms.objects.create(pack=terms.pack, slug=terms.slug, body=written(terms))
    for what in queries.gone(held, terms):
        raise Conflict(
            _("The books “%(book)s” hold what the new declaration leaves out: %(what)s.")
            % {"book": terms.slug, "what": what},
            todo=_("Leave it in; what nobody uses any more does no harm."),
        )
    held.body = written(terms)
    held.save()
    return held


@transaction.atomic
def open_book(*, by: Actor, at: datetime, pack: str, kind: str, key: str, title: str, area: str) -> Book:
    """Open a book of a kind that a service declares; one of that key that is open already is given back."""
    terms = queries.terms_named(pack, kind)
    journal.queue()
    held = Book.objects.filter(terms=terms, key=key).first()
    if held is not None:
        return held
    unit = queries.terms_of(terms).unit
    made = Book.objects.create(
        terms=terms, key=key, title=title, unit=unit, area=area, opened_at=at, opened_by=by.label[:80]
    )
    journal.write(by=by, at=at, act="ledger.open", detail={"book": queries.name_of(made), "area": area})
    return made


@transaction.atomic
def post(*, by: Actor, at: datetime, book: Book, document: Document) -> Written:
    """Write one document. Raises Short, Full, Shut (all Conflict): nothing is written; TypeError for another unit."""
    [done] = _post_all(by, at, book, [document])
    return done


@transaction.atomic
def post_all(*, by: Actor, at: datetime, book: Book, documents: Sequence[Document]) -> list[Written]:
    """Write documents in their order, all of them or none, under one line of the journal. A thousand at once go ten
    times as fast as one by one; a caller with very many sends them in such parts, since all are held in memory."""
    return _post_all(by, at, book, documents)


def _post_all(by: Actor, at: datetime, book: Book, documents: Sequence[Document]) -> list[Written]:
    held = OpenBook(book, at)
    held.find(name for one in documents for each in one.transfers for name in (each.source, each.target))
    there = queries.written_under(one.once for one in documents if one.once)
    done: list[Written] = []
    for document in documents:
        before = there.get(document.once) if document.once else None
        if before is None:
            draft = held.write(by, document)
            made = Written(draft.posting, draft.moved) if draft is not None else Written(None, 0)
            if document.once and made.posting is not None:
                there[document.once] = made.posting, made.moved
            done.append(made)
        else:
            _require_same(before, held.book, document)
            done.append(Written(*before, now=False))
    _save(held, by, at, "ledger.post")
    return done


def _require_same(before: tuple[Posting, int], book: Book, document: Document) -> None:
    """What was written under the name is this document: for the same, as much, or as much as there was room for."""
    posting, moved = before
    asked = sum(one.quantity.amount for one in document.transfers)
    amounts = moved <= asked if any(one.up_to for one in document.transfers) else moved == asked
    said = (posting.book_id, posting.movement, posting.about)
    if not amounts or said != (book.pk, document.movement, document.about):
        raise OtherDocument(document.once)


def _save(held: OpenBook, by: Actor, at: datetime, act: str, **more: Any) -> None:
    digest = held.save()
    if held.drafts:
        first, last = held.drafts[0].posting.number, held.drafts[-1].posting.number
        more |= {"from": first, "to": last, "digest": digest}
    if more:
        detail = {"book": queries.name_of(held.book), **more}
        journal.write(by=by, at=at, act=act, subjects=held.owners, detail=detail)


@transaction.atomic
def hold(
    *,
    by: Actor,
    at: datetime,
    book: Book,
    movement: str,
    source: AccountName,
    target: AccountName,
    quantity: Quantity,
    until: datetime,
    about: str = "",
    once: str = "",
) -> Hold:
    """Keep a quantity back for somebody until a moment. Raises Short, Full. Asking again under the same `once` gives
    the hold there is, ended or not."""
    if until <= at:
        raise Invalid(_("A hold ends after it begins."), field="until", read=until.isoformat())
    held = OpenBook(book, at)
    if once and (there := Hold.objects.filter(once=once).first()) is not None:
        if (there.book_id, there.movement, there.amount) != (book.pk, movement, quantity.amount):
            raise OtherDocument(once)
        return there
    transfer = Transfer(source, target, quantity)
    kept = held.keep(movement, transfer)
    held.save()
    made = Hold.objects.create(
        book=held.book,
        movement=movement,
        source=kept[0],
        target=kept[1],
        amount=quantity.amount,
        until=until,
        about=about,
        once=once or None,
        made_at=at,
        made_by=by.label[:80],
    )
    detail = {
        "book": queries.name_of(held.book),
        "hold": made.public_id,
        "amount": quantity.amount,
        "until": until.isoformat(),
    }
    journal.write(by=by, at=at, act="ledger.hold", subjects=held.owners, detail=detail)
    return made


@transaction.atomic
def take(*, by: Actor, at: datetime, hold: Hold, day: date, note: str = "") -> Written:
    """Turn a hold into the posting it was made for. Raises Conflict once it has run out or was ended another way; one
    taken already gives its posting."""
    held, kept = _held(hold, at)
    if kept.ended_how == HoldEnd.TAKEN and kept.posting is not None:
        return Written(kept.posting, kept.amount, now=False)
    _require_open(kept, at)
    held.end([kept], HoldEnd.TAKEN)
    transfer = Transfer(_name(kept.source), _name(kept.target), Quantity(held.terms.unit, kept.amount))
    document = Document(kept.movement, (transfer,), day, about=kept.about, note=note)
    draft = held.write(by, document)
    assert draft is not None, "a transfer that is not up_to moves all of it or raises"
    _save(held, by, at, "ledger.take", hold=kept.public_id)
    Hold.objects.filter(pk=kept.pk).update(posting=draft.posting)
    return Written(draft.posting, kept.amount)


@transaction.atomic
def release(*, by: Actor, at: datetime, hold: Hold) -> Hold:
    """Give back what a hold kept. One that has ended stays as it ended; Conflict for one that was taken."""
    held, kept = _held(hold, at)
    if kept.ended_how == HoldEnd.TAKEN:
        raise Conflict(_("This was taken already."), todo=_("Reverse the document it became."))
    if kept.ended_at is None:
        over = kept.until <= at
        held.end([kept], HoldEnd.EXPIRED if over else HoldEnd.RELEASED)
        _save(held, by, at, "ledger.release", hold=kept.public_id)
        kept.refresh_from_db()
    return kept


def _held(hold: Hold, at: datetime) -> tuple[OpenBook, Hold]:
    held = OpenBook(hold.book, at)
    kept = Hold.objects.select_related("source__owner", "target__owner", "posting").get(pk=hold.pk)
    return held, kept


def _require_open(kept: Hold, at: datetime) -> None:
    if kept.ended_at is not None or kept.until <= at:
        raise Conflict(
            _("This is no longer held."),
            why=_("It was held until %(until)s.") % {"until": f"{kept.until:%Y-%m-%d %H:%M}"},
            todo=_("Ask for it anew; if it is still free, it is held again."),
        )


def _name(account: Any) -> AccountName:
    return AccountName(account.kind, account.owner, account.part)


@transaction.atomic
def expire(*, by: Actor, at: datetime, book: Book) -> int:
    """End every hold of a book whose time is over; how many. A run-out hold counts for nothing before that too."""
    held = OpenBook(book, at)
    ended = held.end(held.run_out(), HoldEnd.EXPIRED)
    if ended:
        _save(held, by, at, "ledger.expire", holds=ended)
    return ended


def expire_all(*, by: Actor, at: datetime) -> int:
    """The same in every book, each in a transaction of its own; how many holds in all."""
    return sum(expire(by=by, at=at, book=book) for book in queries.with_run_out(at))


@transaction.atomic
def reverse(*, by: Actor, at: datetime, posting: Posting, day: date, note: str) -> Written:
    """Write the opposite of a document, with the reason; both stay. Raises Conflict for one that is reversed already or
    is itself a reversal, and where what came in has gone on."""
    if not note.strip():
        raise Invalid(_("Say why the document is reversed."), field="note")
    held = OpenBook(posting.book, at)
    wrong = queries.posting_whole(posting.pk)
    if hasattr(wrong, "reversal"):
        raise Conflict(
            _("This document is reversed already."), why=_("By number %(no)s.") % {"no": wrong.reversal.number}
        )
    if wrong.reverses_id is not None:
        raise Conflict(_("This document is itself a reversal."), todo=_("Write anew what should stand."))
    transfers = tuple(
        Transfer(_name(line.account), _name(line.counter), Quantity(held.terms.unit, line.amount))
        for line in reversed(wrong.lines.all())  # the last transfer first: what was passed on comes back
        if line.amount > 0
    )
    document = Document(wrong.movement, transfers, day, about=wrong.about, note=note)
    draft = held.write(by, document, reverses=wrong)
    assert draft is not None, "a document that was written moved something"
    _save(held, by, at, "ledger.reverse", reverses=wrong.number)
    return Written(draft.posting, draft.moved)


@transaction.atomic
def close_until(*, by: Actor, at: datetime, book: Book, day: date) -> Book:
    """Close a book up to and with a day that is over: nothing is written there any more. Raises Shut for a day closed
    already."""
    held = OpenBook(book, at)
    if held.book.closed_until is not None and day <= held.book.closed_until:
        raise Shut(day, held.book.closed_until)
    if day >= timezone.localtime(at).date():
        raise Invalid(_("A period is closed when it is over."), field="day", read=str(day))
    held.book.closed_until = day
    held.book.save(update_fields=["closed_until"])
    detail = {"book": queries.name_of(held.book), "until": day.isoformat(), "documents": held.book.postings}
    journal.write(by=by, at=at, act="ledger.close", detail=detail)
    return held.book
