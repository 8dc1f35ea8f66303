"""What agencies and workers ask for: a code with all its papers, leaving an agency, a code anew with the next one."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from anxin.kernel.access.models import User
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.seating import seat
from anxin.kernel.codes.models import Code
from anxin.kernel.codes.visiting import confirm_visit, open_code
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.identifiers import Scheme, mask_name
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import affiliation_of, party_by_number
from anxin.kernel.reference.queries import now
from tests.cast import DAY, LUCHENG, OPERATOR, PACK, credit_code, identity_number
from tests.journeys.cases.at_work import BEFORE, WIDE, act, agree, clerk, in_force, send, sign_in
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.kernel.cases.scene import picture
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import PASSWORD, Stage, account_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = identity_number(777)
PASSED = dict.fromkeys(("identity_city", "identity_ministry", "police", "health"), "passed")
DAYS = {
    "health_from": "2021-09-18", "health_until": "2022-09-17",
    "insurance_from": "2021-10-01", "insurance_until": "2022-09-30",
}  # fmt: skip
CHECKED = {f"answer.{key}": value for key, value in (PASSED | DAYS).items()}


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    held = on_desks()
    in_force(PACK)
    for name in ("hecha", "qianfa"):
        clerk(name, PACK, ("city-commerce", "330300"))
    seat(
        by=OPERATOR, at=BEFORE, user=User.objects.get(username="an"), pack=PACK, desk="agency",
        organisation=held.cast.anjia,
    )  # fmt: skip
    return held


def colour(party: Party) -> str:
    return Outcome.objects.filter(party=party, pack=PACK).order_by("-pk").values_list("outcome", flat=True)[0]


def attach(page: Page, folder: Path, *questions: str) -> None:
    for question in questions:
        path = folder / f"{question}.jpg"
        path.write_bytes(picture(len(question) * 9))
        page.locator(f"input[name='q-{question}']").set_input_files(path)


def test_an_agency_applies_two_clerks_sign_and_code_and_card_come_together(
    stage: Stage, window: Window, tmp_path: Path
) -> None:
    agency = window()
    sign_in(agency, "an")
    agency.goto("/r/new/home_service/application")
    expect(agency.locator(".ph-held")).to_contain_text("家政企业统一社会信用代码")
    look(agency, "application-form")
    attach(agency, tmp_path, "certificate", "authorisation")
    own = send(agency, {
        "name": "周桂芳", "number": NEW, "phone": "13800000777",
        "started_on": "2021-10-20", "training_on": "2021-09-20", "authorised_on": "2021-10-20",
    })  # fmt: skip
    case = Case.objects.get()
    assert (case.desk, case.about, party_by_number(Scheme.IDENTITY_NUMBER, NEW)) == (
        "city-commerce", stage.cast.anjia, None,
    )  # fmt: skip

    first = window(size=WIDE)
    sign_in(first, "hecha")
    first.goto(f"/console/cases/{case.public_id}/")
    act(first, "step", {"joint_check.materials_read": "yes", "joint_check.asked_public_security": "yes"})
    second = window(size=WIDE)
    sign_in(second, "qianfa")
    second.goto(f"/console/cases/{case.public_id}/")
    look(second, "application-case")
    act(second, "answer", {"result": "=solved", "text": "核查通过，码和证一起发。", **CHECKED})

    person = party_by_number(Scheme.IDENTITY_NUMBER, NEW)
    assert person is not None
    held = affiliation_of(person, role=PACK, on=DAY)
    cards = Evidence.objects.filter(party=person, kind="card", result="issued").count()
    codes = Code.objects.filter(party=person, slot__isnull=False).count()
    assert (held and held.organisation, cards, codes, colour(person)) == (stage.cast.anjia, 1, 1, "green")
    agency.goto("/me/requests")
    look(agency, "application-own")
    agree(agency, own)


def test_a_worker_leaves_and_the_next_agency_has_the_code_issued_anew(
    stage: Stage, window: Window, tmp_path: Path
) -> None:
    fang = stage.cast.fang
    phone = window()
    phone.goto("/me")
    phone.get_by_label("用户名").fill(account_of(fang, "fang"))
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("main").get_by_role("button", name="登录").click()
    expect(phone.get_by_role("navigation", name="我的页面")).to_be_visible()
    phone.goto("/r/new/home_service/exit")
    look(phone, "exit-form")
    own = send(phone, {"agency": credit_code(1), "asked_by": "=worker", "ended_on": "2021-10-28"})
    case = Case.objects.get()
    assert (case.desk, case.desk_organisation, case.requester) == ("agency", stage.cast.anjia, fang)
    old = window(size=WIDE)
    sign_in(old, "an")
    old.goto(f"/console/cases/{case.public_id}/")
    act(old, "answer", {"result": "=solved", "text": "已办退出。"})
    assert (colour(fang), Code.objects.filter(party=fang, slot__isnull=False).count()) == ("red", 0)
    agree(phone, own)

    following = window()
    sign_in(following, "le")
    following.goto("/r/new/home_service/reissue")
    look(following, "reissue-form")
    attach(following, tmp_path, "authorisation")
    again = send(following, {
        "left_before": "=yes", "name": fang.name, "number": identity_number(101),
        "started_on": "2021-10-29", "authorised_on": "2021-10-29",
    })  # fmt: skip
    case = Case.objects.get(matter="reissue")
    desk = window(size=WIDE)
    sign_in(desk, "qianfa")
    desk.goto(f"/console/cases/{case.public_id}/")
    act(desk, "answer", {"result": "=solved", "text": "材料在档，重新发证。"})
    held = affiliation_of(fang, role=PACK, on=DAY)
    codes = Code.objects.filter(party=fang, slot__isnull=False).count()
    assert (held and held.organisation, codes, colour(fang)) == (stage.cast.leju, 1, "green")
    agree(following, again)


def test_a_household_complains_on_the_form_of_its_visit(stage: Stage, window: Window) -> None:
    token = confirm_visit(at=now(), handle=open_code(at=now(), public=stage.fang.public).handle).token
    phone = window()
    phone.goto(f"/r/new/home_service/complaint?visit={token}")
    expect(phone.locator(".ph-held")).to_contain_text(mask_name(stage.cast.fang.name))
    look(phone, "complaint-form")
    own = send(phone, {"topic": "=conduct", "what": "约好九点，十点半才到。"})
    case = Case.objects.get()
    assert (case.desk, case.desk_organisation, case.area) == ("agency", stage.cast.anjia, LUCHENG)
    desk = window(size=WIDE)
    sign_in(desk, "an")
    desk.goto(f"/console/cases/{case.public_id}/")
    expect(desk.locator("main")).to_contain_text(stage.cast.fang.name)
    act(desk, "answer", {"result": "=solved", "text": "已道歉。", "answer.remedy": "退回五十元，当面道歉"})
    agree(phone, own)
