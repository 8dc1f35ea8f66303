"""Maps and index in a real browser, wide and at 360 px: a day is chosen, a county's row is followed, a table sorted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.web.console.epidemic import ADDRESS, CASES, ON, residents
from tests.unit.web.phone.stage import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def epidemic(transactional_db: None, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    residents()


def sign_in(page: Page, username: str, to: str) -> None:
    page.goto(to)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def tile(page: Page, heading: str, county: str) -> str:
    """What a county's tile says on one of the maps."""
    held = page.get_by_role("region", name=heading).get_by_role("listitem").filter(has_text=county)
    return " ".join(held.inner_text().split())


def test_a_day_is_chosen_and_what_decided_a_county_is_followed(epidemic: None, window: Window) -> None:
    page = window(size=WIDE)
    sign_in(page, "wenzhou", "/console/rules/")
    page.get_by_role("link", name="两图一指数").click()
    page.get_by_role("textbox", name="日期").fill(ON.isoformat())
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text(re.compile(f"{ON}的数据"))).to_be_visible()
    look(page, "areas-wide")
    assert tile(page, "疫情五色图", "上虞区") == f"上虞区 黄色 {CASES['330604']}"
    assert tile(page, "管控工作提示图", "鹿城区") == "鹿城区 查验来人，加强监测"

    decided = page.get_by_role("region", name="逐县情况")
    decided.get_by_role("link", name="近7天新增病例").click()
    expect(decided.get_by_role("rowheader").first).to_have_text(re.compile("上虞区"))
    decided.get_by_role("row").nth(1).get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("#map-row-5$"))
    expect(page.locator("#map-row-5")).to_be_in_viewport()
    expect(page.locator("#map-row-5")).to_contain_text("5及以上")

    with page.expect_download() as taken:
        page.get_by_role("link", name="下载CSV").click()
    assert taken.value.suggested_filename == f"health_code-{ON}.csv"


def test_the_maps_are_fit_to_be_seen_on_a_phone_and_in_english(epidemic: None, window: Window) -> None:
    page = window(size=NARROW)
    sign_in(page, "province", f"{ADDRESS}?on={ON}&all=-tested")
    look(page, "areas-360")
    page.goto(f"{ADDRESS}?on=2030-02-30")
    expect(page.get_by_text("这不是一个日期。")).to_be_visible()
    look(page, "areas-no-day-360")

    page.goto(f"{ADDRESS}?on={ON}")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Map of control hints")).to_be_visible()
    look(page, "areas-english-360")
