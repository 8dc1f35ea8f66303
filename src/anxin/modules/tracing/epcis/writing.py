"""Writing EPCIS 2.0 in JSON-LD: what was read, unchanged; and what was recorded here, in GS1's words.

A lot is named by a URN of its own (`urn:anxin:lot:<service>:<code>`) or by the URI others call it, as a site is: the
standard allows any URI, and a GS1 key is made up for nothing. Quantities are in kilograms (KGM).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from anxin.modules.tracing.enums import CHANGES, Happening
from anxin.modules.tracing.epcis.reading import Document
from anxin.modules.tracing.models import Event, Lot, Site
from anxin.modules.tracing.queries import SHANGHAI

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
STEPS: Mapping[str, tuple[str, str]] = {
    Happening.ENTER: ("ADD", "commissioning"),
    Happening.DECLARE: ("OBSERVE", "departing"),
    Happening.CHECK: ("OBSERVE", "inspecting"),
    Happening.RECEIVE: ("OBSERVE", "receiving"),
    Happening.SHIP: ("OBSERVE", "shipping"),
    Happening.LOSE: ("DELETE", "destroying"),
    Happening.COUNT: ("OBSERVE", "cycle_counting"),
    Happening.SELL: ("DELETE", "retail_selling"),
}
"""For each of ours, EPCIS's action and CBV's business step."""
CHANGED = "repackaging"
LOT, SITE = "urn:anxin:lot:", "urn:anxin:site:"


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


def exported(events: Iterable[Mapping[str, Any]], *, at: datetime) -> dict[str, Any]:
    """Events as a document."""
    return {**_around("EPCISDocument", at), "epcisBody": {"eventList": list(events)}}


def answered(events: Iterable[Mapping[str, Any]], *, at: datetime) -> dict[str, Any]:
    """Events as the answer to a query (SimpleEventQuery)."""
    found = {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": list(events)}}
    return {**_around("EPCISQueryDocument", at), "epcisBody": {"queryResults": found}}


def _around(kind: str, at: datetime) -> dict[str, Any]:
    around = {"@context": [CONTEXT, {"anxin": "urn:anxin:"}], "type": kind, "schemaVersion": "2.0"}
    return {**around, "creationDate": at.isoformat()}


def told(event: Event) -> dict[str, Any]:
    """One event in GS1's words, as it was sent where it was sent so; one that declares another wrong is that other with
    the declaration."""
    held = event.captured.first()
    if held is not None:
        return {**held.said, "recordTime": _moment(event.recorded_at)}
    if event.wrong is not None:
        declared = {"declarationTime": _moment(event.happened_at), "reason": "incorrect_data"}
        more = {"recordTime": _moment(event.recorded_at), "eventID": _id(event), "errorDeclaration": declared}
        return {**told(event.wrong), **more}
    uris = _uris(event)
    said: dict[str, Any] = {
        "type": "TransformationEvent" if event.kind in CHANGES else "ObjectEvent",
        "eventID": _id(event),
        "eventTime": _moment(event.happened_at),
        "recordTime": _moment(event.recorded_at),
        "eventTimeZoneOffset": "+08:00",
        "readPoint": {"id": _place(event.site)},
        "anxin:kind": event.kind,
    }
    for key in ("note", "mark", "expected_on"):
        if key in event.body:
            said[f"anxin:{key}"] = event.body[key]
    used = _quantities(event.body.get("lots", []), uris)
    if event.kind in CHANGES:
        made = _quantities(event.body.get("made", []), uris)
        return {**said, "bizStep": CHANGED, "inputQuantityList": used, "outputQuantityList": made}
    action, step = STEPS[event.kind]
    said |= {"action": action, "bizStep": step, "quantityList": used}
    if event.to is not None:
        said["destinationList"] = [{"type": "location", "destination": _place(event.to)}]
    return said


def _moment(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).isoformat()


def _id(event: Event) -> str:
    return f"ni:///sha-256;{event.digest}"


def _place(site: Site) -> str:
    return site.uri or f"{SITE}{site.party.public_id}"


def _uris(event: Event) -> dict[str, str]:
    codes = [code for key in ("lots", "made") for code, _grams in event.body.get(key, [])]
    known = dict(Lot.objects.filter(pack=event.pack, code__in=codes).values_list("code", "uri"))
    return {code: known.get(code) or f"{LOT}{event.pack}:{code}" for code in codes}


def _quantities(portions: Iterable[tuple[str, int]], uris: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"epcClass": uris[code], "quantity": grams / 1000, "uom": "KGM"} for code, grams in portions]
