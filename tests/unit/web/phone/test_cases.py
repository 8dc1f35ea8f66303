"""A request on the phone: filed, followed, answered, accepted or contested by whoever holds its link."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case
from anxin.kernel.messages.queries import last_messages
from anxin.kernel.reference.actions import set_played_day
from anxin.kernel.reference.queries import now
from tests.cast import DAY
from tests.unit.kernel.cases.scene import LUCHENG, Desks, opened, picture
from tests.unit.web.phone.pages import words

pytestmark = pytest.mark.django_db
NEW = "/r/new/hazards/report"
ONCE = "A" * 22
TODAY = DAY + timedelta(days=1)  # a Saturday: the first of five working days is Monday


@pytest.fixture
def desks() -> Desks:
    set_played_day(day=TODAY)
    return opened()


def photo(name: str = "IMG_1.jpg", shade: int = 90) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(shade), "image/jpeg")


def typed(**more: object) -> dict[str, object]:
    held = {
        "q-area": LUCHENG, "q-trade": "fire", "q-what": "煤气瓶靠近明火", "q-where": "五马街10号",
        "at-where": "27.99123,120.70456", "q-photo": photo(), "phone": "13800138000", "once": ONCE,
    }  # fmt: skip
    return {**held, **more}


def file(client: Client, **more: object) -> str:
    """The address of the page of a request just filed."""
    answer = client.post(NEW, typed(**more))
    assert answer.status_code == 302, words(answer)
    return str(answer["Location"]).removesuffix("/receipt")


def answer(desks: Desks, at: datetime | None = None) -> Case:
    case = Case.objects.get()
    return answer_case(
        by=desks.fire, at=at or now(), public_id=case.public_id, result=Result.SOLVED, text="气瓶已移走。",
        sent=[Sent("after", picture(200), "after.jpg")],
    )  # fmt: skip


def test_the_matters_of_the_site_are_listed(desks: Desks, client: Client) -> None:
    assert NEW in client.get("/services/").content.decode()


def test_a_hazard_is_filed_with_a_photo_and_a_place(desks: Desks, client: Client) -> None:
    page = file(client)
    case = Case.objects.get()
    assert (case.stage, case.channel, case.events.get(seq=1).files.count()) == (Stage.ASSIGNED, "phone", 1)
    receipt = client.get(page + "/receipt")
    assert "月" in words(receipt) and "<svg" in receipt.content.decode() and page in receipt.content.decode()


def test_a_form_sent_twice_is_one_request(desks: Desks, client: Client) -> None:
    assert file(client, **{"q-photo": photo()}) == file(client, **{"q-photo": photo()})
    assert Case.objects.count() == 1


def test_what_was_typed_stays_when_something_is_missing(desks: Desks, client: Client) -> None:
    answered = client.post(NEW, typed(**{"q-trade": ""}))
    page = answered.content.decode()
    assert answered.status_code == 400
    assert "煤气瓶靠近明火" in page and 'value="五马街10号"' in page and 'value="27.99123,120.70456"' in page
    assert Case.objects.count() == 0


def test_a_file_that_is_no_photo_is_refused_at_its_question(desks: Desks, client: Client) -> None:
    script = SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    answered = client.post(NEW, typed(**{"q-photo": script}))
    assert (answered.status_code, Case.objects.count()) == (400, 0)
    assert 'id="wrong-photo"' in answered.content.decode()


def test_the_page_says_whose_desk_until_when_and_what_happened(desks: Desks, client: Client) -> None:
    told = client.get(file(client))
    for said in ("消防救援", "煤气瓶靠近明火", "鹿城区", "11月5日（星期五）"):
        assert said in words(told), said
    assert "no-store" in told["Cache-Control"]
    assert told["X-Robots-Tag"] == "noindex, nofollow"


def test_the_requester_accepts(desks: Desks, client: Client) -> None:
    page = file(client)
    answer(desks)
    assert "气瓶已移走。" in words(client.get(page))
    assert client.post(page + "/agree").status_code == 302
    case = Case.objects.get()
    assert (case.stage, case.agreement) == (Stage.CLOSED, "requester")


def test_the_requester_contests_with_a_reason_only(desks: Desks, client: Client) -> None:
    page = file(client)
    answer(desks)
    assert client.post(page + "/contest", {"text": " "}).status_code == 400
    assert client.post(page + "/contest", {"text": "气瓶还在"}).status_code == 302
    assert Case.objects.get().stage == Stage.CONTESTED


def test_words_and_photos_are_added_and_the_request_is_taken_back(desks: Desks, client: Client) -> None:
    page = file(client)
    assert client.post(page + "/add", {"text": "又漏了", "q-photos": photo(shade=10)}).status_code == 302
    assert client.post(page + "/withdraw", {"text": "已经好了"}).status_code == 302
    case = Case.objects.get()
    assert [one.kind for one in case.events.order_by("seq")][-2:] == ["supplemented", "withdrawn"]
    assert client.post(page + "/agree").status_code == 409


def test_photos_are_served_to_the_link_alone(desks: Desks, client: Client) -> None:
    page = file(client)
    held = Case.objects.get().events.get(seq=1).files.get().attachment.public_id
    served = client.get(f"{page}/file/{held}")
    assert (served.status_code, served["Content-Type"], served["Referrer-Policy"]) == (200, "image/jpeg", "no-referrer")
    assert client.get(f"/r/{'x' * 22}/file/{held}").status_code == 404


def test_an_unknown_link_says_nothing_and_is_slow_to_guess(desks: Desks, client: Client) -> None:
    found = [client.get(f"/r/{number:022d}").status_code for number in range(21)]
    assert found == [404] * 20 + [429]


def number_sent() -> str:
    return "".join(sign for sign in next(iter(last_messages(1))).text if sign.isdigit())[:6]


def test_a_lost_link_is_found_by_the_number_sent_to_the_phone(desks: Desks, client: Client) -> None:
    file(client)
    other = Client(headers={"accept-language": "zh-CN"})
    asked = other.post("/r/", {"phone": "138 0013 8000"})
    ticket = asked.context["ticket"]
    assert other.post("/r/", {"ticket": ticket, "number": "000000"}).status_code == 400
    assert other.post("/r/", {"ticket": ticket, "number": number_sent()})["Location"] == reverse("own_cases")
    listed = other.get(reverse("own_cases"))
    page = reverse("own_case", args=[Case.objects.get().public_id])
    assert page in listed.content.decode()
    answer(desks)
    assert other.post(page + "/agree").status_code == 302
    assert Case.objects.get().agreement == "requester"
    assert client.get(page).status_code == 404


def test_an_unknown_phone_is_answered_alike(desks: Desks, client: Client) -> None:
    file(client)
    pages = [words(client.post("/r/", {"phone": phone})) for phone in ("13800138000", "13900139000")]
    assert pages[0] == pages[1]


def test_a_pass_is_over_after_an_hour(desks: Desks, client: Client) -> None:
    file(client)
    ticket = client.post("/r/", {"phone": "13800138000"}).context["ticket"]
    client.post("/r/", {"ticket": ticket, "number": number_sent()})
    set_played_day(day=TODAY + timedelta(days=1))
    assert client.get(reverse("own_cases"))["Location"] == reverse("find_case")


def test_no_page_shows_the_phone_that_was_given(desks: Desks, client: Client) -> None:
    page = file(client)
    for address in (page, page + "/receipt"):
        assert "13800138000" not in client.get(address).content.decode()


def test_messages_come_in_the_language_of_whoever_asked(desks: Desks, client: Client) -> None:
    file(Client(headers={"accept-language": "en"}), once="B" * 22, phone="13800138001")
    file(client)
    chinese, english = (one.text for one in last_messages(2))
    assert ("已收到" in chinese, "已收到" in english, "has been received" in english) == (True, False, True)
