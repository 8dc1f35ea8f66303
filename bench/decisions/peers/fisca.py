"""OpenFisca-Core: the table as a formula over numpy arrays, one person or a whole population in a simulation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.decisions.peers.contender import Contender

WORDS = {None: 0, "issued": 1, "passed": 1, "failed": 2, "invalid": 3, "abnormal": 4}
DAY = "2021-10-29"  # the period of every simulation; the day of decision is a fact like the others


def system(fact_names: Sequence[str]) -> TaxBenefitSystem:
    """A legislation of one entity: a variable for each fact, and the national table as a formula."""
    person = build_entity(key="person", plural="persons", label="", is_person=True)
    found = TaxBenefitSystem([person])
    for name in (*fact_names, "as_of"):
        kind = {"value_type": int, "entity": person, "definition_period": periods.ETERNITY, "default_value": 0}
        found.add_variable(type(name, (Variable,), kind))

    def formula(who: Any, period: Any) -> Any:
        it = {name: who(name, period) for name in (*fact_names, "as_of")}
        return national_rows(it)

    kind = {"value_type": int, "entity": person, "definition_period": periods.DAY, "formula": formula}
    found.add_variable(type("row", (Variable,), kind))
    return found


def national_rows(it: Any) -> Any:
    """The national table with `numpy.select`; a missing date is day 0, so that it is over."""
    over, uninsured = it["health_until"] < it["as_of"], it["insurance_until"] < it["as_of"]
    card, police, health = it["card"], it["police"], it["health"]
    tests = [
        card == 0, card == 3, police == 2, over & uninsured, ((health == 0) | (health == 2)) & uninsured,
        health == 2, over, health == 0, uninsured, police == 0,
    ]  # fmt: skip
    return numpy.select(tests, range(1, 11), default=11)


def arrays(people: Sequence[dict[str, Any]], as_of: date) -> dict[str, Any]:
    """Facts by column, words and days as numbers."""
    columns = {name: numpy.array([_number(facts[name]) for facts in people], dtype=numpy.int32) for name in people[0]}
    return {**columns, "as_of": numpy.full(len(people), as_of.toordinal(), dtype=numpy.int32)}


def _number(value: Any) -> int:
    return value.toordinal() if isinstance(value, date) else WORDS[value]


def simulate(made: TaxBenefitSystem) -> Callable[[dict[str, Any]], Any]:
    """The rows of as many persons as the columns hold."""
    builder = SimulationBuilder()

    def decide(columns: dict[str, Any]) -> Any:
        simulation = builder.build_default_simulation(made, len(columns["as_of"]))
        for name, values in columns.items():
            simulation.set_input(name, periods.ETERNITY, values)
        return simulation.calculate("row", DAY)

    return decide


def contenders(fact_names: Sequence[str], decisions: int) -> list[Contender]:
    decide = simulate(system(fact_names))
    note = "nulls and words as numbers, the formula written by hand"
    return [
        Contender(
            "OpenFisca-Core, one person a simulation",
            lambda facts, as_of: arrays([facts], as_of),
            decide,
            lambda rows: int(rows[0]),
            max(50, decisions // 20),
            note=note,
        )
    ]
