"""FEEL of a table's cells checked one by one, as they are typed: readable, names known, types right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from anxin.decisions import DecisionError, OutsideProfile
from anxin.decisions.columnar.program import build
from anxin.decisions.dmn.editing import RowText, TableText, write_table
from anxin.decisions.dmn.model import AS_OF, Definitions
from anxin.decisions.dmn.reading import read_model
from anxin.decisions.feel.checking_text import problems
from anxin.web.console import feel_words

CELL, OUTPUT, ANNOTATION = "c", "o", "a"
KINDS = {CELL: "cells", OUTPUT: "outputs", ANNOTATION: "annotations"}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell; ``grave`` unless it is right and only runs party by party."""

    text: str
    grave: bool = True


@dataclass(frozen=True)
class Checker:
    """A table's text without its rows: what its cells may speak of. ``definitions`` are None while it cannot be read,
    and then nothing is said of cells."""

    dmn: str
    table: TableText
    definitions: Definitions | None

    @classmethod
    def of(cls, dmn: str, table: TableText) -> Checker:
        bare = write_table(dmn, replace(table, rows=()))
        try:
            return cls(bare, replace(table, rows=()), read_model(bare, "draft"))
        except DecisionError:
            return cls(bare, replace(table, rows=()), None)

    @property
    def names(self) -> frozenset[str]:
        return frozenset((*self.definitions.named, AS_OF)) if self.definitions is not None else frozenset()

    def unreadable(self, kind: str, text: str) -> list[Problem]:
        """What cannot be read or is not known in a cell."""
        if kind == ANNOTATION or self.definitions is None:
            return []
        if kind == OUTPUT and not text.strip():
            return [Problem(_('This must say something: a value such as "green", or null.'))]
        held = text.strip() or "-"
        return [
            Problem(_told(found.why, found.position, found.nearest))
            for found in problems(held, self.names, "cell" if kind == CELL else "expression")
        ]

    def problems(self, kind: str, column: int, text: str) -> list[Problem]:
        """Everything wrong with a cell of a column, its type included."""
        found = self.unreadable(kind, text)
        if found or kind == ANNOTATION or self.definitions is None:
            return found
        return list(self._mistyped(kind, column, text))

    def _outputs(self) -> tuple[str, ...]:
        """An output for each column that cannot be wrong."""
        held = self.definitions.tables.get(self.table.decision) if self.definitions is not None else None
        allowed = [column.allowed[:1] for column in held.outputs] if held is not None else []
        first = (one[0] if one else None for one in allowed)
        return tuple(json.dumps(one, ensure_ascii=False) if isinstance(one, str) else "null" for one in first)

    def _mistyped(self, kind: str, column: int, text: str) -> Iterator[Problem]:
        blank = self.table.blank()
        row = RowText(blank.cells, self._outputs(), blank.annotations)
        values = list(getattr(row, KINDS[kind]))
        values[column : column + 1] = [text]
        try:
            tried = write_table(self.dmn, replace(self.table, rows=(replace(row, **{KINDS[kind]: tuple(values)}),)))
            definitions = read_model(tried, "draft")
            table = definitions.tables[self.table.decision]
            build(definitions, table, {}, check_only=True)
        except OutsideProfile as fault:
            if fault.place.rule is not None:
                yield Problem(_told(fault.why, None, None), grave=False)
        except DecisionError as fault:
            if fault.place.rule is not None:
                yield Problem(_told(fault.why, None, fault.nearest))


def _told(why: str, position: int | None, nearest: str | None) -> str:
    text = feel_words.said(why)
    if position is not None:
        text = _("Character %(position)s: %(why)s") % {"position": position, "why": text}
    if nearest:
        text = _("%(text)s. Did you mean %(nearest)s?") % {"text": text, "nearest": nearest}
    return text
