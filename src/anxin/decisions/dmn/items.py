"""Item definitions to types (DMN 1.5 §7.3.2): components, collections, functions, values allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from anxin.decisions.dmn.model import Item
from anxin.decisions.dmn.sheet import NUMBERED, Sheet
from anxin.decisions.dmn.xml import Element
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel.compiling import mentions
from anxin.decisions.feel.evaluate import compile_cell
from anxin.decisions.feel.plain import Value as PlainValue
from anxin.decisions.feel.scope import Scope
from anxin.decisions.feel.syntax import Cell, Literal, Name, Negation, Test
from anxin.decisions.feel.types import ANY, ContextType, FeelType, FunctionType, ListType, Restricted, written
from anxin.decisions.feel.values import LimitReached, Run, Value

LONGEST_CHAIN = 60
PARTS = ("typeRef", "allowedValues", "typeConstraint", "itemComponent", "functionItem")


def read_items(sheet: Sheet, imported: Mapping[str, Item]) -> None:
    """Fill the sheet's item definitions; ``imported`` are those of imported models by their names here."""
    _Items(sheet, imported).read()


class _Items:
    def __init__(self, sheet: Sheet, imported: Mapping[str, Item]) -> None:
        self.sheet = sheet
        self.sheet.items.update(imported)
        self.waiting: dict[str, Element] = {}
        self.open: list[str] = []

    def read(self) -> None:
        for element in self.sheet.root.all("itemDefinition"):
            name = self.sheet.name(element)
            if name in self.waiting:
                self.sheet.refuse("two item definitions have this name", self.sheet.at(element), read=name)
            self.waiting[name] = element
        for name in list(self.waiting):
            self._named(name)

    def _named(self, name: str) -> None:
        """Define the item ``name`` before those that need it."""
        if name not in self.waiting:
            return
        if name in self.open:
            path = " → ".join([*self.open[self.open.index(name) :], name])
            place = self.sheet.at(self.waiting[name])
            self.sheet.refuse("an item definition holds itself", place, read=path)
            self.sheet.items[name] = Item(name, ANY)
            return
        if len(self.open) > LONGEST_CHAIN:
            why = f"item definitions may refer to each other {LONGEST_CHAIN} deep"
            raise DecisionError(why, place=self.sheet.at(self.waiting[name]), read=name)
        self.open.append(name)
        element = self.waiting[name]
        type_, base, tests = self._type(element, name)
        self.open.pop()
        if name not in self.sheet.items or self.waiting.pop(name, None) is not None:
            self.sheet.items[name] = Item(name, type_, plain_values(tests) or base.allowed, tests or base.tests)

    def _type(
        self, element: Element, name: str, siblings: frozenset[str] = frozenset()
    ) -> tuple[FeelType, Item, tuple[Test, ...]]:
        """The type of a definition or a component, the item it refers to, and the tests it allows.

        Tests that speak of ``siblings`` are for the context that holds them all.
        """
        place = self.sheet.at(element)
        self.sheet.expect(element, PARTS, place)
        base = self._base(element, place)
        allowed = self._cell(element.first("allowedValues"), place)
        if allowed is not None and _speaks_of(allowed, siblings):
            allowed = None
        type_ = base.type if allowed is None else Restricted(name, base.type, allows(allowed))
        if element.attributes.get("isCollection") == "true":
            type_ = ListType(type_)
        whole = self._cell(element.first("typeConstraint"), place)
        if whole is not None:
            type_ = Restricted(name, type_, allows(whole))
        found = allowed or whole
        return type_, base, () if found is None or found.negated else found.tests

    def _base(self, element: Element, place: Place) -> Item:
        components = list(element.all("itemComponent"))
        function = element.first("functionItem")
        if components:
            names = [self.sheet.name(component) for component in components]
            all_names = frozenset(names)
            types = [
                self._type(component, name, all_names)[0] for component, name in zip(components, names, strict=True)
            ]
            shape = ContextType(tuple(zip(names, types, strict=True)))
            cells = [
                (name, self._cell(one.first("allowedValues"), place))
                for name, one in zip(names, components, strict=True)
            ]
            related = tuple((name, cell) for name, cell in cells if cell is not None and _speaks_of(cell, all_names))
            return Item("", Restricted(written(shape), shape, allows_together(related)) if related else shape)
        if function is not None:
            return Item("", self._function(function, place))
        read = element.words("typeRef")
        return self._referred(read, place) if read else Item("", ANY)

    def _function(self, element: Element, place: Place) -> FeelType:
        parameters = [self._referred(part.attributes.get("typeRef", ""), place) for part in element.all("parameters")]
        result = self._referred(element.attributes.get("outputTypeRef", ""), place)
        return FunctionType(tuple(parameter.type for parameter in parameters), result.type)

    def _referred(self, read: str, place: Place) -> Item:
        plain = " ".join(read.removeprefix("feel:").split())
        self._named(plain)
        if plain in self.sheet.items and plain not in NUMBERED:
            return self.sheet.items[plain]
        return Item("", (self.sheet.type(read, place) if read else None) or ANY)

    def _cell(self, element: Element | None, place: Place) -> Cell | None:
        text = "" if element is None else element.words("text")
        if not text:
            return None
        try:
            return self.sheet.cell(text, self.sheet.words, place)
        except DecisionError:
            if self.sheet.strict:
                raise
            return None


def plain_values(tests: tuple[Test, ...]) -> tuple[PlainValue, ...]:
    """The listed values; nothing when the list holds anything but plain values."""
    values = tuple(_constant(test) for test in tests)
    return tuple(value.value for value in values if value is not None) if None not in values else ()


def _constant(test: Test) -> Literal | None:
    if isinstance(test, Negation) and isinstance(test.operand, Literal) and isinstance(test.operand.value, int):
        return Literal(-test.operand.value)
    return test if isinstance(test, Literal) else None


def _speaks_of(cell: Cell, names: frozenset[str]) -> bool:
    return mentions(cell, lambda part: isinstance(part, Name) and part.text in names)


def allows_together(cells: Sequence[tuple[str, Cell]]) -> Callable[[Value], bool]:
    """Whether each named entry of a context passes its tests, which may speak of the others (DMN 1.5 §7.3.3).

    Every item of an entry that is a list is asked about; an entry that is null passes.
    """
    tests = [(name, compile_cell(cell)) for name, cell in cells]

    def holds(context: Value) -> bool:
        scope, run = Scope(context), Run()
        try:
            return all(
                test(scope, run, value) is True
                for name, test in tests
                for value in (context[name] if isinstance(context[name], list) else [context[name]])
                if value is not None
            )
        except LimitReached:
            return False

    return holds


def allows(cell: Cell) -> Callable[[Value], bool]:
    """Whether the tests of ``cell`` hold for a value; a value they cannot be asked about is not allowed."""
    test = compile_cell(cell)
    nothing = Scope({})

    def holds(value: Value) -> bool:
        try:
            return test(nothing, Run(), value) is True
        except LimitReached:
            return False

    return holds
