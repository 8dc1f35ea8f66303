"""Which dated rule set decides an area on a day, and the rule set ready to decide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol, TypeVar

from anxin import decisions
from anxin.decisions.columnar.relation import FactSpec
from anxin.decisions.compiled import Compiled


class Dated(Protocol):
    """What choosing reads of a rule set."""

    @property
    def area(self) -> str: ...
    @property
    def effective_from(self) -> date: ...


D = TypeVar("D", bound=Dated)


def prefix(code: str) -> str:
    """The digits that all areas inside `code` begin with: 33 for 330000, 3303 for 330300 (GB/T 2260)."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def chain(code: str) -> list[str]:
    """The area itself and what holds it, nearest first: 330302 → 330302, 330300, 330000."""
    found = [code, code[:4] + "00", code[:2] + "0000"]
    return list(dict.fromkeys(found))


def rule_set_for(rule_sets: Iterable[D], area: str, on: date) -> D | None:
    """The rule set of the nearest area around `area`, newest by effective date, in force on the day."""
    around = chain(area)
    held = [rules for rules in rule_sets if rules.area in around and rules.effective_from <= on]
    return max(held, key=lambda rules: (len(prefix(rules.area)), rules.effective_from), default=None)


def next_rules_on(rule_sets: Iterable[Dated], area: str, on: date) -> date | None:
    """The earliest later day on which another known rule set takes over for the area."""
    held = list(rule_sets)
    now = rule_set_for(held, area, on)
    days = sorted({rules.effective_from for rules in held if rules.effective_from > on})
    return next((day for day in days if rule_set_for(held, area, day) is not now), None)


def ready(dmn: str, slug: str, decision: str, parameters: Mapping[str, str]) -> Compiled:
    """The rule set of a DMN text with its parameters, compiled once per process. Raises DecisionError."""
    return _ready(dmn, slug, decision, json.dumps(dict(parameters), sort_keys=True))


@lru_cache(maxsize=64)
def _ready(dmn: str, slug: str, decision: str, parameters: str) -> Compiled:
    constants = {name: constant(text) for name, text in json.loads(parameters).items()}
    return decisions.load(dmn, name=slug).compile(decision, parameters=constants)


def specs_asked(table: Compiled, specs: Iterable[Mapping[str, str | None]]) -> list[FactSpec]:
    """Where the facts that this table asks for are read; facts that it does not ask for are left out."""
    asked = {question.name for question in table.inputs}
    return [
        FactSpec(str(spec["name"]), str(spec["kind"]), spec["source"], str(spec["column"]))
        for spec in specs
        if spec["name"] in asked
    ]


def constant(text: str) -> timedelta | str:
    """A parameter as the engine takes it: "P30D" is thirty days, anything else stays text."""
    days = re.fullmatch(r"P(\d{1,4})D", text)
    return timedelta(days=int(days[1])) if days else text


def earliest(days: Sequence[date | None]) -> date | None:
    """The earliest day given, None where none is."""
    return min((day for day in days if day is not None), default=None)
