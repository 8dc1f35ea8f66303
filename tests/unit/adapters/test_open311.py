"""A case at a platform that speaks GeoReport v2, in the shapes that real servers answer in."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from anxin.adapters.http import Unreachable
from anxin.adapters.open311 import RemoteState, send, state_of
from anxin.adapters.open311_replies import Unreadable, records
from anxin.kernel.deliveries.parcels import Came, Parcel
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
        (Answer(200, b"\xef\xbb\xbf" + XML, "text/xml"), Came(status=200, external_id="293944")),
        (Answer(200, BOMB), Came(status=200)),
        (Answer(200, b"<broken"), Came(status=200)),
        (Answer(200, b"OK thanks"), Came(status=200)),
        (Answer(200, b"[" * 100_000), Came(status=200)),
        (Answer(200, b'[{"service_request_id": "7"}]', missing=9), Came(status=200)),
        (Answer(400), Came(status=400, error="the system answered 400", final=True)),
        (Answer(403), Came(status=403, error="the system answered 403", held=True)),
        (Answer(404), Came(status=404, error="the system answered 404")),
        (Answer(503), Came(status=503, error="the system answered 503")),
    ],
)
def test_whatever_a_receipt_says_the_message_is_taken(answer: Answer, came: Came) -> None:
    with receiving() as there:
        there.answer = lambda _request: answer
        assert send(at(there), PARCEL) == came


def test_a_matter_without_a_code_is_not_sent_at_all() -> None:
    with receiving() as there:
        came = send(at(there), Parcel("x", "case.assigned", {"service": "hazards/other"}))
        assert (came.held, there.came) == (True, [])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BOMB, "declares entities"),
        (BOMB.decode().encode("utf-16-le"), "declares entities"),
        (BOMB.decode().encode("utf-16"), "declares entities"),
        (b"<?xml version='1.0' encoding='foo'?><a><r><x>1</x></r></a>", "broken XML"),
        (b"<?xml version='1.0' encoding='gbk'?><a><r><x>1</x></r></a>", "broken XML"),
        (b"<a><r>", "broken XML"),
        (b"thanks", "neither JSON nor XML"),
        (b"[" * 100_000, "neither JSON nor XML"),
    ],
)
def test_a_state_that_cannot_be_read_is_told_as_such(body: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        records(body)


def test_xml_is_read_in_the_encoding_it_says() -> None:
    wide = XML.decode().replace("utf-8", "utf-16").encode("utf-16")
    assert records(wide) == records(XML) == [{"service_request_id": "293944", "service_notice": "taken"}]


def test_a_platform_that_speaks_xml_only_is_asked_so() -> None:
    xml = b"<a><request><service_request_id>88</service_request_id><status>Closed</status></request></a>"
    with receiving() as there:
        there.answer = lambda request: Answer(200, xml) if ".xml" in request.path else Answer(406)
        assert state_of(at(there), "88") == RemoteState("88", "closed", "", "")


def test_an_update_goes_under_the_platforms_own_number_where_it_takes_updates() -> None:
    later = Parcel(
        "6f1c", "case.withdrawn", {"over": True, "at": "2021-10-29T12:00:00+08:00", "description": "撤回"}, "88"
    )
    with receiving() as there:
        there.answer = lambda _request: Answer(200)
        assert send(at(there), later).final
        assert there.came == []
        assert send(replace(at(there), updates=True), later) == Came(status=200)
        [came] = there.came
        assert send(replace(at(there), updates=True), replace(later, under="token:1")).error
    assert came.path == "/v2/servicerequestupdates.json"
    assert parse_qs(came.body.decode()) == {
        "service_request_id": ["88"], "update_id": ["6f1c"], "status": ["CLOSED"], "description": ["撤回"],
        "updated_datetime": ["2021-10-29T12:00:00+08:00"], "api_key": ["key-1"], "jurisdiction_id": ["wenzhou"],
    }  # fmt: skip


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
