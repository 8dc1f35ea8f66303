"""What a rule set answers: its rows, a decision, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from anxin.decisions.feel.plain import Value as FactValue


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
