"""Mutual aid from desk to desk, in the browser: a union's clerk brings a roster and enters a claim, the fund approves,
the cashier pays, an auditor sees the account and who was paid."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from anxin.kernel.reference.actions import set_played_day
from tests.journeys.cases.at_work import sign_in
from tests.journeys.conftest import DESK, PHONE, Window
from tests.journeys.looking import look
from tests.unit.web.console.aid_desks import CYCLE, HEAD, HERE, LATER, desks, number, people
from tests.unit.web.phone.stage import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def service() -> None:
    desks()


def seen(page: Page, name: str) -> None:
    """The page passes at a desk and at 360 px."""
    look(page, f"aid-{name}")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    look(page, f"aid-{name}-360")
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


def opened(window: Window, who: str) -> Page:
    page = window(size=DESK)
    sign_in(page, who)
    return page


def match_premium(page: Page) -> None:
    page.goto(f"{HERE}premiums/?cycle={CYCLE}")
    page.get_by_role("link", name="给安心示例厂工会对账").click()
    page.get_by_label("银行流水号").fill("GS20211215-001")
    page.get_by_label("到账金额（元）").fill("240.00")
    page.get_by_label("到账日期").fill("2021-12-15")
    seen(page, "premiums-match")
    page.get_by_role("button", name="对账入账").click()
    expect(page.get_by_text("一分不差，已入账。")).to_be_visible()


def bring_roster(page: Page, folder: Path) -> None:
    file = folder / "名册.csv"
    file.write_text("\n".join((HEAD, *people(range(3)), "王五,33010219850203000X,")), encoding="utf-8")
    page.get_by_role("link", name="医疗互助").first.click()
    seen(page, "schemes")
    page.get_by_role("link", name="杭州市在职职工医疗互助").click()
    seen(page, "scheme")
    page.get_by_role("link", name="参保名册").click()
    page.get_by_label("单位职工总数").fill("4")
    page.get_by_label("名册（CSV 或 XLSX）").set_input_files(file)
    seen(page, "rosters")
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_text("校验码不对，多半是抄错了一位。")).to_be_visible()
    expect(page.get_by_text("2021-12-15").first).to_be_visible()
    seen(page, "roster-preview")
    page.get_by_role("button", name="让 3 人参加").click()
    expect(page.get_by_text("互助金还没有到账")).to_be_visible()
    seen(page, "roster-read")


def enter_claim(page: Page) -> str:
    """The address of the claim."""
    page.goto(f"{HERE}claims/?cycle={CYCLE}")
    page.get_by_role("link", name="录入补助申请").click()
    seen(page, "claim-item")
    page.get_by_role("link", name="住院和规定病种门诊自负医疗费补助").click()
    page.get_by_label("身份证号").fill(number(0))
    page.get_by_label("姓名").fill("职工0")
    page.get_by_label("医院").fill("市一医院")
    page.get_by_label("结算单号").fill("ZY2022-0301")
    page.get_by_label("哪一种").select_option("hospital")
    page.get_by_role("textbox", name="自负医疗费").fill("二万")
    page.get_by_label("入院（就诊）日期").fill("2022-03-01")
    page.get_by_role("button", name="录入并计算").click()
    expect(page.get_by_role("alert")).to_contain_text("这不是金额。")
    expect(page.get_by_label("结算单号")).to_have_value("ZY2022-0301")
    seen(page, "claim-refused")
    page.get_by_role("textbox", name="自负医疗费").fill("20,500.00")
    page.get_by_role("button", name="录入并计算").click()
    expect(page.get_by_text("已录入。按规则应付 11,050.00 元。")).to_be_visible()
    seen(page, "claim-entered")
    return page.url


def test_a_roster_a_claim_and_its_payment_go_from_desk_to_desk(window: Window, tmp_path: Path) -> None:
    clerk = opened(window, "an")
    bring_roster(clerk, tmp_path)
    keeper = opened(window, "zhang")
    match_premium(keeper)
    set_played_day(day=LATER)
    address = enter_claim(clerk)

    fund = opened(window, "fu")
    fund.goto(f"{HERE}claims/?cycle={CYCLE}")
    seen(fund, "claims")
    fund.locator(".co-open").first.click()
    expect(fund).to_have_url(address)
    seen(fund, "claim-to-approve")
    fund.get_by_role("button", name="审批 11,050.00 元").click()
    expect(fund.get_by_text("已审批，等出纳付款。")).to_be_visible()

    cashier = opened(window, "chu")
    cashier.goto(f"{HERE}payments/?cycle={CYCLE}")
    seen(cashier, "payments")
    cashier.get_by_role("button", name="付款").click()
    expect(cashier.get_by_role("cell", name="职工0")).to_be_visible()
    seen(cashier, "run")

    fund.goto(address)
    fund.get_by_role("link", name="按当期规则重算").click()
    expect(fund.get_by_text("按当期规则重算：一致。")).to_be_visible()
    seen(fund, "replay")
    fund.goto(address)
    seen(fund, "claim-paid")

    auditor = window(size=DESK)
    auditor.goto(f"{HERE}paid/")
    auditor.get_by_label("用户名").fill("shen")
    auditor.get_by_label("密码").fill(PASSWORD)
    auditor.get_by_role("main").get_by_role("button", name="登录").click()
    expect(auditor.get_by_role("cell", name="职**")).to_be_visible()
    seen(auditor, "paid")
    auditor.get_by_role("link", name="打开账簿").click()
    expect(auditor.get_by_text("989,190.00").first).to_be_visible()
    auditor.get_by_role("link", name="互助金", exact=True).click()
    expect(auditor.get_by_text("付补助").first).to_be_visible()
