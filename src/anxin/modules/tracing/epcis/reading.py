"""Reading EPCIS 2.0 in JSON-LD (GS1, ISO/IEC 19987): a document or the result of a query, event by event.

An event keeps every field it came with, those of other vendors too, as it was sent; what is understood stands
beside it. Its name is SHA-256 over its content alone, in one way of writing: the same event is the same whoever sends
it, and with an error declaration it is another. Nothing here touches a row.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid

MOST_OCTETS, MOST_EVENTS, DEEPEST = 5_000_000, 5_000, 40
TYPES = ("ObjectEvent", "AggregationEvent", "AssociationEvent", "TransactionEvent", "TransformationEvent")
DOCUMENTS = ("EPCISDocument", "EPCISQueryDocument")
UNKEPT = re.compile("[\x00\ud800-\udfff]")
OFFSET = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d")
MOMENTS = ("eventTime", "recordTime")
ADDED = ("eventID", "recordTime")
"""What a repository adds to an event; its content is the same without."""
LISTS = {
    "epcs": ("epcList", "childEPCs", "inputEPCList", "outputEPCList"),
    "classes": ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"),
}


@dataclass(frozen=True)
class Read:
    """One event as it was sent, and what is understood of it. `digest`: its name."""

    said: Mapping[str, Any]
    kind: str
    happened_at: datetime
    offset: str
    digest: str
    wrong: bool

    @property
    def epcs(self) -> tuple[str, ...]:
        """Every single thing and every class of things it speaks of."""
        things = [one for name in LISTS["epcs"] for one in self.said.get(name, ())]
        classes = [one["epcClass"] for name in LISTS["classes"] for one in self.said.get(name, ())]
        parent = [self.said["parentID"]] if "parentID" in self.said else []
        return tuple(dict.fromkeys([*parent, *things, *classes]))


@dataclass(frozen=True)
class Document:
    """A document without its events, and these."""

    around: Mapping[str, Any]
    events: tuple[Read, ...]


def document(octets: bytes) -> Document:
    """Raises Invalid, naming the place, for what is too large, too deep, no JSON, or no EPCIS."""
    if len(octets) > MOST_OCTETS:
        raise _wrong("", str(len(octets)), _("A document has 5 000 000 octets at most."))
    held = _parsed(octets)
    if not isinstance(held, dict) or held.get("type") not in DOCUMENTS:
        read = held.get("type", "") if isinstance(held, dict) else type(held).__name__
        raise _wrong("type", str(read), _("This is no EPCIS document."), ", ".join(DOCUMENTS))
    _require_depth(held)
    path, events = _events_of(held)
    if len(events) > MOST_EVENTS:
        raise _wrong(path, str(len(events)), _("A document has 5 000 events at most."))
    read_events = tuple(event(one, f"{path}[{place}]") for place, one in enumerate(events))
    return Document(_without(held, path.split(".")), read_events)


def _parsed(octets: bytes) -> Any:
    try:
        return json.loads(octets, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as fault:
        raise _wrong("", str(fault)[:60], _("This is not JSON.")) from None


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key twice is refused, but for the name that a repository gives: one of GS1's examples (AssociationEvent-h) has
    two, and the last counts, as every common reader of JSON has it."""
    held = dict(pairs)
    if len(held) != len(pairs) and len(held.keys() - ADDED) != sum(key not in ADDED for key, _value in pairs):
        raise ValueError("a key stands twice")
    return held


