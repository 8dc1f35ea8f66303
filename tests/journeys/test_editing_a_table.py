"""A rule set in force becomes a draft whose table is edited in a browser: by mouse, by keys, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.decisions.dmn.editing import change_cell, read_table
from anxin.kernel.outcomes.models import RuleDraft, RuleSet
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.journeys.test_console_city import NARROW, WIDE, sign_in
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WENZHOU = "wenzhou-2021-01-01"


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return on_desks()


def begun(page: Page) -> None:
    """At the editor of a new draft of Wenzhou's rules."""
    sign_in(page, "zhou", f"/console/rules/{WENZHOU}/")
    page.get_by_role("link", name="作为新草稿编辑").click()
    page.get_by_role("button", name="新起草稿").click()
    expect(page.get_by_role("heading", name="编辑表格", level=1)).to_be_visible()


def cell(page: Page, name: str):  # type: ignore[no-untyped-def]  # -- a locator, as playwright names it
    return page.get_by_role("textbox", name=name, exact=True)


def saved() -> str:
    return RuleDraft.objects.get().dmn


@pytest.mark.parametrize(("size", "name"), [(WIDE, "wide"), (NARROW, "360")])
def test_a_cell_is_checked_as_it_is_typed_and_the_table_beside_it(
    stage: Stage, window: Window, size: dict[str, int], name: str
) -> None:
    page = window(size=size)
    begun(page)
    look(page, f"console-edit-{name}")
    typed = cell(page, "第 4 行 证状态")
    typed.fill('"isued"')
    expect(page.get_by_text("card 不会有这个值。是否应为 issued？")).to_be_visible()
    expect(typed).to_have_attribute("aria-invalid", "true")
    expect(typed).to_have_accessible_description("card 不会有这个值。是否应为 issued？")
    typed.fill("null")
    expect(typed).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("region", name="检查结果").get_by_role("link", name="第 4 行")).to_be_visible()
    look(page, f"console-edit-findings-{name}")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    dmn = RuleSet.objects.get(slug=WENZHOU).dmn
    assert saved() == change_cell(dmn, 3, 0, "null")


def test_rows_are_added_and_moved_with_the_focus_where_the_work_is(stage: Stage, window: Window) -> None:
    page = window(size=WIDE)
    begun(page)
    cell(page, "第 1 行 证状态").press("Alt+ArrowDown")
    expect(cell(page, "第 2 行 证状态")).to_be_focused()
    page.get_by_role("button", name="在第 2 行下面加一行").press("Enter")
    expect(cell(page, "第 3 行 证状态")).to_be_focused()
    cell(page, "第 3 行 → 颜色").fill('"red"')
    cell(page, "第 3 行 → 依据").fill('"struck-off"')
    page.get_by_role("button", name="上移第 3 行").click()
    expect(page.get_by_role("button", name="上移第 2 行")).to_be_focused()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    assert read_table(saved()).rows[1].outputs == ('"red"', '"struck-off"')


def test_without_javascript_the_same_is_done_by_the_buttons(stage: Stage, window: Window) -> None:
    page = window(size=WIDE, java_script_enabled=False)
    begun(page)
    page.get_by_role("button", name="删除第 1 行").click()
    cell(page, "第 1 行 证状态").fill("inv alid")
    page.get_by_role("button", name="检查整张表").click()
    expect(page.get_by_text("第 5 个字符：alid 不应出现在这里").first).to_be_visible()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(cell(page, "第 1 行 证状态")).to_have_value("inv alid")
    assert len(read_table(saved()).rows) == len(read_table(RuleSet.objects.get(slug=WENZHOU).dmn).rows) - 1


def test_two_windows_do_not_lie_over_each_other(stage: Stage, window: Window) -> None:
    one = window(size=WIDE)
    begun(one)
    two = one.context.new_page()
    two.goto(one.url)
    cell(one, "第 1 行 → 依据").fill('"one"')
    cell(two, "第 2 行 → 依据").fill('"two"')
    one.get_by_role("button", name="保存", exact=True).click()
    expect(one.get_by_role("status").first).to_contain_text("已保存")
    two.get_by_role("button", name="保存", exact=True).click()
    expect(two.get_by_role("alert")).to_contain_text('→ "one"')
    expect(cell(two, "第 2 行 → 依据")).to_have_value('"two"')
    look(two, "console-edit-conflict")
    assert '"two"' not in saved()
