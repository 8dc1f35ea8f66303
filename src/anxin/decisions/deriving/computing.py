"""From records to facts to an outcome, for one party: the path that every decision about a person takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from anxin.decisions.columnar.relation import FactSpec
from anxin.decisions.compiled import Compiled
from anxin.decisions.deriving.choosing import earliest
from anxin.decisions.deriving.records import Facts, Stated, facts_in_force
from anxin.decisions.results import Decision


class Derived(NamedTuple):
    """A decision with its facts; `next_change` also counts records that come into force and rules that take over."""

    decision: Decision
    facts: Facts
    next_change: date | None


def derived(
    table: Compiled,
    specs: Sequence[FactSpec],
    records: Iterable[Stated],
    *,
    as_of: date,
    known_through: int | None = None,
    next_rules: date | None = None,
) -> Derived:
    """Decide one party for a day from the records known then."""
    facts = facts_in_force(records, specs, as_of=as_of, known_through=known_through)
    decision = table.decide(facts.values, as_of=as_of)
    return Derived(decision, facts, earliest([decision.next_change, facts.next_start, next_rules]))
