"""An appeal of the health code by every door: orange on the phone, the stay corrected at the desk, and green."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from anxin.cli.main import app
from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.cases.models import Case
from anxin.kernel.codes.actions import issue_code
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.reference.actions import set_played_day
from tests.cast import NOON, OPERATOR
from tests.journeys.cases.at_work import WIDE, act, agree, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.packs.binjiang import LEFT, MORNING, ON, PACK, Binjiang, binjiang, colour
from tests.unit.web.phone.stage import PASSWORD, account_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Binjiang:
    set_played_day(day=ON)
    held = binjiang()
    keep_own_keys(by=OPERATOR, at=MORNING)
    issue_code(by=OPERATOR, at=NOON, party=held.lin, pack=PACK)
    account_of(held.lin, "linxiao")
    return held


def signed_in_on_phone(page: Page) -> None:
    page.goto("/me")
    page.get_by_label("用户名").fill("linxiao")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation", name="我的页面")).to_be_visible()


def listed_by_command(desk: str) -> list[tuple[str, str]]:
    result = CliRunner().invoke(app, ["cases", "list", "--as", desk, "--json"])
    assert result.exit_code == 0, result.output
    return [(one["case"], one["stage"]) for one in json.loads(result.stdout)["cases"]]


def listed_by_api(desk: str) -> list[tuple[str, str]]:
    token = issue_token(by=OPERATOR, at=NOON, user=User.objects.get(username=desk), label="list")
    answer = Client().get("/api/v1/cases", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.content.decode()
    return [(one["case"], one["stage"]) for one in answer.json()["cases"]]


def test_who_moved_away_appeals_and_is_green_the_same_day(here: Binjiang, window: Window) -> None:
    phone = window()
    signed_in_on_phone(phone)
    expect(phone.get_by_text("橙码").first).to_be_visible()
    look(phone, "health-orange")
    phone.goto(f"/me/records/{here.stay.pk}/dispute")
    phone.locator("textarea[name=reason]").fill("一月二十日已经搬到拱墅，退了租。")
    phone.locator("form:has(textarea[name=reason]) button[type=submit]").click()
    expect(phone.get_by_role("navigation", name="我的页面")).to_be_visible()
    case = Case.objects.get()
    assert (case.desk, case.matter, Evidence.objects.get(pk=here.stay.pk).is_disputed) == ("community", "appeal", True)
    assert listed_by_command("shequ") == listed_by_api("shequ") == [(case.public_id, "assigned")]

    desk = window(size=WIDE)
    sign_in(desk, "shequ")
    desk.goto(f"/console/cases/{case.public_id}/")
    offered = desk.locator("select[name='answer.result'] option, input[name='answer.result']")
    assert [one.get_attribute("value") for one in offered.all()] == ["", "living", "staying"]
    look(desk, "health-appeal-case")
    act(
        desk,
        "answer",
        {"result": "=solved", "text": "查退租登记，属实，已更正。", "answer.valid_until": LEFT.isoformat()},
    )

    phone.goto("/me")
    expect(phone.get_by_text("绿码").first).to_be_visible()
    assert colour(here.lin) == "green"
    phone.goto(f"/r/mine/{case.public_id}")
    expect(phone.locator("#answer")).to_contain_text("查退租登记，属实，已更正。")
    look(phone, "health-appeal-answer")
    agree(phone, f"/r/mine/{case.public_id}")
    look(phone, "health-green")
