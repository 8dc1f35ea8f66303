"""Items: what is in force about a person on a day, one line per kind and source, as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from anxin.kernel.evidence.facts import in_force, standing


class HeldRecord(NamedTuple):
    """The columns of a record that deciding and showing read; `disputed`: somebody objects to it."""

    pk: int
    kind: str
    source: str
    result: str | None
    valid_from: date
    valid_until: date | None
    standing: str
    replaces_id: int | None
    received_at: datetime
    disputed: bool = False


@dataclass(frozen=True)
class Item:
    """One record in force: its conclusion, validity, and when it was last confirmed by its source."""

    record_id: int
    kind: str
    source: str
    result: str | None
    valid_from: date
    valid_until: date | None
    received_at: datetime
    disputed: bool

    def in_date(self, on: date) -> bool:
        return self.valid_until is None or self.valid_until >= on


def items_in_force(records: Iterable[HeldRecord], *, on: date, known_through: int | None = None) -> list[Item]:
    """What is in force on a day, one item for each kind and source."""
    return [_item(row) for row in in_force(standing(records, known_through=known_through), on=on).values()]


def _item(row: HeldRecord) -> Item:
    return Item(
        record_id=row.pk,
        kind=row.kind,
        source=row.source,
        result=row.result,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        received_at=row.received_at,
        disputed=row.disputed,
    )
