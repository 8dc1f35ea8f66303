"""A household at the door, in a real browser of 360 px."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.kernel.codes.models import Feedback, Visit
from tests.journeys.conftest import DESK, Window
from tests.journeys.looking import look
from tests.unit.web.phone.stage import Stage, on_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return on_stage()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_household_types_the_number_confirms_rates_and_complains(stage: Stage, window: Window) -> None:
    page = window()
    page.goto("/")
    look(page, "phone-landing")
    page.get_by_label("扫不了？输入码的编号").fill(stage.fang.public)
    press(page, "查看")
    expect(page.get_by_role("heading", name="绿码", exact=True)).to_be_visible()
    look(page, "phone-code-green")
    press(page, "确认入户")
    expect(page.get_by_role("heading", name="已确认入户")).to_be_visible()
    look(page, "phone-visit")
    page.get_by_label("很满意", exact=False).first.check()
    page.get_by_label("想说的话（可不填）").fill("很准时")
    press(page, "提交评价")
    page.get_by_label("出了什么问题？").fill("打碎了一个碗")
    press(page, "提交投诉")
    look(page, "phone-visit-said")
    assert list(Feedback.objects.order_by("pk").values_list("kind", "score", "text")) == [
        ("rating", 5, "很准时"),
        ("complaint", None, "打碎了一个碗"),
    ]


def test_a_yellow_code_is_explained_before_anyone_goes_on(stage: Stage, window: Window) -> None:
    page = window()
    page.goto(f"/c/{stage.mei.public}")
    look(page, "phone-code-yellow")
    press(page, "先看说明")
    look(page, "phone-before-yellow")
    press(page, "仍然确认入户")  # the browser itself asks for the tick
    assert Visit.objects.count() == 0
    page.get_by_role("checkbox").check()
    press(page, "仍然确认入户")
    expect(page.get_by_role("heading", name="已确认入户")).to_be_visible()
    assert list(Visit.objects.values_list("outcome", "acknowledged")) == [("yellow", True)]


def test_everything_works_without_scripts(stage: Stage, window: Window) -> None:
    page = window(java_script_enabled=False)
    page.goto(f"/c/{stage.hua.public}")
    expect(page.get_by_role("heading", name="红码", exact=True)).to_be_visible()
    press(page, "先看说明")
    page.get_by_role("checkbox").check()
    press(page, "仍然确认入户")
    page.get_by_label("出了什么问题？").fill("没有来")
    press(page, "提交投诉")
    expect(page.get_by_text("没有来")).to_be_visible()
    press(page, "大字版")
    expect(page.get_by_role("button", name="标准版")).to_be_visible()


@pytest.mark.parametrize("who", ["fang", "mei", "hua"])
def test_the_elder_view_is_one_tap_away_and_large(stage: Stage, window: Window, who: str) -> None:
    page = window()
    page.goto(f"/c/{getattr(stage, who).public}")
    before = len(page.inner_text("body"))
    press(page, "大字版")
    look(page, f"phone-elder-{who}", elder=True)
    assert len(page.inner_text("body")) < before
    page.goto("/")
    look(page, "phone-elder-landing", elder=True)


def test_the_elder_view_holds_on_the_way_to_a_visit(stage: Stage, window: Window) -> None:
    page = window()
    page.goto(f"/c/{stage.mei.public}")
    press(page, "大字版")
    press(page, "先看说明")
    look(page, "phone-elder-before", elder=True)
    page.get_by_role("checkbox").check()
    press(page, "仍然确认入户")
    look(page, "phone-elder-visit", elder=True)


def test_english_is_complete_and_one_tap_away(stage: Stage, window: Window) -> None:
    page = window()
    page.goto(f"/c/{stage.hua.public}")
    press(page, "English")
    expect(page.get_by_role("heading", name="Red code", exact=True)).to_be_visible()
    look(page, "phone-code-red-english")
    press(page, "Read this first")
    look(page, "phone-before-english")
    page.get_by_role("checkbox").check()
    press(page, "Confirm entry all the same")
    look(page, "phone-visit-english")


@pytest.mark.parametrize(
    ("address", "name"),
    [("/c/aaaaaaaaaaaaaaaa", "phone-unknown-code"), ("/nowhere", "phone-404"), ("/c/?code=123", "phone-wrong-number")],
)
def test_what_cannot_be_shown_says_why_and_what_to_do(stage: Stage, window: Window, address: str, name: str) -> None:
    page = window()
    page.goto(address)
    look(page, name)


def test_a_red_code_on_a_desktop_stays_readable(stage: Stage, window: Window) -> None:
    page = window(size=DESK)
    page.goto(f"/c/{stage.hua.public}")
    look(page, "phone-code-red-desktop")
