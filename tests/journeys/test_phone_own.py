"""A worker with her own phone, in a real browser of 360 px."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.kernel.codes.visiting import confirm_visit, open_code
from anxin.kernel.reference.queries import now
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.web.phone.stage import PASSWORD, Stage, account_of, on_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return on_stage()


def sign_in(page: Page, username: str) -> None:
    page.goto("/me")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation", name="我的页面")).to_be_visible()


def test_a_worker_signs_in_and_walks_through_her_pages(stage: Stage, window: Window) -> None:
    visit = confirm_visit(at=now(), handle=open_code(at=now(), public=stage.fang.public).handle)
    page = window()
    page.goto("/accounts/login/")
    look(page, "phone-sign-in")
    sign_in(page, account_of(stage.cast.fang, "fang"))
    look(page, "phone-me-green")
    page.get_by_role("link", name="上门记录").click()
    look(page, "phone-me-visits")
    assert visit.token not in page.content()
    page.get_by_role("link", name="谁看过我").click()
    look(page, "phone-me-looks")
    page.get_by_role("link", name="打印证件").click()
    look(page, "phone-me-card")
    page.get_by_role("link", name="退出登录").click()
    look(page, "phone-sign-out")
    page.get_by_role("main").get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("link", name="登录")).to_be_visible()


def test_a_clock_walks_on_the_own_code(stage: Stage, window: Window) -> None:
    page = window()
    sign_in(page, account_of(stage.cast.fang, "fang"))
    clock = page.locator("[data-clock-face]")
    first = clock.inner_text()
    expect(clock).not_to_have_text(first, timeout=5000)


def test_a_wrong_password_is_told_without_losing_the_name(stage: Stage, window: Window) -> None:
    page = window()
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill("fang")
    page.get_by_label("密码").fill("not-the-password")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("用户名")).to_have_value("fang")
    look(page, "phone-sign-in-wrong")


@pytest.mark.parametrize("who", ["mei", "hua", "ling"])
def test_a_worker_who_is_not_green_reads_what_to_do(stage: Stage, window: Window, who: str) -> None:
    person = stage.ling if who == "ling" else getattr(stage.cast, who)
    page = window()
    sign_in(page, account_of(person, who))
    expect(page.get_by_role("heading", name="为什么不是绿码，怎么办")).to_be_visible()
    look(page, f"phone-me-{who}")
    page.get_by_role("button", name="大字版").click()
    look(page, f"phone-elder-me-{who}", elder=True)


def test_a_worker_objects_to_a_record(stage: Stage, window: Window) -> None:
    page = window()
    sign_in(page, account_of(stage.cast.hua, "hua"))
    page.get_by_role("link", name="信息有误，提出异议").click()
    look(page, "phone-me-records")
    page.get_by_role("link", name="对这项提出异议：健康体检").click()
    look(page, "phone-me-dispute")
    page.get_by_label("哪里有误，有什么依据？").fill("九月已经重新体检")
    page.get_by_role("button", name="标注有异议").click()
    expect(page.get_by_text("有异议，正在核查")).to_be_visible()


def test_the_card_prints_alone_and_at_its_true_size(stage: Stage, window: Window) -> None:
    page = window()
    sign_in(page, account_of(stage.cast.fang, "fang"))
    page.goto("/me/card")
    page.emulate_media(media="print")
    box = page.locator(".ph-idcard").bounding_box()
    assert box is not None
    millimetres = [round(side / 96 * 25.4, 1) for side in (box["width"], box["height"])]
    assert millimetres == [85.6, 54.0]
    assert (
        page.evaluate("[...document.querySelectorAll('.ax-top, .ph-tabs, .ph-screen')].some(e => e.offsetHeight)")
        is False
    )
