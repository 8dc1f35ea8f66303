"""Grants without papers on a phone: a worker confirms what is on file and is paid; a firm takes one of five things."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from anxin.kernel.access.actions import appoint
from anxin.kernel.cases.models import Case
from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.journal.actor import Role
from anxin.kernel.ledger import queries as books
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.actions import set_played_day
from tests.cast import DAY, LUCHENG, NOON, OPERATOR, agency, worker
from tests.journeys.cases.at_work import WIDE, act, agree, clerk, in_force, send, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.web.phone.stage import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WENZHOU = "330300"


@pytest.fixture
def desks(transactional_db: None) -> None:
    set_played_day(day=DAY)
    in_force("grants")
    clerk("jinrong", "grants", ("finance", WENZHOU))
    clerk("fuhe", "grants", ("review", WENZHOU))


def enter(page: Page, username: str) -> None:
    """Sign in on the phone."""
    page.goto("/me")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.fixture
def stayed() -> Party:
    """A worker with an account of whom three sources hold what the red packet asks."""
    person = worker("王小芳", serial=7, phone="13800138000")
    for kind, source, said in (
        ("register", "police", "elsewhere"), ("insured", "social_insurance", "yes"), ("stayed", "operator", "yes"),
    ):  # fmt: skip
        statement = Statement(kind, source, date(2021, 2, 12), said)
        record_evidence(by=OPERATOR, at=NOON, party=person, statement=statement)
    appoint(by=OPERATOR, at=NOON, username="fang", password=PASSWORD, role=Role.WORKER, party=person)
    return person


def test_a_worker_confirms_what_is_on_file_and_is_paid_before_the_page_is_back(
    desks: None, stayed: Party, window: Window
) -> None:
    phone = window()
    enter(phone, "fang")
    phone.goto("/r/new/grants/stay_bonus")
    look(phone, "grants-form")
    assert phone.locator("input[type=file]").count() == 0

    own = send(phone, {})

    case = Case.objects.get()
    assert (case.stage, case.result, case.events.get(kind="answered").user_id) == ("answered", "solved", None)
    book = books.book_named("grants/stay/hangzhou")
    assert books.balance(book, AccountName("paid", stayed, "2021")) == 100_000
    phone.goto(own)
    expect(phone.locator("#answer")).to_contain_text("按规则表直接兑付 1,000.00 元")
    look(phone, "grants-answered")
    agree(phone, own)

    desk = window(size=WIDE)
    sign_in(desk, "fuhe")
    desk.goto(f"/console/cases/{case.public_id}/")
    expect(desk.get_by_text("按规则表 stay_grade-2021-02-01 第 1 行答复").first).to_be_visible()
    look(desk, "grants-review")


def test_a_firm_takes_one_of_five_things_and_brings_no_papers(desks: None, window: Window) -> None:
    firm = agency("温州示例机械有限公司", serial=61, area=LUCHENG)
    appoint(by=OPERATOR, at=NOON, username="qiye", password=PASSWORD, role=Role.AGENCY_CLERK, organisation=firm)
    phone = window()
    sign_in(phone, "qiye")
    phone.goto("/r/new/grants/five")
    look(phone, "five-form")
    assert phone.locator("input[type=file]").count() == 0
    own = send(phone, {"area": LUCHENG, "which": "=financing"})

    case = Case.objects.get()
    assert (case.stage, case.desk, case.about) == ("assigned", "finance", firm)
    desk = window(size=WIDE)
    sign_in(desk, "jinrong")
    desk.goto(f"/console/cases/{case.public_id}/")
    act(desk, "answer", {"result": "=solved", "text": "专员明天上午上门。"})

    agree(phone, own)
    expect(phone.locator("#answer")).to_contain_text("专员明天上午上门。")
