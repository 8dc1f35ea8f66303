"""A county's desk goes down the tree of unions to a name, and back to a day before; an auditor sees numbers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.cases.at_work import sign_in
from tests.journeys.conftest import DESK, PHONE, Window
from tests.journeys.looking import look
from tests.unit.modules.unions.manned import manned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def service() -> None:
    manned()


def seen(page: Page, name: str) -> None:
    """The page passes at a desk and at 360 px."""
    look(page, f"unions-{name}")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    look(page, f"unions-{name}-360")
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


def test_from_the_county_down_to_a_member_on_any_day(window: Window) -> None:
    page = window(size=DESK)
    sign_in(page, "ninghai")
    page.goto("/console/unions/")
    expect(page.get_by_text("会员 3 人，周转库 1 人")).to_be_visible()
    seen(page, "tree")
    page.get_by_role("link", name="宁海县总工会").click()
    page.get_by_role("link", name="宁海快递示例工会").click()
    expect(page.get_by_text("王小芳")).to_be_visible()
    seen(page, "members")
    page.get_by_label("截至哪一天").fill("2021-08-31")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("会员 1 人，其中直属 1 人")).to_be_visible()
    expect(page.get_by_text("王小芳")).to_have_count(0)

    audit = window(size=DESK)
    sign_in(audit, "shen")
    audit.goto("/console/unions/?on=2021-10-29")
    audit.get_by_role("link", name="宁海快递示例工会").click()
    expect(audit.get_by_text("您的账号只看数字，不看姓名。")).to_be_visible()
    expect(audit.get_by_text("葛三妹")).to_have_count(0)
