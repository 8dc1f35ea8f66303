"""Deciding one party from its records: the path an arriving piece of evidence takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anxin.decisions import Decision
from anxin.kernel.errors import AnxinError
from anxin.kernel.evidence.facts import Facts, facts_in_force
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.outcomes.in_force import compiled, earliest, fact_specs, next_rules_on, rule_set_for
from anxin.kernel.outcomes.models import RuleSet


@dataclass(frozen=True)
class Decided:
    """An outcome with everything it was computed from; `next_change` is the earliest later day on which it could be
    another without new evidence: by the passing of time, a record coming into force, or a rule set taking over."""

    rule_set: RuleSet
    decision: Decision
    facts: Facts
    next_change: date | None

    @property
    def row(self) -> int:
        assert self.decision.row is not None  # decided() refuses a hole in the table
        return self.decision.row

    @property
    def outcome(self) -> str:
        return str(self.decision.outputs[self.rule_set.output])

    @property
    def reason(self) -> str:
        return str(self.decision.outputs["reason"])


def decided(
    records: Sequence[Evidence],
    rule_sets: Sequence[RuleSet],
    *,
    area: str,
    as_of: date,
    known_through: int | None = None,
) -> Decided | None:
    """The outcome on a day from the records known then; None while no rule set is in force for the area."""
    rules = rule_set_for(rule_sets, area, as_of)
    if rules is None:
        return None
    facts = facts_in_force(records, fact_specs(rules), as_of=as_of, known_through=known_through)
    decision = compiled(rules).decide(facts.values, as_of=as_of)
    if decision.row is None:
        raise AnxinError(
            _("Rule set %(slug)s has no row for these facts.") % {"slug": rules.slug},
            why=_("The table leaves a combination undecided."),
            todo=_("Add the missing row in a new dated file and publish it."),
            code="rules.hole",
        )
    following = earliest([decision.next_change, facts.next_start, next_rules_on(rule_sets, area, as_of)])
    return Decided(rules, decision, facts, following)
