"""One cell of a table checked by itself, as it is typed: can it be read, are its names known, do its types fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from anxin.decisions.columnar.program import build
from anxin.decisions.dmn.editing import RowText, TableText, write_table
from anxin.decisions.dmn.model import AS_OF, Definitions
from anxin.decisions.dmn.reading import read_model
from anxin.decisions.errors import DecisionError, OutsideProfile
from anxin.decisions.feel.checking_text import problems


@dataclass(frozen=True)
class CellProblem:
    """What is wrong: ``position`` counted from 1 where it is known, ``nearest`` what was probably meant. ``outside``:
    nothing is wrong, but the table will not run set-wise."""

    why: str
    position: int | None = None
    nearest: str | None = None
    outside: bool = False


@dataclass(frozen=True)
class CellChecker:
    """A table's text without its rows: what its cells may speak of. ``definitions`` are None while even that cannot be
    read, and then nothing is said of cells."""

    dmn: str
    table: TableText
    definitions: Definitions | None

    @classmethod
    def of(cls, dmn: str, table: TableText) -> CellChecker:
        """For a table as it was read from a text."""
        bare = replace(table, rows=())
        without = write_table(dmn, bare)
        try:
            return cls(without, bare, read_model(without, "draft"))
        except DecisionError:
            return cls(without, bare, None)

    def unreadable(self, text: str, *, output: bool = False) -> list[CellProblem]:
        """What cannot be read, or is called by no known name, in an input cell or an output."""
        if self.definitions is None:
            return []
        names = frozenset((*self.definitions.named, AS_OF))
        found = problems(text.strip() or "-", names, "expression" if output else "cell")
        return [CellProblem(one.why, one.position, one.nearest) for one in found]

    def problems(self, column: int, text: str, *, output: bool = False) -> list[CellProblem]:
        """Everything wrong with a cell of a column (counted from 0), its type included."""
        found = self.unreadable(text, output=output)
        return found if found or self.definitions is None else list(self._mistyped(column, text, output))

    def _mistyped(self, column: int, text: str, output: bool) -> Iterator[CellProblem]:
        cells, outputs, notes = self.table.blank().cells, self._outputs(), self.table.blank().annotations
        row = RowText(
            cells if output else (*cells[:column], text, *cells[column + 1 :]),
            (*outputs[:column], text, *outputs[column + 1 :]) if output else outputs,
            notes,
        )
        tried = write_table(self.dmn, replace(self.table, rows=(row,)))
        try:
            definitions = read_model(tried, "draft")
            build(definitions, definitions.tables[self.table.decision], {}, check_only=True)
        except DecisionError as fault:
            if fault.place.rule is not None:
                outside = isinstance(fault, OutsideProfile)
                yield CellProblem(fault.why, None, None if outside else fault.nearest, outside)

    def _outputs(self) -> tuple[str, ...]:
        """An output for each column that cannot be wrong."""
        held = self.definitions.tables.get(self.table.decision) if self.definitions is not None else None
        firsts = [column.allowed[:1] for column in held.outputs] if held is not None else []
        return tuple(
            json.dumps(one[0], ensure_ascii=False) if one and isinstance(one[0], str) else "null" for one in firsts
        )
