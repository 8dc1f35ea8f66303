"""One sheet of a table: its rows of cells as they stand, nothing interpreted yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from anxin.kernel.intake.formulas import Cells
from anxin.kernel.intake.problems import Flaw

Raw = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet; `rows[0]` is row 1. `flaws` are rows that could not be read, by row number."""

    name: str
    rows: Sequence[Sequence[Raw]]
    formulas: Cells = frozenset()
    flaws: Mapping[int, Flaw] = field(default_factory=dict)
