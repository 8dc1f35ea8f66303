"""The desks' pages of cases: the list, one case with its acts, the counter, the board."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import Settings

from anxin.kernel.access.models import User
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case, CaseEvent, SavedFilter
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import contest
from anxin.kernel.journal.models import Entry
from anxin.kernel.messages.models import Message
from anxin.kernel.messages.queries import last_messages
from anxin.web.console.case_acts import DEEDS
from tests.unit.kernel.cases.scene import FIRM_CODE, WENZHOU, Desks, again, clerk, filed, opened, picture
from tests.unit.web.console.reading import words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def desks() -> Desks:
    return opened()


def signed_in(username: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username=username))
    return client


def act(client: Client, case: Case, deed: str, **sent: Any) -> Any:
    return client.post(reverse("console:case_act", args=[case.public_id, deed]), sent)


def test_a_clerk_lands_on_their_cases(desks: Desks) -> None:
    held = signed_in("huo").get("/console/", follow=True)
    assert held.redirect_chain == [("/console/cases/", 302)]
    assert "消防救援" in words(held)


def test_the_list_shows_ones_own_due_first_and_marks_what_is_overdue(desks: Desks) -> None:
    now = timezone.now()
    late, early = filed(now).case, filed(now - 30 * DAY).case
    page = signed_in("huo").get("/console/cases/").content.decode()
    assert re.findall(r"/console/cases/(\w{16})/", page) == [early.public_id, late.public_id]
    assert page.count("co-due-over") == 2  # the line, and the count at the head
    only = signed_in("huo").get("/console/cases/?overdue=1").content.decode()
    assert re.findall(r"/console/cases/(\w{16})/", only) == [early.public_id]


def test_a_saved_list_is_ones_own_and_stands_in_the_address_line(desks: Desks) -> None:
    client = signed_in("huo")
    sent = {"name": "超期", "query": "overdue=1&mine=1&nonsense=2&matter=report"}
    answer = client.post("/console/cases/lists/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/console/cases/?matter=report&mine=1&overdue=1")
    assert 'href="?matter=report&amp;mine=1&amp;overdue=1"' in client.get("/console/cases/").content.decode()
    assert "超期" not in [one.name for one in SavedFilter.objects.filter(user__username="xiao")]
    assert 'aria-label="已存清单"' not in signed_in("xiao").get("/console/cases/").content.decode()
    client.post("/console/cases/lists/", {"forget": "超期", "query": ""})
    assert SavedFilter.objects.count() == 0


def test_a_file_holds_what_the_list_shows_as_text_and_is_written_down(desks: Desks) -> None:
    case = filed().case
    client = signed_in("huo")
    table = client.get("/console/cases/export.csv").content
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [case.public_id]
    sheet = load_workbook(io.BytesIO(client.get("/console/cases/export.xlsx").content)).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [text or None for text in rows[1]]
    assert {cell.data_type for cell in sheet[2] if cell.value} == {"s"}
    exports = Entry.objects.filter(act="case.export").order_by("seq")
    assert [one.detail for one in exports] == [
        {"count": 1, "fields": ["request"], "form": form} for form in ("csv", "xlsx")
    ]


def test_several_at_once_are_taken_given_and_sent(desks: Desks) -> None:
    first, second = filed().case, filed().case
    chosen = [first.public_id, second.public_id]
    client = signed_in("huo")
    client.post("/console/cases/together/", {"case": chosen, "deed": "take"})
    assert [again(one).claimed_by_id for one in (first, second)] == [desks.fire.user_id] * 2
    client.post("/console/cases/together/", {"case": chosen, "deed": "give", "colleague": desks.fire_too.user_id})
    assert [again(one).claimed_by_id for one in (first, second)] == [desks.fire_too.user_id] * 2
    refused = client.post(
        "/console/cases/together/", {"case": chosen, "deed": "give", "colleague": desks.unit.user_id}, follow=True
    )
    assert words(refused).count("请选择本岗位的同事") == 2
    sent = {"case": [*chosen, "nosuchcasenumber"], "deed": "send", "desk": "emergency", "reason": "燃气归应急"}
    answer = signed_in("rui").post("/console/cases/together/", sent, follow=True)
    assert [again(one).desk for one in (first, second)] == ["emergency"] * 2
    assert "nosuchcasenumber" in words(answer)


def test_only_what_ones_duties_allow_is_offered(desks: Desks) -> None:
    case = filed(timezone.now()).case
    offered = {
        name: set(re.findall(rf"/console/cases/{case.public_id}/([a-z]+)/", page(name, case)))
        for name in ("huo", "rui", "fu")
    }
    assert offered == {
        "huo": {"take", "answer", "object", "give", "note", "files"},
        "rui": {"assign", "note", "files"},
        "fu": {"extend", "note", "files"},
    }


def page(username: str, case: Case) -> str:
    return signed_in(username).get(f"/console/cases/{case.public_id}/").content.decode()


def test_a_case_is_taken_answered_contested_and_upheld_from_its_page(desks: Desks) -> None:
    held = filed(timezone.now())
    client = signed_in("huo")
    assert act(client, held.case, "take").status_code == 302
    without = act(client, held.case, "answer", result="solved", text="气瓶已移走，现场已拍照。")
    assert (without.status_code, "气瓶已移走" in without.content.decode()) == (400, True)
    with io.BytesIO(picture(200)) as photo:
        photo.name = "after.jpg"
        done = act(client, held.case, "answer", result="solved", text="气瓶已移走。", **{"answer.after": photo})
    assert (done.status_code, again(held.case).stage) == (302, Stage.ANSWERED)
    contest(own=own_by_link(token=held.token), at=timezone.now(), reason="还在")
    assert act(signed_in("fu"), held.case, "uphold", reason="").status_code == 400
    assert act(signed_in("fu"), held.case, "uphold", reason="现场复查，已整改。").status_code == 302
    assert (again(held.case).stage, again(held.case).agreement) == (Stage.CLOSED, "review")
    told = page("fu", held.case)
    assert "现场复查，已整改。" in told


def test_photos_are_served_to_who_may_see_the_case_only(desks: Desks) -> None:
    case = filed().case
    found = re.search(rf"/console/cases/{case.public_id}/files/\w+/", page("huo", case))
    assert found is not None
    assert signed_in("huo").get(found[0])["Content-Type"] == "image/jpeg"
    assert signed_in("dan").get(found[0]).status_code == 404


def test_steps_come_before_the_answer_and_more_time_within_the_rules(desks: Desks) -> None:
    case = filed(timezone.now(), trade="gas").case
    assert "/answer/" not in page("ji", case)
    assert act(signed_in("ji"), case, "step", step="plan", **{"plan.goal": "三天内更换"}).status_code == 302
    assert "/answer/" in page("ji", case)
    sent = {"clock": "reply", "amount": "5", "reason": "等配件"}
    assert act(signed_in("fu"), case, "extend", **sent).status_code == 302
    assert act(signed_in("fu"), case, "extend", **sent).status_code == 403
    assert "已延期" in page("fu", case)


def test_a_repeat_is_joined_and_separated(desks: Desks) -> None:
    now = timezone.now()
    main, repeat = filed(now - DAY).case, filed(now).case
    assert main.public_id in page("rui", repeat)
    act(signed_in("rui"), repeat, "join", other=main.public_id, reason="同一处")
    assert again(repeat).main_id == main.pk
    act(signed_in("rui"), repeat, "separate", reason="不是同一处")
    assert again(repeat).main_id is None


def test_no_act_of_a_desk_accepts_an_answer_in_the_requesters_place(desks: Desks) -> None:
    """Every act by everybody, on a case at each stage that waits for its requester or before."""
    people = ("rui", "huo", "xiao", "ji", "fu", "dan")
    everything = {
        "reason": "试一试", "result": "solved", "text": "试一试", "desk": "fire", "step": "check", "clock": "reply",
        "amount": "1", "how": "requester", "word": "agree", "stage": "accepted-by-requester", "told": "1",
    }  # fmt: skip
    for stage in ("assigned", "answered"):
        held = filed(timezone.now())
        if stage == "answered":
            answer_case(
                by=desks.fire, at=timezone.now(), public_id=held.case.public_id, result=Result.EXPLAINED, text="说明"
            )
        for who in people:
            client = signed_in(who)
            for deed in (*DEEDS, "agree", "agreed", "close", "closed"):
                act(client, held.case, deed, **everything)
            sent = {"case": held.case.public_id, "deed": "agree", **everything}
            client.post("/console/cases/together/", sent)
            client.post("/console/cases/counter/verdict/", sent)
    assert not CaseEvent.objects.filter(kind="agreed").exists()


def test_a_request_is_taken_in_at_a_counter_and_its_verdict_entered_by_who_does_not_deal_with_it(desks: Desks) -> None:
    clerk("gui", ("overseeing", WENZHOU))
    client = signed_in("rui")
    sent = {
        "said.area": "330302", "said.trade": "fire", "said.what": "通道堵了", "said.where": "五马街10号",
        "sender.name": "王芳", "sender.phone": "138 0013 8000",
    }  # fmt: skip
    missing = client.post("/console/cases/new/hazards/report/", {**sent, "said.what": ""})
    assert (missing.status_code, "五马街10号" in missing.content.decode()) == (400, True)
    done = client.post("/console/cases/new/hazards/report/", sent, follow=True)
    case = Case.objects.get()
    assert (case.channel, case.public_id in words(done)) == ("counter", True)
    assert case.events.get(seq=1).detail["on_behalf"] is True
    assert "/r/" not in done.content.decode()
    answer_case(by=desks.fire, at=timezone.now(), public_id=case.public_id, result=Result.EXPLAINED, text="已说明")
    opens(client)
    refused = client.post("/console/cases/counter/verdict/", {"case": case.public_id, "word": "agree"})
    assert (refused.status_code, again(case).stage) == (403, Stage.ANSWERED)


def opens(client: Client) -> None:
    """The number that was sent to the phone, read out at the counter."""
    client.post("/console/cases/counter/number/", {"phone": "13800138000"})
    number = re.search(r"\d{6}", next(told.text for told in last_messages() if told.kind == "case-number"))
    assert number is not None
    answer = client.post("/console/cases/counter/open/", {"number": number[0]}, follow=True)
    assert answer.status_code == 200


def test_a_firm_has_no_counter(desks: Desks) -> None:
    client = signed_in("dan")
    assert client.get("/console/cases/counter/").status_code == 403
    assert client.get("/console/cases/new/hazards/report/").status_code == 403
    assert client.post("/console/cases/counter/number/", {"phone": "13800138000"}).status_code == 403
    assert Message.objects.count() == 0


def test_the_board_shows_what_the_list_shows(desks: Desks) -> None:
    filed(trade="construction", company=FIRM_CODE)
    filed()
    told = signed_in("rui").get("/console/cases/board/").context["board"]
    listed = signed_in("rui").get("/console/cases/?joined=1").context["count"]
    assert (told.whole.total, told.whole.open, sum(told.whole.stages.values())) == (2, listed, 2)
