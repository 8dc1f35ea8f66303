"""The Open311 GeoReport v2 server: what is offered, what may be sent, and what a stranger never reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.queries import account_named
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case
from anxin.kernel.reference.actions import set_played_day
from anxin.kernel.reference.queries import now
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.kernel.cases.hazard import HAZARD
from tests.unit.kernel.cases.scene import LUCHENG, WORDS, Desks, clerk, opened, picture

pytestmark = pytest.mark.django_db
HERE = "/open311/v2"
SENT = {
    "service_code": "hazards.report", "description": WORDS, "lat": "27.99", "long": "120.70",
    "address_string": "五马街10号", "attribute[area]": LUCHENG, "attribute[trade]": "fire", "phone": "13800138000",
    "first_name": "芳", "last_name": "王",
}  # fmt: skip


@pytest.fixture(params=[False, True], ids=["open matter", "hidden requester"])
def hidden(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def desks(settings: Settings, hidden: bool) -> Desks:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    set_played_day(day=DAY + timedelta(days=1))
    return opened(replace(HAZARD, hides_requester=hidden))


@pytest.fixture
def key(desks: Desks) -> str:
    user = account_named(clerk("platform").label)
    assert user is not None
    return issue_token(by=OPERATOR, at=NOON, user=user, label="platform")


def post(key: str, **more: object) -> tuple[int, object]:
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    answer = Client().post(f"{HERE}/requests.json", {**SENT, "api_key": key, "media": photo, **more})
    return answer.status_code, answer.json()


def test_matters_with_a_place_are_offered_in_json_and_xml(desks: Desks) -> None:
    [service] = Client().get(f"{HERE}/services.json").json()
    assert (service["service_code"], service["type"], service["metadata"]) == ("hazards.report", "realtime", True)
    told = ElementTree.fromstring(Client().get(f"{HERE}/services.xml").content)
    assert [one.findtext("service_code") for one in told.iter("service")] == ["hazards.report"]


def test_a_service_is_described_by_its_questions(desks: Desks) -> None:
    told = Client().get(f"{HERE}/services/hazards.report.json").json()
    by_code = {one["code"]: one for one in told["attributes"]}
    assert list(by_code) == ["area", "trade", "company", "witness"]
    assert {one["key"] for one in by_code["trade"]["values"]} == {"gas", "fire", "chemicals", "construction"}
    assert (
        ElementTree.fromstring(Client().get(f"{HERE}/services/hazards.report.xml").content).tag == "service_definition"
    )


def test_a_request_is_taken_once_with_its_photo(key: str) -> None:
    sent = {"attribute[delivery_id]": "9f8e"}
    first, again = post(key, **sent), post(key, **sent)
    case = Case.objects.get()
    assert first == again == (201, [{
        "service_request_id": case.public_id, "service_notice": "已收到，凭这个编号查看答复。", "account_id": "",
    }])  # fmt: skip
    assert (case.channel, case.desk, case.events.get(seq=1).files.count()) == ("open311", "fire", 1)


def test_a_stranger_reads_kind_county_state_and_days_and_nothing_of_a_hidden_requester(
    key: str, desks: Desks, hidden: bool
) -> None:
    post(key)
    listed = Client().get(f"{HERE}/requests.json").json()
    assert len(listed) == (0 if hidden else 1)
    number = Case.objects.get().public_id
    alone = Client().get(f"{HERE}/requests/{number}.json")
    assert alone.status_code == (404 if hidden else 200)
    for body in (str(listed), alone.content.decode()):
        for private in (WORDS, "五马街", "13800138000", "王", "27.99"):
            assert private not in body


def test_the_sender_alone_reads_the_answer(key: str, desks: Desks, hidden: bool) -> None:
    post(key)
    case = Case.objects.get()
    answer_case(
        by=desks.fire, at=now(), public_id=case.public_id, result=Result.SOLVED, text="气瓶已移走。",
        sent=[Sent("after", picture(200), "b.jpg")],
    )  # fmt: skip
    place = f"{HERE}/requests/{case.public_id}.json"
    [mine] = Client(headers={"authorization": f"Bearer {key}"}).get(place).json()
    assert (mine["status"], mine["status_notes"]) == ("open", "气瓶已移走。")
    other = account_named(clerk("other").label)
    assert other is not None
    stranger = issue_token(by=OPERATOR, at=NOON, user=other, label="x")
    told = Client(headers={"authorization": f"Bearer {stranger}"}).get(place)
    assert "气瓶" not in told.content.decode()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"api_key": "no"}, 403),
        ({"api_key": ""}, 403),
        ({"service_code": "hazards.none"}, 404),
        ({"service_code": ""}, 400),
        ({"lat": "200"}, 400),
        ({"lat": "27.9;drop"}, 400),
        ({"attribute[trade]": "magic"}, 400),
        ({"attribute[nobody]": "x"}, 400),
        ({"media": SimpleUploadedFile("a.jpg", b"<?xml version='1.0'?><!DOCTYPE x>", "image/jpeg")}, 400),
    ],
)
def test_what_does_not_fit_is_refused_as_the_standard_says(key: str, more: dict[str, object], status: int) -> None:
    answered, told = post(key, **more)
    assert (answered, Case.objects.count()) == (status, 0)
    assert isinstance(told, list) and told[0]["code"] == status and told[0]["description"]


@pytest.mark.parametrize(
    "place",
    [
        "requests.json?status=gone", "requests.json?start_date=yesterday", "requests.json?service_code=none.none",
        "requests.json?start_date=2020-01-01T00:00:00Z&end_date=2021-01-01T00:00:00Z", "services.yaml",
        "tokens/x.json", "requests/%3C!DOCTYPE.xml",
    ],
)  # fmt: skip
def test_odd_questions_are_refused(desks: Desks, place: str) -> None:
    assert Client().get(f"{HERE}/{place}").status_code in {400, 404}


def test_what_is_sent_cannot_break_out_of_the_xml(key: str) -> None:
    answer = Client().post(f"{HERE}/requests.xml", {**SENT, "api_key": key, "attribute[trade]": "]]><x>&\x01"})
    told = ElementTree.fromstring(answer.content)
    assert (answer.status_code, [one.findtext("code") for one in told.iter("error")]) == (400, ["400"])
