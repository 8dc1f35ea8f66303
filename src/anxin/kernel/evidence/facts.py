"""From records to facts: which record of each kind and source is in force on a day, as known at a point of record time.

The same choice in the database is `decisions.facts_relation`; a property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from anxin.decisions import FactSpec
from anxin.kernel.evidence.models import Evidence, Standing

Value = str | date | None


@dataclass(frozen=True)
class Facts:
    """The facts of one party on one day; `records` are the rows in force by (kind, source); `next_start` the earliest
    later day on which a record already held comes into force."""

    values: dict[str, Value]
    records: dict[tuple[str, str], Evidence]
    next_start: date | None


def standing(records: Iterable[Evidence], *, known_through: int | None = None) -> list[Evidence]:
    """Stated records that no later known record replaced."""
    known = [row for row in records if known_through is None or row.pk <= known_through]
    replaced = {row.replaces_id for row in known if row.replaces_id is not None}
    return [row for row in known if row.standing == Standing.STATED and row.pk not in replaced]


def in_force(records: Iterable[Evidence], *, on: date) -> dict[tuple[str, str], Evidence]:
    """For each kind and source, of standing records, the one begun by the day with the greatest (valid_from, id)."""
    chosen: dict[tuple[str, str], Evidence] = {}
    for row in records:
        held = chosen.get((row.kind, row.source))
        if row.valid_from <= on and (held is None or (row.valid_from, row.pk) > (held.valid_from, held.pk)):
            chosen[row.kind, row.source] = row
    return chosen


def facts_in_force(
    records: Iterable[Evidence], specs: Sequence[FactSpec], *, as_of: date, known_through: int | None = None
) -> Facts:
    """The value of each fact on a day, None where nothing is in force."""
    wanted = {(spec.kind, spec.source) for spec in specs}
    held = [
        row
        for row in standing(records, known_through=known_through)
        if (row.kind, row.source) in wanted or (row.kind, None) in wanted
    ]
    chosen = in_force(held, on=as_of)
    later = [row.valid_from for row in held if row.valid_from > as_of]
    return Facts({spec.name: _read(chosen, spec) for spec in specs}, chosen, min(later, default=None))


def _read(chosen: dict[tuple[str, str], Evidence], spec: FactSpec) -> Value:
    rows = [row for (kind, source), row in chosen.items() if kind == spec.kind and spec.source in (None, source)]
    if not rows:
        return None
    value: Value = getattr(max(rows, key=lambda row: (row.valid_from, row.pk)), spec.column)
    return value
