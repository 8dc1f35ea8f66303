"""What can be wrong with a file, as values: where, what was read, what is allowed, what to do.

Texts are message ids (English) with named places, translated when shown. Nothing here holds a whole identity number.
Knows no Django: workbooks are read where there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


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
