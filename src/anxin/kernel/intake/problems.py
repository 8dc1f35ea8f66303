"""What can be wrong with a file, as values: where, what was read, what is allowed, what to do.

Texts are message ids (English) with named places, translated when shown. Nothing here holds a whole identity number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from anxin.kernel.parties.identifiers import mask, mask_numbers

READ_LIMIT = 60


@dataclass(frozen=True)
class Flaw:
    """One thing wrong, not yet attached to an upload. `row` counts from 1 in its sheet; None: the whole file."""

    what: str
    allowed: str = ""
    todo: str = ""
    read: str = ""
    column: str = ""
    sheet: str = ""
    row: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def at(self, *, sheet: str = "", row: int | None = None, column: str = "") -> Flaw:
        """The same flaw at a place; what it already says of its place stays."""
        return replace(
            self,
            sheet=self.sheet or sheet,
            row=row if self.row is None else self.row,
            column=self.column or column,
        )


class Unreadable(Exception):
    """The file as a whole cannot be taken; `flaws` say why."""

    def __init__(self, *flaws: Flaw) -> None:
        self.flaws = flaws
        super().__init__("; ".join(flaw.what for flaw in flaws))


def shortened(read: str) -> str:
    """What stood in a cell, for showing: one line, at most 60 characters, long digit runs masked."""
    line = mask_numbers(" ".join(read.split()))
    line = " ".join(mask(word) if sum(c.isdigit() for c in word) >= 11 else word for word in line.split(" "))
    return line if len(line) <= READ_LIMIT else line[: READ_LIMIT - 1] + "…"
