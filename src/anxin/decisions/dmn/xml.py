"""XML from strangers to a small tree: no document type, no entities, limits on size, depth and count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from anxin.decisions.errors import DecisionError, Place

LARGEST = 16 * 1024 * 1024
MOST_ELEMENTS = 400_000
DEEPEST = 64


@dataclass
class Element:
    """An element: namespace, local name, attributes, text directly inside it, line.

    ``attributes`` are those without a namespace; ``qualified`` the others by "namespace name".
    """

    namespace: str
    name: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    text: str = ""
    qualified: dict[str, str] = field(default_factory=dict)

    def all(self, name: str) -> Iterator[Element]:
        """The children of this name in the element's own namespace."""
        return (child for child in self.children if child.name == name and child.namespace == self.namespace)

    def first(self, name: str) -> Element | None:
        """The first child of this name, if any."""
        return next(self.all(name), None)

    def words(self, name: str) -> str:
        """The text of the first child of this name, without the space around it; empty when there is none."""
        child = self.first(name)
        return "" if child is None else child.text.strip()


def read_source(source: str | Path | bytes, name: str) -> bytes:
    """The bytes of a file, or of a document given as text or bytes; refused beyond LARGEST."""
    if isinstance(source, Path):
        if source.stat().st_size > LARGEST:
            raise _too_large(name)
        found = source.read_bytes()
    else:
        found = source.encode() if isinstance(source, str) else source
    if len(found) > LARGEST:
        raise _too_large(name)
    return found


def _too_large(name: str) -> DecisionError:
    return DecisionError(f"a model may be {LARGEST // 1024 // 1024} MB large", place=Place(name))


def parse(document: bytes, name: str) -> Element:
    """The document's root; DecisionError for XML that is broken, too deep, too long or has a document type."""
    reader = _Reader(name)
    try:
        reader.parser.Parse(document, True)
    except expat.ExpatError as error:
        why = f"this is not well-formed XML: {expat.ErrorString(error.code)} (column {error.offset + 1})"
        raise DecisionError(why, place=Place(name, line=error.lineno)) from None
    except (ValueError, LookupError) as error:
        if isinstance(error, DecisionError):
            raise
        raise DecisionError(f"the encoding cannot be read: {error}", place=Place(name)) from None
    return reader.root.children[0]


class _Reader:
    def __init__(self, name: str) -> None:
        self.place = Place(name)
        self.root = Element("", "", {}, 1)
        self.open = [self.root]
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) > DEEPEST:
            limits = f"a model may have {MOST_ELEMENTS} elements, nested {DEEPEST} deep"
            raise DecisionError(limits, place=self._here())
        namespace, _, name = tag.rpartition(" ")
        plain = {key: value for key, value in attributes.items() if " " not in key}
        element = Element(namespace, name, plain, self.parser.CurrentLineNumber)
        if len(plain) < len(attributes):
            element.qualified = {key: value for key, value in attributes.items() if " " in key}
        self.open[-1].children.append(element)
        self.open.append(element)

    def _end(self, _: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].text += text

    def _refuse(self, *_: object) -> None:
        why = "a model may not hold a document type (DTD) or entities: leave out <!DOCTYPE …>"
        raise DecisionError(why, place=self._here())

    def _here(self) -> Place:
        return self.place.within(line=self.parser.CurrentLineNumber)
