"""What a rule set answers: its rows, a decision, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import EllipsisType
from typing import Any, NamedTuple

from anxin.decisions.feel.plain import Value as FactValue


@dataclass(frozen=True)
class Row:
    """A row of a compiled rule set, numbered from 1 as in the table; output expressions that need facts are None."""

    number: int
    outputs: Mapping[str, FactValue]
    annotations: Mapping[str, str]
    cells: tuple[str, ...]


class Because(NamedTuple):
    """Why a row fired, one input column: its label, the cell's text, and the value that met it.

    ``given`` are all facts of the decision, ``names`` those that the column looks at.
    """

    label: str
    cell: str
    expression: str
    value: FactValue
    given: Mapping[str, FactValue]
    names: tuple[str, ...]

    @property
    def facts(self) -> dict[str, FactValue]:
        """The facts that the column looks at."""
        return {name: self.given[name] for name in self.names}


Facts = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Fired:
    """What is known of an outcome before any facts are: its rows and what they say.

    ``say``, ``why`` and ``until`` work out what depends on the facts and the day, when somebody asks.
    """

    row: int | None
    rows: tuple[int, ...]
    outputs: Mapping[str, FactValue]
    annotations: Mapping[str, str]
    why: Callable[[Facts, date], tuple[Because, ...]]
    until: Callable[[Facts, date], date | None]
    say: Callable[[Facts, date], Mapping[str, FactValue]] | None = None


class Decision:
    """What was decided on ``as_of``: the row that fired (None: no row), what it says, why, and until when.

    Where rows are added up, ``row`` stands for all of ``rows``. Reasons, outputs worked out from facts and the next
    change are computed when they are first asked for, from the facts as they were.
    """

    __slots__ = ("_because", "_change", "_facts", "_fired", "as_of")

    def __init__(self, as_of: date, facts: Facts, fired: Fired) -> None:
        self.as_of = as_of
        self._facts = facts
        self._fired = fired
        self._because: tuple[Because, ...] | None = None
        self._change: date | EllipsisType | None = ...

    @property
    def row(self) -> int | None:
        """The number of the outcome."""
        return self._fired.row

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that fired."""
        return self._fired.rows

    @property
    def outputs(self) -> dict[str, FactValue]:
        """What was decided, by output; where nothing fired the defaults."""
        fired = self._fired
        return dict(fired.outputs if fired.say is None else fired.say(self._facts, self.as_of))

    @property
    def annotations(self) -> dict[str, str]:
        """What is noted beside the row."""
        return dict(self._fired.annotations)

    @property
    def because(self) -> tuple[Because, ...]:
        """What met each cell of the row, column by column; empty when no row or several fired."""
        if self._because is None:
            self._because = self._fired.why(self._facts, self.as_of)
        return self._because

    @property
    def next_change(self) -> date | None:
        """The earliest later date on which another row would fire with the same facts; None for never before 10000."""
        if self._change is ...:
            self._change = self._fired.until(self._facts, self.as_of)
        return self._change

    def _all(self) -> tuple[object, ...]:
        return (self.as_of, self.row, self.rows, self.outputs, self.annotations, self.because, self.next_change)

    def __eq__(self, other: object) -> bool:
        return self._all() == other._all() if isinstance(other, Decision) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # -- it holds dictionaries

    def __repr__(self) -> str:
        return f"Decision(as_of={self.as_of!r}, row={self.row!r}, outputs={self.outputs!r})"
