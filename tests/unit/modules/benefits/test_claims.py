"""Facts 2c 6 to 2c 9: bills, refusals and corrections, three hands, offers without application."""

from __future__ import annotations

from itertools import product

import pytest

from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.messages.models import Message
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import unseal
from anxin.modules.benefits import approving, claiming, paying, settling, showing
from anxin.modules.benefits.enums import Brought, Standing
from anxin.modules.benefits.models import Claim, ClaimEvent, Settlement
from anxin.modules.benefits.own_listing import own_lines
from anxin.modules.benefits.owning import own_by_account, own_by_link, own_claims
from anxin.modules.benefits.recording import decision_of
from anxin.modules.benefits.settling import RowBrought
from tests.unit.kernel.cases.test_many_at_once import together
from tests.unit.modules.benefits.stage import (
    APPROVES,
    CYCLE,
    ENTERS,
    LATER,
    NAME,
    PAY_DAY,
    PAYS,
    approved,
    claimed,
    declared,
    enrolled,
    number_of,
    organisation,
    paid_for,
    person,
    roster,
    run,
    scheme,
)

HOSPITAL = Actor(Role.SYSTEM, "市一医院结算系统", user_id=21)


@pytest.mark.django_db
def test_2c6_one_bill_of_one_hospital_is_claimed_once_through_whichever_union() -> None:
    declared()
    for at, union in enumerate(("甲工会", "乙工会")):
        paid_for(roster(range(at, at + 1), union=organisation(union)), f"B{at}")
    one = claimed(person(0), bill="No. 88-1")
    for who, bill in product((person(0), person(1)), ("No. 88-1", " no.88-1 ", "NO. 88-1")):
        with pytest.raises(Refused) as said:
            claimed(who, bill=bill)
        assert said.value.rule == "aid.workers.bill"
    assert list(Claim.objects.values_list("pk", flat=True)) == [one.pk]
    assert claimed(person(0), "allowance", bill="No. 88-1").standing == Standing.ENTERED  # another item of the stay


@pytest.mark.django_db(transaction=True)
def test_2c6_fifty_at_once_with_one_bill_make_one_claim() -> None:
    people = enrolled(2)
    said: list[str] = []

    def send(call: int) -> None:
        try:
            said.append(claimed(people[call % 2], bill="88").standing)
        except Refused as fault:
            said.append(fault.rule)

    together(send, 50)
    assert sorted(said) == ["aid.workers.bill"] * 49 + ["entered"]
    assert Claim.objects.count() == 1


@pytest.mark.django_db
def test_2c7_a_refused_member_gets_rule_facts_sources_and_where_to_object_and_a_correction_decides_anew() -> None:
    [who] = enrolled(1)
    one = claiming.enter_claim(
        by=ENTERS, at=LATER, scheme=NAME, cycle=CYCLE, item="medical", person=who,
        facts={"self_paid": "99999", "on": "2022-02-01"}, hospital="市一", bill="A1",
        sources={"self_paid": "市一医院发票"},
    )  # fmt: skip
    page = showing.claim_at_desk(by=APPROVES, at=LATER, public_id=one.public_id)
    assert page.refusal is not None
    assert page.refusal.detail == {"rule": "aid.workers.medical.below"}
    assert [line.zh for line in page.refusal.words] == [
        "“住院自负费用补助”：未达起付线。按当期标准为 0.00 元。依据：实施细则第2条（2021-01-01）"
    ]
    assert [(fact.name, fact.value, fact.source) for fact in page.facts] == [
        ("self_paid", "999.99", "市一医院发票"),
        ("on", "2022-02-01", "an"),
    ]
    assert page.appeal == scheme().appeal

    claiming.correct_fact(
        by=ENTERS, at=LATER, claim=one.public_id, fact="self_paid", value="199999", source="市一医院更正单"
    )
    page = showing.claim_at_desk(by=APPROVES, at=LATER, public_id=one.public_id)
    assert (page.claim.standing, page.claim.amount, page.refusal) == (Standing.ENTERED, 99_999, None)
    assert [(step.kind, step.decided and step.decided.payable) for step in page.steps] == [
        ("entered", 0),
        ("refused", 0),
        ("corrected", 99_999),
    ]
    first = decision_of(ClaimEvent.objects.get(claim=one, seq=1))
    assert first is not None
    assert first.facts["self_paid"] == 99_999
    assert page.facts[0].source == "市一医院更正单"


