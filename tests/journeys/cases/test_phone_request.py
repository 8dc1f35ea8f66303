"""Somebody sees a hazard: reports it with a photo, reads the answer, says that it is not good enough, and accepts it
the second time. On a phone of 360 px, without an account."""

from __future__ import annotations

import io
import time
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from anxin.kernel.cases.dispatching import assign_case
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case
from anxin.kernel.messages.queries import last_messages
from anxin.kernel.reference.actions import set_played_day
from anxin.kernel.reference.queries import now
from tests.cast import DAY
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.kernel.cases.scene import LUCHENG, Desks, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HALF_A_MINUTE = 30
STANDS = {"latitude": 27.99123, "longitude": 120.70456}


def taken(shade: int, side: tuple[int, int] = (2400, 1800)) -> bytes:
    """A photo as a phone takes it."""
    held = io.BytesIO()
    Image.effect_noise(side, 40).convert("RGB").point(lambda value: value // 2 + shade).save(held, "JPEG", quality=92)
    return held.getvalue()


@pytest.fixture
def desks(transactional_db: None) -> Desks:
    set_played_day(day=DAY + timedelta(days=1))
    return opened()


def report(page: Page, photo: bytes) -> float:
    """Report a fire hazard; how long it took, in seconds."""
    began = time.monotonic()
    page.goto("/r/new/hazards/report")
    page.get_by_label("区县", exact=True).select_option(LUCHENG)
    page.get_by_label("fire", exact=True).check()
    page.get_by_label("隐患", exact=True).fill("煤气瓶靠近明火")
    page.get_by_role("button", name="加上我现在的位置").click()
    expect(page.get_by_role("button", name="位置已记下")).to_be_visible()
    page.locator("#q-photo").set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo})
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    return time.monotonic() - began


def answer(desks: Desks, by: str, text: str) -> None:
    actor = desks.fire if by == "huo" else desks.fire_too
    case = Case.objects.get()
    sent = [Sent("after", taken(100, (640, 480)), "after.jpg")]
    answer_case(by=actor, at=now(), public_id=case.public_id, result=Result.SOLVED, text=text, sent=sent)


def test_a_hazard_is_reported_in_half_a_minute_contested_and_accepted(desks: Desks, window: Window) -> None:
    page = window(geolocation=STANDS, permissions=["geolocation"])
    page.goto("/r/new/hazards/report")
    look(page, "case-form")
    assert report(page, taken(60)) < HALF_A_MINUTE
    look(page, "case-receipt")
    case = Case.objects.get()
    assert case.desk == "fire"
    page.get_by_role("link", name="查看我的诉求").click()
    look(page, "case-with-a-desk")
    answer(desks, "huo", "气瓶已移到室外。")
    page.reload()
    look(page, "case-answered")
    page.get_by_text("不行，我不认可").click()
    page.get_by_label("还差什么？").fill("气瓶还在厨房")
    page.get_by_role("button", name="提交不认可").click()
    expect(page.get_by_text("重新办理")).to_be_visible()
    look(page, "case-contested")
    at = now()
    assign_case(by=desks.review, at=at, public_id=case.public_id, desk="fire", reason="再查一次")
    answer(desks, "xiao", "气瓶已由供气单位收走。")
    page.reload()
    page.get_by_role("button", name="行，我认可").click()
    expect(page.get_by_text("已办结").or_(page.get_by_text("办结")).first).to_be_visible()
    look(page, "case-accepted")
    case.refresh_from_db()
    assert (case.stage, case.agreement) == ("closed", "requester")


def test_without_scripts_a_hazard_is_reported_all_the_same(desks: Desks, window: Window) -> None:
    page = window(java_script_enabled=False)
    page.goto("/r/new/hazards/report")
    page.get_by_label("区县", exact=True).select_option(LUCHENG)
    page.get_by_label("fire", exact=True).check()
    page.get_by_label("隐患", exact=True).fill("通道堵了")
    page.get_by_label("位置", exact=True).fill("五马街10号后门")
    photos: list[FilePayload] = [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": taken(20 * n, (640, 480))} for n in (1, 2)
    ]
    page.locator("#q-photo").set_input_files(photos)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    assert Case.objects.get().events.get(seq=1).files.count() == 2


def test_in_the_elder_view_every_page_of_a_request_is_large_enough(desks: Desks, window: Window) -> None:
    page = window(geolocation=STANDS, permissions=["geolocation"])
    page.goto("/")
    page.get_by_role("button", name="大字版").click()
    page.goto("/r/new/hazards/report")
    look(page, "case-form-elder", elder=True)
    report(page, taken(60, (640, 480)))
    page.get_by_role("link", name="查看我的诉求").click()
    look(page, "case-elder", elder=True)


def test_a_lost_link_is_found_by_phone(desks: Desks, window: Window) -> None:
    page = window(geolocation=STANDS, permissions=["geolocation"])
    page.goto("/services/")
    look(page, "case-matters")
    page.goto("/r/new/hazards/report")
    page.locator("#phone").fill("13800138000")
    page.get_by_label("区县", exact=True).select_option(LUCHENG)
    page.get_by_label("fire", exact=True).check()
    page.get_by_label("隐患", exact=True).fill("电线裸露")
    page.get_by_label("位置", exact=True).fill("五马街10号")
    page.get_by_role("button", name="提交", exact=True).click()
    other = window()
    other.goto("/r/")
    look(other, "case-find")
    other.get_by_label("提诉求时留的手机号", exact=True).fill("13800138000")
    other.get_by_role("button", name="发送六位数字").click()
    look(other, "case-find-number")
    text = next(iter(last_messages(1))).text
    other.locator("#number").fill("".join(sign for sign in text if sign.isdigit())[:6])
    other.get_by_role("button", name="打开我的诉求").click()
    look(other, "case-list")
    other.get_by_role("link", name="打开").first.click()
    expect(other.get_by_text("电线裸露")).to_be_visible()
