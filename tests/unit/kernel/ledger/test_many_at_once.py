"""A thousand acts at once: nothing is lost, doubled or beyond a bound, at any instant."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections, transaction
from pytest_django import Settings

from anxin.kernel.errors import Conflict
from anxin.kernel.journal.queries import verify as journal_whole
from anxin.kernel.ledger import actions, queries
from anxin.kernel.ledger.models import Account, Book, Hold, Posting
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.ledger.refusing import Full, Short
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.kernel.ledger.verifying import verify
from tests.unit.kernel.cases.test_many_at_once import together
from tests.unit.kernel.ledger.books import (
    AT,
    BY,
    CEILING,
    DAY,
    PARCELS,
    STOCK,
    brought,
    firm,
    opened,
    payment,
    person,
    premium,
)

pytestmark = pytest.mark.django_db(transaction=True)
ACTS, PARCELS_BROUGHT, PEOPLE = 1_000, 150, 200


class Watch:
    """Somebody who reads all the while: what is in the book must sum to nothing whenever one looks."""

    def __init__(self, book: Book) -> None:
        self.book, self.sums, self.done = book, Counter[tuple[int, bool]](), threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        try:
            while not self.done.is_set():
                with transaction.atomic():
                    rows = list(Account.objects.filter(book=self.book).values_list("balance", "held_out", "kind"))
                stock = [balance - held for balance, held, kind in rows if kind == "stock"]
                self.sums[sum(balance for balance, _held, _kind in rows), min(stock, default=0) >= 0] += 1
                self.done.wait(0.02)
        finally:
            connections.close_all()

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.done.set()
        self._thread.join()


def test_a_thousand_holds_takings_and_releases_at_once_keep_every_parcel(settings: Settings) -> None:
    book = opened(PARCELS, "2022")
    actions.post(by=BY, at=AT, book=book, document=brought(PARCELS_BROUGHT))
    people = [person(f"职工{number}") for number in range(PEOPLE)]
    said: Counter[str] = Counter()

    def act(number: int) -> None:
        who = people[number % PEOPLE]
        try:
            held = actions.hold(
                by=BY,
                at=AT,
                book=book,
                movement="give",
                source=STOCK,
                target=AccountName("given", who),
                quantity=Quantity(Unit.PARCELS, 1),
                until=AT + timedelta(hours=1),
            )
            if number % 3:
                actions.take(by=BY, at=AT, hold=held, day=DAY)
                said["taken"] += 1
            else:
                actions.release(by=BY, at=AT, hold=held)
                said["released"] += 1
        except Short:
            said["short"] += 1
        except Full:
            said["full"] += 1

    with Watch(book) as watch:
        together(act, ACTS)

    assert set(watch.sums) == {(0, True)}
    assert sum(said.values()) == ACTS
    totals = queries.totals(book)
    assert totals == {"bought": -PARCELS_BROUGHT, "given": said["taken"], "stock": PARCELS_BROUGHT - said["taken"]}
    assert said["taken"] == PARCELS_BROUGHT
    assert Hold.objects.filter(ended_at=None).count() == 0
    assert max(Account.objects.filter(kind="given").values_list("balance", flat=True)) == 1
    assert list(verify(book)) == []
    assert journal_whole().whole


def test_a_hundred_payments_at_once_never_pass_the_ceiling_and_one_is_made_in_part(settings: Settings) -> None:
    book, worker = opened(), person()
    actions.post(by=BY, at=AT, book=book, document=premium(firm(), 100 * CEILING))
    moved: list[int] = []

    def pay(number: int) -> None:
        document = payment(worker, 100_000 + number, up_to=True, about=f"claim:{number}", once=f"claim:{number}")
        moved.append(actions.post(by=BY, at=AT, book=book, document=document).moved)

    together(pay, 100)

    assert sum(moved) == CEILING
    in_part = [amount for amount in moved if 0 < amount < 100_000]
    whole = [amount for amount in moved if amount >= 100_000]
    assert (len(in_part), len(whole) + len(in_part) + moved.count(0)) == (1, 100)
    assert queries.balance(book, AccountName("benefits", worker, "2021")) == CEILING
    assert list(verify(book)) == []


def test_fifty_identical_documents_at_once_give_one_posting(settings: Settings) -> None:
    book, union = opened(), firm()
    said: Counter[bool] = Counter()

    def send(_number: int) -> None:
        said[actions.post(by=BY, at=AT, book=book, document=premium(union, 600, once="roster:1")).now] += 1

    together(send, 50)

    assert said == {True: 1, False: 49}
    assert Posting.objects.count() == 1
    assert queries.totals(book) == {"bank": 600, "premiums": -600}


def test_of_twenty_takings_of_one_hold_at_once_one_counts(settings: Settings) -> None:
    book, worker = opened(PARCELS, "2022"), person()
    actions.post(by=BY, at=AT, book=book, document=brought(5))
    held = actions.hold(
        by=BY,
        at=AT,
        book=book,
        movement="give",
        source=STOCK,
        target=AccountName("given", worker),
        quantity=Quantity(Unit.PARCELS, 1),
        until=AT + timedelta(hours=1),
    )
    said: Counter[object] = Counter()

    def act(number: int) -> None:
        try:
            if number % 2:
                said[actions.take(by=BY, at=AT, hold=held, day=DAY).now] += 1
            else:
                actions.release(by=BY, at=AT, hold=held)
                said["released"] += 1
        except Conflict:
            said["refused"] += 1

    together(act, 20)

    held.refresh_from_db()
    if held.ended_how == "taken":
        assert said == {True: 1, False: 9, "refused": 10}
    else:
        assert said == {"released": 10, "refused": 10}
    assert list(verify(book)) == []
