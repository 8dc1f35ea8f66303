"""A household asks to see a worker's record, the worker says yes on her phone, it opens, and she takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin import packs
from anxin.packs.actions import apply
from tests.cast import NOON, OPERATOR
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.web.phone.stage import PASSWORD, Stage, account_of, on_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage() -> Stage:
    stage = on_stage()
    apply(packs.current("home_service"), by=OPERATOR, at=NOON)
    account_of(stage.cast.fang, "fang")
    return stage


def sign_in(page: Page) -> None:
    page.goto("/me")
    page.get_by_label("用户名").fill("fang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def test_ask_yes_look_and_take_back(window: Window, stage: Stage) -> None:
    household, worker = window(), window()
    household.goto(f"/c/{stage.fang.public}")
    household.get_by_role("link", name="申请查看信用记录").click()
    household.get_by_label("您的称呼").fill("张先生")
    household.get_by_label("查询原因").fill("想请她做保洁")
    look(household, "inquiry-ask")
    household.get_by_role("button", name="请本人授权").click()
    expect(household.get_by_text("已经询问本人，本页会自动刷新。")).to_be_visible()
    look(household, "inquiry-wait")

    sign_in(worker)
    worker.get_by_role("link", name="有 1 人申请查看您的记录，请答复").click()
    expect(worker.get_by_text("想请她做保洁")).to_be_visible()
    look(worker, "inquiry-answer")
    worker.get_by_role("button", name="同意 张先生 查看 15 分钟").click()
    expect(worker.get_by_text("现在可以查看")).to_be_visible()

    # The page renews itself every five seconds, without a script.
    expect(household.get_by_text("王小芳")).to_be_visible(timeout=15_000)
    expect(household.get_by_text("2022-03-11")).to_be_visible()
    expect(household.locator("dd").filter(has_text="通过")).to_have_count(1)
    look(household, "inquiry-record")
    worker.get_by_role("button", name="收回同意").click()
    expect(worker.get_by_text("您已收回")).to_be_visible()
    household.reload()
    expect(household.get_by_text("王小芳")).to_have_count(0)

    worker.goto("/me/looks")
    expect(worker.get_by_text("雇主查询家政信用记录")).to_be_visible()
