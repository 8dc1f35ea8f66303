"""A payment run and a roster, killed at any statement: gone on with, and nobody is paid or enrolled twice."""

from __future__ import annotations

import random
import signal
from functools import partial

import pytest

from anxin.kernel.journal.queries import verify as journal_whole
from anxin.kernel.ledger.models import Posting
from anxin.kernel.ledger.verifying import verify
from anxin.modules.benefits import queries, rosters
from anxin.modules.benefits.enums import Standing
from anxin.modules.benefits.models import Claim, ClaimEvent, Enrolment, PayRun, Roster
from anxin.modules.benefits.replaying import replay
from tests.unit.kernel.intake.test_killing import run_in_child, statements_of
from tests.unit.modules.benefits.stage import (
    AT,
    CYCLE,
    ENTERS,
    NAME,
    approved,
    book,
    claimed,
    enrolled,
    file_of,
    organisation,
    run,
    scheme,
)

KILLS, PEOPLE = 12, 5


@pytest.mark.django_db(transaction=True)
def test_a_killed_payment_run_is_gone_on_with_and_pays_everybody_once() -> None:
    chance = random.Random(20210930)
    people = enrolled(PEOPLE)
    approved(*(claimed(who, bill=f"A{at}", self_paid="100000") for at, who in enumerate(people)))
    most = statements_of(partial(run, chunk=2))
    for kill in range(KILLS):
        more = [claimed(who, bill=f"B{kill}-{at}", self_paid="100000") for at, who in enumerate(people)]
        approved(*more)
        assert run_in_child(partial(run, chunk=2), chance.randint(1, most)) == signal.SIGKILL
        assert queries.fund(scheme(), book()).whole
        run(chunk=2)
        assert not Claim.objects.filter(standing=Standing.APPROVED).exists()
        assert queries.fund(scheme(), book()).claims == PEOPLE * (kill + 2) * 50_000

    paid = Claim.objects.filter(standing=Standing.PAID)
    assert paid.count() == ClaimEvent.objects.filter(kind="paid").count() == PEOPLE * (KILLS + 1)
    assert Posting.objects.filter(movement="payment").count() == PEOPLE * (KILLS + 1)
    assert sum(PayRun.objects.values_list("fen", flat=True)) == PEOPLE * (KILLS + 1) * 50_000
    assert not PayRun.objects.filter(ended_at=None).exists()
    assert list(verify(book())) == []
    assert journal_whole().whole
    assert all(one.same for claim in paid.order_by("pk")[:6] for one in replay(claim))


@pytest.mark.django_db(transaction=True)
def test_a_killed_reading_of_a_roster_is_gone_on_with_and_enrols_everybody_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rosters, "CHUNK", 2)
    chance = random.Random(20211215)
    enrolled(1)

    def received(serial: int) -> Roster:
        union = organisation(f"工会{serial}")
        return rosters.receive_roster(
            by=ENTERS, at=AT, scheme=NAME, cycle=CYCLE, union=union, unit=union, staff=PEOPLE,
            content=file_of(range(100 + serial * PEOPLE, 100 + (serial + 1) * PEOPLE)),
        )  # fmt: skip

    def read(one: Roster) -> Roster:
        return rosters.process_roster(by=ENTERS, at=AT, roster=one)

    most = statements_of(partial(read, received(0)))
    for kill in range(1, KILLS // 2):
        one = received(kill)
        assert run_in_child(partial(read, one), chance.randint(1, most)) == signal.SIGKILL
        done = read(one)
        assert (done.people, done.faults) == (PEOPLE, [])
    assert Enrolment.objects.count() == 1 + PEOPLE * (KILLS // 2)
    assert journal_whole().whole
