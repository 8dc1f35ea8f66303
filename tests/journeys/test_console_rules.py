"""A rule is tried on everybody, drafted by the city, and published by the province."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.models import RuleSet
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.journeys.test_console_city import NARROW, WIDE, sign_in
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NINGBO = "/console/rules/try/?source=rules:ningbo-2020-09-01&area=330300&as_of=2021-10-29"


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return on_desks()


def test_another_citys_rules_are_tried_on_everybody(stage: Stage, window: Window) -> None:
    page = window(size=WIDE)
    sign_in(page, "zhou", "/console/rules/")
    page.get_by_role("link", name="看谁会变色").click()
    page.get_by_label("试算什么").select_option("rules:ningbo-2020-09-01")
    page.get_by_label("作为哪里的规则").select_option("330300")
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_role("heading", name="谁会变成什么颜色")).to_be_visible()
    expect(page.get_by_text("4 人中有 2 人会变色")).to_be_visible()
    expect(page.get_by_role("row", name="黄 1 0 0 0 1")).to_be_visible()
    expect(page.get_by_role("link", name="李梅")).to_be_visible()
    look(page, "console-try-rules")
    held = Entry.objects.get(act="rules.simulate")
    assert (held.actor, held.detail["moves"]) == (
        "zhou",
        {"green→green": 1, "grey→grey": 1, "red→yellow": 1, "yellow→green": 1},
    )
    assert Entry.objects.filter(act="party.list", subjects__party=stage.cast.mei.public_id).count() == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_trial_is_fit_for_a_narrow_screen(stage: Stage, window: Window, language: str) -> None:
    page = window(size=NARROW)
    sign_in(page, "zhou", NINGBO)
    if language == "en":
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", name="Who would move where")).to_be_visible()
    look(page, f"console-try-rules-360-{language}")


def test_a_file_of_ones_own_is_tried_and_a_broken_one_told(stage: Stage, window: Window, tmp_path: Path) -> None:
    page = window(size=WIDE)
    sign_in(page, "zhou", "/console/rules/try/")
    for name, text in (("good.dmn", RuleSet.objects.get(slug="jiaxing-2020-12-20").dmn), ("bad.dmn", "<definitions")):
        (tmp_path / name).write_text(text, "utf-8")
        page.get_by_label("试算什么").select_option("file")
        page.get_by_label("规则文件").set_input_files(tmp_path / name)
        page.get_by_role("button", name="试算").click()
        if name == "good.dmn":
            expect(page.get_by_role("heading", name="谁会变成什么颜色")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "console-try-rules-broken")


def begin(page: Page) -> None:
    page.get_by_label("中文标题").fill("温州新规")
    page.get_by_label("生效日期").fill("2021-12-01")
    page.get_by_label("底稿").select_option("wenzhou-2021-01-01")
    page.get_by_role("button", name="新起草稿").click()


def test_a_draft_is_proposed_by_the_city_and_published_by_the_province(stage: Stage, window: Window) -> None:
    page = window(size=WIDE)
    sign_in(page, "zhou", "/console/rules/drafts/")
    look(page, "console-drafts")
    begin(page)
    expect(page.get_by_role("heading", name="温州新规 (2021-12-01)")).to_be_visible()
    look(page, "console-draft")
    address = page.url
    page.get_by_role("link", name="对所有人试算").click()
    expect(page.get_by_text("4 人中有 0 人会变色")).to_be_visible()
    page.goto(address)
    page.get_by_role("button", name="提请发布").click()
    expect(page.get_by_text("已提请。现在可由另一个人发布")).to_be_visible()
    expect(page.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    province = window(size=NARROW)
    sign_in(province, "province", address.partition("/console")[1] + address.partition("/console")[2])
    look(province, "console-draft-360")
    province.get_by_role("button", name="发布", exact=True).click()
    expect(province.get_by_text("已发布，自 2021-12-01 起按它判定")).to_be_visible()
    made = RuleSet.objects.get(slug="wenzhou-2021-12-01")
    assert (made.applied_by, made.effective_from) == ("province", date(2021, 12, 1))
    assert Entry.objects.get(act="rules.publish").detail["simulation"]["sha256"] == made.sha256


def test_what_is_missing_is_told_and_a_save_upon_another_save_is_refused(stage: Stage, window: Window) -> None:
    page = window(size=NARROW)
    sign_in(page, "zhou", "/console/rules/drafts/")
    begin(page)
    address, elsewhere = page.url, window(size=WIDE)
    sign_in(elsewhere, "province", address.partition("/console")[1] + address.partition("/console")[2])
    elsewhere.get_by_label("即将过期的天数").fill("15")
    elsewhere.get_by_role("button", name="保存", exact=True).click()
    expect(elsewhere.get_by_text("已保存。草稿不判定任何人。")).to_be_visible()
    look(elsewhere, "console-draft-missing")
    page.get_by_label("即将过期的天数").fill("20")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("您打开以后，别人又保存了这份草稿")).to_be_visible()
