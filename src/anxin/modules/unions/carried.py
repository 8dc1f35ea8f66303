"""The file in which a union takes along everything about itself: one line of JSON for each thing, the head first.

Nothing in it is a number of this site: unions are named by their credit code (a pool by its area), people by their
identity number. So two sites that hold the same write the same lines, and the same SHA-256 stands in the head.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import cattrs
from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid

FORMAT = "anxin-unions-1"
LONGEST = 4_000  # characters of a line


@dataclass(frozen=True)
class UnionLine:
    """A union or pool. `key`: its unified credit code, or "pool:" and the area."""

    key: str
    name: str
    area: str
    level: str
    founded_on: date
    ended_on: date | None


@dataclass(frozen=True)
class LinkLine:
    """A union stood under another from a day to a day (both included; None: it still does)."""

    low: str
    high: str
    since: date
    until: date | None


@dataclass(frozen=True)
class MemberLine:
    """Somebody was with a union or pool from a day to a day (both included; None: still is)."""

    number: str
    name: str
    area: str
    phone: str
    union: str
    since: date
    until: date | None
    reason: str


@dataclass(frozen=True)
class RecordLine:
    """How membership stands in evidence."""

    number: str
    kind: str
    source: str
    result: str
    valid_from: date
    valid_until: date | None


Line = UnionLine | LinkLine | MemberLine | RecordLine
L = TypeVar("L", UnionLine, LinkLine, MemberLine, RecordLine)
PARTS: dict[str, type[Line]] = {"union": UnionLine, "link": LinkLine, "member": MemberLine, "record": RecordLine}
NAMES = {kind: part for part, kind in PARTS.items()}

_converter = cattrs.Converter(forbid_extra_keys=True)
_converter.register_unstructure_hook(date, lambda day: day.isoformat())
_converter.register_structure_hook(date, lambda written, _kind: date.fromisoformat(written))
_converter.register_structure_hook(str, lambda written, _kind: _text(written))


def _text(written: object) -> str:
    if not isinstance(written, str):
        raise ValueError("not a text")
    return written


@dataclass(frozen=True)
class Contents:
    """What a file holds; `sha256` is over its lines after the head."""

    service: str
    root: str
    lines: tuple[Line, ...]
    sha256: str

    def of(self, kind: type[L]) -> list[L]:
        return [one for one in self.lines if isinstance(one, kind)]

    @property
    def counts(self) -> dict[str, int]:
        """By part, how many."""
        return {part: sum(isinstance(one, kind) for one in self.lines) for part, kind in PARTS.items()}


def contents(service: str, root: str, lines: Iterable[Line]) -> Contents:
    """The contents of a file, in the one order that the same contents always have."""
    ordered = sorted(lines, key=_written)
    return Contents(service, root, tuple(ordered), _digest(_written(one) for one in ordered))


def _written(line: Line) -> str:
    said = {"part": NAMES[type(line)], **_converter.unstructure(line)}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def as_text(held: Contents) -> str:
    """The file."""
    head = {"format": FORMAT, "service": held.service, "root": held.root, **held.counts, "sha256": held.sha256}
    lines = [json.dumps(head, ensure_ascii=False), *(_written(one) for one in held.lines)]
    return "\n".join(lines) + "\n"


def read_text(text: str) -> Contents:
    """The contents of a file. Raises Invalid at the first line that is not as it was written."""
    rows = text.split("\n")
    if len(rows) < 2 or rows[-1] != "":
        raise _broken(1, _("the file is cut short"))
    head = _json(1, rows[0])
    if head.get("format") != FORMAT:
        raise _broken(1, _("this is no file of unions"))
    held = [_line(number, row) for number, row in enumerate(rows[1:-1], start=2)]
    found = contents(str(head.get("service")), str(head.get("root")), held)
    told = {**found.counts, "sha256": found.sha256}
    wrong = [key for key, value in told.items() if head.get(key) != value]
    if wrong or _digest(rows[1:-1]) != found.sha256:
        what = _("its lines are not those that its head counts and signs for: %(what)s")
        raise _broken(1, what % {"what": ", ".join(wrong) or "sha256"})
    return found


def _line(number: int, row: str) -> Line:
    said = _json(number, row)
    kind = PARTS.get(str(said.pop("part", "")))
    if kind is None:
        raise _broken(number, _("no such part"))
    try:
        line: Line = _converter.structure(said, kind)
    except (cattrs.BaseValidationError, ValueError, TypeError):
        raise _broken(number, _("a key is missing, too many or not as it should be")) from None
    return line


def _json(number: int, row: str) -> dict[str, Any]:
    try:
        held = json.loads(row) if len(row) <= LONGEST else None
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise _broken(number, _("not a line of JSON"))
    return held


def _broken(number: int, what: str) -> Invalid:
    return Invalid(
        _("The file cannot be taken in, line %(line)s: %(what)s.") % {"line": number, "what": what},
        field=f"line {number}",
        todo=_("Nothing was changed. Have the file written anew, and bring it unchanged."),
    )


def distinct(lines: Sequence[MemberLine]) -> dict[str, MemberLine]:
    """By identity number, one line of each person."""
    return {one.number: one for one in lines}
