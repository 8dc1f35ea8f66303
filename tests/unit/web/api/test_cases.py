"""Requests and cases through the API: every act of a desk and of a requester, and no way round the requester's word."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.queries import account_named
from anxin.kernel.cases.enums import Stage
from anxin.kernel.cases.models import Case, CaseFile
from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference.actions import set_played_day
from anxin.web.api.urls import api
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.kernel.cases.scene import LUCHENG, Desks, clerk, opened, picture

pytestmark = pytest.mark.django_db
PHOTO = base64.b64encode(picture()).decode()
ANSWERS = {"area": LUCHENG, "trade": "fire", "what": "煤气瓶靠近明火", "where": "五马街10号"}
NEW: dict[str, Any] = {
    "service": "hazards", "matter": "report", "answers": ANSWERS, "phone": "13800138000",
    "files": [{"question": "photo", "name": "a.jpg", "content": PHOTO}],
}  # fmt: skip
SOLVED = {
    "result": "solved",
    "text": "气瓶已移走。",
    "files": [{"question": "after", "name": "b.jpg", "content": PHOTO}],
}
Told = dict[str, Any]


class Key:
    """A client with the key of one account."""

    def __init__(self, by: Actor) -> None:
        user = account_named(by.label)
        assert user is not None
        self.key = issue_token(by=OPERATOR, at=NOON, user=user, label="test")
        self.client = Client(headers={"authorization": f"Bearer {self.key}"})

    def post(self, address: str, body: object = None, **headers: str) -> tuple[int, Told]:
        sent = json.dumps({} if body is None else body)
        answer = self.client.post(f"/api/v1{address}", sent, "application/json", headers=headers)
        return answer.status_code, answer.json()

    def get(self, address: str, **headers: str) -> tuple[int, Told]:
        answer = self.client.get(f"/api/v1{address}", headers=headers)
        return answer.status_code, answer.json()


@pytest.fixture
def desks(settings: Settings) -> Desks:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    set_played_day(day=DAY + timedelta(days=1))
    return opened()


@pytest.fixture
def sender(desks: Desks) -> Key:
    return Key(clerk("hotline"))


def own(act: str, token: str, body: object = None) -> tuple[int, Told]:
    answer = Client().post(
        f"/api/v1/own-request/{act}", json.dumps(body or {}), "application/json", headers={"case-token": token}
    )
    return answer.status_code, answer.json()


def test_a_request_is_filed_once_under_one_key(sender: Key) -> None:
    first = sender.post("/cases", NEW, **{"idempotency-key": "hotline-2021-77"})
    again = sender.post("/cases", NEW, **{"idempotency-key": "hotline-2021-77"})
    assert (first[0], again[0], Case.objects.count()) == (201, 201, 1)
    assert again[1] == {**first[1], "again": True}
    assert (first[1]["stage"], first[1]["promised_on"]) == ("assigned", "2021-11-05")


def test_two_senders_never_share_a_key(sender: Key, desks: Desks) -> None:
    other = Key(clerk("other"))
    told = [one.post("/cases", NEW, **{"idempotency-key": "same-number"})[1]["case"] for one in (sender, other)]
    assert len(set(told)) == 2


def test_photos_come_as_multipart_too(sender: Key) -> None:
    details = json.dumps({key: value for key, value in NEW.items() if key != "files"})
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    answer = sender.client.post("/api/v1/cases/multipart", {"details": details, "photo": photo})
    assert answer.status_code == 201
    assert Case.objects.get().events.get(seq=1).files.count() == 1
    assert sender.client.post("/api/v1/cases/multipart", {"details": "{"}).status_code == 422


def test_what_is_wrong_is_named_by_its_question(sender: Key) -> None:
    wrong = {**NEW, "answers": {**ANSWERS, "trade": "magic"}}
    status, told = sender.post("/cases", wrong)
    assert (status, told["code"], told["field"], Case.objects.count()) == (422, "invalid", "trade", 0)


def test_a_desk_lists_shows_claims_and_answers_and_the_requester_accepts(sender: Key, desks: Desks) -> None:
    filed = sender.post("/cases", NEW)[1]
    fire, place = Key(desks.fire), f"/cases/{filed['case']}"
    assert [one["case"] for one in fire.get("/cases")[1]["cases"]] == [filed["case"]]
    shown = fire.get(place)[1]
    assert shown["duties"] == ["answer"]
    photo = fire.client.get(f"/api/v1{place}/files/{shown['files'][0]['file']}")
    assert (photo.status_code, photo["Content-Type"]) == (200, "image/jpeg")
    assert [fire.post(f"{place}/claim")[0], fire.post(f"{place}/answer", SOLVED)[1]["stage"]] == [200, "answered"]
    assert own("agree", filed["token"])[1] == {
        "case": filed["case"], "stage": "closed", "desk": "fire", "result": "solved", "agreement": "requester",
    }  # fmt: skip


def test_a_case_elsewhere_is_not_there(sender: Key, desks: Desks) -> None:
    filed = sender.post("/cases", NEW)[1]
    elsewhere = Key(clerk("ou", ("fire", "330304")))
    assert [elsewhere.get(f"/cases/{filed['case']}")[0], elsewhere.get("/cases")[1]["cases"]] == [404, []]


def test_a_contest_goes_to_review_and_is_upheld_by_another(sender: Key, desks: Desks) -> None:
    filed = sender.post("/cases", NEW)[1]
    place, fire, review = f"/cases/{filed['case']}", Key(desks.fire), Key(desks.review)
    fire.post(f"{place}/answer", SOLVED)
    assert own("contest", filed["token"], {"reason": "气瓶还在"})[1]["stage"] == "contested"
    assert fire.post(f"{place}/uphold", {"reason": "已处理"})[0] == 403
    assert review.post(f"{place}/uphold", {"reason": "复查已整改"})[1]["agreement"] == "review"


def test_a_desk_objects_and_reception_sends_it_on(sender: Key, desks: Desks) -> None:
    place = f"/cases/{sender.post('/cases', NEW)[1]['case']}"
    assert Key(desks.fire).post(f"{place}/object", {"reason": "属燃气"})[1]["stage"] == "accepted"
    sent = Key(desks.reception).post(f"{place}/assign", {"desk": "fire", "reason": "仍归消防"})
    assert (sent[0], sent[1]["stage"]) == (200, "assigned")


def test_the_review_desk_extends_and_notes_reach_the_requester_where_told(sender: Key, desks: Desks) -> None:
    filed = sender.post("/cases", NEW)[1]
    place = f"/cases/{filed['case']}"
    more = {"clock": "reply", "amount": 5, "reason": "需要专家到场"}
    assert Key(desks.review).post(f"{place}/extend", more)[0] == 200
    Key(desks.fire).post(f"{place}/notes", {"text": "内部备注"})
    Key(desks.fire).post(f"{place}/notes", {"text": "明天上午到现场", "told": True})
    told = Client().get("/api/v1/own-request", headers={"case-token": filed["token"]}).json()
    texts = [one["text"] for one in told["happened"]]
    assert ("明天上午到现场" in texts, "内部备注" in texts, "需要专家到场" in texts) == (True, False, True)


def test_repeats_are_joined_and_separated(sender: Key, desks: Desks) -> None:
    first, second = (sender.post("/cases", NEW)[1]["case"] for _ in range(2))
    reception = Key(desks.reception)
    assert reception.post(f"/cases/{second}/join", {"main": first, "reason": "同一处"})[0] == 200
    assert reception.post(f"/cases/{second}/separate", {"reason": "不是同一处"})[0] == 200


def test_the_requester_adds_and_withdraws(sender: Key) -> None:
    token = sender.post("/cases", NEW)[1]["token"]
    added = {"text": "又漏了", "files": [{"question": "photos", "content": PHOTO}]}
    assert own("add", token, added)[0] == 200
    assert own("withdraw", token)[1]["stage"] == "withdrawn"
    assert own("agree", token)[0] == 409


def test_an_unknown_token_opens_nothing_and_never_stands_in_an_address(sender: Key) -> None:
    assert own("agree", "x" * 22)[0] == 404
    described = json.dumps(api.get_openapi_schema(path_prefix=""))
    parameters = [
        (one["in"], one["name"])
        for path in json.loads(described)["paths"].values()
        for operation in path.values()
        for one in operation.get("parameters", ())
    ]
    assert ("query", "token") not in parameters and ("header", "Case-Token") in parameters


def posts() -> list[str]:
    return sorted(path for path, held in api.get_openapi_schema(path_prefix="")["paths"].items() if "post" in held)


EVERYTHING = {
    "stage": "accepted-by-requester", "agreement": "requester", "how": "requester", "reason": "已处理", "desk": "fire",
    "result": "solved", "text": "好了", "note": "好了", "findings": {}, "clock": "reply", "amount": 1, "step": "check",
    "answers": {}, "main": "a" * 16, "credit_code": "91330302MA285KQP0L", "told": True,
}  # fmt: skip


@pytest.mark.parametrize("path", [path for path in posts() if path.startswith("/cases/{case_id}")])
def test_no_route_of_a_desk_accepts_an_answer_that_nobody_contested(path: str, sender: Key, desks: Desks) -> None:
    filed = sender.post("/cases", NEW)[1]
    Key(desks.fire).post(f"/cases/{filed['case']}/answer", SOLVED)
    described = json.loads(json.dumps(api.get_openapi_schema(path_prefix="")))
    form = described["paths"][path]["post"].get("requestBody")
    name = form["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2] if form else ""
    known = described["components"]["schemas"].get(name, {}).get("properties", {})
    body = {key: value for key, value in EVERYTHING.items() if key in known}
    for by in (desks.reception, desks.fire, desks.fire_too, desks.emergency, desks.review, desks.unit):
        for sent in (body, EVERYTHING):
            Key(by).post(path.replace("{case_id}", filed["case"]), sent)
        case = Case.objects.get(public_id=filed["case"])
        assert (case.agreement, case.stage in {Stage.AGREED, Stage.CLOSED}) == ("", False), (path, by.label)


def test_who_deals_with_a_case_never_holds_its_link(desks: Desks) -> None:
    for by in (desks.reception, desks.fire, desks.review):
        told = Key(by).post("/cases", NEW, **{"idempotency-key": f"own-{by.label}-1"})[1]
        again = Key(by).post("/cases", NEW, **{"idempotency-key": f"own-{by.label}-1"})[1]
        assert (told["token"], told["page"], again["token"], again["page"]) == ("", "", "", "")


def test_a_file_of_another_case_is_not_opened_through_ones_own(sender: Key, desks: Desks) -> None:
    one, other = (sender.post("/cases", NEW)[1] for _ in range(2))
    photo = CaseFile.objects.get(event__case__public_id=other["case"]).attachment.public_id
    at_desk = Key(desks.fire).client.get(f"/api/v1/cases/{one['case']}/files/{photo}")
    mine = [
        Client().get(f"/api/v1/own-request/files/{photo}", headers={"case-token": held["token"]})
        for held in (one, other)
    ]
    assert [at_desk.status_code, *(answer.status_code for answer in mine)] == [404, 404, 200]


def test_tokens_cannot_be_guessed_fast(desks: Desks, settings: Settings) -> None:
    settings.SCANS_PER_MINUTE = 3
    assert [own("agree", f"{number:022d}")[0] for number in range(5)] == [404, 404, 404, 429, 429]


def test_every_route_of_a_case_wants_a_key(sender: Key) -> None:
    filed = sender.post("/cases", NEW)[1]["case"]
    places = [path.replace("{case_id}", filed) for path in posts() if path.startswith("/cases")]
    asked = [Client().post(f"/api/v1{place}", "{}", "application/json").status_code for place in places]
    assert set(asked) == {401}
