"""From records to facts: which record of each kind and source is in force on a day, as known at a point of record time.

The same choice in the database is ``facts_relation``; a property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from anxin.decisions.columnar.relation import FactSpec

STATED, WITHDRAWN = "stated", "withdrawn"
Value = str | date | None


class Stated(Protocol):
    """What deciding reads of a record: a row of evidence, or the bare `Record` of it."""

    @property
    def pk(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def result(self) -> str | None: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...
    @property
    def standing(self) -> str: ...
    @property
    def replaces_id(self) -> int | None: ...


class Record(NamedTuple):
    """The columns of a record that deciding reads; five times quicker to fetch than a whole row."""

    pk: int
    kind: str
    source: str
    result: str | None
    valid_from: date
    valid_until: date | None
    standing: str
    replaces_id: int | None


R = TypeVar("R", bound=Stated)


@dataclass(frozen=True)
class Facts:
    """The facts of one party on one day; `next_start` is the earliest later day on which a record already held comes
    into force."""

    values: dict[str, Value]
    next_start: date | None


def standing(records: Iterable[R], *, known_through: int | None = None) -> list[R]:
    """Stated records that no later known record replaced."""
    known = [row for row in records if known_through is None or row.pk <= known_through]
    replaced = {row.replaces_id for row in known if row.replaces_id is not None}
    return [row for row in known if row.standing == STATED and row.pk not in replaced]


def in_force(records: Iterable[R], *, on: date) -> dict[tuple[str, str], R]:
    """For each kind and source, of standing records, the one begun by the day with the greatest (valid_from, id)."""
    chosen: dict[tuple[str, str], R] = {}
    for row in records:
        held = chosen.get((row.kind, row.source))
        if row.valid_from <= on and (held is None or (row.valid_from, row.pk) > (held.valid_from, held.pk)):
            chosen[row.kind, row.source] = row
    return chosen


def facts_in_force(
    records: Iterable[Stated], specs: Sequence[FactSpec], *, as_of: date, known_through: int | None = None
) -> Facts:
    """The value of each fact on a day, None where nothing is in force."""
    wanted = _wanted(specs)
    held = [
        row
        for row in standing(records, known_through=known_through)
        if (row.kind, row.source) in wanted or (row.kind, None) in wanted
    ]
    chosen = in_force(held, on=as_of)
    later = [row.valid_from for row in held if row.valid_from > as_of]
    return Facts({spec.name: _read(chosen, spec) for spec in specs}, min(later, default=None))


def read_by(records: Sequence[R], specs: Sequence[FactSpec]) -> list[R]:
    """The records that decide the facts: those that could become one, and those that take their place."""
    wanted = _wanted(specs)
    asked = {row.pk for row in records if (row.kind, row.source) in wanted or (row.kind, None) in wanted}
    return [row for row in records if row.pk in asked or row.replaces_id in asked]


def _wanted(specs: Sequence[FactSpec]) -> set[tuple[str, str | None]]:
    return {(spec.kind, spec.source) for spec in specs}


def _read(chosen: dict[tuple[str, str], Stated], spec: FactSpec) -> Value:
    if spec.source is not None:
        row = chosen.get((spec.kind, spec.source))
    else:
        rows = [held for (kind, _source), held in chosen.items() if kind == spec.kind]
        row = max(rows, key=lambda held: (held.valid_from, held.pk), default=None)
    value: Value = None if row is None else getattr(row, spec.column)
    return value