@pytest.mark.django_db
def test_2c7_what_a_clerk_refused_says_the_rule_in_the_clerks_words_and_a_correction_opens_it_again() -> None:
    [who] = enrolled(1)
    one = claimed(who, bill="A1")
    with pytest.raises(Invalid):
        approving.refuse(by=APPROVES, at=LATER, claim=one.public_id, rule="aid.papers", note=" ")
    approving.refuse(by=APPROVES, at=LATER, claim=one.public_id, rule="aid.papers", note="发票不清楚")
    page = showing.claim_at_desk(by=PAYS, at=LATER, public_id=one.public_id)
    assert page.refusal is not None
    assert page.refusal.detail == {"rule": "aid.papers", "note": "发票不清楚"}
    with pytest.raises(Conflict):
        approving.approve(by=APPROVES, at=LATER, claim=one.public_id)
    again = claiming.correct_fact(
        by=ENTERS, at=LATER, claim=one.public_id, fact="self_paid", value="300000", source="发票"
    )
    assert (again.standing, again.amount) == (Standing.ENTERED, 150_000)


@pytest.mark.django_db
def test_an_illness_outside_the_cover_is_refused_with_both_days_and_a_corrected_day_decides_anew() -> None:
    [who] = enrolled(1)
    one = claimed(who, "women", on="2021-12-31")
    assert one.standing == Standing.REFUSED
    kept = decision_of(ClaimEvent.objects.get(claim=one, seq=2))
    assert kept is not None
    assert [line.zh for line in kept.decided.words] == [
        "确诊日期：2021-12-31，不在保障期 2022-01-01 至 2022-12-31 内，不予补助。"
    ]
    again = claiming.correct_fact(
        by=ENTERS, at=LATER, claim=one.public_id, fact="on", value="2022-01-01", source="病历"
    )
    assert (again.standing, again.amount) == (Standing.ENTERED, 1_000_000)


HANDS = [Actor(Role.SYSTEM, name, user_id=at) for at, name in enumerate("甲乙丙", 1)]


@pytest.mark.django_db
def test_2c8_of_all_ways_to_share_three_acts_only_three_different_hands_pay_a_claim() -> None:
    [who] = enrolled(1)
    paid = []
    for at, (enters, approves, pays) in enumerate(product(HANDS, repeat=3)):
        one = claimed(who, bill=f"A{at}", self_paid="100000", by=enters)
        approving.approve_all(by=approves, at=LATER, claims=[one.public_id])
        paying.pay_run(by=pays, at=LATER, scheme=NAME, cycle=CYCLE, day=PAY_DAY)
        if Claim.objects.get(pk=one.pk).standing == Standing.PAID:
            paid.append((enters.user_id, approves.user_id, pays.user_id))
            continue
        Claim.objects.filter(pk=one.pk).update(standing=Standing.DECLINED)
    assert paid == [ways for ways in product((1, 2, 3), repeat=3) if len(set(ways)) == 3]


@pytest.mark.django_db
def test_2c8_a_hand_without_an_account_does_none_of_the_three_and_nobody_decides_their_own() -> None:
    [who] = enrolled(1)
    nameless = Actor.system("command line")
    with pytest.raises(Refused):
        claimed(who, bill="A0", by=nameless)
    one = claimed(who, bill="A1")
    own = Actor(Role.SYSTEM, "self", user_id=31, party_id=who.pk)
    for hand, rule in ((nameless, "approve"), (ENTERS, "approve"), (own, "own")):
        with pytest.raises(Refused) as said:
            approving.approve(by=hand, at=LATER, claim=one.public_id)
        assert said.value.rule == f"aid.workers.{rule}"
    approved(one)
    with pytest.raises(Refused):
        paying.pay_run(by=nameless, at=LATER, scheme=NAME, cycle=CYCLE, day=PAY_DAY)
    left = paying.pay_run(by=APPROVES, at=LATER, scheme=NAME, cycle=CYCLE, day=PAY_DAY)
    assert (left.claims, left.left) == (0, 1)


@pytest.mark.django_db
def test_2c8_whoever_corrected_a_fact_entered_it() -> None:
    [who] = enrolled(1)
    one = claimed(who, bill="A1")
    claiming.correct_fact(by=APPROVES, at=LATER, claim=one.public_id, fact="self_paid", value="400000", source="发票")
    with pytest.raises(Refused):
        approving.approve(by=APPROVES, at=LATER, claim=one.public_id)
    approving.approve(by=PAYS, at=LATER, claim=one.public_id)
    left = run()
    assert (left.claims, left.left) == (0, 1)


@pytest.mark.django_db
def test_what_was_approved_is_to_be_approved_again_after_a_correction() -> None:
    [who] = enrolled(1)
    one = claimed(who, bill="A1")
    approved(one)
    again = claiming.correct_fact(
        by=ENTERS, at=LATER, claim=one.public_id, fact="self_paid", value="400000", source="发票"
    )
    assert again.standing == Standing.ENTERED
    assert run().claims == 0


