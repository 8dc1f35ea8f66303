"""The statements by which what was written in a book is kept: composed once, and sent for any number of rows.

Keys that the database gave are read back by what each row is called in its book.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Model

from anxin.kernel.ledger.models import Account, Book, Line, Posting
from anxin.kernel.statements import AT_ONCE, Insertion, Replacement, Row

ACCOUNT = ("book_id", "kind", "owner_id", "part", "slot", "floor", "ceiling", "balance", "held_out", "held_in")
POSTING = (
    *("book_id", "number", "movement", "day", "about", "note", "once", "reverses_id"),
    *("recorded_at", "recorded_by", "user_id", "digest"),
)
ACCOUNTS = Insertion(Account, ACCOUNT)
POSTINGS = Insertion(Posting, POSTING)
LINES = Insertion(Line, ("posting_id", "account_id", "counter_id", "amount", "balance"))
BALANCES = Replacement(Account, ("balance", "held_out", "held_in"))


def keep_accounts(book: Book, fresh: Sequence[Account]) -> None:
    """Open accounts; afterwards they have their keys."""
    ACCOUNTS.insert([_row(ACCOUNTS, one) for one in fresh])
    for start in range(0, len(fresh), AT_ONCE):
        part = {one.slot: one for one in fresh[start : start + AT_ONCE]}
        for key, slot in Account.objects.filter(book=book, slot__in=part).values_list("pk", "slot"):
            _kept(part[slot], key)


def keep_balances(known: Sequence[Account]) -> None:
    """What accounts hold now, in the order of their rows."""
    BALANCES.replace_all([(one.pk, one.balance, one.held_out, one.held_in) for one in known])


def keep_postings(book: Book, written: Sequence[Posting]) -> None:
    """Documents of a book, whose numbers follow one another; afterwards they have their keys."""
    POSTINGS.insert([_row(POSTINGS, one) for one in written])
    if written:
        found = Posting.objects.filter(book=book, number__gte=written[0].number, number__lte=written[-1].number)
        keys = dict(found.values_list("number", "pk"))
        for one in written:
            _kept(one, keys[one.number])


def keep_lines(rows: Iterable[Row]) -> None:
    """Lines: posting, account, counter, amount, balance afterwards."""
    LINES.insert(list(rows))


def _row(insertion: Insertion, one: Model) -> Row:
    return tuple(insertion.prepared(name, getattr(one, name)) for name in insertion.columns)


def _kept(one: Model, key: int) -> None:
    one.pk, one._state.adding, one._state.db = key, False, connection.alias
