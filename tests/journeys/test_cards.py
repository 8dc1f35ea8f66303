"""Cards on paper, in a real browser: a clerk prints those of her agency, a worker her own; both pages are scanned."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from anxin.kernel.codes.cards import card_in_force, card_text
from bench.codes.reading import by_zxing
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.journeys.test_console_city import NARROW, WIDE, sign_in
from tests.journeys.test_phone_own import sign_in as sign_in_on_phone
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import Stage, account_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None, settings: Settings, tmp_path: Path) -> Stage:
    settings.CARD_FOLDER = tmp_path / "cards"
    return on_desks()


def on_paper(page: Page) -> list[set[str]]:
    """What a scan at 200 dots an inch reads on each page that the browser would print."""
    printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return [set(by_zxing(sheet.render(scale=200 / 72, grayscale=True).to_numpy())) for sheet in printed]


def test_a_clerk_prints_the_cards_of_her_agency(stage: Stage, window: Window) -> None:
    page = window(size=WIDE)
    sign_in(page, "an", "/console/cards/")
    look(page, "console-cards")
    page.get_by_label("王小芳").check()
    page.get_by_role("button", name="打印选中的").click()
    expect(page.get_by_role("heading", name="可以打印了")).to_be_visible()
    look(page, "console-cards-ready")
    with page.expect_download() as waited:
        page.get_by_role("link", name="下载 PDF").click()
    assert waited.value.suggested_filename == "居家上门服务证-安家乐家政.pdf"
    page.get_by_role("link", name="用浏览器打印").click()
    look(page, "console-cards-sheets")
    card = card_in_force(stage.fang)
    assert card and [card_text(card) in read for read in on_paper(page)] == [True]


def test_the_desks_pages_fit_a_phone(stage: Stage, window: Window) -> None:
    page = window(size=NARROW)
    sign_in(page, "an", "/console/cards/")
    look(page, "console-cards-narrow")
    page.get_by_role("button", name="全部打印（2 张）").click()
    expect(page.get_by_role("heading", name="可以打印了")).to_be_visible()
    look(page, "console-cards-ready-narrow")


def test_a_worker_has_her_card_made_prints_it_and_reports_it_lost(stage: Stage, window: Window) -> None:
    page = window()
    sign_in_on_phone(page, account_of(stage.cast.fang, "fang"))
    page.goto("/me/card")
    look(page, "phone-card-none")
    page.get_by_role("button", name="制作纸质证").click()
    expect(page.get_by_text("证已制好")).to_be_visible()
    look(page, "phone-card")
    card = card_in_force(stage.fang)
    assert card and [card_text(card) in read for read in on_paper(page)] == [True]
    page.get_by_text("证丢了").click()
    page.get_by_role("button", name="挂失这张证").click()
    expect(page.get_by_text("已挂失")).to_be_visible()
    assert card_in_force(stage.fang) is None


def test_a_card_prints_alone_and_at_its_true_size(stage: Stage, window: Window) -> None:
    page = window()
    sign_in_on_phone(page, account_of(stage.cast.fang, "fang"))
    page.goto("/me/card")
    page.get_by_role("button", name="制作纸质证").click()
    expect(page.get_by_text("证已制好")).to_be_visible()
    page.emulate_media(media="print")
    box = page.locator(".ax-idcard").bounding_box()
    assert box is not None
    assert [round(side / 96 * 25.4, 1) for side in (box["width"], box["height"])] == [85.6, 54.0]
    rest = "[...document.querySelectorAll('.ax-top, .ax-messages, .ph-tabs, .ph-screen')].some(e => e.offsetHeight)"
    assert page.evaluate(rest) is False
