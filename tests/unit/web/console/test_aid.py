"""Mutual aid at its desks, through a browser's requests: rosters, claims, approval, payment, who was paid."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from anxin.kernel.journal.models import Entry
from anxin.kernel.reference.actions import set_played_day
from anxin.modules.benefits.models import Claim, Enrolment, Payment, PayRun, Roster
from anxin.web.console import paying_claims, reading_rosters
from tests.unit.web.console.aid_desks import (
    CYCLE,
    HERE,
    Unions,
    address,
    at,
    claim_form,
    clerk,
    desks,
    enrolled,
    entered,
    number,
    people,
    sent,
)
from tests.unit.web.console.reading import rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def unions() -> Unions:
    return desks()


def roster_page(answer: Any) -> str:
    """Where a roster's page is, from the redirect to it."""
    return str(answer["Location"])


def test_the_rules_stand_with_the_article_of_every_row_and_of_every_cell(unions: Unions) -> None:
    page = words(at("an").get(HERE))
    for said in (
        "2021-11-01 – 2021-12-15",
        "65,200.00",
        "500.00 元以下不补；金额没有公布，为示例值，由主办单位确定",
        "自负医疗费: 不超过 500.00",
        "不可兼得，补足到高的一项",
        "条款没有公布；每次住院分别补，属我们的理解",
        "原位癌, 恶性肿瘤—轻度, 较轻急性心肌梗死, 轻度脑中风后遗症",
        "只限同样的：诊断的疾病",
        "以前年度结余",
    ):
        assert said in page, said
    assert "Hospital" not in page


def test_a_roster_is_received_at_once_and_shows_its_faults_before_anybody_is_enrolled(unions: Unions) -> None:
    answer = sent("an", *people(range(2)), "王五,33010219850203000X,", f"职工0,{number(0)},")
    page = at("an").get(roster_page(answer))
    assert "2021-12-15" in words(page)
    assert "读到的行 4 可以参加 2 不能参加 2 应付（元） 160.00" in words(page)
    assert "4 第 1 行是同一个人。" in rows(page)
    assert Enrolment.objects.count() == 0

    at("an").post(roster_page(answer) + "enrol/")
    assert "已参加 2" in words(at("an").get(roster_page(answer)))
    assert Enrolment.objects.count() == 2


def test_a_file_taken_back_enrols_nobody_and_may_come_again(unions: Unions) -> None:
    answer = sent("an", *people(range(2)))
    at("an").post(roster_page(answer) + "take-back/")
    assert (Roster.objects.count(), Enrolment.objects.count()) == (0, 0)
    assert Entry.objects.filter(act="benefit.roster-back").count() == 1
    assert sent("an", *people(range(2))).status_code == 302


def test_a_refused_roster_keeps_what_was_typed_and_says_what_may_stand_there(unions: Unions) -> None:
    answer = sent("an", *people(range(2)), staff="十二", unit="")
    assert answer.status_code == 400
    assert "填的是：十二" in words(answer)
    assert 'value="十二"' in answer.content.decode()


def test_after_the_window_the_page_and_the_act_both_refuse(unions: Unions) -> None:
    set_played_day(day=date(2021, 12, 16))
    assert "受理已经结束" in words(at("an").get(f"{HERE}rosters/?cycle={CYCLE}"))
    answer = sent("an", *people(range(2)))
    assert (answer.status_code, Roster.objects.count()) == (403, 0)


def test_a_clerk_sees_and_brings_rosters_of_their_own_union_alone(unions: Unions) -> None:
    answer = sent("an", *people(range(2)))
    assert at("bei").get(roster_page(answer)).status_code == 404
    assert at("bei").post(roster_page(answer) + "enrol/").status_code == 404
    assert "安心示例厂工会" not in words(at("bei").get(f"{HERE}rosters/?cycle={CYCLE}"))
    assert sent("an", *people(range(2)), union=unions.other.public_id).status_code == 400


