"""Mutual aid in a member's hand: the message's link, the offer and why, a yes, and later the payment."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from anxin.kernel.access.actions import appoint
from anxin.kernel.journal.actor import Role
from anxin.kernel.messages.queries import last_messages
from anxin.kernel.reference.actions import set_played_day
from anxin.modules.benefits import settling
from anxin.modules.benefits.models import Claim
from tests.journeys.conftest import DESK, Window
from tests.journeys.looking import look
from tests.unit.modules.benefits import stage
from tests.unit.web.phone.stage import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RECORD = "结算单号,证件号码,医院,票据号,自负金额,出院日期\nR1,{number},市一医院,88,1000000,2022-02-01\n"


@pytest.fixture(autouse=True)
def members() -> None:
    """Two people in a cycle of mutual aid, on a day of its cover."""
    stage.enrolled(2)
    set_played_day(day=stage.LATER.date())


def link_sent() -> str:
    """Where the newest message leads."""
    [told] = [one.text for one in last_messages(5) if one.kind == "benefit-offered"]
    return told.rpartition("/b/")[2]


def brought(serial: int = 0) -> None:
    content = RECORD.format(number=stage.number_of(serial)).encode()
    for _again in range(2):  # the same file twice tells nobody twice
        settling.bring_file(by=stage.ENTERS, at=stage.LATER, scheme=stage.NAME, source="市一医院", content=content)


def test_a_member_opens_the_link_sees_why_says_yes_and_later_sees_the_payment(window: Window) -> None:
    brought()
    page = window()
    page.goto(f"/b/{link_sent()}")
    expect(page.get_by_text("可以付给您")).to_be_visible()
    expect(page.get_by_text("5,000.00 元").first).to_be_visible()
    expect(page.get_by_text("实施细则第1条")).to_be_visible()
    assert stage.number_of(0) not in page.content() and "职工0" not in page.content()
    look(page, "benefit-phone-offered")
    page.context.add_cookies([{"name": "elder", "value": "1", "url": page.url}])
    page.reload()
    look(page, "benefit-phone-elder", elder=True)
    page.context.clear_cookies()
    page.reload()
    page.get_by_role("button", name="同意，付给我").click()
    expect(page.get_by_text("已同意，待审批")).to_be_visible()
    expect(page.get_by_role("button", name="同意，付给我")).to_have_count(0)
    look(page, "benefit-phone-consented")
    held = Claim.objects.get()
    stage.approved(held)
    page.reload()
    look(page, "benefit-phone-approved")
    stage.run()
    page.reload()
    expect(page.get_by_text("已付给您")).to_be_visible()
    expect(page.get_by_text("60,200.00 元", exact=True)).to_be_visible()  # what is left of 65,200.00
    look(page, "benefit-phone-paid")


def test_a_member_declines_and_is_asked_no_more(window: Window) -> None:
    brought()
    page = window()
    page.goto(f"/b/{link_sent()}")
    page.get_by_text("不要这笔补助").click()
    look(page, "benefit-phone-declining")
    page.get_by_role("button", name="不领").click()
    expect(page.get_by_role("button", name="同意，付给我")).to_have_count(0)
    look(page, "benefit-phone-declined")
    page.goto("/b/AAAAAAAAAAAAAAAAAAAAAA")
    look(page, "benefit-phone-unknown")


def test_a_member_signed_in_sees_cycles_claims_and_the_part_that_is_above_the_ceiling(window: Window) -> None:
    who = stage.person(0)
    stage.paid(who, bill="1", self_paid="13000000")  # 65,000.00 of 65,200.00
    stage.claimed(who, bill="2", self_paid="200000")
    stage.claimed(who, bill="3", self_paid="50000")  # below what the table asks
    appoint(by=stage.OPERATOR, at=stage.LATER, username="member", password=PASSWORD, role=Role.WORKER, party=who)
    page = window()
    page.goto("/accounts/login/?next=/me/benefits")
    page.locator("input[name=login]").fill("member")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/me/benefits")
    expect(page.get_by_text("安心示例工会")).to_be_visible()
    expect(page.get_by_text("200.00 元", exact=True).first).to_be_visible()
    look(page, "benefit-phone-mine")
    page.get_by_role("link", name="打开 住院自负费用补助 200.00").click()
    expect(page.get_by_text("部分支付，其余 800.00 元不付")).to_be_visible()
    expect(page.get_by_text("其余 800.00 元超过限额，不予支付")).to_be_visible()
    look(page, "benefit-phone-part")
    page.go_back()
    page.get_by_role("link", name="打开 住院自负费用补助 0.00").click()
    expect(page.get_by_text("可向市总工会申诉")).to_be_visible()
    expect(page.get_by_role("link", name="提出异议")).to_be_visible()
    look(page, "benefit-phone-refused")
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    page.goto("/me/benefits")
    look(page, "benefit-desk-mine")
