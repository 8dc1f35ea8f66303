"""Two files of one person, both enrolled and paid in one cycle: merged, one ceiling counts both; parted, each has
exactly what it had."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.kernel.ledger import queries as ledger
from anxin.kernel.ledger.models import Account
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.ledger.verifying import verify
from anxin.kernel.merging.actions import merge_parties, split_parties
from anxin.kernel.parties.models import Party
from anxin.modules.benefits import showing
from anxin.modules.benefits.enums import Standing
from anxin.modules.benefits.models import Claim, Enrolment
from anxin.modules.benefits.replaying import replay
from tests.unit.kernel.merging.rowdump import dump
from tests.unit.modules.benefits.stage import (
    CEILING,
    CYCLE,
    LATER,
    OPERATOR,
    approved,
    book,
    claimed,
    enrolled,
    paid,
    run,
    scheme,
)

pytestmark = pytest.mark.django_db
TERMS = scheme()


def had(who: Party) -> int:
    return ledger.balance(book(), AccountName("benefits", who, CYCLE))


def left(who: Party) -> tuple[int, int]:
    held = showing.left_in(TERMS, TERMS.cycles[CYCLE], who.pk)
    return held.had, held.left


def merged(kept: Party, other: Party) -> str:
    at = LATER + timedelta(days=1)
    done = merge_parties(by=OPERATOR, at=at, kept=kept.public_id, merged=other.public_id, reason="同一人两次参加")
    return done.public_id


def parted(merge: str) -> None:
    split_parties(by=OPERATOR, at=LATER + timedelta(days=2), merge=merge, reason="核实为两人")


def test_merged_one_ceiling_counts_what_both_files_were_paid() -> None:
    first, second = enrolled(2)
    paid(first, bill="A1", self_paid="12000000")
    other = paid(second, bill="B1", self_paid="10000000")
    waiting = claimed(first, bill="A2", self_paid="12000000")
    approved(waiting)
    merged(first, second)
    assert (had(first), left(first)) == (11_000_000, (11_000_000, 0))
    assert CEILING < 11_000_000
    run()
    assert Claim.objects.get(pk=waiting.pk).paid == 0
    assert claimed(first, bill="A3").standing == Standing.REFUSED
    assert Claim.objects.get(pk=other.pk).person == first
    assert Enrolment.objects.filter(cycle=CYCLE, person__in=[first, second]).count() == 2
    assert list(verify(book())) == []


def test_merged_below_the_ceiling_only_the_rest_is_paid() -> None:
    first, second = enrolled(2)
    paid(first, bill="A1", self_paid="6000000")
    paid(second, bill="B1", self_paid="4000000")
    merged(first, second)
    assert left(first) == (5_000_000, CEILING - 5_000_000)
    more = paid(first, bill="A2", self_paid="12000000")
    assert (more.paid, had(first)) == (CEILING - 5_000_000, CEILING)


def test_parted_again_each_file_has_exactly_what_it_had() -> None:
    first, second = enrolled(2)
    one = paid(first, bill="A1", self_paid="12000000")
    other = paid(second, bill="B1", self_paid="10000000")
    before = dump()
    merge = merged(first, second)
    assert had(second) == 0
    parted(merge)
    assert dump() == before
    assert (left(first), left(second)) == ((6_000_000, 520_000), (5_000_000, 1_520_000))
    assert all(said.same for held in (one, other) for said in replay(Claim.objects.get(pk=held.pk)))
    assert list(verify(book())) == []
    again = paid(second, bill="B2", self_paid="12000000")
    assert (again.paid, had(second), had(first)) == (1_520_000, CEILING, 6_000_000)


def test_a_file_that_was_paid_nothing_yet_takes_the_other_s_account_over_and_gives_it_back() -> None:
    first, second = enrolled(2)
    paid(second, bill="B1", self_paid="10000000")
    before = dump()
    merge = merged(first, second)
    assert (left(first), Account.objects.get(kind="benefits").owner) == ((5_000_000, 1_520_000), first)
    parted(merge)
    assert (left(first), left(second)) == ((0, CEILING), (5_000_000, 1_520_000))
    assert dump() == before
