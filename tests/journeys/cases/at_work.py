"""What journeys of requests do at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from playwright.sync_api import Page, expect

from anxin import packs
from anxin.kernel.access.actions import appoint
from anxin.kernel.cases.seating import seat
from anxin.kernel.journal.actor import Role
from anxin.kernel.parties.models import Party
from anxin.packs.actions import apply
from tests.cast import NOON, OPERATOR
from tests.unit.web.phone.stage import PASSWORD

WIDE = {"width": 1280, "height": 900}
BEFORE = NOON - timedelta(days=1)  # the played day begins before noon


def clerk(name: str, pack: str, *desks: tuple[str, str], firm: Party | None = None) -> None:
    """An account that sits at these desks: (desk, area)."""
    user = appoint(by=OPERATOR, at=NOON, username=name, password=PASSWORD, role=Role.CLERK, organisation=firm)
    for desk, area in desks:
        seat(by=OPERATOR, at=BEFORE, user=user, pack=pack, desk=desk, area=area, organisation=firm)


def in_force(pack: str) -> None:
    apply(packs.current(pack), by=OPERATOR, at=NOON)


def sign_in(page: Page, username: str) -> None:
    page.goto("/console/cases/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def send(page: Page, said: Mapping[str, str]) -> str:
    """Fill in the form that is open and send it; the address of the requester's page. Choices begin with "="."""
    aside = page.locator("details.ph-aside")
    for key, value in said.items():
        if aside.locator(f"[name='q-{key}']").count() and not page.locator(f"[name='q-{key}']").first.is_visible():
            aside.locator("summary").click()
        if value.startswith("="):
            page.locator(f"input[name='q-{key}'][value='{value[1:]}']").check()
        elif page.locator(f"select[name='q-{key}']").count():
            page.locator(f"select[name='q-{key}']").select_option(value)
        else:
            page.locator(f"[name='q-{key}'], [name='{key}']").first.fill(value)
    page.locator("form.ph-card button[type=submit]").click()
    page.wait_for_url("**/receipt")
    return page.url.removesuffix("/receipt")


def act(page: Page, deed: str, filled: Mapping[str, str]) -> None:
    """Do one act on a case's page; choices of buttons begin with "="."""
    form = page.locator(f"form[action$='/{deed}/']").first
    unfold = page.locator(f"details:has(form[action$='/{deed}/'])").first
    if not unfold.evaluate("held => held.open"):
        unfold.locator("summary").first.click()
    for name, value in filled.items():
        if value.startswith("="):
            form.locator(f"input[name='{name}'][value='{value[1:]}']").check()
        elif form.locator(f"select[name='{name}']").count():
            form.locator(f"select[name='{name}']").select_option(value)
        else:
            form.locator(f"[name='{name}']").fill(value)
    form.locator("button[type=submit]").click()
    expect(page.get_by_text("已办，并已记录").or_(page.locator("[role=status]")).first).to_be_visible()


def agree(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("form[action$='/agree'] button").click()
    expect(page.locator(".ph-facts").first).to_contain_text("办结")
