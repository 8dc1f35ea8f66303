"""A signed webhook arrives once in the receiver's book, whatever the line between does."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.adapters.webhook import NotSigned, send, signature, verify
from anxin.kernel.deliveries.parcels import Came, Parcel
from anxin.kernel.deliveries.targets import Target
from tests.unit.adapters.receiver import Answer, Receiver, receiving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PARCEL = Parcel("6f1c7b0e-0001-4a52-9d2e-000000000001", "case.assigned", {"case": "abc", "what": "通道堵塞"})
NOON = 1_635_480_000


def to(receiver: Receiver, **more: object) -> Target:
    return Target("there", "webhook", receiver.url + "/hooks/anxin", SECRET, private=True, **more)  # type: ignore[arg-type]  # -- keys of a Target


def sent(receiver: Receiver) -> Came:
    return send(to(receiver), PARCEL, clock=lambda: float(NOON))


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    """Standard Webhooks 1.0, the libraries' common example."""
    body = b'{"test": 2432232314}'
    assert signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_what_arrives_is_signed_and_says_what_was_sent() -> None:
    with receiving() as there:
        there.answer = lambda _request: Answer(201, b'{"id": "R-7"}')
        assert sent(there) == Came(status=201, external_id="R-7")
        [came] = there.came
    assert (came.method, came.path) == ("POST", "/hooks/anxin")
    assert verify(SECRET, came.headers, came.body, now=NOON) == PARCEL.delivery_id
    assert json.loads(came.body)["data"] == PARCEL.payload


@pytest.mark.parametrize(
    ("answer", "came"),
    [
        (Answer(500), Came(status=500, error="the system answered 500")),
        (Answer(410), Came(status=410, error="the system answered 410", final=True)),
        (
            Answer(302, location="http://127.0.0.1:9/"),
            Came(status=302, error="the system answers with a redirect, which is not followed"),
        ),
        (Answer(drop=True), Came(error="no answer: RemoteDisconnected")),
        (Answer(500, b"x" * 300_000), Came(status=500, error="the answer is too large")),
        (Answer(401), Came(status=401, error="the system answered 401", held=True)),
        (Answer(200, b"x" * 300_000), Came(status=200)),
        (Answer(200, b"not json"), Came(status=200)),
        (Answer(200, b"[" * 200_000), Came(status=200)),
        (Answer(200, b'{"id": ["R-7"]}'), Came(status=200)),
        (Answer(200, b'{"id": "R-7"}', missing=3), Came(status=200)),
        (Answer(500, b"{}", missing=3), Came(status=500, error="the answer was cut short")),
    ],
)  # fmt: skip
def test_each_way_of_failing_is_told(answer: Answer, came: Came) -> None:
    with receiving() as there:
        there.answer = lambda _request: answer
        assert sent(there) == came


def test_nobody_there_is_told() -> None:
    with receiving() as there:
        gone = to(there)
    assert send(gone, PARCEL).error == "no answer: ConnectionRefusedError"


def test_a_private_address_is_refused_unless_the_operator_allows_it() -> None:
    with receiving() as there:
        target = Target("there", "webhook", there.url, SECRET)
        assert "private network" in send(target, PARCEL).error
        assert there.came == []


@given(at=st.integers(0, 299), flip=st.integers(0, 200))
def test_a_changed_octet_or_a_stale_message_is_not_believed(at: int, flip: int) -> None:
    body = json.dumps({"data": "x" * 150}).encode()
    headers = {
        "webhook-id": "m",
        "webhook-timestamp": str(NOON),
        "webhook-signature": "v1,AAAA " + signature(SECRET, "m", NOON, body),
    }
    assert verify(SECRET, headers, body, now=NOON + at) == "m"
    index = flip % len(body)
    with pytest.raises(NotSigned, match="wrong"):
        verify(SECRET, headers, body[:index] + bytes([body[index] ^ 1]) + body[index + 1 :], now=NOON)
    with pytest.raises(NotSigned, match="stale"):
        verify(SECRET, headers, body, now=NOON + 301 + at)
    with pytest.raises(NotSigned, match="incomplete"):
        verify(SECRET, {}, body, now=NOON)
