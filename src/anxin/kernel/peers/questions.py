"""What one site asks another, read strictly: what is not of the form is refused with its place. Unknown keys are left
for later versions of the protocol and mean nothing."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

MOST_LISTED = 500
CLOCKS_APART = timedelta(minutes=10)
LARGEST = 2**63 - 1


class Unanswerable(Exception):
    """A question that gets no answer but a code and a reason; both sides see them."""

    def __init__(self, code: str, why: str) -> None:
        self.code, self.why = code, why
        super().__init__(f"{code}: {why}")


@dataclass(frozen=True)
class Overruling:
    """Our value of a field gave way to that of its source, which is the asker."""

    ref: str
    element: bytes
    field: str
    source: str
    value: str | None


@dataclass(frozen=True)
class LookAt:
    """Somebody at the asker's read a record."""

    token: str
    ref: str
    at: datetime
    who: str
    purpose: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class FeedAsked:
    dataset: str
    after: int
    after_left: int
    overruled: tuple[Overruling, ...]
    looks: tuple[LookAt, ...]


@dataclass(frozen=True)
class RangesAsked:
    """One message of a reconciliation; with the first the asker's signature over the certificate it would sign."""

    dataset: str
    message: bytes
    day: date
    signature: bytes


@dataclass(frozen=True)
class RecordsAsked:
    """Records by their elements, and what became of others by their references."""

    dataset: str
    elements: tuple[bytes, ...]
    refs: tuple[str, ...]


@dataclass(frozen=True)
class AuthorisationAsked:
    """Somebody at the asker's wants to see a person's record: the person is asked by the giver, where they answer.
    `token`: the question's own, so that asking again is asking after it. `name`, `why`: what the person is shown."""

    dataset: str
    ref: str
    token: str
    name: str
    why: str


Question = FeedAsked | RangesAsked | RecordsAsked | AuthorisationAsked


def read_question(content: bytes, *, at: datetime) -> Question:
    """Raises Unanswerable."""
    held = read_object(content)
    sent = _moment(_key(held, "sent", str), "sent")
    if abs(at - sent) > CLOCKS_APART:
        raise Unanswerable("clock", f"sent at {sent.isoformat()}, read at {at.isoformat()}: set the clocks")
    name = _text(_key(held, "set", str), "set", 81)
    match held.get("ask"):
        case "feed":
            return FeedAsked(
                name,
                _number(held, "after"),
                _number(held, "after_left"),
                tuple(_overruling(one) for one in _list(held, "overruled")),
                tuple(_look(one) for one in _list(held, "looks")),
            )
        case "ranges":
            day = _day(_key(held, "day", str), "day")
            if abs((day - at.date()).days) > 1:
                raise Unanswerable("clock", f"a certificate of {day} is not signed today")
            return RangesAsked(name, octets(held, "message"), day, octets(held, "signature"))
        case "records":
            refs = tuple(_text(one, "refs") for one in _list(held, "refs"))
            return RecordsAsked(name, tuple(_hex(one, "elements", 32) for one in _list(held, "elements")), refs)
        case "authorisation":
            return AuthorisationAsked(
                name,
                _text(held.get("ref"), "ref", 32),
                _hex(held.get("token"), "token", 16).hex(),
                _text(held.get("name"), "name", 20),
                _text(held.get("why"), "why", 80),
            )
        case other:
            raise Unanswerable("form", f"ask: {str(other)[:40]!r} is not feed, ranges, records or authorisation")


def read_object(content: bytes) -> dict[str, Any]:
    try:
        held = json.loads(content, parse_constant=_no_number)
        _require_plain(held)
    except (ValueError, RecursionError):
        raise Unanswerable("form", "not JSON that can be kept") from None
    if not isinstance(held, dict):
        raise Unanswerable("form", "not an object")
    return held


def _no_number(word: str) -> None:
    raise ValueError(word)


def _require_plain(held: object) -> None:
    """ValueError for a text that no database keeps: with a NUL, or half of a pair of surrogates."""
    if isinstance(held, str):
        if "\x00" in held:
            raise ValueError("NUL")
        held.encode()
    elif isinstance(held, dict):
        for key, value in held.items():
            _require_plain(key)
            _require_plain(value)
    elif isinstance(held, list):
        for value in held:
            _require_plain(value)


def _key(held: dict[str, Any], name: str, kind: type) -> Any:
    value = held.get(name)
    if not isinstance(value, kind):
        raise Unanswerable("form", f"{name}: {kind.__name__} expected")
    return value


def _number(held: dict[str, Any], name: str) -> int:
    value = _key(held, name, int)
    if isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise Unanswerable("form", f"{name}: a number from 0 to 2^63 - 1 expected")
    return int(value)


def _list(held: dict[str, Any], name: str) -> list[Any]:
    value = held.get(name, [])
    if not isinstance(value, list) or len(value) > MOST_LISTED:
        raise Unanswerable("form", f"{name}: a list of at most {MOST_LISTED} expected")
    return value


def _text(value: object, name: str, longest: int = 400) -> str:
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise Unanswerable("form", f"{name}: a text of at most {longest} characters expected")
    return value


def _hex(value: object, name: str, size: int) -> bytes:
    try:
        held = bytes.fromhex(_text(value, name))
    except ValueError:
        held = b""
    if len(held) != size:
        raise Unanswerable("form", f"{name}: {size} octets in hex expected")
    return held


def octets(held: dict[str, Any], name: str) -> bytes:
    """A key's octets in base64; none where it is missing."""
    try:
        return base64.b64decode(str(held.get(name) or ""), validate=True)
    except ValueError:
        raise Unanswerable("form", f"{name}: base64 expected") from None


def _moment(text: str, name: str) -> datetime:
    try:
        held = datetime.fromisoformat(text)
        if held.tzinfo is None:
            raise ValueError(text)
    except ValueError:
        raise Unanswerable("form", f"{name}: a moment with its zone expected") from None
    return held


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unanswerable("form", f"{name}: a day expected") from None


def _overruling(value: object) -> Overruling:
    if not isinstance(value, dict):
        raise Unanswerable("form", "overruled: objects expected")
    said = value.get("value")
    return Overruling(
        _text(value.get("ref"), "overruled.ref", 32),
        _hex(value.get("element"), "overruled.element", 32),
        _text(value.get("field"), "overruled.field", 40),
        _text(value.get("source"), "overruled.source", 40),
        None if said is None else _text(said, "overruled.value"),
    )


def _look(value: object) -> LookAt:
    if not isinstance(value, dict):
        raise Unanswerable("form", "looks: objects expected")
    fields = value.get("fields")
    if not isinstance(fields, list) or len(fields) > 100:
        raise Unanswerable("form", "looks.fields: a list expected")
    return LookAt(
        _text(value.get("token"), "looks.token", 32),
        _text(value.get("ref"), "looks.ref", 32),
        _moment(_text(value.get("at"), "looks.at", 40), "looks.at"),
        _text(value.get("who"), "looks.who", 80),
        _text(value.get("purpose"), "looks.purpose", 60),
        tuple(_text(one, "looks.fields", 40) for one in fields),
    )
