"""A case at a platform that speaks GeoReport v2, in the shapes that real servers answer in."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from anxin.adapters.http import Unreachable
from anxin.adapters.open311 import RemoteState, Unreadable, send, state_of
from anxin.kernel.deliveries.actions import Came, Parcel
from anxin.kernel.deliveries.targets import Target
from tests.unit.adapters.receiver import Answer, Receiver, receiving

PARCEL = Parcel(
    "6f1c7b0e-0001-4a52-9d2e-000000000002",
    "case.assigned",
    {
        "service": "hazards/report", "description": "消防通道堵塞", "lat": "27.99", "long": "120.70",
        "attributes": {"trade": "fire"},
    },
)  # fmt: skip
XML = b"""<?xml version="1.0" encoding="utf-8"?><service_requests><request>
<service_request_id>293944</service_request_id><service_notice>taken</service_notice></request></service_requests>"""
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a><r><service_request_id>&b;</service_request_id></r></a>'


def at(there: Receiver) -> Target:
    return Target("city", "open311", there.url + "/v2", "key-1", "wenzhou", {"hazards/report": "042"}, private=True)


def test_what_goes_out_is_a_form_with_our_number() -> None:
    with receiving() as there:
        there.answer = lambda _request: Answer(201, b'[{"service_request_id": "293944"}]')
        assert send(at(there), PARCEL) == Came(status=201, external_id="293944")
        [came] = there.came
    assert (came.method, came.path) == ("POST", "/v2/requests.json")
    assert came.headers["idempotency-key"] == PARCEL.delivery_id
    assert parse_qs(came.body.decode()) == {
        "service_code": ["042"], "attribute[delivery_id]": [PARCEL.delivery_id], "description": ["消防通道堵塞"],
        "lat": ["27.99"], "long": ["120.70"], "attribute[trade]": ["fire"], "api_key": ["key-1"],
        "jurisdiction_id": ["wenzhou"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "came"),
    [
        (Answer(200, b'{"service_request_id": 7}'), Came(status=200, external_id="7")),
        (Answer(200, XML, "text/xml"), Came(status=200, external_id="293944")),
        (Answer(201, b'[{"token": "12345"}]'), Came(status=201, external_id="token:12345")),
        (Answer(201), Came(status=201)),
        (Answer(200, BOMB), Came(status=200, error="the reply declares entities, which are not read")),
        (Answer(200, b"<broken"), Came(status=200, error="the reply is broken XML")),
        (Answer(200, b"thanks"), Came(status=200, error="the reply is neither JSON nor XML")),
        (Answer(200, b"[" * 100_000), Came(status=200, error="the reply is neither JSON nor XML")),
        (Answer(403), Came(status=403, error="the system answered 403", final=True)),
        (Answer(503), Came(status=503, error="the system answered 503")),
    ],
)
def test_each_reply_is_read_or_told_as_unreadable(answer: Answer, came: Came) -> None:
    with receiving() as there:
        there.answer = lambda _request: answer
        assert send(at(there), PARCEL) == came


def test_a_matter_without_a_code_is_not_sent_at_all() -> None:
    with receiving() as there:
        came = send(at(there), Parcel("x", "case.assigned", {"service": "hazards/other"}))
        assert (came.final, there.came) == (True, [])


def test_a_state_is_asked_by_number_or_first_by_token() -> None:
    closed = b'[{"service_request_id": "88", "status": "closed", "status_notes": "done"}]'
    replies = {
        "/v2/tokens/12345.json?jurisdiction_id=wenzhou": b'[{"service_request_id": "88", "token": "12345"}]',
        "/v2/requests/88.json?jurisdiction_id=wenzhou": closed,
        "/v2/tokens/0.json?jurisdiction_id=wenzhou": b'[{"token": "0"}]',
        "/v2/requests/9.json?jurisdiction_id=wenzhou": b'[{"status": "perhaps"}]',
    }  # fmt: skip
    with receiving() as there:
        there.answer = lambda request: Answer(200, replies[request.path]) if request.path in replies else Answer(404)
        assert state_of(at(there), "token:12345") == RemoteState("88", "closed", "done", "")
        assert state_of(at(there), "88") == RemoteState("88", "closed", "done", "")
        assert state_of(at(there), "token:0") is None
        with pytest.raises(Unreadable):
            state_of(at(there), "9")
        with pytest.raises(Unreachable):
            state_of(at(there), "10/../88")
