"""A case sent to a platform that speaks Open311 GeoReport v2, and its state asked for there (wiki.open311.org).

The standard has no number of the sender's: ours goes along as `attribute[delivery_id]` and in the header
`Idempotency-Key`. A reply may be JSON or XML, may give a service_request_id at once or a token for later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from anxin.adapters.http import Reply, Unreachable, request
from anxin.kernel.deliveries.actions import Came, Parcel
from anxin.kernel.deliveries.targets import Target

FINAL = {400, 401, 403, 404}
TOKEN = "token:"


class Unreadable(Exception):
    """A reply that is neither JSON nor XML as the standard has it."""


@dataclass(frozen=True)
class RemoteState:
    """How a request stands at the other platform."""

    request_id: str
    status: str
    notes: str
    updated: str


def send(target: Target, parcel: Parcel) -> Came:
    """POST requests.json. Payload keys: service ("pack/matter"), description, and any of lat, long, address_string,
    media_url, first_name, phone, attributes (a mapping)."""
    payload = dict(parcel.payload)
    code = target.services.get(str(payload.get("service", "")))
    if code is None:
        return Came(error=f"no service code for {payload.get('service')} in the targets file", final=True)
    form: list[tuple[str, str]] = [("service_code", code), ("attribute[delivery_id]", parcel.delivery_id)]
    for name in ("description", "lat", "long", "address_string", "media_url", "first_name", "phone"):
        if payload.get(name):
            form.append((name, str(payload[name])))
    for key, value in (payload.get("attributes") or {}).items():
        form.append((f"attribute[{key}]", str(value)))
    if target.secret:
        form.append(("api_key", target.secret))
    if target.jurisdiction:
        form.append(("jurisdiction_id", target.jurisdiction))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": parcel.delivery_id}
    try:
        reply = request(
            "POST",
            f"{target.url}/requests.json",
            body=urlencode(form).encode(),
            headers=headers,
            private=target.private,
        )
    except Unreachable as fault:
        return Came(error=str(fault))
    if not 200 <= reply.status < 300:
        return Came(status=reply.status, error=f"the system answered {reply.status}", final=reply.status in FINAL)
    return _taken(reply)


def _taken(reply: Reply) -> Came:
    try:
        first = next(iter(records(reply)), {})
    except Unreadable as fault:
        return Came(status=reply.status, error=str(fault))
    number, token = str(first.get("service_request_id") or ""), str(first.get("token") or "")
    if number:
        return Came(status=reply.status, external_id=number)
    # A bare 201 is a receipt too: there is nothing to ask after later.
    return Came(status=reply.status, external_id=TOKEN + token if token else "")


def state_of(target: Target, external_id: str) -> RemoteState | None:
    """How a request stands there; None while a token has no number yet. Raises Unreachable, Unreadable."""
    number = external_id
    if external_id.startswith(TOKEN):
        found = _asked(target, f"tokens/{quote(external_id.removeprefix(TOKEN), safe='')}.json")
        number = str(found.get("service_request_id") or "")
        if not number:
            return None
    found = _asked(target, f"requests/{quote(number, safe='')}.json")
    status = str(found.get("status") or "")
    if status not in {"open", "closed"}:
        raise Unreadable("the status is neither open nor closed")
    return RemoteState(
        number, status, str(found.get("status_notes") or "")[:500], str(found.get("updated_datetime") or "")
    )


def _asked(target: Target, path: str) -> Mapping[str, Any]:
    query = f"?{urlencode({'jurisdiction_id': target.jurisdiction})}" if target.jurisdiction else ""
    reply = request("GET", f"{target.url}/{path}{query}", private=target.private)
    if reply.status != 200:
        raise Unreachable(f"the system answered {reply.status}")
    return next(iter(records(reply)), {})


def records(reply: Reply) -> list[Mapping[str, Any]]:
    """The records of a reply: a JSON list or object, or XML of requests. Raises Unreadable."""
    text = reply.body.strip()
    if not text:
        return []
    if text.startswith(b"<"):
        return _of_xml(text)
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("the reply is neither JSON nor XML") from None
    found = held if isinstance(held, list) else [held]
    return [one for one in found if isinstance(one, dict)]


def _of_xml(text: bytes) -> list[Mapping[str, Any]]:
    if b"<!DOCTYPE" in text[:2000].upper() or b"<!ENTITY" in text.upper():
        raise Unreadable("the reply declares entities, which are not read")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        raise Unreadable("the reply is broken XML") from None
    return [{field.tag: (field.text or "").strip() for field in one} for one in root]
