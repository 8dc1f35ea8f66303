"""Writing EPCIS 2.0 in JSON-LD: what was read, unchanged; and what was recorded here, in GS1's words.

A lot is named by a URN of its own (`urn:anxin:lot:<service>:<code>`), as a site is: the standard allows any URI, and a
GS1 key is made up for nothing. Quantities are in kilograms (KGM).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from anxin.modules.tracing.enums import CHANGES, Happening, Side
from anxin.modules.tracing.epcis_in import Document
from anxin.modules.tracing.models import Event, Line, Site

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
SHANGHAI = ZoneInfo("Asia/Shanghai")
STEPS: Mapping[str, tuple[str, str]] = {
    Happening.ENTER: ("ADD", "commissioning"),
    Happening.DECLARE: ("OBSERVE", "shipping"),
    Happening.CHECK: ("OBSERVE", "inspecting"),
    Happening.RECEIVE: ("OBSERVE", "receiving"),
    Happening.SHIP: ("OBSERVE", "shipping"),
    Happening.LOSE: ("DELETE", "destroying"),
    Happening.COUNT: ("OBSERVE", "cycle_counting"),
    Happening.SELL: ("DELETE", "retail_selling"),
    Happening.ERROR: ("OBSERVE", "inspecting"),
}
"""For each of ours, EPCIS's action and CBV's business step."""


def written(held: Document) -> bytes:
    """A document that was read, with its events where they were: nothing is added and nothing left out."""
    steps = ["epcisBody", "eventList"]
    if held.around["type"] == "EPCISQueryDocument":
        steps = ["epcisBody", "queryResults", "resultsBody", "eventList"]
    whole = _with(held.around, steps, [dict(one.said) for one in held.events])
    return json.dumps(whole, ensure_ascii=False).encode()


def _with(held: Mapping[str, Any], steps: list[str], events: list[Any]) -> dict[str, Any]:
    first, *rest = steps
    return {**held, first: _with(held[first], rest, events) if rest else events}


def exported(events: Iterable[Event], *, at: datetime) -> dict[str, Any]:
    """Events of this platform as a document."""
    return {
        "@context": [CONTEXT, {"anxin": "urn:anxin:"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": at.isoformat(),
        "epcisBody": {"eventList": [told(one) for one in events]},
    }


def told(event: Event) -> dict[str, Any]:
    """One event in GS1's words; one that declares another wrong is that other, with the declaration."""
    if event.wrong is not None:
        declared = {"declarationTime": event.happened_at.astimezone(SHANGHAI).isoformat(), "reason": "incorrect_data"}
        return {**told(event.wrong), "eventID": _id(event), "errorDeclaration": declared}
    lines = list(Line.objects.select_related("lot").filter(event=event).order_by("pk"))
    said: dict[str, Any] = {
        "type": "TransformationEvent" if event.kind in CHANGES else "ObjectEvent",
        "eventID": _id(event),
        "eventTime": event.happened_at.astimezone(SHANGHAI).isoformat(),
        "recordTime": event.recorded_at.astimezone(SHANGHAI).isoformat(),
        "eventTimeZoneOffset": "+08:00",
        "readPoint": {"id": _place(event.site)},
        "anxin:kind": event.kind,
    }
    if event.kind in CHANGES:
        used, made = (_quantities(line for line in lines if line.side == side) for side in (Side.INTO, Side.OUT))
        return {**said, "bizStep": "repackaging", "inputQuantityList": used, "outputQuantityList": made}
    action, step = STEPS[event.kind]
    said |= {"action": action, "bizStep": step, "quantityList": _quantities(lines)}
    if event.to is not None:
        said["destinationList"] = [{"type": "location", "destination": _place(event.to)}]
    return said


def _id(event: Event) -> str:
    return f"ni:///sha-256;{event.digest}"


def _place(site: Site) -> str:
    return f"urn:anxin:site:{site.party.public_id}"


def _quantities(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {"epcClass": f"urn:anxin:lot:{one.lot.pack}:{one.lot.code}", "quantity": one.grams / 1000, "uom": "KGM"}
        for one in lines
    ]
