"""Goods from the first station to the buyer on phones, and at a desk who is concerned by a lot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, Window
from tests.journeys.looking import look
from tests.unit.modules.tracing.in_service import Trade, trading
from tests.unit.web.phone.stage import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def trade() -> Trade:
    return trading()


def sign_in(page: Page, username: str, address: str) -> Page:
    page.goto(address)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    return page


def record(page: Page, what: str, **fields: str) -> None:
    page.get_by_role("navigation", name="记录").get_by_role("link", name=what, exact=True).click()
    send(page, what, **fields)


def send(page: Page, what: str, **fields: str) -> None:
    for label, value in fields.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name=what, exact=True).click()


def test_from_the_first_station_to_the_buyer(window: Window, trade: Trade) -> None:
    station, stall, county = (window() for _ in range(3))
    sign_in(station, "an", "/site/")
    look(station, "goods-sites")
    station.get_by_role("link", name="瓯江冷链首站").click()
    look(station, "goods-site")
    record(station, "首站赋码", 溯源码="NEW-1", 品名="冻带鱼", 公斤="100")
    expect(station.get_by_text("已记下：首站赋码。")).to_be_visible()

    record(station, "出扫码", 溯源码="NEW-1", 公斤="40", 送到哪个站点="水产市场 12 号摊")
    expect(station.get_by_role("alert")).to_contain_text("NEW-1")
    look(station, "goods-refused")

    sign_in(county, "lin", "/console/goods/cold_chain/lots/NEW-1/")
    for paper, source, result in (
        ("浙冷链溯源码", "首站（进口商、批发市场）", "已赋码"),
        ("货物种类", "海关", "进口冷链食品"),
        ("入境货物检验检疫证明", "海关", "合格"),
        ("核酸检测报告", "检测机构", "阴性"),
        ("消毒证明", "监管仓", "已消毒"),
    ):
        county.locator("summary", has_text=f"录入 {paper}").click()
        form = county.locator("details[open] form")
        form.get_by_label("出具单位").select_option(source)
        form.get_by_label("结果").select_option(result)
        form.get_by_label("从", exact=True).fill("2021-10-01")
        form.get_by_role("button").click()
        expect(county.get_by_text("已录入，这一批从现在起按它判定。")).to_be_visible()
    look(county, "goods-lot")

    station.get_by_role("button", name="出扫码", exact=True).click()
    expect(station.get_by_text("已记下：出扫码。")).to_be_visible()

    sign_in(stall, "le", "/site/")
    stall.get_by_role("link", name="水产市场 12 号摊").click()
    stall.get_by_role("link", name="进扫码 NEW-1").click()
    expect(stall.get_by_label("公斤", exact=True)).to_have_value("40")
    look(stall, "goods-receive")
    stall.get_by_role("button", name="进扫码", exact=True).click()
    expect(stall.get_by_text("已记下：进扫码。")).to_be_visible()

    stall.goto("/l/NEW-1")
    look(stall, "goods-scanned-by-keeper")
    stall.get_by_role("link", name="拆分", exact=True).click()
    look(stall, "goods-divide")
    stall.get_by_label("公斤", exact=True).fill("10")
    stall.get_by_label("溯源码 1").fill("PACK-1")
    stall.get_by_label("公斤 1").fill("9.8")
    stall.get_by_label("损耗公斤").fill("0.2")
    stall.get_by_role("button", name="拆分", exact=True).click()
    record(stall, "售出", 溯源码="PACK-1", 公斤="2")
    expect(stall.get_by_text("7.8 公斤")).to_be_visible()
    look(stall, "goods-stall")

    buyer = window()
    buyer.goto("/l/PACK-1")
    expect(buyer.get_by_role("heading", name="冻带鱼")).to_be_visible()
    expect(buyer.get_by_text("可以流通").first).to_be_visible()
    expect(buyer.get_by_role("link", name="售出")).to_have_count(0)
    look(buyer, "goods-buyer")


def test_three_days_without_a_line_are_brought_as_a_table(window: Window, trade: Trade, tmp_path: Path) -> None:
    stall = sign_in(window(), "le", f"/site/{trade.stall.party.public_id}")
    table = tmp_path / "摊位.csv"
    rows = ["时间,事项,溯源码,公斤", "2021-10-28 15:00,进货,HALF-1,40", "2021-10-28 16:00,售出,HALF-1,41"]
    table.write_text("\n".join(rows), "utf-8")

    def bring() -> None:
        stall.get_by_text("断网时记的，补报在这里").click()
        stall.get_by_label("表格文件").set_input_files(table)
        stall.get_by_role("button", name="补报").click()

    bring()
    expect(stall.get_by_text("是第 2 个事件。")).to_be_visible()
    expect(stall.get_by_text("现在没有货。")).to_be_visible()
    table.write_text("\n".join([*rows[:2], "2021-10-28 16:00,售出,HALF-1,4"]), "utf-8")
    bring()
    expect(stall.get_by_text("这次记下 2 条，原来就有 0 条。")).to_be_visible()
    bring()
    expect(stall.get_by_text("这次记下 0 条，原来就有 2 条。")).to_be_visible()
    look(stall, "goods-brought")


def test_a_county_follows_a_lot_and_proves_that_another_is_not_concerned(
    window: Window, trade: Trade, tmp_path: Path
) -> None:
    county = sign_in(window(size=DESK), "lin", "/console/goods/cold_chain/")
    expect(county.get_by_text("每批每站都对得上")).to_be_visible()
    look(county, "goods-list")
    county.get_by_label("溯源码或品名的开头").fill("half")
    county.get_by_role("button", name="查找").click()
    county.get_by_role("link", name="HALF-1").click()
    county.get_by_role("button", name="追溯：所有批次、地方和经手人").click()
    expect(county.get_by_role("cell", name="瓯江冷链首站 → 水产市场 12 号摊")).to_be_visible()
    look(county, "goods-trace")
    county.get_by_text("证明别的批次没有牵涉").click()
    county.get_by_label("那一批的溯源码").fill("BARE-1")
    with county.expect_download() as saved:
        county.get_by_role("button", name="签名证明文件").click()
    told = json.loads(Path(saved.value.path()).read_text("utf-8"))
    assert told["proof"]["part"] == "unaffected"

    county.goto("/console/goods/cold_chain/lots/HALF-1/")
    county.locator("summary", has_text="更正这一条").first.click()
    county.get_by_label("哪里错了").first.fill("去向写错")
    county.locator("details[open]").get_by_role("button", name="更正这一条").click()
    expect(county.get_by_text("已更正。两条都留着，动过的数量已退回。")).to_be_visible()
    expect(county.get_by_text("已被更正")).to_be_visible()
    expect(county.locator("dd").filter(has_text="59 公斤")).to_be_visible()
    look(county, "goods-corrected")
