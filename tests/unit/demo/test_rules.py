"""The pack's Wenzhou table, run by the engine, says of every invented person what the plain restatement says."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from anxin import decisions
from anxin.decisions import Compiled
from anxin.demo.materials import Check, Materials
from anxin.demo.plan import ABOUT_TO_EXPIRE_DAYS, DECISION_DAY, RETURNS_ARRIVE
from anxin.demo.population import City
from anxin.packs import current
from tests.unit.demo.wenzhou import colour_and_reason, in_force

Fact = str | date | None


@cache
def wenzhou() -> Compiled:
    rules = current("home_service").rule_file("wenzhou-2021-01-01")
    assert rules is not None
    parameters = {"about_to_expire": timedelta(days=ABOUT_TO_EXPIRE_DAYS)}
    return decisions.load(rules.dmn, name=rules.file).compile("colour", parameters=parameters)


def facts(papers: Materials, day: date) -> dict[str, Fact]:
    def result(check: Check | None) -> str | None:
        return check.result if check else None

    return {
        "card": papers.card.state if papers.card else None,
        "identity_city": result(papers.city_review),
        "identity_ministry": result(papers.ministry_review),
        "police": result(papers.police),
        "health": papers.health[-1].result if papers.health else None,
        "health_until": in_force(papers.health, day),
        "insurance_until": in_force(papers.insurance, day),
    }


def said_by_engine(papers: Materials, day: date) -> tuple[str, str]:
    outputs = wenzhou().decide(facts(papers, day), as_of=day).outputs
    return str(outputs["colour"]), str(outputs["reason"]).replace("both-valid", "in-order")


def test_the_engine_agrees_about_every_person_of_the_full_city(full_city: City) -> None:
    differing = [
        dossier.serial
        for dossier in full_city.dossiers
        if said_by_engine(dossier.materials, DECISION_DAY) != colour_and_reason(dossier.materials, DECISION_DAY)
    ]
    assert differing == []


def test_the_engine_agrees_about_the_small_city_on_any_day_of_three_months(small_city: City) -> None:
    for day in (RETURNS_ARRIVE + timedelta(days=ahead) for ahead in range(0, 92, 7)):
        differing = [
            dossier.serial
            for dossier in small_city.dossiers
            if said_by_engine(dossier.materials, day) != colour_and_reason(dossier.materials, day)
        ]
        assert differing == []
