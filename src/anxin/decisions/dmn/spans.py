"""Where every element of an XML text stands, in bytes, so that a part can be replaced and the rest left as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from anxin.decisions.dmn.xml import DEEPEST, LARGEST, MOST_ELEMENTS
from anxin.decisions.errors import DecisionError, Place

_TAG = re.compile(rb"""<[^\s/>]+(?:[^"'>]|"[^"]*"|'[^']*')*+>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass
class Span:
    """An element of a text: from ``start`` to before ``end``; its content from ``opened`` to before ``closing``.

    ``tag`` is its name with its prefix. An element written ``<a/>`` has no content: all three ends are one.
    """

    namespace: str
    name: str
    tag: bytes
    start: int
    opened: int
    attributes: dict[str, str]
    closing: int = 0
    end: int = 0
    text: str = ""
    children: list[Span] = field(default_factory=list)

    @property
    def prefix(self) -> bytes:
        """What stands before the local name, with its colon."""
        head, colon, _ = self.tag.rpartition(b":")
        return head + colon

    def all(self, name: str) -> Iterator[Span]:
        """The children of this name in the element's own namespace."""
        return (child for child in self.children if child.name == name and child.namespace == self.namespace)

    def first(self, name: str) -> Span | None:
        """The first child of this name, if any."""
        return next(self.all(name), None)

    def words(self, name: str) -> str:
        """The text of the first child of this name, without the space around it; empty when there is none."""
        child = self.first(name)
        return "" if child is None else child.text.strip()


def spans(document: bytes, name: str) -> Span:
    """The root of a UTF-8 document, whatever encoding it declares.

    DecisionError for XML that is broken, too deep, too large or has a document type.
    """
    if len(document) > LARGEST:
        raise DecisionError(f"a model may be {LARGEST // 1024 // 1024} MB large", place=Place(name))
    reader = _Locating(document, name)
    try:
        reader.parser.Parse(document, True)
    except expat.ExpatError as error:
        why = f"this is not well-formed XML: {expat.ErrorString(error.code)} (column {error.offset + 1})"
        raise DecisionError(why, place=Place(name, line=error.lineno)) from None
    return reader.root.children[0]


class _Locating:
    def __init__(self, document: bytes, name: str) -> None:
        self.document, self.place, self.count = document, Place(name), 0
        self.root = Span("", "", b"", 0, 0, {})
        self.open = [self.root]
        self.parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) > DEEPEST:
            limits = f"a model may have {MOST_ELEMENTS} elements, nested {DEEPEST} deep"
            raise DecisionError(limits, place=self._here())
        start = self.parser.CurrentByteIndex
        opening = _TAG.match(self.document, start)
        assert opening is not None, "the parser has read a start tag here"
        tag = re.split(rb"[\s/>]", opening[0][1:], maxsplit=1)[0]
        namespace, _, local = name.rpartition(" ")
        plain = {key: value for key, value in attributes.items() if " " not in key}
        span = Span(namespace, local, tag, start, opening.end(), plain)
        self.open[-1].children.append(span)
        self.open.append(span)

    def _end(self, _: str) -> None:
        span = self.open.pop()
        if self.document[span.opened - 2 : span.opened] == b"/>":
            span.closing = span.end = span.opened
            return
        span.closing = self.parser.CurrentByteIndex
        span.end = self.document.index(b">", span.closing) + 1

    def _text(self, text: str) -> None:
        self.open[-1].text += text

    def _refuse(self, *_: object) -> None:
        why = "a model may not hold a document type (DTD) or entities: leave out <!DOCTYPE …>"
        raise DecisionError(why, place=self._here())

    def _here(self) -> Place:
        return self.place.within(line=self.parser.CurrentLineNumber)


def attribute_at(document: bytes, span: Span, name: str) -> tuple[int, int] | None:
    """From where to where an attribute without a prefix stands in a start tag, the space before it included."""
    at = span.start + 1 + len(span.tag)
    while match := _ATTRIBUTE.match(document, at, span.opened):
        if match[1] == name.encode():
            return match.span()
        at = match.end()
    return None
