"""Computing the books anew: every sum, digest, number, balance and hold, against what is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, Max, Q, Sum

from anxin.kernel.journal.models import Entry
from anxin.kernel.ledger import queries
from anxin.kernel.ledger.models import Account, Book, Hold, Line, Posting
from anxin.kernel.ledger.terms import JOINED
from anxin.kernel.ledger.writing import digest_of, digest_over

CLOSES = "ledger.close"
WRITES = ("ledger.post", "ledger.take", "ledger.reverse", "ledger.join")


@dataclass(frozen=True)
class Finding:
    """Something in a book that is not as it was written. `place`: the document, account or hold."""

    book: str
    place: str
    what: str


def verify(book: Book) -> Iterator[Finding]:
    """Everything that does not add up in a book; nothing for a book that is whole."""
    now = queries.books().get(pk=book.pk)
    yield from (Finding(queries.name_of(now), place, what) for place, what in _found(now))


def _found(book: Book) -> Iterator[tuple[str, str]]:
    yield from _numbers(book)
    yield from _documents(book)
    yield from _balances(book)
    yield from _bounds(book)
    yield from _holds(book)
    yield from _closings(book)


def _numbers(book: Book) -> Iterator[tuple[str, str]]:
    kept = Posting.objects.filter(book=book).aggregate(many=Count("pk"), last=Max("number"))
    if (kept["many"], kept["last"] or 0) != (book.postings, book.postings):
        yield "numbers", f"{book.postings} documents were written, {kept['many']} are kept, the last is {kept['last']}"


def _documents(book: Book) -> Iterator[tuple[str, str]]:
    """Each document balances, says what it said, and the journal has its digest."""
    digests: dict[int, str] = {}
    for posting, lines in _each(book):
        place = f"document {posting.number}"
        if sum(amount for _account, _counter, amount in lines) or not lines:
            yield place, "its lines do not sum to nothing"
        digest = digest_of(posting, lines)
        if digest != posting.digest:
            yield place, "it does not say what it said when it was written"
        digests[posting.number] = digest
    covered: set[int] = set()
    for first, last, digest in _noted(book):
        numbers = range(first, last + 1)
        covered |= set(numbers)
        if digest_over(digests.get(number, "") for number in numbers) != digest:
            yield f"documents {first}–{last}", "the journal noted something else"
    for number in sorted(set(digests) - covered):
        yield f"document {number}", "the journal knows nothing of it"


def _noted(book: Book) -> list[tuple[int, int, str]]:
    """First and last number, and digest, of what the journal says was written in the book."""
    return [(row["from"], row["to"], row["digest"]) for row in _said(book, WRITES) if "digest" in row]


def _said(book: Book, acts: Sequence[str]) -> Iterator[dict[str, Any]]:
    name = queries.name_of(book)
    rows = Entry.objects.filter(act__in=acts).order_by("seq").values_list("detail", flat=True)
    return (row for row in rows.iterator() if row.get("book") == name)


def _each(book: Book) -> Iterator[tuple[Posting, list[tuple[int, int, int]]]]:
    """Documents with their lines, in the order of their numbers."""
    rows = Line.objects.filter(posting__book=book).order_by("posting__number", "pk")
    columns = rows.values_list("posting_id", "account_id", "counter_id", "amount").iterator()
    grouped = groupby(columns, key=itemgetter(0))
    key, lines = next(grouped, (None, iter(())))
    for held in Posting.objects.filter(book=book).order_by("number").iterator():
        if held.pk == key:
            yield held, [(account, counter, amount) for _key, account, counter, amount in lines]
            key, lines = next(grouped, (None, iter(())))
        else:
            yield held, []


def _balances(book: Book) -> Iterator[tuple[str, str]]:
    """Each account holds the sum of its lines, and each line the running balance."""
    running: dict[int, int] = defaultdict(int)
    rows = Line.objects.filter(posting__book=book).order_by("posting__number", "pk")
    for key, number, amount, balance in rows.values_list(
        "account_id", "posting__number", "amount", "balance"
    ).iterator():
        running[key] += amount
        if running[key] != balance:
            yield f"document {number}", f"account {key} stood at {running[key]}, and it says {balance}"
            running[key] = balance
    sums = dict(Line.objects.filter(account__book=book).values_list("account_id").annotate(Sum("amount")).order_by())
    for account in Account.objects.filter(book=book).order_by("pk").iterator():
        if account.balance != sums.get(account.pk, 0):
            yield (
                f"account {account.slot}",
                f"its lines sum to {sums.get(account.pk, 0)}, and it says {account.balance}",
            )


def _bounds(book: Book) -> Iterator[tuple[str, str]]:
    """No account is beyond its bounds, but where two became one."""
    beyond = Account.objects.filter(book=book).filter(Q(balance__lt=F("floor")) | Q(balance__gt=F("ceiling")))
    for account in beyond.exclude(lines__posting__movement=JOINED).order_by("pk"):
        yield f"account {account.slot}", f"it says {account.balance}, beyond {account.floor} to {account.ceiling}"


def _closings(book: Book) -> Iterator[tuple[str, str]]:
    """The book is closed as the journal says, and nothing came into a period after it was closed."""
    closings = [(date.fromisoformat(row["until"]), row["documents"]) for row in _said(book, [CLOSES])]
    until = closings[-1][0] if closings else None
    if until != book.closed_until:
        yield "closing", f"it is closed until {book.closed_until}, and the journal says {until}"
    for closed, documents in closings:
        late = Posting.objects.filter(book=book, number__gt=documents, day__lte=closed).order_by("number")
        for number in late.values_list("number", flat=True):
            yield f"document {number}", f"it came into a period that was closed until {closed}"


def _holds(book: Book) -> Iterator[tuple[str, str]]:
    """Each account keeps back what its open holds say, and what was taken has its document."""
    out: dict[int, int] = defaultdict(int)
    into: dict[int, int] = defaultdict(int)
    for hold in Hold.objects.filter(book=book, ended_at=None).iterator():
        out[hold.source_id] += hold.amount
        into[hold.target_id] += hold.amount
    for account in Account.objects.filter(book=book).order_by("pk").iterator():
        if (account.held_out, account.held_in) != (out[account.pk], into[account.pk]):
            yield f"account {account.slot}", "what it keeps back is not what its holds say"
    for hold in Hold.objects.filter(book=book).exclude(ended_at=None).order_by("pk").iterator():
        if (hold.ended_how == "taken") != (hold.posting_id is not None):
            yield f"hold {hold.public_id}", "it was taken without a document, or has one and was not"