def test_a_premium_is_booked_when_it_matches_to_the_fen_and_else_says_the_difference(unions: Unions) -> None:
    answer = sent("an", *people(range(3)))
    at("an").post(roster_page(answer) + "enrol/")
    roster = Roster.objects.get()
    said = {"cycle": CYCLE, "union": roster.union.public_id, "roster": roster.public_id, "reference": "B7",
            "amount": "239.99", "day": "2021-12-15"}  # fmt: skip
    assert at("an").post(f"{HERE}premiums/", said).status_code == 403
    assert at("zhang").post(f"{HERE}premiums/", said).status_code == 302
    assert "少交了 0.01 元" in words(at("zhang").get(f"{HERE}premiums/?cycle={CYCLE}"))
    at("zhang").post(f"{HERE}premiums/", {**said, "amount": "240"})
    assert Payment.objects.get().posting is not None
    assert "没有应收的" in words(at("zhang").get(f"{HERE}premiums/?cycle={CYCLE}"))


def test_a_claim_is_entered_and_shows_its_decision_with_every_reason(unions: Unions) -> None:
    enrolled()
    assert "自负医疗费 (元)" in words(at("an").get(f"{HERE}claims/new/?cycle={CYCLE}&item=hospital"))
    claim = entered()
    page = words(at("an").get(address(claim)))
    for said in ("按标准（元） 11,050.00", "本周期每人最高 65,200.00 元", "20,500.00 元", "适用这一行"):
        assert said in page, said
    assert "下一步：互助审批岗审批。" in page


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"f-self_paid": "两万"}, 400, "这不是金额。"),
        ({"f-kind": ""}, 400, "还没有填"),
        ({"name": "李四"}, 403, "姓名和身份证号对不上。"),
        ({"number": number(40), "name": "职工40"}, 403, "没有参加"),
        ({"hospital": ""}, 400, "缺"),
    ],
)
def test_a_refused_claim_says_why_and_keeps_what_was_typed(
    unions: Unions, changed: dict[str, str], status: int, said: str
) -> None:
    enrolled()
    answer = at("an").post(f"{HERE}claims/new/", {**claim_form(), **changed})
    assert answer.status_code == status
    assert 'value="ZY1"' in answer.content.decode()
    assert said in words(answer)
    assert Claim.objects.count() == 0


def test_one_bill_is_claimed_once_across_unions_and_the_refusal_says_so(unions: Unions) -> None:
    enrolled()
    enrolled("bei", range(10, 12), "B2")
    entered(0, "ZY 1")
    answer = at("bei").post(f"{HERE}claims/new/", claim_form(10, "zy1"))
    assert answer.status_code == 403
    assert "这张医院票据已经申请过了。" in words(answer)
    assert Claim.objects.count() == 1


def test_a_corrected_fact_is_decided_anew_and_both_decisions_stay(unions: Unions) -> None:
    enrolled()
    claim = entered()
    wrong = at("an").post(address(claim, "correct"), {"fact": "self_paid", "value": "x", "source": "结算单"})
    assert wrong.status_code == 400
    assert 'value="x"' in wrong.content.decode()
    at("an").post(address(claim, "correct"), {"fact": "self_paid", "value": "10,500", "source": "结算单"})
    claim.refresh_from_db()
    assert claim.amount == 505_000
    page = words(at("an").get(address(claim)))
    assert "11,050.00" in page
    assert "5,050.00" in page


def test_who_entered_a_claim_reads_why_they_cannot_approve_it_nor_pay_it(unions: Unions) -> None:
    enrolled()
    clerk("quan", "fund", "cashier", area="330100")
    claim = entered()
    at("quan").post(address(claim, "approve"))
    page = words(at("quan").get(address(claim)))
    assert "这件补助您不能付款" in page
    assert "您经手过别的环节" in page
    answer = at("quan").post(f"{HERE}payments/", {"cycle": CYCLE, "day": "2022-05-10"})
    assert "留给别人付 1" in words(at("quan").get(answer["Location"]))
    assert Claim.objects.get().paid == 0


def test_approval_refusal_and_payment_are_three_desks_work(unions: Unions) -> None:
    enrolled()
    claim = entered()
    for who in ("an", "chu", "zhang"):
        assert at(who).post(address(claim, "approve")).status_code == 403
    assert "审批 11,050.00 元" in words(at("fu").get(address(claim)))
    at("fu").post(address(claim, "approve"))
    for who in ("an", "fu", "zhang"):
        assert at(who).post(f"{HERE}payments/", {"cycle": CYCLE, "day": "2022-05-10"}).status_code == 403
    answer = at("chu").post(f"{HERE}payments/", {"cycle": CYCLE, "day": "2022-05-10"})
    page = words(at("chu").get(answer["Location"]))
    assert "职工0" in page
    assert Claim.objects.get().paid == 1_105_000


