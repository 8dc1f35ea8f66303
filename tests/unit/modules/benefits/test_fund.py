"""Facts 2c 5 and 2c 10: the fund of any day from the book alone; people and sums from one query."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.ledger.verifying import verify
from anxin.modules.benefits import paying, premiums, queries, showing
from anxin.modules.benefits.enums import Matched, Standing, Withdrawal
from anxin.modules.benefits.models import Claim, Enrolment, Payment
from tests.unit.modules.benefits.stage import (
    AT,
    CYCLE,
    ENTERS,
    LATER,
    NAME,
    PAY_DAY,
    PAYS,
    approved,
    book,
    claimed,
    declared,
    enrolled,
    organisation,
    paid_for,
    person,
    roster,
    run,
    scheme,
)

DAYS = st.integers(min_value=0, max_value=20)


class TheFundOfAnyDay(TestCase):
    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(["pay", "reverse"]), DAYS, st.integers(0, 4)), max_size=12))
    def test_2c5_premiums_less_claims_and_reversals_are_the_balance_of_every_day(
        self, acts: list[tuple[str, int, int]]
    ) -> None:
        people = enrolled(5, fund=100_000_000)
        told: list[tuple[date, int]] = []  # what came in (positive) and went out, as it is done here
        for at, (act, day, which) in enumerate(acts):
            on = PAY_DAY + timedelta(days=day)
            if act == "pay":
                one = claimed(people[which], bill=f"A{at}", self_paid=str(200_000 + 1_000 * at))
                approved(one)
                paying.pay_run(by=PAYS, at=LATER, scheme=NAME, cycle=CYCLE, day=on)
                told.append((on, -Claim.objects.get(pk=one.pk).paid))
            elif (held := Claim.objects.filter(standing=Standing.PAID).order_by("pk").first()) is not None:
                told.append((on, held.paid))
                paying.reverse_payment(by=PAYS, at=LATER, claim=held.public_id, day=on, note="有误")
        for day in range(-1, 22):
            on = PAY_DAY + timedelta(days=day)
            found = queries.fund(scheme(), book(), on=on)
            assert found.whole
            assert found.balance == 100_000_000 + 5 * 5_000 + sum(fen for at_day, fen in told if at_day <= on)
        assert list(verify(book())) == []


@pytest.mark.django_db
def test_2c5_a_premium_is_booked_by_payer_once_it_matches_exactly() -> None:
    declared()
    held = roster(range(3), union=organisation("安心示例工会"))
    assert (held.people, held.due) == (3, 15_000)
    for amount, state, words in ((15_001, Matched.OVER, "0.01"), (14_000, Matched.UNDER, "10.00")):
        one = paid_for(held, amount=amount)
        assert (one.state, one.posting) == (state, None)
        assert words in premiums.difference(one)
    assert queries.fund(scheme(), book()).premiums == 0
    assert paid_for(held).state == Matched.EXACT
    assert Payment.objects.count() == 1
    lines = {line.counter.part: line.amount for line in Payment.objects.get().posting.lines.filter(amount__gt=0)}  # type: ignore[union-attr]  # -- it was booked
    assert lines == {"worker": 300, "union": 14_700}
    assert queries.fund(scheme(), book()) == queries.Fund(15_000, 0, 0, 0, 15_000)
    with pytest.raises(Conflict):
        paid_for(held)
    with pytest.raises(Invalid):
        paid_for(held, "B2")


@pytest.mark.django_db
def test_nobody_is_covered_before_the_premium_has_come_in() -> None:
    declared()
    held = roster(range(1), union=organisation("安心示例工会"))
    with pytest.raises(Refused) as said:
        claimed(person(0), bill="A1")
    assert said.value.rule == "aid.workers.premium"
    paid_for(held)
    assert claimed(person(0), bill="A1").standing == Standing.ENTERED


@pytest.mark.django_db
def test_who_leaves_before_the_cover_gets_the_premium_back_and_afterwards_nobody_does() -> None:
    first, second, _third = enrolled(3, fund=0)
    premiums.withdraw(by=ENTERS, at=AT, enrolment=Enrolment.objects.get(person=first))
    assert queries.fund(scheme(), book()) == queries.Fund(15_000, 0, 0, 5_000, 10_000)
    with pytest.raises(Refused) as said:
        premiums.withdraw(by=ENTERS, at=LATER, enrolment=Enrolment.objects.get(person=second))
    assert said.value.rule == "aid.workers.withdrawal"


@pytest.mark.django_db
def test_where_a_scheme_lets_nobody_out_nobody_gets_out() -> None:
    [who] = enrolled(1, held=scheme(withdrawal=Withdrawal.NONE))
    with pytest.raises(Refused):
        premiums.withdraw(by=ENTERS, at=AT, enrolment=Enrolment.objects.get(person=who))


@pytest.mark.django_db
def test_2c10_people_and_sum_come_from_one_query_and_the_names_only_for_those_entitled() -> None:
    people = enrolled(6)
    for at, who in enumerate(people[:4]):
        approved(claimed(who, bill=f"A{at}", self_paid=str(200_000 * (at + 1))), claimed(who, "women"))
    run()
    undone = Claim.objects.get(person=people[3], item="medical")
    alone = Claim.objects.get(person=people[3], item="women")
    for one in (undone, alone):
        paying.reverse_payment(by=PAYS, at=LATER, claim=one.public_id, day=PAY_DAY, note="有误")

    sums = queries.benefit_sums(scheme(), book())
    assert sums == queries.BenefitSums(3, 100_000 + 200_000 + 300_000 + 3_000_000)
    rows = showing.beneficiaries_of(by=PAYS, at=LATER, scheme=NAME)
    assert (len(rows), sum(one.fen for one in rows)) == (sums.people, sums.fen)
    assert {one.name for one in rows} == {one.name for one in people[:3]}
    assert [one.public_id for one in rows] == sorted(one.public_id for one in people[:3])
    assert rows == [
        one
        for start in range(3)
        for one in showing.beneficiaries_of(by=PAYS, at=LATER, scheme=NAME, start=start, most=1)
    ]
    assert queries.benefit_sums(scheme(), book(), until=PAY_DAY - timedelta(days=1)) == queries.BenefitSums(0, 0)
    assert Entry.objects.filter(act="benefit.list", is_read=True).count() == 4
    with pytest.raises(Refused):
        showing.beneficiaries_of(by=Actor(Role.CLERK, "nobody", user_id=77), at=LATER, scheme=NAME)
