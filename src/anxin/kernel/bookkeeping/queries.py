"""What a page of a book says. Balances run by day and number, as a clerk reads them; names are masked by `actions`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, QuerySet, Sum, Window
from django.utils.translation import gettext as _

from anxin.kernel.errors import NotFound
from anxin.kernel.ledger.models import Account, Book, Hold, Line, Posting
from anxin.kernel.ledger.queries import terms_of
from anxin.kernel.ledger.refusing import no_such_posting
from anxin.kernel.ledger.terms import BookTerms, Owner
from anxin.kernel.ledger.wording import told

Sums = Mapping[tuple[int, str], tuple[int, int]]
"""By book and kind: how many accounts, and what they hold together."""


@dataclass(frozen=True)
class KindTotal:
    """The accounts of one kind in a book, together. `only`: the number of the account where there is one of it."""

    slug: str
    title: str
    owner: Owner
    count: int
    balance: int
    held: int
    only: int | None
    outside: bool


@dataclass(frozen=True)
class BookTotals:
    """A book in one line of a list. `held`: what holds that run keep back."""

    book: Book
    title: str
    kinds: tuple[KindTotal, ...]
    held: int

    @property
    def own(self) -> tuple[KindTotal, ...]:
        """The accounts of the book itself, without the world outside: what a balance is asked of."""
        return tuple(one for one in self.kinds if one.owner is Owner.BOOK and not one.outside)


@dataclass(frozen=True)
class DocumentLine:
    """A document in a list."""

    number: int
    day: date
    title: str
    note: str
    amount: int
    reverses: int | None
    reversed_by: int | None
    by: str


@dataclass(frozen=True)
class Days:
    """The chosen days, both included; None: from the first, to the last."""

    since: date | None = None
    until: date | None = None


def account_title(terms: BookTerms, account: Account) -> str:
    """A kind of account as it is called, with its part."""
    kind = terms.accounts.get(account.kind)
    title = told(kind.title if kind else {}, account.kind)
    return f"{title} {part_title(terms, account.kind, account.part)}" if account.part else title


def part_title(terms: BookTerms, kind: str, part: str) -> str:
    """A part of an account as it is called."""
    held = terms.accounts.get(kind)
    return told(held.parts.get(part, {}) if held else {}, part)


def movement_title(terms: BookTerms, slug: str) -> str:
    movement = terms.movements.get(slug)
    return told(movement.title if movement else {}, slug)


def totals_of(books: Iterable[Book], at: datetime) -> list[BookTotals]:
    """Every book with what its accounts hold together, in three questions however many books there are."""
    listed = list(books)
    keys = [book.pk for book in listed]
    rows = Account.objects.filter(book__in=keys).values("book_id", "kind")
    sums = {
        (row["book_id"], row["kind"]): (int(row["n"]), int(row["all"]))
        for row in rows.annotate(n=Count("pk"), all=Sum("balance"))
    }
    own = Account.objects.filter(book__in=keys, owner=None, part="").values_list("book_id", "kind", "pk")
    single = {(book, kind): number for book, kind, number in own}
    held = _held(keys, at)
    return [_totals(book, sums, single, held) for book in listed]


def _held(keys: list[int], at: datetime) -> dict[tuple[int, str], int]:
    rows = Hold.objects.filter(book__in=keys, ended_at=None, until__gt=at).values_list("book_id", "source__kind")
    return {(book, kind): amount for book, kind, amount in rows.annotate(all=Sum("amount")).order_by()}


def _totals(
    book: Book, sums: Sums, single: Mapping[tuple[int, str], int], held: Mapping[tuple[int, str], int]
) -> BookTotals:
    terms = terms_of(book.terms)
    kinds = tuple(
        KindTotal(
            slug=kind.slug,
            title=told(kind.title, kind.slug),
            owner=kind.owner,
            count=sums.get((book.pk, kind.slug), (0, 0))[0],
            balance=sums.get((book.pk, kind.slug), (0, 0))[1],
            held=held.get((book.pk, kind.slug), 0),
            only=single.get((book.pk, kind.slug)),
            outside=kind.floor is None and kind.ceiling == 0,
        )
        for kind in terms.accounts.values()
    )
    ordered = tuple(sorted(kinds, key=lambda one: (one.outside, one.owner is not Owner.BOOK)))  # the book's own first
    return BookTotals(book, told(terms.title, terms.slug), ordered, sum(one.held for one in kinds))


def documents_of(book: Book, days: Days) -> QuerySet[Posting]:
    """The documents of a book, the newest first."""
    held = Posting.objects.filter(book=book).select_related("reverses", "reversal").order_by("-number")
    if days.since is not None:
        held = held.filter(day__gte=days.since)
    return held.filter(day__lte=days.until) if days.until is not None else held


def document_lines(book: Book, postings: Iterable[Posting]) -> list[DocumentLine]:
    """These documents as they stand in a list, with how much each moved."""
    terms, listed = terms_of(book.terms), list(postings)
    moved = Line.objects.filter(posting__in=[one.pk for one in listed], amount__gt=0)
    sums = dict(moved.values_list("posting_id").annotate(all=Sum("amount")).order_by())
    return [
        DocumentLine(
            number=one.number,
            day=one.day,
            title=movement_title(terms, one.movement),
            note=one.note,
            amount=sums.get(one.pk, 0),
            reverses=one.reverses.number if one.reverses is not None else None,
            reversed_by=one.reversal.number if hasattr(one, "reversal") else None,
            by=one.recorded_by,
        )
        for one in listed
    ]


def document_numbered(book: Book, number: int) -> tuple[Posting, QuerySet[Line]]:
    """A document of a book and what each account got by it, in the order in which it was written; a roster's has
    thousands of them, so that they are read page by page. Raises NotFound."""
    held = Posting.objects.filter(book=book, number=number).select_related("reverses", "reversal").first()
    if held is None:
        raise no_such_posting()
    lines = Line.objects.filter(posting=held, amount__gt=0).order_by("pk")
    return held, lines.select_related("account__owner", "counter__owner")


def how_much(lines: QuerySet[Line]) -> tuple[int, int]:
    """How many lines, and their sum."""
    found = lines.order_by().aggregate(n=Count("pk"), all=Sum("amount"))
    return int(found["n"]), int(found["all"] or 0)


def accounts_of(book: Book, kind: str, *, part: str = "", owner: str = "") -> QuerySet[Account]:
    """The accounts of a kind, in the order in which they were opened. Raises NotFound for no such kind."""
    if kind not in terms_of(book.terms).accounts:
        raise no_such_account()
    held = Account.objects.filter(book=book, kind=kind).select_related("owner").order_by("pk")
    if part:
        held = held.filter(part=part)
    return held.filter(owner__public_id=owner) if owner else held


def parts_of(book: Book, kind: str) -> list[tuple[str, str]]:
    """The parts that accounts of a kind have, in order, and what each is called."""
    held = Account.objects.filter(book=book, kind=kind).exclude(part="").order_by("part")
    terms = terms_of(book.terms)
    return [(part, part_title(terms, kind, part)) for part in held.values_list("part", flat=True).distinct()]


def account_numbered(book: Book, number: int) -> Account:
    """An account of a book. Raises NotFound."""
    held = Account.objects.filter(book=book, pk=number).select_related("owner").first()
    if held is None:
        raise no_such_account()
    return held


def no_such_account() -> NotFound:
    return NotFound(_("There is no such account in this book."), todo=_("Look at the book's page."))


def moved_on(account: Account, days: Days) -> QuerySet[Line]:
    """The lines of an account on these days, by day and number, each with the sum of those up to it (`so_far`)."""
    lines = Line.objects.filter(account=account)
    if days.since is not None:
        lines = lines.filter(posting__day__gte=days.since)
    if days.until is not None:
        lines = lines.filter(posting__day__lte=days.until)
    order = (F("posting__day"), F("posting__number"), F("pk"))
    running = Window(Sum("amount"), order_by=[one.asc() for one in order])
    kept = lines.annotate(so_far=running).order_by("posting__day", "posting__number", "pk")
    return kept.select_related("posting__reverses", "counter__owner")


def balance_before(account: Account, day: date | None) -> int:
    """What an account held when a day began; nothing before the first."""
    if day is None:
        return 0
    return Line.objects.filter(account=account, posting__day__lt=day).aggregate(all=Sum("amount"))["all"] or 0


def turnover(account: Account, days: Days) -> tuple[int, int]:
    """How much came in and how much went out on these days; both are zero or more."""
    lines = Line.objects.filter(account=account)
    if days.since is not None:
        lines = lines.filter(posting__day__gte=days.since)
    if days.until is not None:
        lines = lines.filter(posting__day__lte=days.until)
    came = lines.filter(amount__gt=0).aggregate(all=Sum("amount"))["all"] or 0
    went = lines.filter(amount__lt=0).aggregate(all=Sum("amount"))["all"] or 0
    return came, -went
