"""A book at the desk in a real browser, wide and at 360 px: the list, an account, a document reversed, a period
closed; and the same for the auditor, who sees no whole name."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from anxin.kernel.ledger.models import Account, Posting
from anxin.kernel.ledger.verifying import verify
from tests.journeys.cases.test_desk import NARROW, WIDE, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.web.console.bookkeepers import HERE, NUMBER, TODAY, Kept, kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def book(transactional_db: None, settings: Settings) -> Kept:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return kept()


def unfold(page: Page) -> None:
    for one in page.locator(".co-book-deed > summary").all():
        one.click()


@pytest.mark.parametrize(("size", "name"), [(WIDE, "wide"), (NARROW, "360")])
def test_a_keeper_reads_the_book_by_keyboard_reverses_and_closes(
    book: Kept, window: Window, size: dict[str, int], name: str
) -> None:
    page = window(size=size)
    sign_in(page, "zhang", "/console/books/")
    look(page, f"books-list-{name}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("温州互助资金")
    unfold(page)
    look(page, f"books-book-{name}")

    page.get_by_role("link", name="资金池").first.click()
    expect(page.get_by_text("期初余额").first).to_be_visible()
    page.get_by_label("起始日期").fill(str(TODAY.replace(day=20)))
    page.get_by_role("button", name="查看").click()
    look(page, f"books-account-{name}")
    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("CSV")).click()
    assert taken.value.suggested_filename.endswith(".csv")

    page.get_by_role("link", name=re.compile("凭证号 4")).click()
    unfold(page)
    look(page, f"books-document-{name}")
    page.get_by_label("冲正原因").fill("户名不符，退回")
    page.get_by_role("button", name="冲正").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第 5 号凭证")
    assert Posting.objects.get(number=5).reverses_id == Posting.objects.get(number=4).pk

    page.goto(HERE)
    unfold(page)
    page.get_by_label("结账至").fill(str(TODAY.replace(day=1)))
    page.get_by_role("button", name="结账").click()
    expect(page.get_by_text("账簿已结账至").first).to_be_visible()
    assert list(verify(book.book)) == []


@pytest.mark.parametrize(("size", "name"), [(WIDE, "wide"), (NARROW, "360")])
def test_an_auditor_finds_an_account_and_reads_no_whole_name(
    book: Kept, window: Window, size: dict[str, int], name: str
) -> None:
    page = window(size=size)
    sign_in(page, "shen", f"{HERE}accounts/paid/")
    page.get_by_label("身份证号或统一社会信用代码").fill(NUMBER)
    page.get_by_role("button", name="查找").click()
    look(page, f"books-accounts-{name}")
    page.get_by_role("link", name="王**").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已付待遇 2021 · 王**")
    look(page, f"books-own-account-{name}")
    page.goto(f"{HERE}account/{Account.objects.get(kind='pool').pk}/")
    expect(page.get_by_text("王小芳")).to_have_count(0)
