"""A hazard from a photo on a phone to a photo of how it is afterwards; the unit reads nothing of who reported it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from anxin.kernel.cases.models import Case
from anxin.kernel.reference.actions import set_played_day
from tests.cast import DAY, LUCHENG, agency, credit_code
from tests.journeys.cases.at_work import WIDE, act, agree, clerk, in_force, send, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.kernel.cases.scene import picture

STANDS = {"latitude": 28.00123, "longitude": 120.70456}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def jpeg(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(picture(len(name) * 9))
    return path


@pytest.fixture
def unit(transactional_db: None) -> None:
    set_played_day(day=DAY)
    in_force("hazards")
    firm = agency("温州示例机械有限公司", serial=61, area=LUCHENG)
    clerk("anquan", "hazards", ("unit", ""), firm=firm)


def test_a_photo_a_place_and_a_kind_and_the_hazard_is_gone(unit: None, window: Window, tmp_path: Path) -> None:
    phone = window()
    phone.goto("/r/new/hazards/report")
    look(phone, "hazards-form")
    phone.locator("input[name='q-photo']").set_input_files(jpeg(tmp_path, "before.jpg"))
    own = send(phone, {
        "where": "学院路工地3号楼二层", "area": LUCHENG, "trade": "=construction", "what": "外架缺扣件",
        "unit_code": credit_code(61, LUCHENG), "phone": "13800138000",
    })  # fmt: skip
    look(phone, "hazards-receipt")
    case = Case.objects.get()
    assert (case.stage, case.desk, case.facts["grade"]) == ("assigned", "unit", "general")

    desk = window(size=WIDE)
    sign_in(desk, "anquan")
    look(desk, "hazards-unit-inbox")
    desk.goto(f"/console/cases/{case.public_id}/")
    expect(desk.get_by_text("外架缺扣件").first).to_be_visible()
    assert [word for word in ("13800138000", "138****8000", "before.jpg") if word in desk.content()] == []
    act(desk, "step", {"survey.real": "yes", "survey.must_stop": "no", "survey.by_itself": "yes"})
    desk.locator("input[name='answer.after']").set_input_files(jpeg(tmp_path, "after.jpg"))
    act(desk, "answer", {"result": "=solved", "text": "扣件已补齐。", "answer.done_on": "2021-10-29"})

    agree(phone, own)
    expect(phone.locator("#answer")).to_contain_text("扣件已补齐。")
    look(phone, "hazards-closed")
    case.refresh_from_db()
    assert (case.stage, case.result, case.agreement) == ("closed", "solved", "requester")


def test_five_touches_report_a_hazard(unit: None, window: Window, tmp_path: Path) -> None:
    """Photo, place, county, kind, send: nothing has to be typed, so that half a minute is enough."""
    phone = window(geolocation=STANDS, permissions=["geolocation"])
    phone.goto("/r/new/hazards/report")
    phone.locator("input[name='q-photo']").set_input_files(jpeg(tmp_path, "before.jpg"))
    phone.get_by_role("button", name="加上我现在的位置").click()
    expect(phone.get_by_role("button", name="位置已记下")).to_be_visible()
    phone.locator("select[name='q-area']").select_option(LUCHENG)
    phone.get_by_label("消防", exact=True).check()
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(phone.get_by_role("heading", name="已收到")).to_be_visible()
    assert Case.objects.get().desk == "fire"
