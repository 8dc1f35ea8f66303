"""Replacing parts of a text, and taking that back: what is not replaced keeps every byte."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from anxin.decisions.dmn.spans import Span, attribute_at
from anxin.decisions.errors import DecisionError, Place

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CDATA = re.compile(rb"(\s*<!\[CDATA\[\s*)(.*?)(\s*\]\]>\s*)", re.DOTALL)
_PLAIN = re.compile(rb"(\s*)([^<]*?)(\s*)")


class Splice(NamedTuple):
    """At a byte of the UTF-8 text, what is taken out and what is put there."""

    at: int
    removed: bytes
    put: bytes


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with every splice done; they do not overlap, and all count from the text as it was."""
    document, parts, at = text.encode(), [], 0
    for splice in sorted(splices):
        after = splice.at + len(splice.removed)
        if splice.at < at or document[splice.at : after] != splice.removed:
            raise ValueError("these splices are not of this text")
        parts += [document[at : splice.at], splice.put]
        at = after
    return b"".join([*parts, document[at:]]).decode()


def undoing(splices: Iterable[Splice]) -> tuple[Splice, ...]:
    """The splices that turn the result back into the text as it was, byte for byte."""
    found, moved = [], 0
    for splice in sorted(splices):
        found.append(Splice(splice.at + moved, splice.put, splice.removed))
        moved += len(splice.put) - len(splice.removed)
    return tuple(found)


def plain(value: str) -> str:
    """A text as a reader of XML sees it: lines end in a line feed, no space around."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def checked(value: str, place: Place) -> str:
    """The text, plain. DecisionError for a character that XML cannot hold."""
    wrong = _NO_XML.search(value)
    if wrong:
        raise DecisionError("this character cannot stand in XML", place=place, read=f"U+{ord(wrong[0]):04X}")
    return plain(value)


def escaped(value: str, newline: bytes = b"\n") -> bytes:
    """A text as it is written between tags."""
    written = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return written.encode().replace(b"\n", newline)


def content(document: bytes, text: Span, value: str, newline: bytes) -> Splice:
    """What an element's text becomes; the space around it and a CDATA section stay."""
    written = escaped(value, newline)
    if text.opened == text.end:
        return Splice(text.opened - 2, b"/>", b">" + written + b"</" + text.tag + b">")
    held = document[text.opened : text.closing]
    kept = _CDATA.fullmatch(held) if "]]>" not in value else None
    if kept:
        written = value.encode().replace(b"\n", newline)
    else:
        kept = _PLAIN.fullmatch(held)
    if kept is None:
        return Splice(text.opened, held, written)
    return Splice(text.opened + kept.start(2), kept[2], written)


def attribute(document: bytes, span: Span, name: str, value: str) -> Splice | None:
    """What sets an attribute of an element, or takes it away where the value is empty; None when nothing changes."""
    if span.attributes.get(name, "") == value:
        return None
    found = attribute_at(document, span, name)
    if found is None:
        at = span.start + 1 + len(span.tag)
        return Splice(at, b"", f' {name}="{_quoted(value)}"'.encode())
    start, end = found
    held = document[start:end]
    if not value:
        return Splice(start, held, b"")
    quote = held[-1:]
    first = held.index(quote) + 1
    return Splice(start + first, held[first:-1], _quoted(value, quote.decode()).encode())


def _quoted(value: str, quote: str = '"') -> str:
    written = value.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;").replace("\t", "&#9;")
    return written.replace(quote, "&quot;" if quote == '"' else "&apos;")
