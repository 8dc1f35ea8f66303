"""Fact 2c 3: nobody is paid more than the ceiling of a cycle, however many claims are paid at once."""

from __future__ import annotations

import random
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.errors import AnxinError
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.ledger import queries as ledger
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.ledger.refusing import Short
from anxin.kernel.ledger.verifying import verify
from anxin.modules.benefits import paying, showing
from anxin.modules.benefits.deciding import Before, decide
from anxin.modules.benefits.enums import Standing
from anxin.modules.benefits.models import Claim, ClaimEvent
from anxin.modules.benefits.recording import decision_of
from anxin.modules.benefits.replaying import replay
from tests.unit.kernel.cases.test_many_at_once import together
from tests.unit.modules.benefits.stage import (
    CEILING,
    CYCLE,
    ITEMS,
    LATER,
    NAME,
    PAY_DAY,
    approved,
    book,
    claimed,
    enrolled,
    paid,
    run,
    scheme,
)

CLAIMS = 100
TERMS = scheme()


def had(who: object) -> int:
    return ledger.balance(book(), AccountName("benefits", who, CYCLE))  # type: ignore[arg-type]  # -- a party


@pytest.mark.django_db
def test_2c3_the_claim_that_meets_the_ceiling_is_paid_in_part_and_says_so() -> None:
    who, *_others = enrolled(1)
    first = paid(who, bill="A1", self_paid="12000000")
    second = paid(who, bill="A2", self_paid="12000000")
    third = claimed(who, bill="A3", self_paid="12000000")
    assert (first.paid, second.paid, third.standing) == (6_000_000, 520_000, Standing.REFUSED)
    event = ClaimEvent.objects.get(claim=second, kind="paid")
    kept = decision_of(event)
    assert kept is not None
    assert kept.decided.words[-1].zh == (
        "本周期每人最高 65,200.00 元，此前已付 60,000.00 元，只剩 5,200.00 元：本次部分支付 5,200.00 元，"
        "其余 54,800.00 元超过限额，不予支付。"
    )
    assert kept.decided.words[-1].en == (
        "One person is paid 65,200.00 yuan a cycle at most; 60,000.00 yuan were paid before and 5,200.00 yuan are "
        "left: 5,200.00 yuan are paid in part, and the other 54,800.00 yuan, above the ceiling, are not."
    )
    assert event.detail == {"run": event.detail["run"], "paid": 520_000, "cut": 5_480_000}
    left = showing.left_in(TERMS, TERMS.cycles[CYCLE], who.pk)
    assert (left.had, left.left) == (CEILING, 0)


@pytest.mark.django_db(transaction=True)
def test_2c3_a_hundred_claims_of_one_person_paid_at_once_come_to_the_ceiling_and_no_more() -> None:
    who, other = enrolled(2)
    choose = random.Random(65_200)
    amounts = [choose.randrange(100_000, 1_000_000) for _ in range(CLAIMS)]
    claims = [claimed(who, bill=f"A{at}", self_paid=str(2 * amount)) for at, amount in enumerate(amounts)]
    beside = [claimed(other, bill=f"B{at}", self_paid="200000") for at in range(10)]
    approved(*claims, *beside)
    looks: list[int] = []
    lock = threading.Lock()

    def pay(call: int) -> None:
        hand = Actor(Role.SYSTEM, f"payer {call}", user_id=100 + call)
        paying.pay_run(by=hand, at=LATER, scheme=NAME, cycle=CYCLE, day=PAY_DAY, chunk=1 + call % 7, most=1 + call % 3)
        seen = had(who)
        with lock:
            looks.append(seen)

    together(pay, CLAIMS)
    run()

    assert max(looks) <= CEILING
    assert had(who) == CEILING
    assert had(other) == 1_000_000
    held = Claim.objects.filter(person=who)
    assert sum(held.values_list("paid", flat=True)) == CEILING
    assert {*held.values_list("standing", flat=True)} == {Standing.PAID, Standing.REFUSED}
    in_part = [one for one in held.filter(standing=Standing.PAID) if one.paid < amounts[claims.index(one)]]
    assert len(in_part) == 1
    assert list(verify(book())) == []
    assert all(one.same for claim in held for one in replay(claim))


