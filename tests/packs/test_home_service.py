"""The home-service pack: its golden truth tables, and what its four rule sets say of people worth naming."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions import Compiled
from anxin.packs import Pack, load_pack
from anxin.packs.loading import CHECKOUT
from anxin.packs.scenarios import Situations, read_scenario
from anxin.packs.trying import ScenarioReport, compiled, run_scenarios
from tools import golden_home_service as golden
from tools.golden_home_service import Rule, Worker

FOLDER = CHECKOUT / "home_service"
STEMS = sorted(golden.TABLES)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FOLDER)


@pytest.fixture(scope="module")
def report(pack: Pack) -> ScenarioReport:
    return run_scenarios(pack)


@pytest.fixture(scope="module")
def tables(pack: Pack) -> dict[str, Compiled]:
    return {rules.stem: compiled(pack, rules) for rules in pack.rule_files}


@pytest.mark.parametrize("stem", STEMS)
def test_the_committed_truth_table_is_what_the_plain_statement_of_the_rule_writes(stem: str) -> None:
    assert (FOLDER / "scenarios" / f"{stem}.yaml").read_text("utf-8") == golden.text(stem)


def test_the_engine_agrees_with_every_golden_combination(report: ScenarioReport) -> None:
    assert [str(failure.as_error()) for failure in report.failures] == []
    assert (report.tried, report.failed) == (675 + 3375 + 2025 + 33_075 + 16, 0)


def test_every_row_of_every_table_fires(report: ScenarioReport) -> None:
    assert {stem: len(rows) for stem, rows in report.reached.items()} == {
        "jiaxing-2020-12-20": 13,
        "ningbo-2020-09-01": 14,
        "wenzhou-2021-01-01": 18,
        "zhejiang-2020-07-05": 11,
    }


def test_one_worker_has_three_different_colours_under_the_four_rule_sets() -> None:
    held = read_scenario(FOLDER, "scenarios/compare.yaml").held

    assert isinstance(held, Situations)
    assert [[expect.colour for expect in situation.expect.values()] for situation in held.situations] == [
        ["green", "green", "red", "yellow"],
        ["red", "grey", "yellow", "red"],
        ["red", "yellow", "yellow", "red"],
        ["green", "red", "green", "red"],
    ]


@pytest.mark.parametrize("stem", STEMS)
def test_the_plain_statement_agrees_with_the_compared_workers(stem: str) -> None:
    held = read_scenario(FOLDER, "scenarios/compare.yaml").held
    rule = golden.TABLES[stem][0]

    assert isinstance(held, Situations)
    for situation in held.situations:
        worker, expect = Worker(**situation.given), situation.expect[stem]  # type: ignore[arg-type] # -- read from a file
        assert rule(worker, situation.as_of) == (expect.row, expect.colour, expect.reason)
        assert golden.next_change(rule, worker, situation.as_of) == expect.next_change


COMPLETE = Worker(
    card="issued",
    identity_city="passed",
    identity_ministry="passed",
    police="passed",
    health="passed",
    health_until=date(2022, 6, 30),
    insurance_until=date(2022, 6, 30),
)
DAY = date(2021, 10, 29)


def said(tables: dict[str, Compiled], stem: str, day: date, **other: str | date | None) -> tuple[object, object]:
    known = {**vars(COMPLETE), **other}
    decision = tables[stem].decide({given.name: known[given.name] for given in tables[stem].inputs}, as_of=day)
    return decision.outputs["colour"], decision.outputs["reason"]


@pytest.mark.parametrize("stem", STEMS)
def test_green_when_everything_is_in_order(tables: dict[str, Compiled], stem: str) -> None:
    assert said(tables, stem, DAY)[0] == "green"


@pytest.mark.parametrize("stem", STEMS)
def test_never_green_without_a_police_conclusion(tables: dict[str, Compiled], stem: str) -> None:
    assert said(tables, stem, DAY, police=None) == ("yellow", "police-pending")
    assert said(tables, stem, DAY, police="failed")[0] == "red"


@pytest.mark.parametrize("stem", STEMS)
def test_never_green_with_a_failed_health_check_however_long_its_date(tables: dict[str, Compiled], stem: str) -> None:
    assert said(tables, stem, DAY, health="failed")[0] in ("yellow", "red")


@pytest.mark.parametrize("stem", STEMS)
def test_grey_without_a_card_whatever_else_is_known(tables: dict[str, Compiled], stem: str) -> None:
    assert said(tables, stem, DAY, card=None) == ("grey", "no-card")


@pytest.mark.parametrize("stem", ["zhejiang-2020-07-05", "ningbo-2020-09-01", "jiaxing-2020-12-20"])
def test_still_green_on_the_last_day_of_an_item_and_yellow_on_the_next(tables: dict[str, Compiled], stem: str) -> None:
    assert said(tables, stem, DAY, health_until=DAY)[0] == "green"
    assert said(tables, stem, DAY + timedelta(days=1), health_until=DAY) == ("yellow", "health-expired")


def test_yellow_in_wenzhou_with_29_days_left_and_green_with_30(tables: dict[str, Compiled]) -> None:
    wenzhou = "wenzhou-2021-01-01"

    assert said(tables, wenzhou, DAY, insurance_until=DAY + timedelta(days=29)) == ("yellow", "insurance-expiring")
    assert said(tables, wenzhou, DAY, insurance_until=DAY + timedelta(days=30)) == ("green", "both-valid")


def test_yellow_in_wenzhou_when_exactly_one_item_has_expired(tables: dict[str, Compiled]) -> None:
    yesterday = DAY - timedelta(days=1)

    assert said(tables, "wenzhou-2021-01-01", DAY, health_until=yesterday) == ("yellow", "health-expired")
    assert said(tables, "wenzhou-2021-01-01", DAY, insurance_until=yesterday) == ("yellow", "insurance-expired")


@pytest.mark.parametrize(
    ("stem", "colour"),
    [
        ("zhejiang-2020-07-05", "red"),
        ("ningbo-2020-09-01", "yellow"),
        ("jiaxing-2020-12-20", "yellow"),
        ("wenzhou-2021-01-01", "red"),
    ],
)
def test_both_items_expired_is_yellow_only_where_the_citys_wording_says_so(
    tables: dict[str, Compiled], stem: str, colour: str
) -> None:
    yesterday = DAY - timedelta(days=1)

    assert said(tables, stem, DAY, health_until=yesterday, insurance_until=yesterday) == (colour, "both-expired")


def test_wenzhous_row_for_one_expired_item_says_that_it_is_our_reading(tables: dict[str, Compiled]) -> None:
    row = tables["wenzhou-2021-01-01"].rows[10]

    assert row.annotations["legal source"] == "公布的文字未作规定"
    assert row.annotations["reading"].endswith("参照省里通知定为黄码，属我们的理解")


def test_the_days_of_about_to_expire_are_labelled_as_unpublished(pack: Pack) -> None:
    parameter = pack.parameters["about_to_expire"]

    assert parameter.values == {"wenzhou-2021-01-01": timedelta(days=30)}
    assert not parameter.published
    assert "不是官方数字" in parameter.note.zh


def test_the_household_never_sees_numbers_reports_or_notices(pack: Pack) -> None:
    shown = {kind: held.household.shows for kind, held in pack.evidence_kinds.items() if held.household is not None}

    assert shown == {
        "identity_review": ("result",),
        "police_check": ("result",),
        "health_check": ("valid_until",),
        "insurance": ("result", "valid_until"),
        "training": ("result",),
        "employment": ("result",),
        "card": ("result",),
    }


DATES = st.none() | st.dates(DAY - timedelta(days=40), DAY + timedelta(days=80))
REVIEWS = st.sampled_from(golden.REVIEW)
CHECKS = st.sampled_from(golden.CHECK)


@pytest.mark.parametrize("stem", STEMS)
@given(
    days=st.integers(-20, 20),
    card=st.sampled_from(["issued", "issued", "issued", None, "invalid"]),
    identity=st.tuples(REVIEWS, REVIEWS),
    police=CHECKS,
    risk=st.sampled_from(golden.RISK),
    health=CHECKS,
    until=st.tuples(DATES, DATES),
)
def test_engine_and_plain_statement_agree_on_any_worker_and_day(
    tables: dict[str, Compiled],
    stem: str,
    days: int,
    card: str | None,
    identity: tuple[str | None, str | None],
    police: str | None,
    risk: str | None,
    health: str | None,
    until: tuple[date | None, date | None],
) -> None:
    rule: Rule = golden.TABLES[stem][0]
    day = DAY + timedelta(days=days)
    worker = Worker(card, *identity, police, risk, health, *until)

    facts = {given.name: vars(worker)[given.name] for given in tables[stem].inputs}
    decision = tables[stem].decide(facts, as_of=day)

    assert (decision.row, decision.outputs["colour"], decision.outputs["reason"]) == rule(worker, day)
    assert decision.next_change == golden.next_change(rule, worker, day)
