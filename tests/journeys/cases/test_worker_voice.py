"""A worker says something without a name, is answered on the spot, says that it is good, and lets others read of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from anxin.kernel.cases.models import Case
from anxin.kernel.reference.actions import set_played_day
from tests.cast import DAY
from tests.journeys.cases.at_work import WIDE, act, agree, clerk, in_force, send, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NINGHAI = "330226"


@pytest.fixture
def room(transactional_db: None) -> None:
    set_played_day(day=DAY)
    in_force("worker_voice")
    clerk("shuoshi", "worker_voice", ("room", NINGHAI), ("rights", NINGHAI))


def test_a_worker_says_it_and_is_answered(room: None, window: Window) -> None:
    phone = window()
    phone.goto("/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("有事在这里提，件件有答复")
    look(phone, "worker-voice-first-page")
    phone.goto("/services/")
    look(phone, "worker-voice-services")
    phone.goto("/r/new/worker_voice/voice")
    look(phone, "worker-voice-form")
    own = send(phone, {"area": NINGHAI, "topic": "=training", "what": "想学电工，不知道哪里报名。", "may_post": "=yes"})
    look(phone, "worker-voice-receipt")

    desk = window(size=WIDE)
    sign_in(desk, "shuoshi")
    look(desk, "worker-voice-inbox")
    case = Case.objects.get()
    desk.goto(f"/console/cases/{case.public_id}/")
    look(desk, "worker-voice-case")
    answer = {
        "result": "=solved",
        "text": "下周一开班，已替您报名。",
        "answer.notice": "一名职工想学电工，已安排培训。",
    }
    act(desk, "answer", answer)

    agree(phone, own)
    expect(phone.locator("#answer")).to_contain_text("下周一开班，已替您报名。")
    look(phone, "worker-voice-closed")
    case.refresh_from_db()
    phone.goto("/services/")
    phone.locator("a[href$='/notices']").click()
    expect(phone.get_by_role("main")).to_contain_text("一名职工想学电工，已安排培训。")
    look(phone, "worker-voice-board")
    assert (case.stage, case.agreement, case.requester, case.phone_sealed) == ("closed", "requester", None, "")
