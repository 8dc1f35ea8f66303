"""The city's desk in a real browser: overview, registry, dossier with its slider, rules; wide and at 360 px."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from anxin.kernel.outcomes.models import Outcome
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import PASSWORD, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 360, "height": 740}


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return on_desks()


def sign_in(page: Page, username: str, to: str = "/console/") -> None:
    page.goto(to)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def drawn(page: Page) -> int:
    """How many charts of the page have been drawn."""
    expect(page.locator("[data-chart] canvas").first).to_be_visible()
    return page.locator("[data-chart] canvas").count()


@pytest.mark.parametrize(("size", "name"), [(WIDE, "wide"), (NARROW, "360")])
def test_every_page_of_the_city_desk_is_fit_to_be_seen(
    stage: Stage, window: Window, size: dict[str, int], name: str
) -> None:
    page = window(size=size)
    sign_in(page, "zhou")
    assert drawn(page) == 3
    look(page, f"console-overview-{name}")
    pages = {
        "registry": "/console/registry/",
        "dossier": f"/console/people/{stage.cast.mei.public_id}/",
        "enter": f"/console/people/{stage.cast.mei.public_id}/evidence/",
        "enter-insurance": f"/console/people/{stage.cast.mei.public_id}/evidence/?kind=insurance",
        "card": f"/console/people/{stage.ling.public_id}/card/",
        "uploads": "/console/uploads/",
        "feedback": "/console/feedback/",
        "rules": "/console/rules/?try=330000&as_of=2021-10-29",
        "rule-set": "/console/rules/wenzhou-2021-01-01/",
    }
    for what, address in pages.items():
        page.goto(address)
        look(page, f"console-{what}-{name}")


def test_the_slider_decides_another_day_without_leaving_the_page(stage: Stage, window: Window) -> None:
    page = window(size=WIDE)
    sign_in(page, "zhou", f"/console/people/{stage.cast.fang.public_id}/")
    answer = page.get_by_role("heading", level=3)
    expect(answer).to_have_text(re.compile("2021-10-29：绿码"))
    slider = page.get_by_role("slider", name="拖动查看任一天")
    slider.evaluate(
        "(e) => { e.value = (Date.parse('2022-03-12') - Date.parse(e.dataset.first)) / 86400000;"
        " e.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    expect(answer).to_have_text(re.compile("2022-03-12：红码，健康体检和从业责任保险都不在有效期内"))
    expect(page.get_by_label("查看日期")).to_have_value("2022-03-12")
    expect(slider).to_have_attribute("aria-valuetext", "2022-03-12")
    look(page, "console-dossier-slid")


def test_without_a_script_the_date_field_does_the_same(stage: Stage, window: Window) -> None:
    page = window(size=WIDE, java_script_enabled=False)
    sign_in(page, "zhou", f"/console/people/{stage.cast.fang.public_id}/")
    page.get_by_label("查看日期").fill("2022-03-12")
    page.get_by_role("button", name="重新判定").first.click()
    expect(page.get_by_role("heading", level=3)).to_have_text(re.compile("2022-03-12：红码"))
    page.get_by_role("link", name="回到今天").click()
    expect(page.get_by_role("heading", level=3)).to_have_text(re.compile("2021-10-29：绿码"))


def test_a_withdrawn_record_turns_the_colour_before_ones_eyes(stage: Stage, window: Window) -> None:
    page = window(size=WIDE)
    sign_in(page, "zhou", f"/console/people/{stage.cast.fang.public_id}/")
    page.get_by_role("row", name=re.compile("^健康体检 合格")).get_by_role("link", name="撤回").click()
    page.get_by_label("理由").fill("体检机构通知作废")
    look(page, "console-withdraw")
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("王小芳\\s+黄码"))
    expect(page.get_by_text("已撤回，颜色已重新判定。")).to_be_visible()
    assert Outcome.objects.get(party=stage.cast.fang, slot__isnull=False).outcome == "yellow"
    look(page, "console-dossier-after-withdrawal")


def test_a_card_without_its_materials_is_refused_with_the_list(stage: Stage, window: Window) -> None:
    page = window(size=WIDE)
    sign_in(page, "zhou", f"/console/people/{stage.ling.public_id}/card/")
    page.get_by_label("上门服务证编号").fill("WZ202100999")
    page.get_by_role("button", name="发证").click()
    expect(page.get_by_role("main")).to_contain_text("健康体检")
    look(page, "console-card-refused")


def test_large_print_and_english_are_one_tap_away(stage: Stage, window: Window) -> None:
    page = window(size=WIDE)
    sign_in(page, "zhou")
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html.ax-elder")).to_have_count(1)
    look(page, "console-large-print")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="What lies ahead")).to_be_visible()
    look(page, "console-english")


def test_on_a_narrow_screen_the_menu_opens_without_a_script(stage: Stage, window: Window) -> None:
    page = window(size=NARROW, java_script_enabled=False)
    sign_in(page, "zhou")
    page.get_by_text("菜单").click()
    page.get_by_role("link", name="人员档案").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("人员档案")
