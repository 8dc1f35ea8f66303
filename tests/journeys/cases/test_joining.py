"""A courier joins on a phone of 360 px: from the square at the station to the receipt, then to the card. The union
checks, the county federation certifies, and nobody opened an account for it."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from anxin.kernel.access.actions import appoint
from anxin.kernel.cases.models import Case
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.journal.actor import Role
from anxin.kernel.messages.queries import last_messages
from anxin.kernel.reference.actions import set_played_day
from tests.cast import DAY, NOON, OPERATOR
from tests.journeys.cases.at_work import WIDE, act, agree, clerk, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.packs.joining import NAME, NINGHAI, NUMBER, PACK, PHONE, Unions, in_ninghai, member, stays, union_code
from tests.unit.web.phone.stage import MORNING, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROMISED = 5 * 60  # seconds, as Ninghai promises
SQUARE = f"/r/new/{PACK}/join?area={NINGHAI}&union={union_code(1)}"  # what the square at the union's station opens


@pytest.fixture
def unions(transactional_db: None) -> Unions:
    set_played_day(day=DAY)
    held = in_ninghai()
    keep_own_keys(by=OPERATOR, at=MORNING)
    clerk("gonghui", PACK, ("base-union", ""), firm=held.couriers)
    clerk("xianzong", PACK, ("reception", NINGHAI))
    return held


def slip() -> bytes:
    """A photo of an order slip as a phone takes it."""
    held = io.BytesIO()
    Image.effect_noise((2400, 1800), 40).convert("RGB").save(held, "JPEG", quality=92)
    return held.getvalue()


def filled_in(page: Page) -> None:
    page.locator("[name='q-name']").fill(NAME)
    page.locator("[name='q-number']").fill(NUMBER)
    page.locator("[name='q-phone']").fill(PHONE)
    page.get_by_label("快递员", exact=True).check()
    page.locator("#q-proof").set_input_files({"name": "IMG_2.jpg", "mimeType": "image/jpeg", "buffer": slip()})


def joined_by(page: Page, note: Callable[[str, object], None]) -> str:
    """From the square to the receipt; the address of the request's page. The seconds it took are noted and said."""
    began = time.monotonic()
    page.goto(SQUARE)
    filled_in(page)
    page.locator("form.ph-card button[type=submit]").click()
    page.wait_for_url("**/receipt")
    took = time.monotonic() - began
    note("seconds from the square to the receipt", round(took, 1))
    print(f"from the square to the receipt: {took:.1f} s")
    assert took < PROMISED
    return page.url.removesuffix("/receipt")


def to_the_case(window: Window, name: str) -> Page:
    desk = window(size=WIDE)
    sign_in(desk, name)
    desk.goto(f"/console/cases/{Case.objects.get().public_id}/")
    return desk


def test_a_courier_joins_from_the_square_to_the_card(
    unions: Unions, window: Window, record_property: Callable[[str, object], None]
) -> None:
    phone = window()
    phone.goto(SQUARE)
    look(phone, "joining-form")
    address = joined_by(phone, record_property)
    look(phone, "joining-receipt")
    phone.goto(address)
    expect(phone.get_by_role("main")).to_contain_text("宁海快递示例工会")
    expect(phone.get_by_role("main")).to_contain_text("11月5日")
    look(phone, "joining-under-way")

    union = to_the_case(window, "gonghui")
    look(union, "joining-at-the-union")
    act(union, "step", {"check.works": "yes"})
    act(to_the_case(window, "xianzong"), "step", {"certify.register": "fits"})
    union.reload()
    answer = {"result": "=solved", "text": "欢迎加入！", "answer.standing": "member"}
    look(union, "joining-to-be-answered")
    act(union, "answer", answer)
    assert stays() == [("宁海快递示例工会", DAY, None)]

    agree(phone, address)
    look(phone, "joining-done")

    appoint(by=OPERATOR, at=NOON, username="sanmei", password=PASSWORD, role=Role.WORKER, party=member())
    phone.goto("/me")
    phone.get_by_label("用户名").fill("sanmei")
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("main").get_by_role("button", name="登录").click()
    expect(phone.get_by_role("main")).to_contain_text("会员证有效")
    expect(phone.get_by_role("main")).to_contain_text("困难帮扶")
    look(phone, "joining-e-card")


def test_without_an_account_the_card_opens_by_the_phone_it_was_applied_with(
    unions: Unions, window: Window, record_property: Callable[[str, object], None]
) -> None:
    phone = window()
    joined_by(phone, record_property)
    union = to_the_case(window, "gonghui")
    act(union, "step", {"check.works": "yes"})
    act(to_the_case(window, "xianzong"), "step", {"certify.register": "fits"})
    union.reload()
    act(union, "answer", {"result": "=solved", "text": "欢迎加入！", "answer.standing": "member"})

    phone.goto("/lookup")
    phone.locator("#lookup-phone").fill(PHONE)
    phone.locator("form[action$='/lookup'] button").click()
    digits = re.search(r"\d{6}", next(iter(last_messages(1))).text)
    assert digits is not None
    phone.locator("#lookup-number").fill(digits[0])
    phone.locator("form[action$='/lookup/show'] button").click()
    expect(phone.get_by_role("main")).to_contain_text("会员证有效")
    look(phone, "joining-card-by-phone")


def test_a_mistyped_number_is_told_at_its_question_and_nothing_is_lost(unions: Unions, window: Window) -> None:
    phone = window()
    phone.goto(SQUARE)
    filled_in(phone)
    phone.locator("[name='q-number']").fill(NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"))
    phone.locator("form.ph-card button[type=submit]").click()
    expect(phone.locator("#wrong-number")).to_be_visible()
    expect(phone.locator("[name='q-name']")).to_have_value(NAME)
    look(phone, "joining-wrong-number")
    assert Case.objects.count() == 0
