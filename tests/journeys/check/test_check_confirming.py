"""From the scan to the visit: confirmed once, signed by a key of this browser, read first where it is not green."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from anxin.kernel.codes.models import Visit
from tests.journeys.check.conftest import Phone, Served
from tests.journeys.check.stage import Stage
from tests.journeys.check.test_check_scanning import complete, shown
from tests.journeys.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def confirmed(served: Served) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in served.requests if one.path == "/api/v1/showings/confirm"]


@pytest.mark.parametrize("kind", ["card", "screen"])
def test_a_green_code_leads_to_the_visit(stage: Stage, served: Served, phone: Phone, kind: str) -> None:
    page = phone()
    page.goto(f"/v#{stage.fang.card_digits if kind == 'card' else stage.fang.screen_digits()}")
    complete(page)
    press(page, "确认入户")
    expect(page.get_by_role("heading", name="已确认入户")).to_be_visible()
    visit = Visit.objects.get()
    assert (visit.kind, visit.outcome, visit.acknowledged) == (kind, "green", False)
    assert page.url.endswith(f"/v/{visit.token}")
    assert visit.household_key is not None
    assert visit.household_signature is not None
    (sent,) = confirmed(served)
    assert sorted(sent["key"]) == ["crv", "kty", "x", "y"]


def test_another_colour_is_read_before_anyone_goes_on(stage: Stage, phone: Phone) -> None:
    page = phone()
    page.goto(f"/v#{stage.hua.card_digits}")
    shown(page, "红码")
    press(page, "先看说明")
    shown(page, "决定之前，请先看清楚")
    look(page, "check-reading")
    press(page, "仍然确认入户")
    expect(page.get_by_text("请先勾选下面的方框。")).to_be_visible()
    assert Visit.objects.count() == 0
    press(page, "返回")
    shown(page, "红码")
    press(page, "先看说明")
    page.get_by_role("checkbox").check()
    press(page, "仍然确认入户")
    expect(page.get_by_role("heading", name="已确认入户")).to_be_visible()
    assert list(Visit.objects.values_list("outcome", "acknowledged")) == [("red", True)]


def test_reading_first_in_english_and_in_large_print(stage: Stage, phone: Phone) -> None:
    page = phone(locale="en-GB")
    page.goto(f"/v#{stage.mei.screen_digits()}")
    press(page, "Read this first")
    look(page, "check-reading-english")
    press(page, "Large print")
    look(page, "check-reading-elder", elder=True)


def test_a_code_confirmed_before_is_not_confirmed_again(stage: Stage, phone: Phone) -> None:
    digits = stage.fang.screen_digits()
    first, second = phone(), phone()
    for page in (first, second):
        page.goto(f"/v#{digits}")
        complete(page)
    press(first, "确认入户")
    expect(first.get_by_role("heading", name="已确认入户")).to_be_visible()
    press(second, "确认入户")
    expect(second.get_by_role("alert").filter(visible=True)).to_contain_text("已经确认过")
    expect(second.get_by_role("button", name="确认入户")).not_to_be_visible()
    look(second, "check-not-noted")
    assert Visit.objects.count() == 1


def test_without_web_crypto_the_visit_is_confirmed_unsigned(stage: Stage, served: Served, phone: Phone) -> None:
    page = phone()
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined });")
    page.goto(f"/v#{stage.fang.card_digits}")
    shown(page, "绿码")
    complete(page)
    press(page, "确认入户")
    expect(page.get_by_role("heading", name="已确认入户")).to_be_visible()
    assert [sorted(sent) for sent in confirmed(served)] == [["acknowledged", "showing", "token"]]
