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
    """The facts of one party on one day; `records` are the rows they were read from; `next_start` the earliest later
    day on which a record already held comes into force."""

    values: dict[str, Value]
    records: dict[tuple[str, str], Evidence]
    next_start: date | None


def facts_in_force(
    records: Iterable[Evidence], specs: Sequence[FactSpec], *, as_of: date, known_through: int | None = None
) -> Facts:
    """Pick, for each kind and source, the stated record that is not replaced and has the greatest (valid_from, id)
    not after `as_of`; read the facts from it."""
    known = [row for row in records if known_through is None or row.pk <= known_through]
    replaced = {row.replaces_id for row in known if row.replaces_id is not None}
    wanted_kinds = {spec.kind for spec in specs}
    standing = [
        row
        for row in known
        if row.standing == Standing.STATED and row.pk not in replaced and row.kind in wanted_kinds
    ]
    in_force: dict[tuple[str, str], Evidence] = {}
    for row in standing:
        if row.valid_from <= as_of:
            held = in_force.get((row.kind, row.source))
            if held is None or (row.valid_from, row.pk) > (held.valid_from, held.pk):
                in_force[row.kind, row.source] = row
    later = [row.valid_from for row in standing if row.valid_from > as_of]
    values = {spec.name: _read(in_force, spec) for spec in specs}
    return Facts(values, in_force, min(later, default=None))


def _read(in_force: dict[tuple[str, str], Evidence], spec: FactSpec) -> Value:
    rows = [
        row for (kind, source), row in in_force.items() if kind == spec.kind and spec.source in (None, source)
    ]
    if not rows:
        return None
    newest = max(rows, key=lambda row: (row.valid_from, row.pk))
    value: Value = getattr(newest, spec.column)
    return value
