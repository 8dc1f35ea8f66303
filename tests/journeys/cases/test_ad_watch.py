"""Saved pages are swept, and a person judges what was found; somebody reports an advertisement from a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from anxin.kernel.cases.models import Case
from anxin.kernel.cases.sweeping import sweep_pages
from anxin.kernel.reference.actions import set_played_day
from anxin.kernel.reference.queries import now
from tests.cast import DAY, LUCHENG, OPERATOR
from tests.journeys.cases.at_work import WIDE, act, agree, clerk, in_force, send, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.kernel.cases.scene import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DECIDED = {
    "decide.finding": "advert", "decide.filed": "yes", "decide.decided_on": "2021-10-29",
    "decide.reasons": "写着保证提分",
}  # fmt: skip


def jpeg(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(picture(len(name) * 9))
    return path


@pytest.fixture
def market(transactional_db: None) -> None:
    set_played_day(day=DAY)
    in_force("ad_watch")
    clerk("shichang", "ad_watch", ("market", LUCHENG))


def test_what_a_sweep_found_is_judged_by_a_person(market: None, window: Window, tmp_path: Path) -> None:
    (tmp_path / "p3.html").write_text("<title>示例</title><p>今天晴。小学数学一对一，保证提分！</p>", "utf-8")
    found = sweep_pages(by=OPERATOR, at=now(), pack="ad_watch", site="yaolan_daily", place=tmp_path)
    case = Case.objects.get()
    assert (found.new, case.desk, case.stage) == (1, "market", "assigned")
    desk = window(size=WIDE)
    sign_in(desk, "shichang")
    look(desk, "adverts-inbox")
    desk.goto(f"/console/cases/{case.public_id}/")
    for words in ("小学数学一对一,保证提分", "广告法第二十四条第一项"):
        expect(desk.get_by_text(words).first).to_be_visible()
    look(desk, "adverts-case")
    act(desk, "step", DECIDED)
    act(desk, "answer", {"result": "=explained", "text": "已立案。", "answer.outcome": "stopped_filed"})
    case.refresh_from_db()
    assert (case.stage, case.result) == ("answered", "explained")


def test_somebody_without_a_name_reports_an_advertisement(market: None, window: Window, tmp_path: Path) -> None:
    phone = window()
    phone.goto("/r/new/ad_watch/clue")
    look(phone, "adverts-form")
    phone.locator("input[name='q-photo']").set_input_files(jpeg(tmp_path, "a.jpg"))
    own = send(phone, {"where": "示例商场一楼", "area": LUCHENG, "medium": "=platform"})
    case = Case.objects.get()
    desk = window(size=WIDE)
    sign_in(desk, "shichang")
    desk.goto(f"/console/cases/{case.public_id}/")
    act(desk, "step", DECIDED)
    desk.locator("input[name='answer.after']").set_input_files(jpeg(tmp_path, "b.jpg"))
    act(desk, "answer", {"result": "=solved", "text": "广告已撤，已立案。", "answer.outcome": "stopped_filed"})
    agree(phone, own)
    look(phone, "adverts-closed")
    case.refresh_from_db()
    assert (case.stage, case.result, case.phone_sealed) == ("closed", "solved", "")
