"""A process that posts, killed at any statement: nothing is lost, nothing is doubled, and the book is whole."""

from __future__ import annotations

import random
import signal
from functools import partial

import pytest

from anxin.kernel.journal.queries import verify as journal_whole
from anxin.kernel.ledger import actions, queries
from anxin.kernel.ledger.models import Book, Posting
from anxin.kernel.ledger.verifying import verify
from anxin.kernel.parties.models import Party
from tests.unit.kernel.intake.test_killing import run_in_child, statements_of
from tests.unit.kernel.ledger.books import AT, BY, firm, opened, payment, person, premium

KILLS, BATCH = 20, 12


def work(book: Book, people: list[Party], run: int) -> None:
    """A run of payments in two batches; doing it again does what is missing and no more."""
    half = len(people) // 2
    for part in (people[:half], people[half:]):
        documents = [payment(one, 1_000 + run, once=f"run:{run}:{one.pk}") for one in part]
        actions.post_all(by=BY, at=AT, book=book, documents=documents)


@pytest.mark.django_db(transaction=True)
def test_a_killed_run_of_payments_goes_on_and_pays_everybody_once() -> None:
    book, chance = opened(), random.Random(20211029)
    people = [person(f"职工{number}") for number in range(BATCH)]
    actions.post(by=BY, at=AT, book=book, document=premium(firm(), 10_000_000))
    work(book, people, 0)  # the accounts are opened once
    most = statements_of(partial(work, book, people, 1))

    for run in range(2, KILLS + 2):
        assert run_in_child(partial(work, book, people, run), chance.randint(1, most)) == signal.SIGKILL
        assert list(verify(book)) == []
        work(book, people, run)
        assert queries.movement_totals(book)["payment"] == sum(BATCH * (1_000 + one) for one in range(run + 1))

    assert Posting.objects.count() == 1 + BATCH * (KILLS + 2)
    assert list(verify(book)) == []
    assert journal_whole().whole
