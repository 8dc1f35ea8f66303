"""Every service through the API: filed, found in the list of its desk, dealt with, and accepted by its requester."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.queries import account_named
from anxin.kernel.cases.models import Case
from anxin.kernel.journal.actor import Actor
from tests.cast import NOON, OPERATOR
from tests.packs.lives import LIVES, PHONE, Life, as_it_ends, opened, told
from tests.unit.kernel.cases.scene import picture

pytestmark = pytest.mark.django_db
PHOTO = base64.b64encode(picture()).decode()


class Door:
    """The API as one account speaks to it, or, without one, the requester by their token."""

    def __init__(self, by: Actor | None, **headers: str) -> None:
        if by is not None:
            user = account_named(by.label)
            assert user is not None
            headers["authorization"] = f"Bearer {issue_token(by=OPERATOR, at=NOON, user=user, label='door')}"
        self.client = Client(headers=headers)

    def get(self, address: str) -> Any:
        return self._told(self.client.get(f"/api/v1{address}"))

    def post(self, address: str, **body: Any) -> Any:
        return self._told(self.client.post(f"/api/v1{address}", json.dumps(body), "application/json"))

    def _told(self, answer: Any) -> Any:
        assert answer.status_code in {200, 201}, answer.content.decode()
        return answer.json()


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


def photos(questions: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"question": one, "name": "a.jpg", "content": PHOTO} for one in questions]


@pytest.mark.parametrize("life", LIVES, ids=lambda one: one.pack)
def test_a_request_is_led_to_its_end_through_the_api(life: Life) -> None:
    people = opened(life)
    asks = {"service": life.pack, "matter": life.matter, "answers": dict(life.said), "files": photos(life.photos)}
    made = Door(people.files).post("/cases", phone=PHONE, **asks)
    place, reception, desk = f"/cases/{made['case']}", Door(people.receives), Door(people.answers)
    if life.accepts:
        reception.post(f"{place}/accept")
    if life.screened:
        reception.post(f"{place}/screen", findings=dict.fromkeys(life.screened, True))
    assert [(one["case"], one["stage"]) for one in desk.get("/cases")["cases"]] == [(made["case"], "assigned")]
    desk.post(f"{place}/claim")
    for step, said in life.steps.items():
        door = reception if step in life.at_reception else desk
        door.post(f"{place}/steps", step=step, answers=dict(said))
    answer = {"result": "solved", "text": "已办好。", "answers": dict(life.answer), "files": photos(life.after)}
    assert desk.post(f"{place}/answer", **answer)["stage"] == "answered"

    requester = Door(None, **{"case-token": made["token"]})
    assert "已办好。" in [one["text"] for one in requester.get("/own-request")["happened"]]
    ended = {
        "case": made["case"],
        "stage": "closed",
        "desk": life.desk[0],
        "result": "solved",
        "agreement": "requester",
    }
    assert requester.post("/own-request/agree") == ended
    assert told(Case.objects.get(), people) == as_it_ends(life)
