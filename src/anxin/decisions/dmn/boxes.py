"""Reading boxed expressions (DMN 1.5 §7.3 and §10.2): each kind of element to its dataclass."""

from __future__ import annotations

from anxin.decisions.dmn.model import (
    Boxed,
    BoxedConditional,
    BoxedContext,
    BoxedFilter,
    BoxedFunction,
    BoxedIterator,
    BoxedList,
    ContextEntry,
    Invocation,
    Relation,
    Unusable,
)
from anxin.decisions.dmn.sheet import Sheet
from anxin.decisions.dmn.tables import TableReader
from anxin.decisions.dmn.xml import Element
from anxin.decisions.errors import Place

EXPRESSIONS = (
    "literalExpression", "decisionTable", "context", "list", "relation", "invocation", "functionDefinition",
    "conditional", "filter", "for", "some", "every",
)  # fmt: skip
FOREIGN_KINDS = ("Java", "PMML")


class BoxReader:
    """Reads the boxed expressions of one decision or function, called ``called``."""

    def __init__(self, sheet: Sheet, called: str, labels: dict[str, str]) -> None:
        self.sheet = sheet
        self.called = called
        self.labels = labels

    def logic(self, parent: Element, names: frozenset[str], place: Place) -> Boxed | None:
        """The one expression that stands in ``parent``; None when there is none."""
        found = [child for kind in EXPRESSIONS for child in parent.all(kind)]
        if len(found) > 1:
            self.sheet.refuse("one expression stands here", place.within(line=found[1].line), read=found[1].name)
        return self.read(found[0], names, place) if found else None

    def read(self, element: Element, names: frozenset[str], place: Place) -> Boxed:
        """One boxed expression, whose parts see ``names``."""
        place = place.within(line=element.line)
        match element.name:
            case "literalExpression":
                self.sheet.expect(element, ("text", "importedValues"), place)
                return self.sheet.formula(element, names, place)
            case "decisionTable":
                return TableReader(self.sheet, names, self.labels).read(element, self.called, place)
            case "context":
                return self._context(element, names, place)
            case "list":
                self.sheet.expect(element, EXPRESSIONS, place)
                items = tuple(self.read(child, names, place) for child in self._expressions(element))
                return BoxedList(items, place, self.sheet.type_of(element, place))
            case "relation":
                return self._relation(element, names, place)
            case "invocation":
                return self._invocation(element, names, place)
            case "functionDefinition":
                return self.function(element, names, place)
        return self._choosing(element, names, place)

    def function(self, element: Element, names: frozenset[str], place: Place) -> BoxedFunction | Unusable:
        """A functionDefinition or an encapsulatedLogic; its body sees its parameters."""
        self.sheet.expect(element, ("formalParameter", *EXPRESSIONS), place)
        kind = element.attributes.get("kind", "FEEL")
        if kind in FOREIGN_KINDS:
            why = f"functions of kind {kind} call code outside DMN, which is not done here"
            self.sheet.refuse(why, place, read=kind, allowed=("FEEL",))
            return Unusable(why, place, True)
        if kind != "FEEL":
            self.sheet.refuse("no such kind of function", place, read=kind, allowed=("FEEL", *FOREIGN_KINDS))
        parameters = tuple(
            (self.sheet.name(part), self.sheet.type_of(part, self.sheet.at(part)))
            for part in element.all("formalParameter")
        )
        known = names | {name for name, _ in parameters}
        body = self.logic(element, known, place) or Unusable("this function has no body", place)
        return BoxedFunction(parameters, body, place, self.sheet.type_of(element, place))

    def _expressions(self, element: Element) -> list[Element]:
        return [child for child in element.children if child.name in EXPRESSIONS]

    def _context(self, element: Element, names: frozenset[str], place: Place) -> Boxed:
        self.sheet.expect(element, ("contextEntry",), place)
        entries: list[ContextEntry] = []
        seen: set[str | None] = set()
        for part in element.all("contextEntry"):
            where = place.within(line=part.line)
            self.sheet.expect(part, ("variable", *EXPRESSIONS), where)
            variable = part.first("variable")
            name = self.sheet.name(variable) if variable is not None else None
            if name in seen:
                self.sheet.refuse("two entries of a context have this name", where, read=name or "(result)")
            # A function may speak of itself; of anything else its own name is unknown, which is found out later.
            seen_here = names if name is None else names | {name}
            value = self.logic(part, seen_here, where) or Unusable("this entry has no expression", where)
            entries.append(ContextEntry(name, self.sheet.type_of(variable, where), value, where))
            seen.add(name)
            names = names | {name} if name is not None else names
        return BoxedContext(tuple(entries), place, self.sheet.type_of(element, place))

    def _relation(self, element: Element, names: frozenset[str], place: Place) -> Boxed:
        self.sheet.expect(element, ("column", "row"), place)
        columns = list(element.all("column"))
        rows = []
        for row in element.all("row"):
            cells = self._expressions(row)
            if len(cells) != len(columns):
                why = f"the relation has {len(columns)} columns, this row {len(cells)} expressions"
                self.sheet.refuse(why, place.within(line=row.line))
            rows.append(tuple(self.read(cell, names, place) for cell in cells))
        types = tuple(self.sheet.type_of(column, self.sheet.at(column)) for column in columns)
        named = tuple(self.sheet.name(column) for column in columns)
        return Relation(named, tuple(rows), place, types, self.sheet.type_of(element, place))

    def _invocation(self, element: Element, names: frozenset[str], place: Place) -> Boxed:
        self.sheet.expect(element, ("binding", *EXPRESSIONS), place)
        called = self.logic(element, names, place) or Unusable("this invocation calls nothing", place)
        bindings = []
        for part in element.all("binding"):
            where = place.within(line=part.line)
            parameter = part.first("parameter")
            if parameter is None:
                self.sheet.refuse("a binding needs a parameter", where)
                continue
            value = self.logic(part, names, where) or self.sheet.formula(part, names, where)
            bindings.append((self.sheet.name(parameter), self.sheet.type_of(parameter, where), value))
        return Invocation(called, tuple(bindings), place, self.sheet.type_of(element, place))

    def _choosing(self, element: Element, names: frozenset[str], place: Place) -> Boxed:
        type_ = self.sheet.type_of(element, place)
        if element.name == "conditional":
            self.sheet.expect(element, ("if", "then", "else"), place)
            test, chosen, otherwise = (self._child(element, part, names, place) for part in ("if", "then", "else"))
            return BoxedConditional(test, chosen, otherwise, place, type_)
        if element.name == "filter":
            self.sheet.expect(element, ("in", "match"), place)
            source = self._child(element, "in", names, place)
            return BoxedFilter(source, self._child(element, "match", names | {"item"}, place), place, type_)
        inner = "return" if element.name == "for" else "satisfies"
        self.sheet.expect(element, ("in", inner), place)
        variable = " ".join(element.attributes.get("iteratorVariable", "").split())
        if not variable:
            self.sheet.refuse(f"<{element.name}> needs an iteratorVariable", place)
        source = self._child(element, "in", names, place)
        known = names | {variable, "partial"} if inner == "return" else names | {variable}
        body = self._child(element, inner, known, place)
        part = element.first("in")
        return BoxedIterator(element.name, variable, self.sheet.type_of(part, place), source, body, place, type_)

    def _child(self, element: Element, part: str, names: frozenset[str], place: Place) -> Boxed:
        found = element.first(part)
        if found is None:
            self.sheet.refuse(f"<{element.name}> needs <{part}>", place)
            return Unusable(f"<{element.name}> has no <{part}>", place)
        where = place.within(line=found.line)
        return self.logic(found, names, where) or Unusable(f"<{part}> has no expression", where)
