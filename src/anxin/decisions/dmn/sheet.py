"""What reading one DMN file needs everywhere: its places, what may stand where, names, FEEL texts and types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from anxin.decisions.dmn.model import AS_OF, Formula, Item, Unusable
from anxin.decisions.dmn.xml import Element
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel import parser
from anxin.decisions.feel.plain import TYPE_NAMES, Type
from anxin.decisions.feel.syntax import Cell, Expression, Literal, TypeName
from anxin.decisions.feel.tokens import RESERVED, Unreadable
from anxin.decisions.feel.types import ANY, FeelType, Restricted, Simple, type_named

COMMON = ("description", "extensionElements")
NUMBERED = {"dayTimeDuration": Type.DAYS.value, "yearMonthDuration": Type.MONTHS.value, "dateTime": "date and time"}
NULL = Literal(None)


@dataclass
class Sheet:
    """One file being read. ``strict``: what cannot be used is refused; otherwise it is null when evaluated."""

    root: Element
    place: Place
    namespace: str
    strict: bool
    items: dict[str, Item] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    def visible(self, names: Iterable[str]) -> frozenset[str]:
        """The names an expression may speak of: those it sees, the day of decision, and what paths may lead to."""
        return self.words.union(names, (AS_OF,))

    def at(self, element: Element, **parts: str | int | None) -> Place:
        """The file's place of an element."""
        return self.place.within(line=element.line, **parts)

    def refuse(self, why: str, place: Place, *, read: str | None = None, allowed: Iterable[str] = ()) -> None:
        """Raise what is wrong with the model when reading strictly; otherwise go on."""
        if self.strict:
            raise DecisionError(why, place=place, read=read, allowed=allowed)

    def expect(self, parent: Element, allowed: tuple[str, ...], place: Place, *, foreign: bool = False) -> None:
        """Refuse children that are not among ``allowed``; those of other namespaces unless ``foreign``."""
        for child in parent.children:
            ours = child.namespace == self.root.namespace
            if (ours and child.name not in (*COMMON, *allowed)) or not (ours or foreign):
                where = place.within(line=child.line)
                self.refuse(f"<{parent.name}> cannot hold this here", where, read=child.name, allowed=allowed)

    def name(self, element: Element) -> str:
        """The element's name, inner runs of space as one."""
        variable = element.first("variable")
        name = element.attributes.get("name") or (variable.attributes.get("name", "") if variable else "")
        name = " ".join(name.split())
        if not name or name in RESERVED or '"' in name:
            self.refuse("this needs a name that is not a FEEL word", self.at(element), read=name)
        return name

    def type_of(self, element: Element | None, place: Place) -> FeelType | None:
        """The type an element's ``typeRef`` names; None when it has none."""
        read = "" if element is None else element.attributes.get("typeRef") or element.words("typeRef")
        return self.type(read, place) if read else None

    def type(self, read: str, place: Place) -> FeelType | None:
        """The type of a name; None for Any."""
        plain = " ".join(read.removeprefix("feel:").split())
        plain = NUMBERED.get(plain, plain)
        if plain in self.items:
            return self.items[plain].type
        try:
            found = type_named(TypeName(plain), {})
        except KeyError:
            allowed = (*TYPE_NAMES, "time", "date and time", "Any", *self.items)
            self.refuse("this type is not here", place, read=read, allowed=allowed)
            return None
        return None if found == ANY else found

    def cell(self, text: str, names: frozenset[str], place: Place) -> Cell:
        """An input cell; DecisionError when it cannot be read, in either mode."""
        try:
            return parser.parse_cell(text, names)
        except Unreadable as error:
            raise DecisionError(str(error), place=place, read=text) from None

    def expression(self, element: Element, names: frozenset[str], place: Place) -> Expression:
        """The FEEL in ``<text>``, null when there is none; DecisionError when it cannot be read, in either mode."""
        self._check_language(element, place)
        text = element.words("text")
        if not text and not self.strict:
            return NULL
        try:
            return parser.parse_expression(text, names)
        except Unreadable as error:
            raise DecisionError(str(error), place=place, read=text) from None

    def formula(self, element: Element, names: frozenset[str], place: Place) -> Formula | Unusable:
        """A literal expression; one that cannot be read is refused, or unusable when reading leniently."""
        try:
            tree = self.expression(element, names, place)
        except DecisionError as error:
            if self.strict:
                raise
            return Unusable(error.why, place)
        return Formula(element.words("text"), tree, place, self.type_of(element, place))

    def _check_language(self, element: Element, place: Place) -> None:
        declared = self.root.attributes.get("expressionLanguage", "")
        language = element.attributes.get("expressionLanguage") or declared
        if language and "feel" not in language.lower():
            raise DecisionError("the only expression language is FEEL", place=place, read=language)


def plain_type(type_: FeelType | None) -> Type | None:
    """The plain type that ``type_`` is, whatever its restrictions; None when it is none."""
    while isinstance(type_, Restricted):
        type_ = type_.base
    return Type(type_.name) if isinstance(type_, Simple) and type_.name in TYPE_NAMES else None
