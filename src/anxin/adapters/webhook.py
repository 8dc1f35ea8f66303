"""A message as a signed webhook, by the Standard Webhooks specification 1.0 (standardwebhooks.com).

Headers: `webhook-id` (the delivery's id, the same with every attempt), `webhook-timestamp` (seconds since 1970) and
`webhook-signature` ("v1," and the base64 of HMAC-SHA-256 over `id.timestamp.body`). The secret is written "whsec_" and
base64. A receiver checks the signature, refuses what is older than five minutes, and takes each id once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping

from anxin.adapters.http import Unreachable, request
from anxin.kernel.deliveries.parcels import Came, Parcel
from anxin.kernel.deliveries.targets import Target

TOLERANCE = 300  # seconds
PREFIX = "whsec_"
GONE = 410  # the receiver wants no more of this
NOT_ALLOWED = {401, 403}  # a mistyped secret is the operator's to mend, and the messages' not to be lost by


class NotSigned(Exception):
    """A message that cannot be believed: why, in a word."""


def key_of(secret: str) -> bytes:
    """The key behind a written secret. ValueError for one that is not base64."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a webhook's secret is written whsec_ and base64") from None


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature header's value for one key."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode()


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: int) -> str:
    """For receivers: the id of a message that is signed and fresh; the caller takes each id once.

    `headers` with names in small letters. Raises NotSigned: missing, stale, wrong.
    """
    try:
        message_id, written = headers["webhook-id"], headers["webhook-timestamp"]
        timestamp, given = int(written), headers["webhook-signature"].split(" ")
    except (KeyError, ValueError):
        raise NotSigned("incomplete") from None
    if abs(now - timestamp) > TOLERANCE:
        raise NotSigned("stale")
    wanted = signature(secret, message_id, timestamp, body).encode()
    if not any(hmac.compare_digest(wanted, one.encode()) for one in given):
        raise NotSigned("wrong")
    return message_id


def send(target: Target, parcel: Parcel, *, clock: Callable[[], float] = time.time) -> Came:
    """Send one message. Taken: any 2xx, whatever it says. 410 is final: the receiver wants no more."""
    held = {"type": parcel.kind, "id": parcel.delivery_id, "data": dict(parcel.payload)}
    body, timestamp = json.dumps(held, ensure_ascii=False, sort_keys=True).encode(), int(clock())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": parcel.delivery_id,
        "webhook-timestamp": str(timestamp),
    }
    if target.secret:
        headers["webhook-signature"] = signature(target.secret, parcel.delivery_id, timestamp, body)
    try:
        reply = request("POST", target.url, body=body, headers=headers, private=target.private)
    except Unreachable as fault:
        return Came(status=fault.status) if fault.was_taken else Came(status=fault.status, error=str(fault))
    if 200 <= reply.status < 300:
        return Came(status=reply.status, external_id=_id_in(reply.body))
    return Came(
        status=reply.status,
        error=f"the system answered {reply.status}",
        final=reply.status == GONE,
        held=reply.status in NOT_ALLOWED,
    )


def _id_in(body: bytes) -> str:
    """The receiver's own number, where it answers {"id": …}."""
    try:
        held = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    number = held.get("id") if isinstance(held, dict) else None
    return str(number) if isinstance(number, (str, int)) else ""
