"""An appeal of a colour from the worker's phone to the corrected record; a household's complaint after a visit."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from anxin.kernel.access.models import User
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.seating import seat
from anxin.kernel.codes.visiting import confirm_visit, open_code
from anxin.kernel.evidence.models import Dispute, Evidence
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.queries import now
from tests.cast import LUCHENG, OPERATOR, PACK
from tests.journeys.cases.at_work import BEFORE, WIDE, act, agree, clerk, in_force, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import PASSWORD, Stage, account_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    held = on_desks()
    in_force(PACK)
    clerk("baoxian", PACK, ("insurer", "330300"))
    clerk("shangwu", PACK, ("county-commerce", LUCHENG))
    seat(
        by=OPERATOR, at=BEFORE, user=User.objects.get(username="an"), pack=PACK, desk="agency",
        organisation=held.cast.anjia,
    )  # fmt: skip
    return held


def colour(party: Party) -> str:
    return Outcome.objects.filter(party=party, pack=PACK).order_by("-pk").values_list("outcome", flat=True)[0]


def sign_in_on_phone(page: Page, username: str) -> None:
    page.goto("/me")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation", name="我的页面")).to_be_visible()


def test_a_worker_appeals_and_the_colour_follows(stage: Stage, window: Window) -> None:
    mei = stage.cast.mei
    record = Evidence.objects.get(party=mei, kind="insurance")
    phone = window()
    sign_in_on_phone(phone, account_of(mei, "mei"))
    phone.goto(f"/me/records/{record.pk}/dispute")
    phone.locator("textarea[name=reason]").fill("保险已经续到明年十一月。")
    phone.locator("form:has(textarea[name=reason]) button[type=submit]").click()
    expect(phone.get_by_role("navigation", name="我的页面")).to_be_visible()
    case = Case.objects.get()
    assert (case.desk, Dispute.objects.filter(evidence=record).count(), colour(mei)) == ("insurer", 1, "yellow")
    phone.goto("/me/records")
    expect(phone.get_by_role("link", name="看办到哪一步")).to_have_attribute("href", f"/r/mine/{case.public_id}")
    look(phone, "appeal-records")
    phone.goto("/me/requests")
    look(phone, "appeal-my-requests")

    desk = window(size=WIDE)
    sign_in(desk, "baoxian")
    desk.goto(f"/console/cases/{case.public_id}/")
    look(desk, "appeal-case")
    answer = {"result": "=solved", "text": "查保单，已续保，现已更正。", "answer.valid_until": "2022-11-12"}
    act(desk, "answer", answer)
    assert (colour(mei), Evidence.objects.get(replaces=record).valid_until) == ("green", date(2022, 11, 12))

    agree(phone, f"/r/mine/{case.public_id}")
    look(phone, "appeal-closed")


def test_a_household_complains_after_a_visit_and_is_answered(stage: Stage, window: Window) -> None:
    visit = confirm_visit(at=now(), handle=open_code(at=now(), public=stage.fang.public).handle)
    phone = window()
    phone.goto(f"/v/{visit.token}")
    phone.locator("#complaint-topic").select_option("charge")
    phone.locator("#complaint-text").fill("加收了五十元。")
    phone.locator("#complain button[type=submit]").click()
    expect(phone.locator("#complain blockquote")).to_contain_text("加收了五十元。")
    look(phone, "complaint-visit")
    own = phone.locator("#complain blockquote a").get_attribute("href") or ""
    address = "/r/" + own.rsplit("/r/", 1)[1]

    case = Case.objects.get()
    assert (case.desk, case.desk_organisation) == ("agency", stage.cast.anjia)
    desk = window(size=WIDE)
    sign_in(desk, "an")
    desk.goto(f"/console/cases/{case.public_id}/")
    look(desk, "complaint-case")
    act(desk, "answer", {"result": "=solved", "text": "已退还。", "answer.remedy": "退回五十元，当面道歉"})

    phone.goto(address)
    expect(phone.locator("#answer")).to_contain_text("退回五十元，当面道歉")
    agree(phone, address)
