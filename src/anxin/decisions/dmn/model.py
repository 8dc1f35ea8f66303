"""A decision model as it was read: inputs, named expressions and decision tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anxin.decisions.errors import Place
from anxin.decisions.feel.plain import Type
from anxin.decisions.feel.plain import Value as FactValue
from anxin.decisions.feel.syntax import Cell, Expression

AS_OF = "as_of"


@dataclass(frozen=True)
class Input:
    """A fact that a rule set reads: its name, FEEL type (``"date"``), label, and the only strings it may be."""

    name: str
    type: str
    label: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """An input column: the expression its cells test."""

    label: str
    text: str
    expression: Expression
    place: Place


@dataclass(frozen=True)
class OutputColumn:
    """An output column; ``allowed`` are its values in order of priority, as far as they were declared."""

    name: str
    type: Type | None
    allowed: tuple[FactValue, ...]
    default: Expression | None
    place: Place


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
    """One decision table: FIRST, UNIQUE, ANY or PRIORITY, its columns and rows."""

    name: str
    hit_policy: str
    columns: tuple[Column, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]
    place: Place


@dataclass(frozen=True)
class Definitions:
    """A DMN file: ``tables`` by the name of their decision, the declared ``inputs``, expressions by name."""

    name: str
    tables: Mapping[str, Table]
    inputs: Mapping[str, Input]
    expressions: Mapping[str, Expression]
    place: Place
