"""How often the light was right: of the buyers asked about before an order, what became of their invoices."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from anxin.modules.buyers.enums import Colour, Outcome
from anxin.modules.buyers.models import Report

ENOUGH = 5
"""Fewer outcomes of a colour are not shown as a share: they would be somebody's."""
TO_CALIBRATE = 750
"""Outcomes of green buyers from which a share of 2 % is known within a percentage point."""


@dataclass(frozen=True)
class Record:
    """Of `known` invoices under a light, `bad` were paid too late or not at all. `low`, `high`: of the share, 95 %."""

    colour: Colour
    known: int
    bad: int

    @property
    def shown(self) -> bool:
        return self.known >= ENOUGH

    @property
    def share(self) -> float:
        return self.bad / self.known if self.known else 0.0

    @property
    def between(self) -> tuple[float, float]:
        return wilson(self.bad, self.known)


def record(*, through: date, late_after: int) -> list[Record]:
    """By colour, over all reports of invoices due until a day."""
    held = Report.objects.filter(withdrawn_at=None, due_on__lte=through).exclude(light="")
    rows = held.values_list("light", "outcome", "due_on", "paid_on")
    return [_counted(colour, [row for row in rows if row[0] == colour], late_after) for colour in Colour]


def months() -> list[date]:
    """The first days of the months in which invoices with a light fell due, the newest first."""
    held = Report.objects.filter(~Q(light=""), withdrawn_at=None).values_list("due_on", flat=True)
    return sorted({day.replace(day=1) for day in held}, reverse=True)


def wilson(bad: int, known: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share that holds it 95 times of 100 (Wilson 1927)."""
    if not known:
        return 0.0, 1.0
    share, square = bad / known, z * z
    middle = (share + square / (2 * known)) / (1 + square / known)
    half = z / (1 + square / known) * math.sqrt(share * (1 - share) / known + square / (4 * known * known))
    return max(0.0, middle - half), min(1.0, middle + half)


def _counted(colour: Colour, rows: Iterable[tuple[str, str, date, date | None]], late_after: int) -> Record:
    known = bad = 0
    for _light, outcome, due, paid in rows:
        known += 1
        bad += outcome in (Outcome.UNPAID, Outcome.SETTLED) or (paid is not None and (paid - due).days > late_after)
    return Record(colour, known, bad)
