"""The light by its tables: missing is never low risk, and green needs payments or accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from anxin import packs
from anxin.modules.buyers.enums import Colour
from anxin.modules.buyers.lighting import Light, inputs_of, judge

DMN = packs.current("buyer_light").tables
LIGHT = next(one.dmn for one in DMN if one.name == "light")
DAY = date(2026, 5, 4)
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "identity": st.sampled_from(["numbered", "chosen"]),
    "lists": st.sampled_from(["fresh", "stale"]),
    "list_match": st.sampled_from(["none", "possible", "confirmed"]),
    "status": st.sampled_from(["active", "dissolved", "insolvent"]),
    "open_claims": st.integers(0, 2),
    "country_status": st.sampled_from(["classified", "high_income", "not_reviewed"]),
    "country_class": st.integers(0, 7),
    "founded_on": st.dates(date(1950, 1, 1), DAY),
    "filing": st.sampled_from(["on_time", "late", "very_late"]),
    "experiences": st.integers(0, 6),
    "days_late": st.integers(0, 90),
    "settled_claims": st.integers(0, 3),
    "z2": st.decimals(-2, 6, places=1),
    "accounts_on": st.dates(date(2022, 1, 1), DAY),
    "sector": st.sampled_from(["low", "middle", "high"]),
    "terms": st.sampled_from(["prepaid", "short", "long"]),
    "amount_share": st.integers(0, 100),
}
KNOWN = st.fixed_dictionaries({}, optional=FACTS)
GREENNESS = {Colour.RED: 0, Colour.GREY: 0, Colour.YELLOW: 1, Colour.GREEN: 2}
"""Grey is no better than red: neither says that a buyer may be trusted."""


def shine(facts: dict[str, Any]) -> Light:
    return judge(LIGHT, facts, DAY)


def bad(facts: dict[str, Any], name: str) -> bool:
    """Whether a fact says something against the firm that only whoever reported or published it takes away."""
    value = facts[name]
    against: dict[str, Any] = {
        "list_match": value in ("possible", "confirmed"),
        "status": value in ("dissolved", "insolvent"),
        "experiences": facts.get("days_late", 0) > 0,
        "days_late": value if name == "days_late" else 0,
        "settled_claims": value if name == "settled_claims" else 0,
        "z2": name == "z2" and value <= Decimal("2.6"),
        "accounts_on": facts.get("z2", Decimal(9)) <= Decimal("2.6"),
    }  # fmt: skip
    return bool(against.get(name, False))


def test_the_table_asks_for_these_facts_and_no_other() -> None:
    assert inputs_of(LIGHT) == set(FACTS)


@given(KNOWN)
@settings(max_examples=400)
def test_taking_a_fact_away_never_makes_a_light_greener_unless_it_spoke_against_the_firm(facts: dict[str, Any]) -> None:
    before = GREENNESS[shine(facts).colour]
    for name in facts:
        if not bad(facts, name):
            after = shine({key: value for key, value in facts.items() if key != name})
            assert GREENNESS[after.colour] <= before, name


@given(KNOWN)
@settings(max_examples=300)
def test_green_needs_identity_fresh_lists_and_payments_or_accounts(facts: dict[str, Any]) -> None:
    light = shine(facts)
    if light.colour is not Colour.GREEN:
        return
    assert facts["lists"] == "fresh"
    assert facts["identity"] in ("numbered", "chosen")
    assert (facts["list_match"], facts["status"], facts["open_claims"]) == ("none", "active", 0)
    assert facts.get("experiences", 0) >= 3 or "z2" in facts
    assert light.coverage >= 50


@given(KNOWN)
@settings(max_examples=300)
def test_the_points_are_those_of_the_reasons_and_every_reason_has_its_basis(facts: dict[str, Any]) -> None:
    light = shine(facts)
    told = [*light.reasons, *light.unknown]
    assert sum(one.points or 0 for one in told) == light.points
    assert all(
        one.says["zh"] and one.says["en"] and one.basis["zh"] and one.basis["en"] for one in [*told, light.because]
    )


def test_nothing_known_is_grey() -> None:
    assert shine({}).colour is Colour.GREY