def brought(serial: int, bill: str = "88", record: str = "R1", **more: str) -> list[RowBrought]:
    content = "结算单号,证件号码,医院,票据号,自负金额,出院日期\n"
    content += f"{record},{number_of(serial)},市一医院,{bill},{more.get('cost', '1000000')},2022-02-01\n"
    return settling.bring_file(
        by=HOSPITAL, at=LATER, scheme=NAME, source=more.get("source", "市一医院"), content=content.encode()
    )


@pytest.mark.django_db
def test_2c9_a_settlement_record_becomes_an_offer_that_is_paid_on_consent_without_papers() -> None:
    [who] = enrolled(1)
    [row] = brought(0)
    assert (row.became, row.claim and row.claim.standing, row.claim and row.claim.amount) == (
        Brought.OFFERED,
        Standing.OFFERED,
        500_000,
    )
    assert row.claim is not None
    with pytest.raises(Conflict):
        approving.approve(by=APPROVES, at=LATER, claim=row.claim.public_id)
    own = own_by_link(token=row.token)
    assert showing.own_page(own=own, at=LATER).name == "职**"
    settling.consent(own=own, at=LATER)
    assert settling.consent(own=own, at=LATER).standing == Standing.CONSENTED
    with pytest.raises(Refused):
        approving.approve(by=HOSPITAL, at=LATER, claim=row.claim.public_id)
    approved(row.claim)
    run()
    done = Claim.objects.get(person=who)
    assert (done.standing, done.paid) == (Standing.PAID, 500_000)
    steps = list(ClaimEvent.objects.filter(claim=done).order_by("seq").values_list("kind", "role", "by"))
    assert steps == [
        ("offered", "system", "市一医院结算系统"),
        ("consented", "requester", "诉求人"),
        ("approved", "system", "bo"),
        ("paid", "system", "chi"),
    ]
    assert Entry.objects.filter(act="benefit.consented").count() == 1
    page = showing.claim_at_desk(by=PAYS, at=LATER, public_id=done.public_id)
    assert {fact.source for fact in page.facts} == {"市一医院"}


@pytest.mark.django_db
def test_2c9_records_that_come_twice_or_of_strangers_or_for_known_bills_offer_nothing() -> None:
    first, second = enrolled(2)
    claimed(second, bill="77")
    assert [one.became for one in brought(0)] == [Brought.OFFERED]
    assert [(one.became, one.token) for one in brought(0)] == [(Brought.OFFERED, "")]
    assert [one.became for one in brought(1, bill="77", record="R2")] == [Brought.BILL_KNOWN]
    assert [one.became for one in brought(0, bill="88", record="R9", source="某保险公司")] == [Brought.BILL_KNOWN]
    assert [one.became for one in brought(5, bill="66", record="R3")] == [Brought.NOT_ENROLLED]
    assert [one.became for one in brought(0, bill="55", record="R4", cost="5")] == [Brought.NOTHING]
    [faulty] = brought(0, bill="44", record="R5", cost="five")
    assert (faulty.became, "five" in faulty.fault) == ("", False)
    assert Settlement.objects.count() == 5
    assert Claim.objects.filter(person=first).count() == 2


@pytest.mark.django_db
def test_2c9_who_left_no_phone_is_sent_nothing_and_finds_the_offer_signed_in() -> None:
    first, second = enrolled(2)
    Party.objects.filter(pk=first.pk).update(phone_sealed="")
    [silent], [told] = brought(0), brought(1, bill="99", record="R2")
    assert (silent.became, silent.told, told.told) == (Brought.OFFERED, False, True)
    [message] = Message.objects.filter(kind="benefit-offered")
    assert told.token in unseal(message.text_sealed, context="message")
    me = Actor(Role.WORKER, "self", user_id=41, party_id=first.pk)
    [line] = own_lines(by=me, at=LATER)
    assert (line.claim, line.fen, line.next.person, line.next.due) == (silent.claim, 500_000, True, None)
    assert own_lines(by=Actor(Role.CLERK, "clerk", user_id=42, party_id=second.pk), at=LATER) == []


@pytest.mark.django_db
def test_2c9_who_declines_is_paid_nothing_and_only_their_own_hand_may_say() -> None:
    first, second = enrolled(2)
    [row] = brought(0)
    assert row.claim is not None
    with pytest.raises(NotFound):
        own_by_account(by=Actor(Role.WORKER, "other", party_id=second.pk), public_id=row.claim.public_id)
    with pytest.raises(NotFound):
        own_by_link(token="x" * 22)
    me = Actor(Role.WORKER, "self", user_id=41, party_id=first.pk)
    [own] = own_claims(by=me)
    assert settling.decline(own=own, at=LATER).standing == Standing.DECLINED
    with pytest.raises(Conflict):
        settling.consent(own=own, at=LATER)
    [mine] = showing.own_cycles(by=me, at=LATER)
    assert (mine.left.had, mine.left.left) == (0, 6_520_000)
