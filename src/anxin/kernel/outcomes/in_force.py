"""Which rule set decides an area on a day, compiled once per process; the choice itself is `anxin.decisions`'."""

from __future__ import annotations

from anxin.decisions import Compiled, FactSpec
from anxin.decisions.deriving.choosing import constant, earliest, next_rules_on, ready, rule_set_for, specs_asked
from anxin.kernel.outcomes.models import RuleSet

__all__ = ["compiled", "constant", "earliest", "fact_specs", "next_rules_on", "rule_set_for"]


def compiled(rules: RuleSet) -> Compiled:
    """The rule set ready to decide; one that does not run set-wise says so by `python_only`."""
    return ready(rules.dmn, rules.slug, rules.decision, rules.parameters)


def fact_specs(rules: RuleSet) -> list[FactSpec]:
    """Where the facts that this rule set asks for are read; facts of the pack that it does not ask for are left out."""
    return specs_asked(compiled(rules), rules.facts)