def test_a_refusal_wants_a_rule_and_a_reason_and_keeps_them(unions: Unions) -> None:
    enrolled()
    claim = entered()
    answer = at("fu").post(address(claim, "refuse"), {"rule": "实施细则", "note": ""})
    assert answer.status_code == 400
    assert 'value="实施细则"' in answer.content.decode()
    at("fu").post(address(claim, "refuse"), {"rule": "实施细则", "note": "结算单不清楚"})
    page = words(at("an").get(address(claim)))
    assert "结算单不清楚" in page
    assert "12351" in page


def test_ticked_claims_are_approved_together(unions: Unions) -> None:
    enrolled()
    claims = [entered(serial, f"ZY{serial}") for serial in range(3)]
    assert words(at("fu").get(f"{HERE}claims/?cycle={CYCLE}")).count("勾选 ") >= 3
    at("fu").post(f"{HERE}claims/approve/", {"claim": [one.public_id for one in claims]})
    assert list(Claim.objects.values_list("standing", flat=True)) == ["approved"] * 3


def test_a_person_is_found_by_number_within_the_desks_business_and_the_look_is_written_down(unions: Unions) -> None:
    enrolled()
    claim = entered()
    for who, there in {"an": True, "fu": True, "bei": False}.items():
        page = words(at(who).post(f"{HERE}claims/find/", {"number": number(0)}))
        assert (claim.public_id in page) is there
    assert Entry.objects.filter(act="benefit.find").count() == 3
    assert at("an").post(f"{HERE}claims/find/", {"number": "33"}).status_code == 400


def test_whoever_leaves_before_the_cover_gets_the_premium_back_and_later_nobody_does(unions: Unions) -> None:
    roster = enrolled()
    leave = f"/console/aid/rosters/{roster.public_id}/leave/"
    assert at("an").post(leave, {"number": number(0)}).status_code == 403
    set_played_day(day=date(2021, 12, 20))
    assert at("an").post(leave, {"number": number(40)}).status_code == 403
    at("an").post(leave, {"number": number(0)})
    assert Enrolment.objects.count() == 2
    assert "退还的互助金 −80.00" in words(at("shen").get(f"{HERE}paid/"))


def test_a_claim_judged_again_comes_out_the_same(unions: Unions) -> None:
    paid_claim()
    claim = Claim.objects.get()
    page = words(at("fu").get(address(claim, "again")))
    assert "按当期规则重算：一致。" in page
    assert "不一致" not in page


def paid_claim() -> Claim:
    enrolled()
    claim = entered()
    at("fu").post(address(claim, "approve"))
    at("chu").post(f"{HERE}payments/", {"cycle": CYCLE, "day": "2022-05-10"})
    return claim


def test_money_that_came_back_is_reversed_with_its_reason(unions: Unions) -> None:
    claim = paid_claim()
    assert at("fu").post(address(claim, "reverse"), {"day": "2022-05-10", "note": "账号不对"}).status_code == 403
    at("chu").post(address(claim, "reverse"), {"day": "2022-05-10", "note": "账号不对"})
    claim.refresh_from_db()
    assert (claim.standing, claim.paid) == ("reversed", 0)
    run = PayRun.objects.get()
    assert "已退回" in words(at("chu").get(f"/console/aid/runs/{run.public_id}/"))


def test_who_was_paid_is_named_to_the_desks_masked_to_an_auditor_and_counted_to_others(unions: Unions) -> None:
    paid_claim()
    for who, name in {"zhang": "职工0", "fu": "职工0", "shen": "职**"}.items():
        page = words(at(who).get(f"{HERE}paid/"))
        assert "人数 1 已付（元） 11,050.00" in page
        assert name in page
    assert "职工0" not in words(at("shen").get(f"{HERE}paid/"))
    page = words(at("an").get(f"{HERE}paid/"))
    assert "人数 1 已付（元） 11,050.00" in page
    assert "职工0" not in page
    assert at("an").get(f"{HERE}paid.csv").status_code == 403


