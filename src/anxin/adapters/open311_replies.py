"""Reading what an Open311 platform answers: JSON or XML, in whatever encoding it says, and nothing that declares
entities or a document type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

BOM = b"\xef\xbb\xbf"
XML_BEGINS = (b"<", b"\x00<", b"\xff\xfe<", b"\xfe\xff\x00<")
FIELD = 3  # how deep a field stands: list, request, field


class Unreadable(Exception):
    """A reply that is neither JSON nor XML as the standard has it."""


def records(body: bytes) -> list[Mapping[str, Any]]:
    """The records of a reply: a JSON list or object, or XML of requests. Raises Unreadable."""
    text = body.removeprefix(BOM).lstrip(b" \t\r\n")
    if not text.strip():
        return []
    if text.startswith(XML_BEGINS):
        return _of_xml(text)
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("the reply is neither JSON nor XML") from None
    found = held if isinstance(held, list) else [held]
    return [one for one in found if isinstance(one, dict)]


class _Reader:
    """Gathers the fields of each record. The parser itself says where a document type or an entity is declared, so
    that no encoding hides one."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []
        self.depth = 0
        self.field = ""

    def begin(self, name: str, _attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth == FIELD - 1:
            self.found.append({})
        elif self.depth == FIELD:
            self.field = name
            self.found[-1][name] = ""

    def text(self, part: str) -> None:
        if self.depth == FIELD:
            self.found[-1][self.field] += part

    def end(self, _name: str) -> None:
        if self.depth == FIELD:
            self.found[-1][self.field] = self.found[-1][self.field].strip()
        self.depth -= 1

    def refuse(self, *_declared: object) -> None:
        raise Unreadable("the reply declares entities, which are not read")


def _of_xml(text: bytes) -> list[Mapping[str, Any]]:
    reader, parser = _Reader(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = reader.refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise Unreadable("the reply is broken XML") from None
    return list(reader.found)
