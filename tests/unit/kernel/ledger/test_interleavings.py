"""Whatever is done in whatever order: every unit is somewhere, no bound is broken, and a plain model knows it all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.errors import Conflict
from anxin.kernel.ledger import actions, queries
from anxin.kernel.ledger.models import Account, Book, Hold, Posting
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.refusing import Full, Short
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.kernel.ledger.verifying import verify
from anxin.kernel.parties.models import Party
from tests.unit.kernel.ledger.books import AT, BOUGHT, BY, DAY, PARCELS, STOCK, opened, person

pytestmark = pytest.mark.django_db
PEOPLE = 3
BROUGHT, GIVEN = "bring", "give"


@dataclass
class Kept:
    """A hold as the model has it."""

    who: int
    until: datetime
    row: Hold
    open: bool = True


@dataclass
class Model:
    """What one would keep on a slate: what was brought, who has one, what is kept for whom until when."""

    brought: int = 0
    given: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(PEOPLE), 0))
    kept: list[Kept] = field(default_factory=list)
    written: list[tuple[str, int, int, Posting]] = field(default_factory=list)  # movement, who, how many, document
    undone: set[int] = field(default_factory=set)

    def holds(self, at: datetime, who: int | None = None) -> int:
        return sum(one.open and at < one.until and who in (None, one.who) for one in self.kept)

    def stock(self) -> int:
        return self.brought - sum(self.given.values())

    def free(self, at: datetime) -> int:
        return self.stock() - self.holds(at)

    def room(self, at: datetime, who: int) -> int:
        return 1 - self.given[who] - self.holds(at, who)


class Run:
    """The real book and the model beside it, and the same steps in both."""

    def __init__(self) -> None:
        self.book: Book = opened(PARCELS, "run")
        self.people: list[Party] = [person(f"职工{number}") for number in range(PEOPLE)]
        self.model = Model()
        self.at = AT

    def _said(self, act: Callable[[], object], expected: type[Conflict] | None) -> bool:
        """Do it; whether it was done. What it says must be what the model expects."""
        if expected is None:
            act()
            return True
        with pytest.raises(expected), transaction.atomic():
            act()
        return False

    def bring(self, many: int) -> None:
        document = Document(BROUGHT, (Transfer(BOUGHT, STOCK, Quantity(Unit.PARCELS, many)),), DAY)
        done = actions.post(by=BY, at=self.at, book=self.book, document=document)
        assert done.posting is not None
        self.model.brought += many
        self.model.written.append((BROUGHT, 0, many, done.posting))

    def give(self, who: int, up_to: bool) -> None:
        target = AccountName("given", self.people[who])
        document = Document(GIVEN, (Transfer(STOCK, target, Quantity(Unit.PARCELS, 1), up_to),), DAY)
        there = min(self.model.free(self.at), self.model.room(self.at, who))
        if up_to:
            done = actions.post(by=BY, at=self.at, book=self.book, document=document)
            assert done.moved == max(min(there, 1), 0)
        else:
            expected = Short if self.model.free(self.at) < 1 else Full if there < 1 else None
            held: list[actions.Written] = []
            act = lambda: held.append(actions.post(by=BY, at=self.at, book=self.book, document=document))  # noqa: E731  -- one act, tried
            if not self._said(act, expected):
                return
            [done] = held
        if done.posting is not None:
            self.model.given[who] += 1
            self.model.written.append((GIVEN, who, 1, done.posting))

    def hold(self, who: int, hours: int) -> None:
        until = self.at + timedelta(hours=hours)
        free, room = self.model.free(self.at), self.model.room(self.at, who)
        made: list[Hold] = []

        def act() -> None:
            made.append(
                actions.hold(
                    by=BY,
                    at=self.at,
                    book=self.book,
                    movement=GIVEN,
                    source=STOCK,
                    target=AccountName("given", self.people[who]),
                    quantity=Quantity(Unit.PARCELS, 1),
                    until=until,
                )
            )

        if self._said(act, Short if free < 1 else Full if room < 1 else None):
            self.model.kept.append(Kept(who, until, made[0]))

    def take(self, which: int) -> None:
        if not self.model.kept:
            return
        one = self.model.kept[which % len(self.model.kept)]
        over = not one.open or self.at >= one.until
        taken = [each for each in self.model.written if getattr(each[3], "taken_from", None) == one.row.pk]
        if taken:
            done = actions.take(by=BY, at=self.at, hold=one.row, day=DAY)
            assert (done.now, done.posting) == (False, taken[0][3])
            return
        held: list[actions.Written] = []
        act = lambda: held.append(actions.take(by=BY, at=self.at, hold=one.row, day=DAY))  # noqa: E731  -- one act, tried
        if self._said(act, Conflict if over else None):
            posting = held[0].posting
            assert posting is not None
            posting.taken_from = one.row.pk  # type: ignore[attr-defined]  -- the model's own note
            one.open = False
            self.model.given[one.who] += 1
            self.model.written.append((GIVEN, one.who, 1, posting))

    def release(self, which: int) -> None:
        if not self.model.kept:
            return
        one = self.model.kept[which % len(self.model.kept)]
        was_taken = any(getattr(each[3], "taken_from", None) == one.row.pk for each in self.model.written)
        act = lambda: actions.release(by=BY, at=self.at, hold=one.row)  # noqa: E731  -- one act, tried
        if self._said(act, Conflict if was_taken else None):
            one.open = False

    def reverse(self, which: int) -> None:
        if not self.model.written:
            return
        movement, who, many, posting = self.model.written[which % len(self.model.written)]
        gone = posting.pk in self.model.undone
        short = movement == BROUGHT and self.model.free(self.at) < many
        act = lambda: actions.reverse(by=BY, at=self.at, posting=posting, day=DAY, note="记错了")  # noqa: E731  -- one act, tried
        if self._said(act, Conflict if gone else Short if short else None):
            self.model.undone.add(posting.pk)
            if movement == BROUGHT:
                self.model.brought -= many
            else:
                self.model.given[who] -= 1

    def wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    def expire(self) -> None:
        actions.expire(by=BY, at=self.at, book=self.book)
        for one in self.model.kept:
            one.open &= self.at < one.until

    def agrees(self) -> None:
        """The book says what the slate says, and is whole."""
        totals = queries.totals(self.book)
        assert sum(totals.values()) == 0
        assert totals.get("stock", 0) == self.model.stock()
        assert -totals.get("bought", 0) == self.model.brought
        for number, one in enumerate(self.people):
            assert queries.balance(self.book, AccountName("given", one)) == self.model.given[number]
        for account in Account.objects.filter(book=self.book):
            if account.floor is not None:
                assert account.balance - account.held_out >= account.floor
            if account.ceiling is not None:
                assert account.balance + account.held_in <= account.ceiling
        assert list(verify(self.book)) == []


WHO, WHICH = st.integers(0, PEOPLE - 1), st.integers(0, 7)
STEPS = st.one_of(
    st.tuples(st.just("bring"), st.integers(1, 2)),
    st.tuples(st.just("give"), WHO, st.booleans()),
    st.tuples(st.just("hold"), WHO, st.integers(1, 3)),
    st.tuples(st.just("take"), WHICH),
    st.tuples(st.just("release"), WHICH),
    st.tuples(st.just("reverse"), WHICH),
    st.tuples(st.just("wait"), st.sampled_from((1, 59, 60, 61, 120))),
    st.tuples(st.just("expire")),
)


@given(st.lists(STEPS, min_size=1, max_size=14))
def test_after_any_steps_the_book_says_what_a_plain_model_says(steps: list[tuple[object, ...]]) -> None:
    with transaction.atomic():
        run = Run()
        for name, *values in steps:
            getattr(run, str(name))(*values)
            run.agrees()
        transaction.set_rollback(True)
