"""The health-code pack: its golden truth tables, and what its rule sets of three years say of people worth naming."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions import Compiled
from anxin.packs import Pack, load_pack
from anxin.packs.lint import errors
from anxin.packs.loading import CHECKOUT
from anxin.packs.scenarios import Situations, read_scenario
from anxin.packs.trying import ScenarioReport, compiled, run_scenarios
from tools import golden_health_code as golden
from tools.golden_health_code import Resident

pytestmark = pytest.mark.static
FOLDER = CHECKOUT / "health_code"
STEMS = sorted(golden.TABLES)
FEBRUARY, ORANGE = "hangzhou-2020-02-11", "hangzhou-2022-01-29"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FOLDER)


@pytest.fixture(scope="module")
def report(pack: Pack) -> ScenarioReport:
    return run_scenarios(pack)


@pytest.fixture(scope="module")
def tables(pack: Pack) -> dict[str, Compiled]:
    return {rules.stem: compiled(pack, rules) for rules in pack.rule_files}


def said(tables: dict[str, Compiled], stem: str, day: date, **known: str | date | None) -> tuple[object, object]:
    decision = tables[stem].decide({given.name: known.get(given.name) for given in tables[stem].inputs}, as_of=day)
    return decision.outputs["colour"], decision.next_change


def test_the_pack_has_no_error(pack: Pack) -> None:
    assert errors(pack) == []


@pytest.mark.parametrize("stem", STEMS)
def test_the_committed_truth_table_is_what_the_plain_statement_of_the_rule_writes(stem: str) -> None:
    assert (FOLDER / "scenarios" / f"{stem}.yaml").read_text("utf-8") == golden.text(stem)


def test_the_engine_agrees_with_every_golden_combination(report: ScenarioReport) -> None:
    assert [str(failure.as_error()) for failure in report.failures] == []
    assert (report.tried, report.failed) == (2 * 38_880 + 2 * 1_728 + 52_488 + 14, 0)


def test_every_row_of_every_table_fires(report: ScenarioReport) -> None:
    rows = {stem: 11 if "2020" in stem else 8 if "2022" in stem else 5 for stem in STEMS}
    assert {stem: len(fired) for stem, fired in report.reached.items()} == rows


@pytest.mark.parametrize("stem", STEMS)
def test_the_plain_statement_agrees_with_the_compared_residents(stem: str) -> None:
    held = read_scenario(FOLDER, "scenarios/compare.yaml").held
    rule = golden.TABLES[stem].rule

    assert isinstance(held, Situations)
    for situation in held.situations:
        if (expect := situation.expect.get(stem)) is not None:
            who = Resident(**situation.given)  # type: ignore[arg-type]  # -- read from a file
            assert rule(who, situation.as_of) == (expect.row, expect.colour, expect.reason)


@given(contact=st.dates(date(2020, 2, 11), date(2020, 12, 1)), length=st.integers(0, 14), ended=st.integers(0, 30))
def test_red_of_february_2020_turns_green_with_fourteen_normal_days_since_the_contact_and_not_before(
    tables: dict[str, Compiled], contact: date, length: int, ended: int
) -> None:
    last = contact + timedelta(days=ended)
    run = "fourteen" if length == 14 else "seven" if length >= 7 else "none"
    colour, _change = said(
        tables, FEBRUARY, last, check_in="normal", concern="contact", concern_on=contact, run=run, run_on=last
    )
    assert (colour == "green") == (length == 14 and ended >= 13)


@given(until=st.dates(date(2022, 1, 29), date(2022, 12, 1)), before=st.integers(0, 40))
def test_orange_ends_by_itself_on_the_day_after_the_zones_last(
    tables: dict[str, Compiled], until: date, before: int
) -> None:
    day, after = until - timedelta(days=before), until + timedelta(days=1)
    zone: dict[str, str | date] = {"zone": "precaution", "zone_from": day, "zone_until": until}
    assert said(tables, ORANGE, day, **zone) == ("orange", after)
    assert said(tables, ORANGE, after, **zone) == ("green", None)


def test_the_zones_go_red_yellow_orange_and_the_higher_risk_goes_first(tables: dict[str, Compiled]) -> None:
    day = date(2022, 1, 31)
    colours = [said(tables, ORANGE, day, zone=zone, zone_from=day)[0] for zone in ("lockdown", "control", "precaution")]
    assert colours == ["red", "yellow", "orange"]
    assert said(tables, ORANGE, day, zone="precaution", zone_from=day, high="touched", high_from=day)[0] == "red"


def test_a_door_sees_of_the_items_only_whether_the_test_is_in_date(pack: Pack) -> None:
    seen = {slug: kind.household.shows for slug, kind in pack.evidence_kinds.items() if kind.household}
    assert seen == {"test": ("valid_until",)}
    assert {role: set(pack.manifest.shown[role].fields) for role in ("household", "gate")} == {
        "household": {"masked_name", "agency", "items", "outcome"},
        "gate": {"masked_name", "agency", "items", "outcome"},
    }


def test_orange_has_the_strength_of_yellow_at_the_door(pack: Pack) -> None:
    assert pack.outcomes["orange"].entry == pack.outcomes["yellow"].entry == "caution"
    assert pack.outcomes["orange"].shape != pack.outcomes["yellow"].shape
