"""Unpaid wages from a phone to the card; the employer is asked for proof and reads nothing of who spoke."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from anxin.kernel.cases.models import Case
from anxin.kernel.reference.actions import set_played_day
from tests.cast import DAY, LUCHENG, agency, credit_code, identity_number
from tests.journeys.cases.at_work import WIDE, act, agree, clerk, in_force, send, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = credit_code(62, LUCHENG)


@pytest.fixture
def desks(transactional_db: None) -> None:
    set_played_day(day=DAY)
    in_force("wage_arrears")
    firm = agency("温州示例建设有限公司", serial=62, area=LUCHENG)
    clerk("shouli", "wage_arrears", ("reception", LUCHENG))
    clerk("zhujian", "wage_arrears", ("housing", LUCHENG))
    clerk("danwei", "wage_arrears", ("employer", ""), firm=firm)


def test_a_worker_is_paid_and_the_employer_never_learns_who_spoke(desks: None, window: Window) -> None:
    phone = window()
    phone.goto("/r/new/wage_arrears/clue")
    look(phone, "wages-form")
    own = send(phone, {
        "name": "王小芳", "number": identity_number(7), "construction": "=yes", "works": "=housing",
        "investor": "=private", "area": LUCHENG, "employer": "温州示例建设有限公司", "employer_code": CODE,
        "project": "示例花园二期", "address": "学院路100号", "since": "2021-07-01", "until": "2021-09-30",
        "yuan": "36000", "workers": "1", "work": "木工，日薪 400 元", "phone": "13800138000",
    })  # fmt: skip
    clue = Case.objects.get()
    page = f"/console/cases/{clue.public_id}/"

    reception = window(size=WIDE)
    sign_in(reception, "shouli")
    reception.goto(page)
    look(reception, "wages-reception")
    act(reception, "accept", {})
    reception.goto("/console/cases/new/wage_arrears/proof/")
    asked = {
        "said.area": LUCHENG, "said.employer_code": CODE, "said.scope": "示例花园二期木工班组",
        "said.since": "2021-07-01", "said.until": "2021-09-30", "said.clue_number": clue.public_id,
        "sender.phone": "057788881234",
    }  # fmt: skip
    for name, value in asked.items():
        field = reception.locator(f"[name='{name}']")
        if name == "said.area":
            field.select_option(value)
        else:
            field.fill(value)
    reception.locator("form:has([name='said.scope']) button[type=submit]").click()
    reception.wait_for_load_state()
    proof = Case.objects.get(matter="proof")
    reception.goto(f"/console/cases/{proof.public_id}/")
    act(reception, "screen", {"screen.warranted": "=yes", "screen.unnamed": "=yes"})

    employer = window(size=WIDE)
    sign_in(employer, "danwei")
    look(employer, "wages-employer-inbox")
    assert clue.public_id not in employer.content()
    employer.goto(f"/console/cases/{proof.public_id}/")
    expect(employer.get_by_text("示例花园二期木工班组").first).to_be_visible()
    assert [word for word in ("王小芳", "13800138000", clue.public_id) if word in employer.content()] == []
    look(employer, "wages-employer-case")
    employer.goto(page)
    assert "36000" not in employer.content()

    desk = window(size=WIDE)
    sign_in(desk, "zhujian")
    desk.goto(page)
    act(desk, "step", {"proof.asked": "nothing", "proof.findings": "考勤和工资条对得上"})
    act(desk, "answer", {"result": "=solved", "text": "36000 元已付到本人卡上。", "answer.conclusion": "paid"})
    agree(phone, own)
    look(phone, "wages-closed")
    clue.refresh_from_db()
    assert (clue.stage, clue.result, clue.agreement) == ("closed", "solved", "requester")
