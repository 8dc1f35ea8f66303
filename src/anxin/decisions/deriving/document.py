"""The derivation of one outcome as a file: everything it was computed from, what was decided, and digests of the parts.

JSON (RFC 8259), UTF-8, keys sorted, two blanks a level, a line feed at the end: the same derivation is always the same
bytes. docs/codes/verify-outcome.md explains every key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

FORMAT = "anxin-derivation/1"
LARGEST = 8 * 2**20  # bytes
MOST_ROWS = 5_000  # of a list in the file
COLUMNS = ("result", "valid_from", "valid_until")
_OF_RULES = ("rules", "rule_text", "parameters", "facts_read", "rules_known")
PARTS = ("about", "asked", *_OF_RULES, "evidence", "decided", "recorded")
SEAL = "seal"

T = TypeVar("T")


class Unreadable(ValueError):
    """A file that is no derivation: `part` is where, the text says what is wrong there."""

    def __init__(self, part: str, why: str) -> None:
        super().__init__(why)
        self.part = part


class RecordGiven(NamedTuple):
    """A record of evidence with who said it; `replaces_id` names the record it corrects or withdraws."""

    pk: int
    kind: str
    source: str
    result: str | None
    valid_from: date
    valid_until: date | None
    standing: str
    replaces_id: int | None
    received_at: str
    entered_by: str
    reason: str


class KnownRules(NamedTuple):
    """One of the rule sets that were known when the outcome was decided."""

    slug: str
    area: str
    effective_from: date
    sha256: str


@dataclass(frozen=True)
class Given:
    """Everything an outcome is computed from. `rules` are the texts about the rule set that decides (`slug`, `area`,
    `effective_from`, `decision`, `output`, `sha256`, titles, who applied it); `facts_read` are fact specs."""

    about: Mapping[str, str]
    as_of: date
    known_through: int
    area: str
    rules: Mapping[str, str]
    rule_text: str
    parameters: Mapping[str, str]
    facts_read: Sequence[Mapping[str, str | None]]
    rules_known: Sequence[KnownRules]
    evidence: Sequence[RecordGiven]


def document(given: Given, decided: Mapping[str, Any], recorded: Mapping[str, Any] | None) -> dict[str, Any]:
    """The file's content. `recorded` is what the site holds of the outcome, None where it was only asked for."""
    held: dict[str, Any] = {
        "about": dict(given.about),
        "asked": {"as_of": str(given.as_of), "known_through": given.known_through, "area": given.area},
        "rules": dict(given.rules),
        "rule_text": given.rule_text,
        "parameters": dict(given.parameters),
        "facts_read": [dict(spec) for spec in given.facts_read],
        "rules_known": [_plain(one) for one in given.rules_known],
        "evidence": [_plain(one) for one in given.evidence],
        "decided": dict(decided),
        "recorded": None if recorded is None else dict(recorded),
    }
    return {"format": FORMAT, **held, "digests": {part: digest(held[part]) for part in PARTS}}


def _plain(row: Any) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, date) else value for name, value in row._asdict().items()}


def digest(part: Any) -> str:
    """SHA-256 of a part, written without blanks and with sorted keys."""
    text = json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def written(content: Any) -> bytes:
    """The file's bytes."""
    text = json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def sealed_part(content: Mapping[str, Any]) -> bytes:
    """What a seal signs: the file without the seal."""
    return written({name: part for name, part in content.items() if name != SEAL})


def read(raw: bytes) -> dict[str, Any]:
    """The content of a file. Raises Unreadable."""
    if len(raw) > LARGEST:
        raise Unreadable("file", f"more than {LARGEST} bytes")
    try:
        held = json.loads(raw.decode())
        written(held)  # numbers and letters that cannot be written again
    except (ValueError, RecursionError) as fault:
        raise Unreadable("file", f"not JSON: {fault}") from None
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise Unreadable("format", f"not {FORMAT}")
    missing = sorted({*PARTS, "digests"} - set(held))
    if missing:
        raise Unreadable(missing[0], "missing")
    strange = sorted(set(held) - {*PARTS, "format", "digests", SEAL})
    if strange:
        raise Unreadable(strange[0][:40], "unknown")
    return held