@given(st.lists(st.integers(min_value=100_000, max_value=20_000_000), max_size=30))
def test_2c3_whatever_was_claimed_the_sum_is_the_smaller_of_what_is_due_and_the_ceiling(costs: list[int]) -> None:
    cycle, before = TERMS.cycles[CYCLE], list[Before]()
    for at, cost in enumerate(costs):
        facts = {"self_paid": cost, "on": "2022-02-01"}
        done = decide(TERMS, cycle, ITEMS["medical"], facts, before)
        before.append(Before(str(at), "medical", facts, done.payable))
    assert sum(one.paid for one in before) == min(CEILING, sum(cost // 2 for cost in costs))


@pytest.mark.django_db
def test_a_fund_that_runs_short_pays_nobody_in_part_and_goes_on_when_it_is_filled() -> None:
    from tests.unit.modules.benefits.stage import filled

    people = enrolled(4, fund=0)  # their premiums alone: 200.00 yuan
    claims = [claimed(one, bill=f"A{at}", self_paid="100000") for at, one in enumerate(people)]
    approved(*claims)
    with pytest.raises(Short):
        run(chunk=1)
    assert Claim.objects.filter(standing=Standing.APPROVED).count() == 4
    filled(1_000_000)
    done = run(chunk=3)
    assert (done.claims, done.fen, done.ended_at) == (4, 200_000, LATER)


@pytest.mark.django_db
def test_a_run_that_was_stopped_after_a_chunk_is_gone_on_with_and_pays_nobody_twice() -> None:
    people = enrolled(7)
    claims = [claimed(one, bill=f"A{at}") for at, one in enumerate(people)]
    approved(*claims)
    first = run(chunk=3, most=1)
    assert (first.claims, first.ended_at) == (3, None)
    second = run(chunk=3)
    assert (second.pk, second.claims, second.fen) == (first.pk, 7, 7 * 500_000)
    assert [had(one) for one in people] == [500_000] * 7
    third = run()
    assert (third.claims, third.fen) == (0, 0)
    assert list(verify(book())) == []


@pytest.mark.django_db
def test_a_payment_that_was_reversed_makes_room_again_and_is_paid_anew_once() -> None:
    who, *_others = enrolled(1)
    one = paid(who, bill="A1")
    undone = paying.reverse_payment(by=_other_payer(), at=LATER, claim=one.public_id, day=PAY_DAY, note="账号有误")
    assert (undone.standing, undone.paid, had(who)) == (Standing.REVERSED, 0, 0)
    approved(undone)
    run()
    assert (Claim.objects.get(pk=one.pk).paid, had(who)) == (500_000, 500_000)
    with pytest.raises(AnxinError):
        paying.reverse_payment(by=_other_payer(), at=LATER, claim=one.public_id, day=PAY_DAY, note="")
    assert all(held.same for held in replay(Claim.objects.get(pk=one.pk)))


def _other_payer() -> Actor:
    return Actor(Role.SYSTEM, "dan", user_id=14)


@pytest.mark.django_db
def test_two_files_that_turn_out_to_be_one_persons_have_one_ceiling() -> None:
    first, second = enrolled(2)
    paid(first, bill="A1", self_paid="12000000")
    other = paid(second, bill="B1", self_paid="12000000")
    Claim.objects.filter(pk=other.pk).update(person=first)
    left = showing.left_in(TERMS, TERMS.cycles[CYCLE], first.pk)
    assert (left.had, left.left) == (12_000_000, 0)
    assert claimed(first, bill="A2").standing == Standing.REFUSED
    assert all(one.same for one in replay(Claim.objects.get(pk=other.pk)))
