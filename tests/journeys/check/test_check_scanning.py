"""A household scans: the colour comes from its own phone, and what it rests on from the platform."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.check.conftest import Phone, Served
from tests.journeys.check.stage import Stage
from tests.journeys.conftest import DESK
from tests.journeys.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COLOURS = {"fang": "绿码", "mei": "黄码", "hua": "红码"}


def shown(page: Page, word: str) -> None:
    expect(page.get_by_role("heading", name=word, exact=True)).to_be_visible()


def complete(page: Page) -> None:
    """Wait until the platform has answered."""
    expect(page.get_by_role("heading", name=re.compile("判定依据|What it rests on"))).to_be_visible()


@pytest.mark.parametrize("who", COLOURS)
def test_a_card_shows_its_colour_and_what_it_rests_on(stage: Stage, phone: Phone, who: str) -> None:
    page = phone()
    page.goto(f"/v#{getattr(stage, who).card_digits}")
    shown(page, COLOURS[who])
    complete(page)
    expect(page.get_by_text("纸质证", exact=True)).to_be_visible()
    expect(page.get_by_text("由本机核对签章和最新名单")).to_be_visible()
    expect(page.locator("[data-slot=at]:visible")).to_have_text(re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$"))
    assert page.url.endswith("/v")
    look(page, f"check-card-{who}")


@pytest.mark.parametrize("who", COLOURS)
def test_a_screen_shows_its_colour_without_any_list(stage: Stage, served: Served, phone: Phone, who: str) -> None:
    page = phone()
    page.goto(f"/v#{getattr(stage, who).screen_digits()}")
    shown(page, COLOURS[who])
    expect(page.get_by_text("手机码", exact=True)).to_be_visible()
    complete(page)
    look(page, f"check-screen-{who}")


def test_the_scan_is_in_no_history(stage: Stage, phone: Phone) -> None:
    page = phone()
    page.goto("/v")
    shown(page, "还没有扫码")
    look(page, "check-nothing")
    page.goto(f"/v#{stage.fang.card_digits}")
    shown(page, "绿码")
    assert page.evaluate("[location.hash, history.state]") == ["", None]
    page.reload()
    shown(page, "还没有扫码")


def test_a_second_scan_in_the_same_window_is_checked_by_itself(stage: Stage, phone: Phone) -> None:
    page = phone()
    page.goto(f"/v#{stage.fang.card_digits}")
    shown(page, "绿码")
    page.evaluate("digits => { location.hash = digits; }", stage.hua.card_digits)
    shown(page, "红码")
    expect(page.get_by_role("heading", name="陈**")).to_be_visible()


def test_what_an_app_appends_to_the_address_is_not_read(stage: Stage, phone: Phone) -> None:
    page = phone()
    page.goto(f"/v#{stage.fang.card_digits}&appinstall=0")
    shown(page, "绿码")


def test_english_is_one_tap_away_and_stays(stage: Stage, phone: Phone) -> None:
    page = phone()
    page.goto(f"/v#{stage.mei.card_digits}")
    complete(page)
    page.get_by_role("button", name="English").click()
    shown(page, "Yellow code")
    expect(page.get_by_text("Identity review").first).to_be_visible()
    look(page, "check-card-english")
    page.goto(f"/v#{stage.hua.screen_digits()}")
    shown(page, "Red code")


def test_an_english_browser_is_answered_in_english(stage: Stage, phone: Phone) -> None:
    page = phone(locale="en-GB")
    page.goto(f"/v#{stage.fang.card_digits}")
    shown(page, "Green code")
    complete(page)
    look(page, "check-card-green-english")


@pytest.mark.parametrize("who", ["fang", "hua"])
def test_large_print_is_one_tap_away_and_stays(stage: Stage, phone: Phone, who: str) -> None:
    page = phone()
    page.goto(f"/v#{getattr(stage, who).card_digits}")
    complete(page)
    page.get_by_role("button", name="大字版").click()
    look(page, f"check-elder-{who}", elder=True)
    page.goto("/v")
    expect(page.get_by_role("button", name="标准版")).to_be_visible()


def test_it_is_readable_on_a_desk(stage: Stage, phone: Phone) -> None:
    page = phone(size=DESK)
    page.goto(f"/v#{stage.mei.card_digits}")
    complete(page)
    look(page, "check-card-desk")


def test_without_scripts_it_says_how_to_check_all_the_same(stage: Stage, phone: Phone) -> None:
    page = phone(java_script_enabled=False)
    page.goto(f"/v#{stage.fang.card_digits}")
    expect(page.get_by_role("heading", name="浏览器没有开启脚本")).to_be_visible()
    page.get_by_role("link", name="输入码的编号").click()
    expect(page.get_by_label("扫不了？输入码的编号")).to_be_visible()
