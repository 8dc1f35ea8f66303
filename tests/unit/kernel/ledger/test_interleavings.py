"""Whatever is done in whatever order in two books: every unit is somewhere, no bound is broken, and a slate knows each
balance and each refusal beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.kernel.errors import AnxinError
from anxin.kernel.ledger import actions, queries
from anxin.kernel.ledger.models import Account, Book, Hold, Posting
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.terms import AccountKind, BookTerms, Movement, Owner
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.kernel.ledger.verifying import verify
from tests.unit.kernel.ledger.books import AT, BY, opened, person
from tests.unit.kernel.ledger.slate import Slate

pytestmark = pytest.mark.django_db
PEOPLE, MOST = 3, 4
STOCK, OUTSIDE = "stock", "bought"


def terms(slug: str, unit: Unit) -> BookTerms:
    accounts = {
        OUTSIDE: AccountKind(OUTSIDE, {"zh": "采购"}, floor=None, ceiling=0),
        STOCK: AccountKind(STOCK, {"zh": "库存"}),
        "given": AccountKind("given", {"zh": "发放"}, Owner.PERSON, ceiling=MOST),
    }
    movements = {
        "bring": Movement("bring", {"zh": "入库"}, OUTSIDE, STOCK),
        "give": Movement("give", {"zh": "发放"}, STOCK, "given"),
    }
    return BookTerms("care", slug, {"zh": "物资"}, unit, accounts, movements)


class Both:
    """A real book and its slate, and the same acts in both."""

    def __init__(self, slug: str, unit: Unit, names: dict[str, AccountName]) -> None:
        self.book: Book = opened(terms(slug, unit), "1")
        self.unit, self.names, self.slate = unit, names, Slate(STOCK, OUTSIDE, MOST)
        self.holds: list[Hold] = []

    def done(self, real: Callable[[], object], told: Callable[[], object]) -> object:
        """What the book gave, once it did or refused what the slate did or refused; None where it refused."""
        try:
            told()
        except AnxinError as refusal:
            with pytest.raises(type(refusal)) as said, transaction.atomic():
                real()
            assert type(said.value) is type(refusal)
            return None
        return real()

    def post(self, movement: str, moves: Sequence[tuple[str, str, int, bool]], day: date, at: datetime) -> None:
        transfers = tuple(
            Transfer(self.names[source], self.names[target], Quantity(self.unit, many), up_to)
            for source, target, many, up_to in moves
        )
        document, moved = Document(movement, transfers, day), list[int]()
        done = self.done(
            lambda: actions.post(by=BY, at=at, book=self.book, document=document),
            lambda: moved.append(self.slate.write([(move[:3], move[3]) for move in moves], day, at)),
        )
        assert done is None or [done.moved] == moved  # type: ignore[attr-defined]  # -- what `post` gave

    def hold(self, who: str, many: int, until: datetime, at: datetime) -> None:
        made = self.done(
            lambda: actions.hold(
                by=BY, at=at, book=self.book, movement="give", source=self.names[STOCK], target=self.names[who],
                quantity=Quantity(self.unit, many), until=until,
            ),
            lambda: self.slate.hold(who, many, until, at),
        )  # fmt: skip
        if isinstance(made, Hold):
            self.holds.append(made)

    def agrees(self) -> None:
        """The book says what the slate says, within its bounds, and is whole."""
        for name, account in self.names.items():
            assert queries.balance(self.book, account) == self.slate.balances[name]
        assert sum(queries.totals(self.book).values()) == 0
        for row in Account.objects.filter(book=self.book):
            assert row.floor is None or row.balance - row.held_out >= row.floor
            assert row.ceiling is None or row.balance + row.held_in <= row.ceiling
        stock, kept = (
            queries.account_of(self.book, self.names[STOCK]),
            Hold.objects.filter(book=self.book, ended_at=None),
        )
        assert (stock.held_out if stock else 0) == sum(one.amount for one in kept)
        assert Posting.objects.filter(book=self.book).count() == len(self.slate.documents)
        assert list(verify(self.book)) == []


class Run:
    """Two books in different units, the same people in both, and a clock that goes on."""

    def __init__(self) -> None:
        people = {f"p{number}": AccountName("given", person(f"职工{number}")) for number in range(PEOPLE)}
        names = {STOCK: AccountName(STOCK), OUTSIDE: AccountName(OUTSIDE), **people}
        self.books = [Both("parcels", Unit.PARCELS, names), Both("rice", Unit.GRAMS, names)]
        self.at = AT

    def day(self, ago: int = 0) -> date:
        return timezone.localtime(self.at).date() - timedelta(days=ago)

    def bring(self, book: Both, many: int, ago: int) -> None:
        book.post("bring", [(OUTSIDE, STOCK, many, False)], self.day(ago), self.at)

    def give(self, book: Both, gifts: list[tuple[int, int, bool]], ago: int) -> None:
        moves = [(STOCK, f"p{who}", many, up_to) for who, many, up_to in gifts]
        book.post("give", moves, self.day(ago), self.at)

    def hold(self, book: Both, who: int, many: int, hours: int) -> None:
        book.hold(f"p{who}", many, self.at + timedelta(hours=hours), self.at)

    def take(self, book: Both, which: int) -> None:
        if book.holds:
            number = which % len(book.holds)
            book.done(
                lambda: actions.take(by=BY, at=self.at, hold=book.holds[number], day=self.day()),
                lambda: book.slate.take(number, self.day(), self.at),
            )

    def release(self, book: Both, which: int) -> None:
        if book.holds:
            number = which % len(book.holds)
            book.done(
                lambda: actions.release(by=BY, at=self.at, hold=book.holds[number]),
                lambda: book.slate.release(number, self.at),
            )

    def reverse(self, book: Both, which: int, ago: int) -> None:
        if book.slate.documents:
            number, day = which % len(book.slate.documents), self.day(ago)
            posting = queries.posting_numbered(book.book, number + 1)
            book.done(
                lambda: actions.reverse(by=BY, at=self.at, posting=posting, day=day, note="记错了"),
                lambda: book.slate.reverse(number, day, self.at),
            )

    def expire(self, book: Both) -> None:
        actions.expire(by=BY, at=self.at, book=book.book)
        book.slate.expire(self.at)

    def close(self, book: Both, ago: int) -> None:
        day = self.day(ago)
        book.done(
            lambda: actions.close_until(by=BY, at=self.at, book=book.book, day=day),
            lambda: book.slate.close(day, self.day()),
        )

    def wait(self, _book: Both, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)


WHO, WHICH, MANY = st.integers(0, PEOPLE - 1), st.integers(0, 9), st.integers(1, 3)
AGO = st.sampled_from((0, 0, 0, 1, 2))
STEPS = st.one_of(
    st.tuples(st.just("bring"), st.integers(1, 5), AGO),
    st.tuples(st.just("give"), st.lists(st.tuples(WHO, MANY, st.booleans()), min_size=1, max_size=3), AGO),
    st.tuples(st.just("hold"), WHO, MANY, st.integers(1, 2)),
    st.tuples(st.just("take"), WHICH),
    st.tuples(st.just("release"), WHICH),
    st.tuples(st.just("reverse"), WHICH, AGO),
    st.tuples(st.just("wait"), st.sampled_from((59, 60, 60, 120, 1440))),
    st.tuples(st.just("expire")),
    st.tuples(st.just("close"), st.sampled_from((0, 1, 1, 2))),
)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from((0, 0, 1)), STEPS), min_size=14, max_size=20))
def test_after_any_steps_the_books_say_what_a_slate_says(steps: list[tuple[int, tuple[object, ...]]]) -> None:
    with transaction.atomic():
        run = Run()
        for book in run.books:
            run.bring(book, 6, 0)
        for which, (name, *values) in steps:
            getattr(run, str(name))(run.books[which], *values)
            run.books[which].agrees()
        for book in run.books:
            book.agrees()
        transaction.set_rollback(True)


def test_a_hold_that_ran_out_gives_way_to_a_later_transfer_of_the_same_document() -> None:
    run = Run()
    book = run.books[0]
    run.bring(book, 5, 0)
    run.hold(book, 0, 2, 1)
    run.wait(book, 60)
    run.give(book, [(1, 3, False), (2, 2, False)], 0)  # the first alone is not short
    assert book.slate.balances[STOCK] == 0
    book.agrees()
