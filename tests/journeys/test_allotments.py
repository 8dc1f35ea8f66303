"""What is handed out, in the browser: a parent applies and waits, a lodger follows the lots, a desk hands out."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect

from anxin import packs
from anxin.kernel.reference.actions import set_played_day
from anxin.kernel.reference.queries import now
from anxin.modules.allotments import drawing, parcels, places, queries, stocking
from anxin.modules.allotments.owning import own_by_link
from anxin.packs.actions import apply
from tests.cast import SHANGHAI
from tests.journeys.cases.at_work import sign_in
from tests.journeys.conftest import DESK, Window
from tests.journeys.looking import look
from tests.unit.modules.allotments.stage import ASKER, SYSTEM, child, credit_code, firm, number, worker
from tests.unit.modules.allotments.test_service_of_care import account, parent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = datetime(2021, 10, 19, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def care() -> None:
    apply(packs.current("care"), by=SYSTEM, at=AT)
    for offer in queries.offers("care"):
        stocking.stock_as_declared(by=SYSTEM, at=AT, offer=offer)
    set_played_day(day=AT.date())


def full_class() -> list[places.Applied]:
    """The smallest class with every place held for somebody."""
    offer = queries.offer_named("care/winter_class")
    return [
        places.apply_for(
            by=ASKER, at=now(), offer=offer, part="meilin", person=child(serial), guardian=parent(500 + serial)
        )
        for serial in range(24)
    ]


def test_a_parent_applies_waits_sees_why_and_takes_the_place_that_is_given_up(window: Window) -> None:
    before = full_class()
    page, asked, by = window(), child(30), parent(530)
    page.goto("/o/")
    look(page, "allotments-phone")
    page.get_by_role("link", name="寒假爱心托班").click()
    expect(page.get_by_text("24 = 空着 0 + 占用 24")).to_be_visible()
    look(page, "allotment-phone-class")
    page.get_by_label("梅林班").check()
    page.get_by_label("孩子的姓名").fill(asked.name)
    page.get_by_label("孩子的身份证号").fill(asked.number)
    page.get_by_label("您的姓名").fill(by.name)
    page.get_by_label("您的身份证号").fill(by.number)
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("排队中")).to_be_visible()
    expect(page.get_by_text("下一个就是您")).to_be_visible()
    expect(page.get_by_text("上一个空位")).to_be_visible()
    look(page, "allotment-phone-waiting")
    assert asked.number not in page.content()

    places.decline(own=own_by_link(token=before[0].token), at=now())
    page.reload()
    expect(page.get_by_text("给您留到")).to_be_visible()
    look(page, "allotment-phone-offered")
    page.get_by_role("button", name="我要").click()
    expect(page.get_by_text("已取得", exact=True)).to_be_visible()
    page.get_by_role("button", name="撤回申请").click()
    expect(page.get_by_text("申请已撤回")).to_be_visible()


def test_who_is_refused_reads_the_rule_the_reason_and_the_way_to_object(window: Window) -> None:
    page, asked, by = window(), child(1, "20170125"), parent(501)
    page.goto("/o/care/winter_class")
    page.get_by_label("跃龙班").check()
    page.get_by_label("孩子的姓名").fill(asked.name)
    page.get_by_label("孩子的身份证号").fill(asked.number)
    page.get_by_label("您的姓名").fill(by.name)
    page.get_by_label("您的身份证号").fill(by.number)
    page.get_by_role("button", name="提交申请").click()
    alert = page.get_by_role("alert")
    for said in ("孩子开班那天不满五岁", "爱心托班报名办法", "care.winter_class.admission.2", "关爱事项申诉"):
        expect(alert).to_contain_text(said)
    look(page, "allotment-phone-refused")
    expect(page.get_by_label("孩子的姓名")).to_have_value(asked.name)


def test_a_lodger_applies_and_follows_the_lots_to_a_room(window: Window) -> None:
    page, by = window(), parent(1)
    page.goto("/o/care/dormitory")
    page.get_by_label("南楼").check()
    page.get_by_label("您的姓名").fill(by.name)
    page.get_by_label("您的身份证号").fill(by.number)
    page.get_by_label("否").check()
    page.get_by_label("在本区工作满几年").fill("6")
    look(page, "allotment-phone-room")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("您的号码是 0001")).to_be_visible()
    look(page, "allotment-phone-lot")
    offer = queries.offer_named("care/dormitory")
    drawing.announce(by=SYSTEM, at=datetime(2021, 10, 21, 9, tzinfo=SHANGHAI), offer=offer)
    for name in ("officer1", "officer2"):
        officer = account(name, ("allotting",), "330503").appointment.actor()
        drawing.read_out(by=officer, at=datetime(2021, 10, 27, 22, tzinfo=SHANGHAI), offer=offer, value="1 2 3")
    set_played_day(day=datetime(2021, 10, 28, tzinfo=SHANGHAI).date())
    page.reload()
    expect(page.get_by_role("link", name="摇号结果")).to_be_visible()
    page.get_by_role("button", name="我要").click()
    expect(page.get_by_text("已取得", exact=True)).to_be_visible()


def test_a_desk_allots_hands_out_and_refuses_the_second_parcel(window: Window) -> None:
    account("all-desks", ("counter", "store", "allotting"), "331023")
    firm(1), worker(1)
    page = window(size=DESK)
    sign_in(page, "all-desks")
    page.goto("/console/allotments/")
    look(page, "allotments-console")
    page.goto("/console/allotments/care/parcels/")
    page.locator("#m-firm").fill(credit_code(1))
    page.locator("#m-quantity").fill("20")
    page.get_by_role("button", name="分给企业").click()
    for expected in ("已发放，请下一位。", "这个人已经领过一份了。"):
        page.locator("#h-firm").fill(credit_code(1))
        page.locator("#h-number").fill(number(1, "19850203"))
        page.locator("#h-name").fill("工1")
        page.get_by_role("button", name="发一份").click()
        expect(page.get_by_text(expected)).to_be_visible()
    expect(page.get_by_text("1,500 = 1 + 0 + 1,499")).to_be_visible()
    look(page, "allotment-console-parcels")


def test_a_desk_sees_the_list_and_opens_an_application(window: Window) -> None:
    full_class()
    account("all-desks", ("counter", "store", "allotting"), "330226")
    page = window(size=DESK)
    sign_in(page, "all-desks")
    page.goto("/console/allotments/care/winter_class/")
    expect(page.get_by_role("cell", name="留着，等确认").first).to_be_visible()
    look(page, "allotment-console-class")
    page.get_by_role("link", name="0001").click()
    expect(page.get_by_text("童0")).to_be_visible()
    look(page, "allotment-console-application")


def test_parcels_on_the_phone_say_how_to_get_one(window: Window) -> None:
    held = firm(1)
    offer = queries.offer_named("care/parcels")
    parcels.allot(by=SYSTEM, at=now(), offer=offer, firm=held, quantity=20)
    page = window()
    page.goto("/o/care/parcels")
    expect(page.get_by_text("怎么领")).to_be_visible()
    look(page, "allotment-phone-parcels")
