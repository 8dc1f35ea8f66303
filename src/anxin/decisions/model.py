"""A decision model as it was read: inputs, named expressions and decision tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from anxin.decisions.errors import Place
from anxin.decisions.syntax import Cell, Expression
from anxin.decisions.values import Months, Type
from anxin.decisions.values import Value as FactValue

if TYPE_CHECKING:
    from anxin.decisions.compiled import Compiled

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
class Model:
    """A DMN file: ``tables`` by the name of their decision, the declared ``inputs``, expressions by name."""

    name: str
    tables: Mapping[str, Table]
    inputs: Mapping[str, Input]
    expressions: Mapping[str, Expression]
    place: Place

    def compile(
        self,
        decision: str,
        parameters: Mapping[str, str | bool | int | Decimal | date | timedelta | Months] | None = None,
    ) -> Compiled:
        """The table of a decision, ready to decide; ``parameters`` give constant values to inputs by name."""
        from anxin.decisions.compiled import compile_table

        return compile_table(self, decision, parameters or {})


@dataclass(frozen=True)
class Row:
    """A row of a compiled rule set, numbered from 1 as in the table; output expressions that need facts are None."""

    number: int
    outputs: Mapping[str, FactValue]
    annotations: Mapping[str, str]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Because:
    """Why a row fired, one input column: its label, the cell's text, and the value that met it."""

    label: str
    cell: str
    expression: str
    value: FactValue
    facts: Mapping[str, FactValue]


@dataclass(frozen=True)
class Decision:
    """What was decided on ``as_of``: the row that fired (None: no row), what it says, why, and until when.

    ``next_change`` is the earliest later date on which another row would fire with the same facts; None for never
    before the year 10000.
    """

    as_of: date
    row: int | None
    outputs: dict[str, FactValue] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    because: tuple[Because, ...] = ()
    next_change: date | None = None
