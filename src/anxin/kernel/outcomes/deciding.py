"""Deciding one party from its records: the path an arriving piece of evidence takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anxin.decisions import Compiled, Decision, FactSpec
from anxin.decisions.deriving.computing import derived
from anxin.kernel.errors import AnxinError
from anxin.kernel.evidence.facts import Facts, Stated, facts_in_force
from anxin.kernel.outcomes.in_force import compiled, earliest, fact_specs, next_rules_on, rule_set_for
from anxin.kernel.outcomes.models import RuleSet


@dataclass(frozen=True)
class Ruling:
    """What decides an area on a day: the rule set, compiled, with its facts, and the day another takes over."""

    rule_set: RuleSet
    table: Compiled
    specs: list[FactSpec]
    next_rules: date | None


def ruling(rule_sets: Sequence[RuleSet], *, area: str, as_of: date) -> Ruling | None:
    """None while no rule set is in force for the area."""
    rules = rule_set_for(rule_sets, area, as_of)
    if rules is None:
        return None
    return Ruling(rules, compiled(rules), fact_specs(rules), next_rules_on(rule_sets, area, as_of))


@dataclass(frozen=True)
class Decided:
    """An outcome with everything it was computed from; `next_change` is the earliest later day on which it could be
    another without new evidence: by the passing of time, a record coming into force, or a rule set taking over."""

    rule_set: RuleSet
    decision: Decision
    row: int
    facts: Facts
    next_change: date | None

    @property
    def outcome(self) -> str:
        return str(self.decision.outputs[self.rule_set.output])

    @property
    def reason(self) -> str:
        return str(self.decision.outputs["reason"])


def decided(
    records: Iterable[Stated],
    rule_sets: Sequence[RuleSet],
    *,
    area: str,
    as_of: date,
    known_through: int | None = None,
) -> Decided | None:
    """The outcome on a day, with its reasons, from the records known then; None while no rule set is in force."""
    rules = ruling(rule_sets, area=area, as_of=as_of)
    return None if rules is None else decided_by(rules, records, as_of=as_of, known_through=known_through)


def decided_by(rules: Ruling, records: Iterable[Stated], *, as_of: date, known_through: int | None = None) -> Decided:
    """The outcome on a day that the ruling is for, with its reasons, from the records known then."""
    found = derived(
        rules.table, rules.specs, records, as_of=as_of, known_through=known_through, next_rules=rules.next_rules
    )
    row = fired_row(found.decision.row, rules)
    return Decided(rules.rule_set, found.decision, row, found.facts, found.next_change)


def outlook(
    records: Iterable[Stated], rules: Ruling, *, as_of: date, known_through: int | None = None
) -> tuple[int, date | None]:
    """The bare row and next change: what a table of outcomes needs, many times quicker than with reasons."""
    facts = facts_in_force(records, rules.specs, as_of=as_of, known_through=known_through)
    row, change = rules.table.outlook(facts.values, as_of)
    return fired_row(row, rules), earliest([change, facts.next_start, rules.next_rules])


def fired_row(row: int | None, rules: Ruling) -> int:
    """The row that fired; AnxinError where the table leaves a combination undecided."""
    if row is None:
        raise AnxinError(
            _("Rule set %(slug)s has no row for these facts.") % {"slug": rules.rule_set.slug},
            why=_("The table leaves a combination undecided."),
            todo=_("Add the missing row in a new dated file and publish it."),
            code="rules.hole",
        )
    return row
