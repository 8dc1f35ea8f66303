"""Desks at work in a real browser, wide and at 360 px: the list by keyboard, a case to its answer, the board."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from anxin.kernel.access.models import User
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree
from anxin.kernel.messages.queries import last_messages
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.kernel.cases.scene import FIRM_CODE, Desks, again, clerk, filed, opened, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
DAY = timedelta(days=1)


@pytest.fixture
def desks(transactional_db: None, settings: Settings) -> Desks:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return opened()


def sign_in(page: Page, username: str, to: str) -> None:
    user = User.objects.get(username=username)
    user.set_password("a long enough password")
    user.save()
    page.goto(to)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill("a long enough password")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def some_cases(desks: Desks) -> None:
    """One overdue, one of a firm, a grave one, one solved and accepted, one explained."""
    now = timezone.now()
    filed(now - 20 * DAY, where="五马街10号")
    filed(now - DAY, trade="construction", company=FIRM_CODE)
    filed(now - DAY, trade="gas")
    for result in (Result.SOLVED, Result.EXPLAINED):
        held = filed(now - 3 * DAY, where=f"解放路{result}")
        sent = [Sent("after", picture(200), "after.jpg")] if result is Result.SOLVED else []
        answer_case(
            by=desks.fire, at=now - 2 * DAY, public_id=held.case.public_id, result=result, text="已到现场处理。",
            sent=sent,
        )  # fmt: skip
        agree(own=own_by_link(token=held.token), at=now - DAY)


@pytest.mark.parametrize(("size", "name"), [(WIDE, "wide"), (NARROW, "360")])
def test_every_page_of_a_desk_is_fit_to_be_seen(desks: Desks, window: Window, size: dict[str, int], name: str) -> None:
    some_cases(desks)
    page = window(size=size)
    sign_in(page, "rui", "/console/cases/")
    look(page, f"cases-list-{name}")
    page.get_by_text("筛选").first.click()
    page.get_by_text("保存或导出这份清单").click()
    look(page, f"cases-inbox-{name}")
    page.locator(".co-open").first.click()
    expect(page.get_by_role("heading", name="办到哪一步")).to_be_visible()
    for unfolded in page.locator(".co-deed > summary").all():
        unfolded.click()
    look(page, f"cases-case-{name}")
    page.goto("/console/cases/counter/")
    look(page, f"cases-counter-{name}")
    page.get_by_role("link", name="隐患随手拍").click()
    look(page, f"cases-new-{name}")
    page.goto("/console/cases/board/")
    expect(page.locator("[data-chart] canvas").first).to_be_visible()
    look(page, f"cases-board-{name}")


@pytest.mark.parametrize(("size", "name"), [(WIDE, "wide"), (NARROW, "360")])
def test_a_firms_desk_is_fit_to_be_seen(desks: Desks, window: Window, size: dict[str, int], name: str) -> None:
    some_cases(desks)
    page = window(size=size)
    sign_in(page, "dan", "/console/cases/")
    look(page, f"cases-firm-inbox-{name}")
    page.locator(".co-open").click()
    page.locator(".co-deed > summary", has_text="答复").click()
    look(page, f"cases-firm-case-{name}")


def test_a_list_is_walked_by_keys(desks: Desks, window: Window) -> None:
    some_cases(desks)
    page = window(size=WIDE)
    sign_in(page, "rui", "/console/cases/")
    links = page.locator(".co-open")
    page.wait_for_load_state()  # the keys are the script's
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".co-tick input").nth(1)).to_be_checked()
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("编号开头")).to_be_focused()
    page.keyboard.type("jk")
    expect(page.get_by_label("编号开头")).to_have_value("jk")
    links.nth(0).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/console/cases/\w{16}/$"))


def test_a_case_is_answered_with_a_photo(desks: Desks, window: Window, tmp_path: Path) -> None:
    case = filed(timezone.now()).case
    after = tmp_path / "after.jpg"
    after.write_bytes(picture(200))
    page = window(size=NARROW)
    sign_in(page, "huo", f"/console/cases/{case.public_id}/")
    page.locator(".co-deed > summary", has_text="认领").click()
    page.get_by_role("button", name="认领").click()
    expect(page.get_by_text("经办人 huo")).to_be_visible()
    page.locator(".co-deed > summary", has_text="答复").click()
    page.get_by_label("solved").or_(page.get_by_label("已解决")).first.check()
    page.get_by_label("答复内容").fill("气瓶已移走。")
    page.get_by_role("button", name="发出答复").click()
    expect(page.get_by_role("alert")).to_contain_text("整改后照片")
    look(page, "cases-answer-without-photo-360")
    expect(page.get_by_label("答复内容")).to_have_value("气瓶已移走。")
    page.get_by_label("整改后照片").set_input_files(after)
    page.get_by_role("button", name="发出答复").click()
    expect(page.get_by_text("已办理，并已记入日志。")).to_be_visible()
    assert again(case).stage == Stage.ANSWERED


def test_a_requesters_word_is_taken_at_a_counter(desks: Desks, window: Window) -> None:
    """By a clerk of another county, with the number from the requester's phone; the case's page says who entered it."""
    now = timezone.now()
    case = filed(now - DAY).case
    answer_case(by=desks.fire, at=now, public_id=case.public_id, result=Result.EXPLAINED, text="已当面说明。")
    clerk("chuang", ("reception", "330303"))
    counter = window(size=NARROW)
    sign_in(counter, "chuang", "/console/cases/counter/")
    counter.get_by_label("本人手机号").fill("13800138000")
    counter.get_by_role("button", name="发送验证码").click()
    expect(counter.get_by_label("本人报出的验证码")).to_be_visible()
    number = re.search(r"\d{6}", next(told.text for told in last_messages() if told.kind == "case-number"))
    assert number is not None
    counter.get_by_label("本人报出的验证码").fill(number[0])
    counter.get_by_role("button", name="打开本人诉求").click()
    expect(counter.get_by_text("已当面说明。")).to_be_visible()
    look(counter, "cases-counter-verdict-360")
    counter.get_by_role("button", name="认可答复").click()
    expect(counter.get_by_text("已代本人录入，日志已注明。")).to_be_visible()
    assert again(case).stage == Stage.CLOSED
    page = window(size=WIDE)
    sign_in(page, "rui", f"/console/cases/{case.public_id}/")
    expect(page.locator(".co-events")).to_contain_text("由经办人代诉求人录入")
