"""A case sent to a platform that speaks Open311 GeoReport v2, and its state asked for there (wiki.open311.org).

The standard has no number of the sender's: ours goes along as `attribute[delivery_id]` and in the header
`Idempotency-Key`. A reply may be JSON or XML, may give a service_request_id at once or a token for later. What happened
to a request later goes by the extension of servicerequestupdates (fixmystreet.org), where the platform has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from anxin.adapters.http import Reply, Unreachable, request
from anxin.adapters.open311_replies import Unreadable, records
from anxin.kernel.deliveries.parcels import FIRST_KIND, Came, Parcel
from anxin.kernel.deliveries.targets import Target

FINAL = {400, 413, 422}  # the request itself is not wanted so
NOT_ALLOWED = {401, 403}  # a mistyped key is the operator's to mend
FORMATS = ("json", "xml")
TOKEN = "token:"


@dataclass(frozen=True)
class RemoteState:
    """How a request stands at the other platform."""

    request_id: str
    status: str
    notes: str
    updated: str


def send(target: Target, parcel: Parcel) -> Came:
    """POST requests.json, and servicerequestupdates.json for what came later. Payload keys: service ("pack/matter"),
    description, and any of lat, long, address_string, media_url, first_name, phone, attributes (a mapping); of an
    update status and updated_datetime."""
    if parcel.kind != FIRST_KIND:
        return _update(target, parcel)
    payload = dict(parcel.payload)
    code = target.services.get(str(payload.get("service", "")))
    if code is None:
        return Came(error=f"no service code for {payload.get('service')} in the targets file", held=True)
    form: list[tuple[str, str]] = [("service_code", code), ("attribute[delivery_id]", parcel.delivery_id)]
    for name in ("description", "lat", "long", "address_string", "media_url", "first_name", "phone"):
        if payload.get(name):
            form.append((name, str(payload[name])))
    for key, value in (payload.get("attributes") or {}).items():
        form.append((f"attribute[{key}]", str(value)))
    return _posted(target, parcel, "requests.json", form)


def _update(target: Target, parcel: Parcel) -> Came:
    if not target.updates:
        return Came(error="this platform takes no updates; tell it by other means", final=True)
    if not parcel.under or parcel.under.startswith(TOKEN):
        return Came(error="the platform has given no number for the request yet")
    form = [
        ("service_request_id", parcel.under),
        ("update_id", parcel.delivery_id),
        ("status", "CLOSED" if parcel.payload.get("over") else "OPEN"),
        ("updated_datetime", str(parcel.payload.get("at", ""))),
        ("description", str(parcel.payload.get("description", ""))),
    ]
    return _posted(target, parcel, "servicerequestupdates.json", form)


def _posted(target: Target, parcel: Parcel, path: str, form: list[tuple[str, str]]) -> Came:
    if target.secret:
        form.append(("api_key", target.secret))
    if target.jurisdiction:
        form.append(("jurisdiction_id", target.jurisdiction))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": parcel.delivery_id}
    try:
        body = urlencode(form).encode()
        reply = request("POST", f"{target.url}/{path}", body=body, headers=headers, private=target.private)
    except Unreachable as fault:
        return Came(status=fault.status) if fault.was_taken else Came(status=fault.status, error=str(fault))
    if 200 <= reply.status < 300:
        return Came(status=reply.status, external_id=_number_in(reply))
    return Came(
        status=reply.status,
        error=f"the system answered {reply.status}",
        final=reply.status in FINAL,
        held=reply.status in NOT_ALLOWED,
    )


def _number_in(reply: Reply) -> str:
    """The platform's number or token. A reply that gives none, or that nobody can read, is a receipt all the same: to
    send once more would report the thing twice."""
    try:
        first = next(iter(records(reply.body)), {})
    except Unreadable:
        return ""
    number, token = str(first.get("service_request_id") or ""), str(first.get("token") or "")
    return number or (TOKEN + token if token else "")


def state_of(target: Target, external_id: str) -> RemoteState | None:
    """How a request stands there; None while a token has no number yet. Raises Unreachable, Unreadable."""
    number = external_id
    if external_id.startswith(TOKEN):
        found = _asked(target, f"tokens/{quote(external_id.removeprefix(TOKEN), safe='')}")
        number = str(found.get("service_request_id") or "")
        if not number:
            return None
    found = _asked(target, f"requests/{quote(number, safe='')}")
    status = str(found.get("status") or "").lower()
    if status not in {"open", "closed"}:
        raise Unreadable("the status is neither open nor closed")
    return RemoteState(
        number, status, str(found.get("status_notes") or "")[:500], str(found.get("updated_datetime") or "")
    )


def _asked(target: Target, path: str) -> Mapping[str, Any]:
    """The first record there, by JSON or else by XML. Raises what the last of them met."""
    fault: Unreachable | Unreadable | None = None
    for written in FORMATS:
        try:
            return _asked_as(target, f"{path}.{written}")
        except Unreadable as met:
            fault = met
        except Unreachable as met:
            if met.status is None:
                raise
            fault = met
    raise fault or Unreadable("nothing was asked")


def _asked_as(target: Target, path: str) -> Mapping[str, Any]:
    query = f"?{urlencode({'jurisdiction_id': target.jurisdiction})}" if target.jurisdiction else ""
    reply = request("GET", f"{target.url}/{path}{query}", private=target.private)
    if reply.status != 200:
        raise Unreachable(f"the system answered {reply.status}", reply.status)
    return next(iter(records(reply.body)), {})
