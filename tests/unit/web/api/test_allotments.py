"""What is handed out, through the API: the same acts, and a token that goes into a header."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from anxin.kernel.access.actions import issue_token
from anxin.kernel.reference.actions import set_played_day
from anxin.modules.allotments import queries
from tests.unit.modules.allotments.stage import SYSTEM, child, credit_code, firm, worker
from tests.unit.modules.allotments.test_service_of_care import AT, account, care, parent

__all__ = ["care"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("care")]
DESKS = ("counter", "store", "allotting")


def key(area: str) -> str:
    return issue_token(by=SYSTEM, at=AT, user=account(f"desks-{area}", DESKS, area), label="api")


def call(method: str, path: str, body: Any = None, *, key: str = "", token: str = "") -> tuple[int, Any]:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    if token:
        headers["application-token"] = token
    sent = "" if body is None else json.dumps(body)
    answer = Client(headers=headers).generic(method, f"/api/v1{path}", sent, content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def test_an_application_is_made_read_taken_and_withdrawn() -> None:
    set_played_day(day=AT.date())
    asked, by = child(1), parent(501)
    body = {
        "part": "meilin",
        "person": {"name": asked.name, "id_number": asked.number},
        "guardian": {"name": by.name, "id_number": by.number},
    }
    status, made = call("POST", "/offers/care/winter_class/applications", body, key=key("330226"))
    assert (status, made["number"], made["standing"], made["place"]) == (201, 1, "offered", None)
    assert call("POST", "/offers/care/winter_class/applications", body, key=key("330226"))[0] == 409
    status, read = call("GET", "/own-application", token=made["token"])
    assert (status, read["held_until"], asked.name in json.dumps(read)) == (200, made["held_until"], False)
    assert call("POST", "/own-application/accept", token=made["token"])[1]["standing"] == "taken"
    [meilin] = [part for one in call("GET", "/offers")[1] for part in one["parts"] if part["part"] == "meilin"]
    assert (meilin["seats"], meilin["free"], meilin["taken"]) == (24, 23, 1)
    assert call("POST", "/own-application/cancel", token=made["token"])[1]["standing"] == "cancelled"
    assert call("GET", "/own-application", token="A" * 22)[0] == 404


def test_parcels_are_allotted_handed_out_once_and_sent_back() -> None:
    set_played_day(day=AT.date())
    firm(1)
    named, _party = worker(1)
    keys = key("331023")
    at = "/offers/care/parcels"
    code = credit_code(1)
    assert call("POST", f"{at}/allot", {"firm": code, "quantity": 5}, key=keys)[0] == 200
    body = {"firm": code, "person": {"name": named.name, "id_number": named.number}}
    assert call("POST", f"{at}/hand-out", body, key=keys)[1]["parcels"]["given"] == 1
    status, no = call("POST", f"{at}/hand-out", body, key=keys)
    assert (status, no["rule"]) == (403, "care.parcels.one-each")
    shown = call("POST", f"{at}/send-back", {"firm": code, "quantity": 4}, key=keys)[1]["parcels"]
    assert shown == {"brought": 1500, "store": 1495, "at_firms": 0, "given": 1, "returned": 4, "left": 1495}
    assert call("POST", f"{at}/allot", {"firm": code, "quantity": 1}, key=key("330226"))[0] == 403
    assert queries.parcel_figures(queries.offer_named("care/parcels")).whole


def test_a_draw_that_was_not_announced_is_not_there_and_a_desk_elsewhere_moves_no_stock() -> None:
    set_played_day(day=AT.date())
    assert call("GET", "/offers/care/dormitory/draw")[0] == 404
    assert call("POST", "/offers/care/dormitory/announce", key=key("330503"))[0] == 409  # still open
    body = {"part": "north", "quantity": 1}
    assert call("POST", "/offers/care/dormitory/stock", body, key=key("330226"))[0] == 403
    assert call("POST", "/offers/care/dormitory/stock", body, key=key("330503"))[0] == 200
    assert call("POST", "/offers/care/dormitory/take-out", {**body, "note": "x", "quantity": 99}, key=key("330503"))[
        0
    ] in (403, 409)
