"""Export cover: an exporter says on the phone what it sold, and the insurer's desk reads the terms that follow."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from anxin.kernel.cases.models import Case
from anxin.kernel.reference.actions import set_played_day
from tests.cast import DAY, agency, credit_code
from tests.journeys.cases.at_work import WIDE, act, agree, clerk, in_force, send, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CIXI = "330282"


@pytest.fixture
def desks(transactional_db: None) -> None:
    set_played_day(day=DAY)
    in_force("export_cover")
    agency("慈溪示例小家电厂", serial=63, area=CIXI)
    clerk("xinbao", "export_cover", ("insurer", CIXI))


def test_the_insurers_desk_reads_the_terms_of_the_place_and_the_year_and_signs(desks: None, window: Window) -> None:
    phone = window()
    phone.goto("/r/new/export_cover/cover")
    look(phone, "cover-form")
    own = send(phone, {
        "asker": credit_code(63, CIXI), "area": CIXI, "place": "=cixi", "exports_usd": "5000000",
        "phone": "13800138000",
    })  # fmt: skip
    case = Case.objects.get()
    page = f"/console/cases/{case.public_id}/"

    desk = window(size=WIDE)
    sign_in(desk, "xinbao")
    look(desk, "cover-inbox")
    desk.goto(page)
    for term in ("可以参加小微统保", "100000", "单个买家限额（美元）"):
        expect(desk.get_by_text(term).first).to_be_visible()
    look(desk, "cover-desk")
    act(desk, "answer", {"result": "=solved", "text": "保单已签。"})

    agree(phone, own)
    expect(phone.locator("#answer")).to_contain_text("保单已签。")
