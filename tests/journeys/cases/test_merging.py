"""Two files of one person at a city's desk in a real browser, wide and at 360 px: found, compared, merged, parted."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from anxin.kernel.parties.models import Merge, Party
from tests.cast import worker
from tests.journeys.cases.test_desk import NARROW, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FULL = {"width": 1280, "height": 800}


@pytest.fixture
def stage(transactional_db: None, settings: Settings) -> Stage:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return on_desks()


@pytest.mark.parametrize(("size", "name"), [(FULL, "wide"), (NARROW, "360")])
def test_a_pair_is_found_compared_merged_and_parted_again(
    stage: Stage, window: Window, size: dict[str, int], name: str
) -> None:
    fang = stage.cast.fang
    again = worker("王晓芳", serial=105)
    Party.objects.filter(pk=again.pk).update(phone_sealed=fang.phone_sealed, phone_index=fang.phone_index)
    page = window(size=size)
    sign_in(page, "zhou", "/console/merging/")
    look(page, f"merging-list-{name}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("两份档案对照")
    look(page, f"merging-pair-{name}")

    page.get_by_label("认定为同一人的原因").fill("换发身份证后重复登记")
    page.get_by_role("button", name="合并").click()
    expect(page.get_by_text("两份档案已合并").first).to_be_visible()
    assert Party.objects.get(pk=again.pk).merged_into_id == fang.pk
    page.locator(".co-merge-undo > summary").click()
    look(page, f"merging-done-{name}")

    page.get_by_label("拆分原因").fill("核实为姐妹二人")
    page.get_by_role("button", name="拆分").click()
    expect(page.get_by_text("两份档案已拆分").first).to_be_visible()
    look(page, f"merging-undone-{name}")
    assert Party.objects.get(pk=again.pk).merged_into_id is None
    assert Merge.objects.get().split_reason == "核实为姐妹二人"


@pytest.mark.parametrize(("size", "name"), [(FULL, "wide"), (NARROW, "360")])
def test_what_stands_against_a_merge_can_be_read(stage: Stage, window: Window, size: dict[str, int], name: str) -> None:
    page = window(size=size)
    sign_in(page, "zhou", f"/console/merging/{stage.cast.fang.public_id}/{stage.cast.hua.public_id}/")
    expect(page.get_by_role("heading", name="这两份档案现在不能合并")).to_be_visible()
    look(page, f"merging-refused-{name}")
