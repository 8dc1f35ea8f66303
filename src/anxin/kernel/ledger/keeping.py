"""The statements by which books are read under their lock and kept: composed once, sent for any number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import lru_cache

from django.db import connection
from django.db.models import Model

from anxin.kernel.ledger import terms as declared
from anxin.kernel.ledger.models import Account, Book, Line, Posting, Terms
from anxin.kernel.ledger.terms import BookTerms
from anxin.kernel.statements import Insertion, Replacement, Row, Selection

ACCOUNT = ("book_id", "kind", "owner_id", "part", "slot", "floor", "ceiling", "balance", "held_out", "held_in")
POSTING = ("book_id", "number", "movement", "about", "note", "once", "reverses_id", "recorded_by", "user_id", "digest")
ACCOUNTS = Insertion(Account, ACCOUNT, returning=("slot", "id"))
POSTINGS = Insertion(Posting, ("day", "recorded_at", *POSTING), returning=("number", "id"))
LINES = Insertion(Line, ("posting_id", "account_id", "counter_id", "amount", "balance"))
BALANCES = Replacement(Account, ("balance", "held_out", "held_in"))
NUMBERS = Replacement(Book, ("postings",))
BOOKS = Selection(
    # Rows that point to a book may be written meanwhile: whoever does that waits for the journal, not for the book.
    lambda keys: (
        Book.objects.select_for_update(no_key=True)
        .filter(pk__in=keys)
        .values_list("postings", "closed_until", "terms_id")
    )
)
TERMS = Selection(lambda keys: Terms.objects.filter(pk__in=keys).values_list("pk", "pack", "slug", "body"))


def locked(book: Book) -> Book:
    """The book as it stands, with its terms, held until the transaction ends."""
    held = copy(book)
    [(held.postings, held.closed_until, key)] = BOOKS.rows([book.pk])
    [(number, pack, slug, body)] = TERMS.rows([key])
    held.terms = Terms(number, pack, slug, body)
    return held


@lru_cache(maxsize=256)
def understood(body: str) -> BookTerms:
    """The terms of a kept text; the same text is read once."""
    return declared.read(body)


def keep_accounts(fresh: Sequence[Account]) -> None:
    """Open accounts; afterwards they have their keys."""
    keys: dict[str, int] = dict(ACCOUNTS.insert([tuple(getattr(one, name) for name in ACCOUNT) for one in fresh]))
    for one in fresh:
        _kept(one, keys[one.slot])


def keep_balances(known: Sequence[Account]) -> None:
    """What accounts hold now."""
    BALANCES.replace_all([(one.pk, one.balance, one.held_out, one.held_in) for one in known])


def keep_postings(book: Book, written: Sequence[Posting]) -> None:
    """Documents that one act wrote in a book, and its last number; afterwards they have their keys."""
    if not written:
        return
    NUMBERS.replace(book.pk, book.postings)
    days = {day: POSTINGS.prepared("day", day) for day in {one.day for one in written}}
    moment = POSTINGS.prepared("recorded_at", written[0].recorded_at)
    rows = [(days[one.day], moment, *(getattr(one, name) for name in POSTING)) for one in written]
    keys: dict[int, int] = dict(POSTINGS.insert(rows))
    for one in written:
        _kept(one, keys[one.number])


def keep_lines(rows: Sequence[Row]) -> None:
    """Lines: posting, account, counter, amount, balance afterwards."""
    LINES.insert(rows)


def _kept(one: Model, key: int) -> None:
    one.pk, one._state.adding, one._state.db = key, False, connection.alias
