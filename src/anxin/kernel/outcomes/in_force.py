"""Which rule set decides an area on a day, compiled once per process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from anxin import decisions
from anxin.decisions import Compiled, FactSpec
from anxin.kernel.outcomes.models import RuleSet
from anxin.kernel.reference.areas import chain, prefix


def rule_set_for(rule_sets: Iterable[RuleSet], area: str, on: date) -> RuleSet | None:
    """The rule set of the nearest area around `area`, newest by effective date, in force on the day."""
    around = chain(area)
    held = [rules for rules in rule_sets if rules.area in around and rules.effective_from <= on]
    return max(held, key=lambda rules: (len(prefix(rules.area)), rules.effective_from), default=None)


def next_rules_on(rule_sets: Iterable[RuleSet], area: str, on: date) -> date | None:
    """The earliest later day on which another known rule set takes over for the area."""
    held = list(rule_sets)
    now = rule_set_for(held, area, on)
    days = sorted({rules.effective_from for rules in held if rules.effective_from > on})
    return next((day for day in days if rule_set_for(held, area, day) is not now), None)


def compiled(rules: RuleSet) -> Compiled:
    """The rule set ready to decide; one that does not run set-wise says so by `python_only`."""
    return _compiled(rules.dmn, rules.slug, rules.decision, json.dumps(rules.parameters, sort_keys=True))


def fact_specs(rules: RuleSet) -> list[FactSpec]:
    """Where the facts that this rule set asks for are read; facts of the pack that it does not ask for are left out."""
    asked = {question.name for question in compiled(rules).inputs}
    return [FactSpec(**spec) for spec in rules.facts if spec["name"] in asked]


@lru_cache(maxsize=64)
def _compiled(dmn: str, slug: str, decision: str, parameters: str) -> Compiled:
    constants = {name: constant(text) for name, text in json.loads(parameters).items()}
    return decisions.load(dmn, name=slug).compile(decision, parameters=constants)


def constant(text: str) -> timedelta | str:
    """A pack parameter as the engine takes it: "P30D" is thirty days, anything else stays text."""
    days = re.fullmatch(r"P(\d{1,4})D", text)
    return timedelta(days=int(days[1])) if days else text


def earliest(days: Sequence[date | None]) -> date | None:
    """The earliest day given, None where none is."""
    return min((day for day in days if day is not None), default=None)