def test_the_list_is_taken_along_and_each_reading_is_written_down(unions: Unions) -> None:
    paid_claim()
    before = Entry.objects.filter(act="benefit.list").count()
    sheet = load_workbook(io.BytesIO(at("zhang").get(f"{HERE}paid.xlsx").content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][1:] == ["职工0", 11050]
    table = at("zhang").get(f"{HERE}paid.csv").content.decode("utf-8-sig").splitlines()
    assert table[1].endswith("职工0,11050.00")
    assert Entry.objects.filter(act="benefit.list").count() == before + 2
    lines = at("chu").get(f"/console/aid/runs/{PayRun.objects.get().public_id}/lines.csv")
    assert "职工0" in lines.content.decode("utf-8-sig")


def test_the_fund_adds_up_and_leads_to_its_book(unions: Unions) -> None:
    paid_claim()
    answer = at("shen").get(f"{HERE}paid/")
    page = words(answer)
    for said in ("互助金收缴 240.00", "以前年度结余 1,000,000.00", "已付补助 −11,050.00", "余额（元） 989,190.00"):
        assert said in page
    assert "/console/books/mutual_aid/fund/hangzhou/" in answer.content.decode()
    assert "/console/books/" not in at("an").get(f"{HERE}paid/").content.decode().partition("<main")[2]


def test_a_fund_that_runs_short_is_said_at_once_and_pays_nothing() -> None:
    desks(fund=1)
    enrolled()
    claim = entered()
    at("fu").post(address(claim, "approve"))
    assert "互助金不够付这么多" in words(at("chu").get(f"{HERE}payments/?cycle={CYCLE}"))
    answer = at("chu").post(f"{HERE}payments/", {"cycle": CYCLE, "day": "2022-05-10"})
    assert answer.status_code == 409
    assert "没有办成" in answer.content.decode()
    claim.refresh_from_db()
    assert (claim.paid, claim.standing) == (0, "approved")


@pytest.mark.parametrize("who", ["an", "bei", "fu", "chu", "zhang", "shen"])
def test_every_page_of_the_scheme_opens_or_refuses_and_none_breaks(unions: Unions, who: str) -> None:
    claim = paid_claim()
    roster, run = Roster.objects.get(), PayRun.objects.get()
    pages = {
        "/console/aid/": "abfczs", HERE: "abfczs", f"{HERE}rosters/": "abfczs", f"{HERE}premiums/": "abfczs",
        f"{HERE}claims/": "abfcz", f"{HERE}claims/new/": "ab", f"{HERE}payments/": "fcz", f"{HERE}paid/": "abfczs",
        f"/console/aid/rosters/{roster.public_id}/": "afczs", address(claim): "afcz", address(claim, "again"): "afcz",
        f"/console/aid/runs/{run.public_id}/": "fcz",
    }  # fmt: skip
    found = {page: at(who).get(page).status_code == 200 for page in pages}
    assert found == {page: who[0] in allowed for page, allowed in pages.items()}


def test_the_pages_speak_english_too(unions: Unions) -> None:
    claim = paid_claim()
    for page in (HERE, address(claim), f"{HERE}paid/", f"{HERE}payments/"):
        assert "医疗互助" not in words(at("fu", "en").get(page)).replace("杭州市在职职工医疗互助", "")


@pytest.mark.django_db(transaction=True)
def test_a_large_run_is_paid_behind_the_page_and_a_large_roster_read_behind_it(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks()
    monkeypatch.setattr(reading_rosters, "AT_ONCE", 0)
    answer = sent("an", *people(range(3)))
    at("an").post(roster_page(answer) + "enrol/")
    roster = Roster.objects.get()
    reading_rosters.wait_for(roster.public_id, seconds=30)
    assert Enrolment.objects.count() == 3
    monkeypatch.setattr(reading_rosters, "AT_ONCE", 1_000)
    matched = {"cycle": CYCLE, "union": roster.union.public_id, "roster": roster.public_id, "reference": "B1",
               "amount": "240", "day": "2021-12-15"}  # fmt: skip
    at("zhang").post(f"{HERE}premiums/", matched)
    set_played_day(day=date(2022, 5, 10))
    claims = [entered(serial, f"ZY{serial}") for serial in range(3)]
    at("fu").post(f"{HERE}claims/approve/", {"claim": [one.public_id for one in claims]})
    monkeypatch.setattr(paying_claims, "AT_ONCE", 0)
    answer = at("chu").post(f"{HERE}payments/", {"cycle": CYCLE, "day": "2022-05-10"})
    run = PayRun.objects.get()
    paying_claims.wait_for(run.public_id, seconds=30)
    run.refresh_from_db()
    assert (run.claims, run.ended_at is not None) == (3, True)
    assert "件" in words(at("chu").get(answer["Location"]))