def _require_depth(held: Any) -> None:
    waiting = [(held, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            raise _wrong("", str(depth), _("This is nested too deep."), str(DEEPEST))
        if isinstance(one, float) and not math.isfinite(one):
            raise _wrong("", str(one), _("This is no number."))
        if isinstance(one, str) and UNKEPT.search(one):
            raise _wrong("", ascii(one), _("This text holds a character that no database keeps."))
        inner = [*one, *one.values()] if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(each, depth + 1) for each in inner]


def _events_of(held: Mapping[str, Any]) -> tuple[str, list[Any]]:
    steps = ["epcisBody", "eventList"]
    if held["type"] == "EPCISQueryDocument":
        steps = ["epcisBody", "queryResults", "resultsBody", "eventList"]
    found: Any = held
    for place, step in enumerate(steps):
        found = found.get(step) if isinstance(found, dict) else None
        if found is None:
            raise _wrong(".".join(steps[: place + 1]), "", _("This is missing."))
    if not isinstance(found, list):
        raise _wrong(".".join(steps), type(found).__name__, _("This is a list."))
    return ".".join(steps), found


def _without(held: Mapping[str, Any], steps: list[str]) -> dict[str, Any]:
    first, *rest = steps
    return {**held, first: _without(held[first], rest) if rest else []}


def event(said: Any, place: str = "") -> Read:
    """One event. Raises Invalid, naming the place."""
    if not isinstance(said, dict):
        raise _wrong(place, type(said).__name__, _("An event is an object."))
    kind = said.get("type")
    if kind not in TYPES:
        raise _wrong(f"{place}.type", str(kind), _("There is no such type of event."), ", ".join(TYPES))
    moments = {name: moment(said[name], f"{place}.{name}") for name in MOMENTS if name in said}
    if "eventTime" not in moments:
        raise _wrong(f"{place}.eventTime", "", _("This is missing."))
    offset = said.get("eventTimeZoneOffset")
    if not isinstance(offset, str) or not OFFSET.fullmatch(offset):
        raise _wrong(f"{place}.eventTimeZoneOffset", str(offset), _("This is no offset from UTC."), "+08:00")
    _require_lists(said, place)
    declared = said.get("errorDeclaration")
    if declared is not None:
        if not isinstance(declared, dict) or "declarationTime" not in declared:
            raise _wrong(f"{place}.errorDeclaration.declarationTime", "", _("This is missing."))
        moment(declared["declarationTime"], f"{place}.errorDeclaration.declarationTime")
    return Read(said, kind, moments["eventTime"], offset, digest(said), declared is not None)


def moment(said: Any, place: str) -> datetime:
    """A moment with its offset. Raises Invalid for any other."""
    try:
        found = datetime.fromisoformat(said)
        if found.tzinfo is None:
            raise ValueError("no offset")
        return found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        raise _wrong(place, str(said), _("This is no moment with its offset."), "2021-02-01T08:00:00+08:00") from None


def _require_lists(said: Mapping[str, Any], place: str) -> None:
    for name in LISTS["epcs"]:
        held = said.get(name, [])
        if not isinstance(held, list) or not all(isinstance(one, str) for one in held):
            raise _wrong(f"{place}.{name}", type(held).__name__, _("This is a list of texts."))
    for name in LISTS["classes"]:
        held = said.get(name, [])
        good = isinstance(held, list) and all(isinstance(one, dict) and _counted(one) for one in held)
        if not good:
            raise _wrong(f"{place}.{name}", "", _("Each has an epcClass, and a quantity that is not negative."))
    if not isinstance(said.get("parentID", ""), str):
        raise _wrong(f"{place}.parentID", "", _("This is a text."))


def _counted(one: Mapping[str, Any]) -> bool:
    quantity = one.get("quantity", 0)
    number = isinstance(quantity, int | float) and not isinstance(quantity, bool)
    return isinstance(one.get("epcClass"), str) and number and quantity >= 0


def _wrong(place: str, read: str, what: str, allowed: str = "") -> Invalid:
    return Invalid(what, field=place.strip("."), read=read[:60], allowed=allowed)


def content(said: Mapping[str, Any]) -> str:
    """An event in one way of writing: moments in UTC, lists without order, what a repository adds left out."""
    return json.dumps(_plain({key: value for key, value in said.items() if key not in ADDED}, ""), sort_keys=True)


def digest(said: Mapping[str, Any]) -> str:
    """64 hexadecimal digits over the content."""
    return hashlib.sha256(content(said).encode()).hexdigest()


def _plain(held: Any, key: str) -> Any:
    if isinstance(held, dict):
        return {name: _plain(value, name) for name, value in held.items()}
    if isinstance(held, list):
        return sorted((_plain(one, key) for one in held), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(held, str) and key.endswith(("Time", "time")):
        try:
            return datetime.fromisoformat(held).astimezone(UTC).isoformat()
        except (ValueError, OverflowError):
            return held
    if isinstance(held, float) and held.is_integer():
        return int(held)
    return held