def given_of(content: Mapping[str, Any]) -> Given:
    """What the outcome of a file is computed from. Raises Unreadable."""
    asked = _mapping("asked", content["asked"])
    return Given(
        about=_texts("about", content["about"]),
        as_of=_day("asked", asked.get("as_of")),
        known_through=_kind("asked", asked.get("known_through"), int),
        area=_kind("asked", asked.get("area"), str),
        rules=_rules(content["rules"]),
        rule_text=_kind("rule_text", content["rule_text"], str),
        parameters=_texts("parameters", content["parameters"]),
        facts_read=_rows("facts_read", content["facts_read"], _spec),
        rules_known=_rows("rules_known", content["rules_known"], _known),
        evidence=_rows("evidence", content["evidence"], _record),
    )


def _rules(held: Any) -> dict[str, str]:
    found = _texts("rules", held)
    for key in ("slug", "area", "effective_from", "decision", "output", "sha256"):
        _kind("rules", found.get(key), str)
    return found


def _spec(held: Mapping[str, Any]) -> dict[str, str | None]:
    needed = {name: _kind("facts_read", held.get(name), str) for name in ("name", "kind", "column")}
    if needed["column"] not in COLUMNS:
        raise Unreadable("facts_read", f"a column is none of {', '.join(COLUMNS)}")
    return {**needed, "source": _optional("facts_read", held.get("source"), str)}


def _known(held: Mapping[str, Any]) -> KnownRules:
    slug, area, sha256 = (_kind("rules_known", held.get(name), str) for name in ("slug", "area", "sha256"))
    return KnownRules(slug, area, _day("rules_known", held.get("effective_from")), sha256)


def _record(held: Mapping[str, Any]) -> RecordGiven:
    where = "evidence"
    until = held.get("valid_until")
    return RecordGiven(
        pk=_kind(where, held.get("pk"), int),
        kind=_kind(where, held.get("kind"), str),
        source=_kind(where, held.get("source"), str),
        result=_optional(where, held.get("result"), str),
        valid_from=_day(where, held.get("valid_from")),
        valid_until=None if until is None else _day(where, until),
        standing=_kind(where, held.get("standing"), str),
        replaces_id=_optional(where, held.get("replaces_id"), int),
        received_at=_kind(where, held.get("received_at"), str),
        entered_by=_kind(where, held.get("entered_by"), str),
        reason=_kind(where, held.get("reason"), str),
    )


def _rows(part: str, held: Any, row: Callable[[Mapping[str, Any]], T]) -> tuple[T, ...]:
    rows = _kind(part, held, list)
    if len(rows) > MOST_ROWS:
        raise Unreadable(part, f"more than {MOST_ROWS} rows")
    return tuple(row(_mapping(part, one)) for one in rows)


def _mapping(part: str, held: Any) -> dict[str, Any]:
    return _kind(part, held, dict)


def _texts(part: str, held: Any) -> dict[str, str]:
    return {name: _kind(part, value, str) for name, value in _mapping(part, held).items()}


def _kind(part: str, held: Any, kind: type[T]) -> T:
    if type(held) is not kind:  # a boolean is no number here
        raise Unreadable(part, f"a value is not of the kind {kind.__name__}")
    return held


def _optional(part: str, held: Any, kind: type[T]) -> T | None:
    return None if held is None else _kind(part, held, kind)


def _day(part: str, held: Any) -> date:
    text = _kind(part, held, str)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unreadable(part, "a day is not written 2021-10-29") from None
    if str(day) != text:
        raise Unreadable(part, "a day is not written 2021-10-29")
    return day
