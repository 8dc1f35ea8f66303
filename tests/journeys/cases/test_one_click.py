"""A firm asks for goods; the team screens it, names who supplies, takes it up with a batch and answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from anxin.kernel.cases.models import Case, Supplier
from anxin.kernel.reference.actions import set_played_day
from tests.cast import DAY, agency, credit_code
from tests.journeys.cases.at_work import WIDE, act, agree, clerk, in_force, send, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHANGYU = "330604"


@pytest.fixture
def team(transactional_db: None) -> None:
    set_played_day(day=DAY)
    in_force("one_click")
    agency("绍兴上虞示例钢材有限公司", serial=71, area=SHANGYU)
    desks = [("county-team", SHANGYU), ("chain-vehicles", SHANGYU)]
    clerk("baogong", "one_click", *desks)


def test_a_firm_asks_and_is_supplied(team: None, window: Window) -> None:
    phone = window()
    phone.goto("/r/new/one_click/request")
    look(phone, "one-click-form")
    own = send(phone, {
        "asker": credit_code(28, "330108"), "asker_name": "杭州示例汽车部件有限公司", "contact_phone": "13800138000",
        "area": SHANGYU, "chain": "=vehicles", "goods": "轴承钢", "quantity": "20", "unit": "=tonne",
        "needed_by": "2021-11-01", "driver_ready": "=yes", "control": "=precaution", "why": "库存只够一天。",
        "phone": "13800138000",
    })  # fmt: skip

    desk = window(size=WIDE)
    sign_in(desk, "baogong")
    case = Case.objects.get()
    page = f"/console/cases/{case.public_id}/"
    desk.goto(page)
    act(desk, "screen", {"screen.truth": "=yes", "screen.need": "=yes", "screen.urgency": "=yes"})
    case.refresh_from_db()
    assert (case.stage, case.desk) == ("assigned", "chain-vehicles")
    act(desk, "batch", {"batch": "next"})
    act(desk, "supply", {"credit_code": credit_code(71, SHANGYU)})
    look(desk, "one-click-case")
    act(desk, "answer", {"result": "=solved", "text": "今晚发车，明早到。", "answer.delivered": "supplied"})

    agree(phone, own)
    expect(phone.locator(".ph-facts").first).to_contain_text("绍兴上虞示例钢材有限公司")
    look(phone, "one-click-closed")
    case.refresh_from_db()
    assert (case.stage, case.batch is not None, Supplier.objects.filter(case=case).count()) == ("closed", True, 1)
    desk.goto("/console/cases/board/")
    look(desk, "one-click-board")
