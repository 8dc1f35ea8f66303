"""One table as a clerk meets it: Wenzhou's words, decided, explained, followed through time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from anxin import decisions
from anxin.decisions import Compiled, DecisionError
from tests.unit.decisions.writing import wenzhou

DAY = date(2021, 10, 29)
GOOD: dict[str, Any] = {
    "card": "issued",
    "identity_city": "passed",
    "identity_ministry": "passed",
    "police": "passed",
    "health_until": date(2022, 1, 31),
    "insurance_until": date(2022, 3, 1),
}


@pytest.fixture(scope="module")
def rule_set() -> Compiled:
    return decisions.load(wenzhou(), name="wenzhou.dmn").compile("colour", {"about_to_expire": timedelta(days=30)})


def test_a_green_code_turns_yellow_and_red_on_exactly_the_announced_days(rule_set: Compiled) -> None:
    day: date | None = DAY
    seen = []
    while day is not None:
        decision = rule_set.decide(GOOD, as_of=day)
        seen.append((day, decision.outputs["reason"]))
        day = decision.next_change
    assert seen == [
        (DAY, "both-valid"),
        (date(2022, 1, 2), "health-expiring"),
        (date(2022, 1, 31), "both-expiring"),
        (date(2022, 2, 1), "health-expired"),
        (date(2022, 3, 2), "both-expired"),
    ]


def test_a_certificate_is_valid_through_its_last_day(rule_set: Compiled) -> None:
    on_the_day = rule_set.decide({**GOOD, "health_until": DAY}, as_of=DAY)
    day_after = rule_set.decide({**GOOD, "health_until": DAY - timedelta(days=1)}, as_of=DAY)
    assert (on_the_day.outputs["reason"], day_after.outputs["reason"]) == ("health-expiring", "health-expired")


def test_yellow_when_exactly_one_item_has_expired(rule_set: Compiled) -> None:
    decision = rule_set.decide({**GOOD, "insurance_until": date(2021, 10, 1)}, as_of=DAY)
    assert decision.outputs == {"colour": "yellow", "reason": "insurance-expired"}


def test_a_fact_left_out_is_null(rule_set: Compiled) -> None:
    assert rule_set.decide({}, as_of=DAY).outputs == {"colour": "grey", "reason": "no-card"}
    assert rule_set.outcome({}, DAY) == 1
    assert rule_set.on(DAY)({}) == 1


def test_a_decision_says_which_cell_met_which_fact_and_its_legal_source(rule_set: Compiled) -> None:
    decision = rule_set.decide({**GOOD, "health_until": date(2021, 10, 1)}, as_of=DAY)
    health = next(found for found in decision.because if found.label == "health_until")
    assert (health.cell, health.value) == ("null, < as_of", date(2021, 10, 1))
    assert decision.annotations == {"legal source": "the notice", "reading": "our reading"}
    assert [found.label for found in decision.because] == [found.label for found in rule_set.table.columns]


def test_the_rule_set_shows_its_inputs_and_rows(rule_set: Compiled) -> None:
    assert [(found.name, found.type) for found in rule_set.inputs] == [
        ("card", "string"),
        ("identity_city", "string"),
        ("identity_ministry", "string"),
        ("police", "string"),
        ("health_until", "date"),
        ("insurance_until", "date"),
    ]
    assert [row.number for row in rule_set.rows] == list(range(1, 15))
    assert dict(rule_set.rows[-1].outputs) == {"colour": "green", "reason": "both-valid"}
    assert rule_set.rows[7].cells == ("-", "-", "-", "-", "null, < as_of", "null, < as_of")


def test_never_changes_when_both_have_expired(rule_set: Compiled) -> None:
    decision = rule_set.decide({**GOOD, "health_until": None, "insurance_until": date(2020, 1, 1)}, as_of=DAY)
    assert (decision.outputs["colour"], decision.next_change) == ("red", None)


def test_a_validity_without_end_never_runs_out_before_the_calendar_does(rule_set: Compiled) -> None:
    forever = {**GOOD, "health_until": date.max, "insurance_until": date.max}
    assert rule_set.decide(forever, as_of=DAY).next_change == date(9999, 12, 2)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"card": 3}, "the fact 'card' must be string or null"),
        ({"health_until": "2021-10-29"}, "the fact 'health_until' must be date or null"),
        ({"helth_until": None}, "did you mean 'health_until'?"),
        ({"about_to_expire": timedelta(days=3)}, "no such fact"),
    ],
)
def test_a_wrong_fact_is_refused(rule_set: Compiled, facts: dict[str, Any], said: str) -> None:
    with pytest.raises(DecisionError, match=said.replace("?", r"\?")):
        rule_set.decide(facts, as_of=DAY)


def test_a_day_outside_the_supported_centuries_is_refused(rule_set: Compiled) -> None:
    with pytest.raises(DecisionError, match="1900-01-01 to 2999-12-31"):
        rule_set.decide(GOOD, as_of=date(1899, 12, 31))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"about_to_expire": 30}, "must be days and time duration; read 'number'"),
        ({"about_to_expires": timedelta(days=30)}, "did you mean 'about_to_expire'"),
        ({"about_to_expire": timedelta(hours=30)}, "a whole number of days"),
        ({"about_to_expire": timedelta(days=200_000)}, "at most 400 years"),
    ],
)
def test_a_wrong_parameter_is_refused(parameters: dict[str, Any], said: str) -> None:
    with pytest.raises(DecisionError, match=said):
        decisions.load(wenzhou()).compile("colour", parameters)


def test_an_unknown_decision_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(DecisionError) as caught:
        decisions.load(wenzhou()).compile("color")
    assert caught.value.nearest == "colour"
