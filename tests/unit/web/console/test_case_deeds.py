"""What desks do from a case's page and at the counter, each to its success, and what it says afterwards."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from anxin.kernel.access.models import User
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case, Reward, Supplier
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree
from anxin.kernel.deliveries.actions import post
from anxin.kernel.deliveries.models import Delivery
from anxin.kernel.journal.models import Entry
from anxin.kernel.messages.queries import last_messages
from tests.cast import OPERATOR
from tests.unit.kernel.cases.hazard import HAZARD, SCREENED
from tests.unit.kernel.cases.scene import FIRM_CODE, Desks, again, clerk, filed, opened, picture
from tests.unit.web.console.reading import words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PHONE = "13800138000"
ELSEWHERE = "330303"


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def desks() -> Desks:
    return opened()


@pytest.fixture
def screening() -> Desks:
    """The same desks where a request is screened first, and suppliers and batches are kept."""
    return opened(replace(HAZARD, screening=SCREENED, accepts_by_itself=False, supply=True, batches=True))


def signed_in(username: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username=username))
    return client


def act(who: str, case: Case, deed: str, **sent: Any) -> int:
    return int(signed_in(who).post(reverse("console:case_act", args=[case.public_id, deed]), sent).status_code)


def page(who: str, case: Case) -> str:
    return words(signed_in(who).get(f"/console/cases/{case.public_id}/"))


def test_a_request_that_passes_its_screening_goes_to_its_desk(screening: Desks) -> None:
    case = filed(timezone.now()).case
    sent = {"screen.truth": "yes", "screen.need": "yes", "note": "已核实"}
    assert act("rui", case, "screen", **sent) == 302
    assert (again(case).stage, again(case).desk) == (Stage.ASSIGNED, "fire")
    told = page("rui", case)
    assert all(said in told for said in ("真实性：是", "必要性：是", "已核实"))


def test_one_that_fails_waits_and_is_refused_with_a_reason_its_requester_reads(screening: Desks) -> None:
    held = filed(timezone.now())
    assert act("rui", held.case, "screen", **{"screen.truth": "no", "screen.need": "yes", "note": "查无此处"}) == 302
    assert again(held.case).stage == Stage.RECEIVED
    assert "真实性：否" in page("rui", held.case)
    assert act("rui", held.case, "refuse", reason="") == 400
    assert act("rui", held.case, "refuse", reason="现场没有这个地方。") == 302
    assert (again(held.case).stage, again(held.case).result) == (Stage.REFUSED, Result.REFUSED)
    own = words(Client(headers={"accept-language": "zh-hans"}).get(f"/r/{held.token}", follow=True))
    assert "现场没有这个地方。" in own


def test_a_request_in_a_batch_names_it_and_who_supplies(screening: Desks) -> None:
    case = filed(timezone.now()).case
    assert act("rui", case, "screen", **{"screen.truth": "yes", "screen.need": "yes"}) == 302
    assert act("rui", case, "batch", batch="next") == 302
    assert act("huo", case, "supply", credit_code="91330302MA0000000X") == 400
    assert act("huo", case, "supply", credit_code=FIRM_CODE) == 302
    assert again(case).batch is not None
    assert list(Supplier.objects.values_list("organisation__name", flat=True)) == ["温州示例机械有限公司"]
    told = page("rui", case)
    assert all(said in told for said in ("归入第 1 批", "由温州示例机械有限公司供给"))
    assert case.public_id in signed_in("rui").get("/console/cases/?batch=1").content.decode()
    assert case.public_id not in signed_in("rui").get("/console/cases/?batch=2").content.decode()


def test_a_desk_sends_a_case_back_once_and_the_page_counts_the_desks_it_came_to(desks: Desks) -> None:
    case = filed(timezone.now()).case
    due = signed_in("huo").get("/console/cases/").context["leaf"].rows[0].due
    assert act("huo", case, "object", reason="") == 400
    assert act("huo", case, "object", reason="燃气归应急管理") == 302
    assert (again(case).stage, again(case).desk) == (Stage.ACCEPTED, "")
    assert act("rui", case, "assign", desk="emergency", reason="同意") == 302
    assert again(case).hops == 2
    told = page("rui", case)
    assert all(said in told for said in ("燃气归应急管理", "经过岗位数 2"))
    assert act("ji", case, "object", reason="还是归消防") == 403
    row = signed_in("rui").get("/console/cases/?joined=1").context["leaf"].rows[0]
    assert (row.hops, row.due <= due) == (2, True)


def test_more_time_is_given_before_the_end_and_never_after(desks: Desks) -> None:
    now = timezone.now()
    running, over = filed(now).case, filed(now - 30 * DAY, where="江滨路1号").case
    sent = {"clock": "reply", "amount": "5", "reason": "等配件"}
    before = signed_in("fu").get(f"/console/cases/{running.public_id}/").context["limits"]
    assert act("fu", running, "extend", **sent) == 302
    after = signed_in("fu").get(f"/console/cases/{running.public_id}/").context["limits"]
    ends = [{one.slug: one.due for one in held}["reply"] for held in (before, after)]
    assert ends[0] < ends[1]
    assert act("fu", over, "extend", **sent) in {400, 403}
    assert "已超期" in page("fu", over)


def test_a_hazard_is_rewarded_once(desks: Desks) -> None:
    held = filed(timezone.now() - DAY)
    case = held.case
    answer_case(
        by=desks.fire, at=timezone.now(), public_id=case.public_id, result=Result.SOLVED, text="已移走",
        sent=[Sent("after", picture(200), "after.jpg")],
    )  # fmt: skip
    agree(own=own_by_link(token=held.token), at=timezone.now())
    assert "50.00 元" in page("fu", case)
    assert act("fu", case, "reward") == 302
    assert act("fu", case, "reward") != 302
    assert list(Reward.objects.values_list("level", "fen")) == [("general", 5_000)]
    told = page("fu", case)
    assert all(said in told for said in ("级别 一般隐患", "发放奖励"))


def test_a_grade_is_said_in_the_readers_language(desks: Desks) -> None:
    case = filed(timezone.now(), trade="gas").case
    assert "级别 重大隐患" in page("ji", case)
    english = Client(headers={"accept-language": "en"})
    english.force_login(User.objects.get(username="ji"))
    told = words(english.get(f"/console/cases/{case.public_id}/"))
    assert "Grade Grave" in told
    assert "major" not in told


def test_a_message_that_did_not_arrive_says_what_went_wrong(desks: Desks) -> None:
    case = filed(timezone.now()).case
    sent = post(
        by=OPERATOR, at=timezone.now(), target="city-platform", kind="case.assigned", about=case.public_id, payload={}
    )
    Delivery.objects.filter(pk=sent.pk).update(attempts=3, last_error="503 Service Unavailable")
    told = page("rui", case)
    assert all(said in told for said in ("city-platform", "待送达", "503 Service Unavailable"))
    board = words(signed_in("rui").get("/console/cases/board/"))
    assert "city-platform 0 1 1 0" in board


@pytest.mark.parametrize(("word", "stage"), [("agree", Stage.CLOSED), ("contest", Stage.CONTESTED)])
def test_the_requesters_word_is_taken_at_a_counter_elsewhere_and_the_journal_says_so(
    desks: Desks, word: str, stage: Stage
) -> None:
    case = filed(timezone.now() - DAY).case
    answer_case(by=desks.fire, at=timezone.now(), public_id=case.public_id, result=Result.EXPLAINED, text="已说明")
    clerk("chuang", ("reception", ELSEWHERE))
    client = signed_in("chuang")
    opens(client)
    assert "已说明" in words(client.get("/console/cases/counter/"))
    sent = {"case": case.public_id, "word": word, "reason": "还在原处"}
    assert client.post("/console/cases/counter/verdict/", sent).status_code == 302
    assert again(case).stage == stage
    event = case.events.get(kind={"agree": "agreed", "contest": "contested"}[word])
    assert (event.detail["on_behalf"], event.by_label, event.role) == (True, "chuang", "clerk")
    entry = Entry.objects.get(act=f"case.{event.kind}")
    assert (entry.actor, entry.detail["case"]) == ("chuang", case.public_id)
    assert "由经办人代诉求人录入" in page("fu", case)


def opens(client: Client) -> None:
    """The number that was sent to the phone, read out at the counter."""
    client.post("/console/cases/counter/number/", {"phone": PHONE})
    number = re.search(r"\d{6}", next(told.text for told in last_messages() if told.kind == "case-number"))
    assert number is not None
    client.post("/console/cases/counter/open/", {"number": number[0]})


def test_a_long_list_of_desks_is_folded(desks: Desks) -> None:
    clerk("duo", *((slug, area) for slug in ("reception", "fire") for area in ("330302", "330303", "330304")))
    told = signed_in("duo").get("/console/cases/")
    assert "等 6 个岗位" in words(told)
    assert told.content.decode().count("<li>鹿城区") == 2
    assert "我的全部岗位" not in words(signed_in("huo").get("/console/cases/"))
