"""Reading the books. Whose name may stand beside a line is `access`'s business, not decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet, Sum

from anxin.kernel.ledger import terms as declared
from anxin.kernel.ledger.models import Account, Book, Hold, Line, Posting, Terms
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.ledger.refusing import no_such_book, no_such_posting
from anxin.kernel.ledger.terms import BookTerms

CHUNK = 400


def terms_named(pack: str, kind: str) -> Terms:
    """What a service declares of a kind of book. Raises NotFound."""
    held = Terms.objects.filter(pack=pack, slug=kind).first()
    if held is None:
        raise no_such_book()
    return held


def terms_of(row: Terms) -> BookTerms:
    return declared.read(row.body)


def gone(row: Terms, fresh: BookTerms) -> Iterator[str]:
    """What books of this kind use and a new declaration leaves out or changes."""
    if fresh.unit is not terms_of(row).unit and row.books.exists():
        yield terms_of(row).unit
    used = Account.objects.filter(book__terms=row).values_list("kind", flat=True).distinct()
    yield from sorted(set(used) - set(fresh.accounts))
    moved = Posting.objects.filter(book__terms=row).values_list("movement", flat=True).distinct()
    yield from sorted(set(moved) - set(fresh.movements) - {"joined"})


def name_of(book: Book) -> str:
    """A book as the journal and the command name it: pack/kind/key."""
    return f"{book.terms.pack}/{book.terms.slug}/{book.key}"


def book_named(name: str) -> Book:
    """The book "pack/kind/key". Raises NotFound."""
    pack, _, rest = name.partition("/")
    kind, _, key = rest.partition("/")
    held = books().filter(terms__pack=pack, terms__slug=kind, key=key).first()
    if held is None:
        raise no_such_book()
    return held


def books(pack: str = "") -> QuerySet[Book]:
    """The books of a service, or all of them."""
    held = Book.objects.select_related("terms").order_by("terms__pack", "terms__slug", "key")
    return held.filter(terms__pack=pack) if pack else held


def written_under(once: Iterable[str]) -> dict[str, tuple[Posting, int]]:
    """The postings there are under these names, and how much each moved."""
    names = list(dict.fromkeys(once))
    found: dict[str, tuple[Posting, int]] = {}
    came_in = Sum("lines__amount", filter=Q(lines__amount__gt=0))
    for start in range(0, len(names), CHUNK):
        rows = Posting.objects.filter(once__in=names[start : start + CHUNK]).annotate(came_in=came_in)
        found |= {str(row.once): (row, row.came_in) for row in rows}
    return found


def moved(posting: Posting) -> int:
    """How much a posting moved in all."""
    return posting.lines.filter(amount__gt=0).aggregate(all=Sum("amount"))["all"] or 0


def posting_whole(key: int) -> Posting:
    """A posting with its lines and their accounts."""
    lines = Line.objects.order_by("pk").select_related("account__owner", "counter__owner")
    held = Posting.objects.select_related("book__terms", "reversal").prefetch_related(Prefetch("lines", lines))
    return held.get(pk=key)


def posting_numbered(book: Book, number: int) -> Posting:
    """A document of a book by its number. Raises NotFound."""
    held = Posting.objects.filter(book=book, number=number).values_list("pk", flat=True).first()
    if held is None:
        raise no_such_posting()
    return posting_whole(held)


def account_of(book: Book, name: AccountName) -> Account | None:
    """An account that something was written in, None before that."""
    return Account.objects.filter(book=book, slot=name.slot).first()


def balance(book: Book, name: AccountName, *, on: date | None = None) -> int:
    """What an account held at the end of a day, from its lines alone; without a day, of all there are."""
    lines = Line.objects.filter(account__book=book, account__slot=name.slot)
    if on is not None:
        lines = lines.filter(posting__day__lte=on)
    return lines.aggregate(all=Sum("amount"))["all"] or 0


def totals(book: Book, *, on: date | None = None) -> dict[str, int]:
    """What all accounts of each kind held together at the end of a day, from the lines alone. They sum to nothing."""
    lines = Line.objects.filter(account__book=book)
    if on is not None:
        lines = lines.filter(posting__day__lte=on)
    rows = lines.values_list("account__kind").annotate(all=Sum("amount")).order_by("account__kind")
    return dict(rows)


def movement_totals(book: Book, *, since: date | None = None, until: date | None = None) -> dict[str, int]:
    """How much each movement moved on these days, reversals taken off."""
    lines = Line.objects.filter(posting__book=book, amount__gt=0)
    if since is not None:
        lines = lines.filter(posting__day__gte=since)
    if until is not None:
        lines = lines.filter(posting__day__lte=until)
    found: dict[str, int] = {}
    for sign, undone in ((1, False), (-1, True)):
        chosen = lines.filter(posting__reverses__isnull=not undone)
        for movement, amount in chosen.values_list("posting__movement").annotate(all=Sum("amount")).order_by():
            found[movement] = found.get(movement, 0) + sign * amount
    return found


def lines_of(account: Account) -> QuerySet[Line]:
    """An account as a book shows it, in the order in which it was written."""
    held = Line.objects.filter(account=account).order_by("posting__number", "pk")
    return held.select_related("posting", "counter__owner")


@dataclass(frozen=True)
class Moved:
    """One transfer of a document, as a file of a book has it: accounts by their slots, nobody by name."""

    number: int
    day: date
    movement: str
    source: str
    target: str
    amount: int
    about: str
    note: str
    reverses: int | None
    recorded_at: datetime
    recorded_by: str
    digest: str


def transfers(book: Book) -> Iterator[Moved]:
    """Everything that was ever written in a book, in the order of its numbers."""
    rows = Line.objects.filter(posting__book=book, amount__gt=0).order_by("posting__number", "pk")
    said = ("number", "day", "movement")
    more = ("about", "note", "reverses__number", "recorded_at", "recorded_by", "digest")
    columns = (
        *(f"posting__{name}" for name in said),
        *("counter__slot", "account__slot", "amount"),
        *(f"posting__{name}" for name in more),
    )
    return (Moved(*row) for row in rows.values_list(*columns).iterator())


def with_run_out(at: datetime) -> QuerySet[Book]:
    """The books in which a hold has run out that nobody has ended."""
    return books().filter(pk__in=Hold.objects.filter(ended_at=None, until__lte=at).values("book"))
