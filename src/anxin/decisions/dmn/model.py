"""A decision model as it was read: its graph, its boxed expressions, its types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from anxin.decisions.errors import Place
from anxin.decisions.feel.plain import Type
from anxin.decisions.feel.plain import Value as FactValue
from anxin.decisions.feel.syntax import Cell, Expression
from anxin.decisions.feel.syntax import Test as UnaryTest
from anxin.decisions.feel.types import FeelType

AS_OF = "as_of"


class Key(NamedTuple):
    """Where an element of a graph is found: the namespace of its model, its id there, and the imports that lead to it.

    A model that is imported along two paths is there twice, so that its inputs may be given apart.
    """

    namespace: str
    id: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Input:
    """A fact that a rule set reads: its name, FEEL type (``"date"``), label, and the only strings it may be."""

    name: str
    type: str
    label: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """An input column: the expression its cells test, its declared type, and the only values it may have."""

    label: str
    text: str
    expression: Expression
    place: Place
    type: FeelType | None = None
    allowed: Cell | None = None


@dataclass(frozen=True)
class OutputColumn:
    """An output column; ``allowed`` are its values in order of priority, as far as they were declared and are plain.

    ``type`` is its type when that is a plain one, ``feel_type`` whatever it is. ``values`` are the tests in
    ``outputValues`` (or in the allowed values of its type) in order of priority; ``listed`` says that the table itself
    lists them.
    """

    name: str
    type: Type | None
    allowed: tuple[FactValue, ...]
    default: Expression | None
    place: Place
    feel_type: FeelType | None = None
    values: tuple[UnaryTest, ...] = ()
    listed: bool = False


@dataclass(frozen=True)
class Rule:
    """One row as written: cells and their texts, output expressions, annotations."""

    number: int
    cells: tuple[Cell, ...]
    texts: tuple[str, ...]
    outputs: tuple[Expression, ...]
    annotations: Mapping[str, str]
    places: tuple[Place, ...]
    output_places: tuple[Place, ...]


@dataclass(frozen=True)
class Table:
    """One decision table: its columns and rows.

    ``hit_policy`` is UNIQUE, ANY, PRIORITY, FIRST, RULE ORDER, OUTPUT ORDER or COLLECT; ``aggregation`` (COLLECT only)
    SUM, COUNT, MIN, MAX or None for a list of all.
    """

    name: str
    hit_policy: str
    columns: tuple[Column, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]
    place: Place
    aggregation: str | None = None
    type: FeelType | None = None


@dataclass(frozen=True)
class Formula:
    """A literal expression in FEEL: its text, its tree, the type its result is coerced to."""

    text: str
    tree: Expression
    place: Place
    type: FeelType | None = None


@dataclass(frozen=True)
class Unusable:
    """What stands where an expression should be and is null: ``foreign`` when it asks for code that is not FEEL."""

    why: str
    place: Place
    foreign: bool = False


@dataclass(frozen=True)
class ContextEntry:
    """An entry of a boxed context; without a name it is the context's result."""

    name: str | None
    type: FeelType | None
    value: Boxed
    place: Place


@dataclass(frozen=True)
class BoxedContext:
    """Entries that see those before them."""

    entries: tuple[ContextEntry, ...]
    place: Place
    type: FeelType | None = None


@dataclass(frozen=True)
class BoxedList:
    """A list of expressions."""

    items: tuple[Boxed, ...]
    place: Place
    type: FeelType | None = None


@dataclass(frozen=True)
class Relation:
    """A list of contexts of one shape, written as a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Boxed, ...], ...]
    place: Place
    types: tuple[FeelType | None, ...] = ()
    type: FeelType | None = None


@dataclass(frozen=True)
class Invocation:
    """A call of what ``called`` is, with an expression for each parameter by name."""

    called: Boxed
    bindings: tuple[tuple[str, FeelType | None, Boxed], ...]
    place: Place
    type: FeelType | None = None


@dataclass(frozen=True)
class BoxedFunction:
    """A function: its parameters and its body."""

    parameters: tuple[tuple[str, FeelType | None], ...]
    body: Boxed
    place: Place
    type: FeelType | None = None


@dataclass(frozen=True)
class BoxedConditional:
    """If, then, else."""

    test: Boxed
    chosen: Boxed
    otherwise: Boxed
    place: Place
    type: FeelType | None = None


@dataclass(frozen=True)
class BoxedFilter:
    """The items of a list that match."""

    source: Boxed
    match: Boxed
    place: Place
    type: FeelType | None = None


@dataclass(frozen=True)
class BoxedIterator:
    """``kind`` for, some or every: an expression for each item of a list, which is coerced to ``source_type``."""

    kind: str
    variable: str
    source_type: FeelType | None
    source: Boxed
    body: Boxed
    place: Place
    type: FeelType | None = None


Boxed = (
    Formula
    | Unusable
    | Table
    | BoxedContext
    | BoxedList
    | Relation
    | Invocation
    | BoxedFunction
    | BoxedConditional
    | BoxedFilter
    | BoxedIterator
)


@dataclass(frozen=True)
class Requirement:
    """What an element needs: an element, and the names that lead to it: ``("alias", "name")`` when imported."""

    key: Key
    names: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class InputData:
    """An input of a graph."""

    key: Key
    name: str
    label: str
    type: FeelType | None
    place: Place


@dataclass(frozen=True)
class DecisionNode:
    """A decision: what it needs, its logic (None: not given) and the type of its result."""

    key: Key
    name: str
    type: FeelType | None
    requires: tuple[Requirement, ...]
    logic: Boxed | None
    place: Place


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function others may call."""

    key: Key
    name: str
    type: FeelType | None
    requires: tuple[Requirement, ...]
    logic: BoxedFunction | Unusable | None
    place: Place


@dataclass(frozen=True)
class Served:
    """A decision service: the decisions it answers with, those inside it, and what it must be given."""

    key: Key
    name: str
    type: FeelType | None
    outputs: tuple[Requirement, ...]
    encapsulated: tuple[Requirement, ...]
    input_decisions: tuple[Requirement, ...]
    input_data: tuple[Requirement, ...]
    place: Place


Node = InputData | DecisionNode | Knowledge | Served


@dataclass(frozen=True)
class Item:
    """An item definition: its type, and the values of a plain one as far as they were listed."""

    name: str
    type: FeelType
    allowed: tuple[FactValue, ...] = ()
    tests: tuple[UnaryTest, ...] = ()


@dataclass(frozen=True)
class Definitions:
    """A DMN file: ``tables`` by the name of their decision, the declared scalar ``inputs``, expressions by name.

    ``nodes`` is the whole graph, that of the imported models with it; ``named`` the elements of this model by name;
    ``imports`` the imported models by the name they have here ("" for one whose names stand among this model's own).
    """

    name: str
    tables: Mapping[str, Table]
    inputs: Mapping[str, Input]
    expressions: Mapping[str, Expression]
    place: Place
    namespace: str = ""
    title: str = ""
    nodes: Mapping[Key, Node] = field(default_factory=dict)
    named: Mapping[str, Key] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    imports: Mapping[str, Definitions] = field(default_factory=dict)
