"""Mutual aid as it is declared: every pair under every condition, the last moment of the window, the editions."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.modules.benefits.deciding import Before, Decided, decide
from anxin.modules.benefits.declared import schemes_of
from anxin.modules.benefits.enums import Pays
from anxin.modules.benefits.terms import SHANGHAI, Scheme, read, written
from anxin.packs import load_pack
from anxin.packs.loading import packs_folder

SCHEMES = {one.slug: one for one in schemes_of(load_pack(packs_folder() / "mutual_aid"))}
HANGZHOU = SCHEMES["hangzhou"]
MILD = ("in_situ", "malignant_mild", "heart_attack_mild", "stroke_mild")
NOW, EARLIER = HANGZHOU.cycles["2022-1"], HANGZHOU.cycles["2021"]
DAY = {"2022-1": "2022-03-05", "2021": "2021-03-05"}
PAID_APART = {frozenset(("critical", "allowance")): "larger"}


def claims(item: str, day: str) -> list[dict[str, Any]]:
    """One claim of an item for each of its conditions, each of which would be paid or not by itself."""
    asked = HANGZHOU.items[item].facts
    if item == "hospital":
        return [{"kind": kind, "self_paid": 1_000_000, "admitted": day} for kind in asked["kind"].choices]
    if item == "allowance":
        return [{"days": 10, "admitted": day}]
    more = {"first": True} if item == "women" else {}
    return [{"condition": one, "diagnosed": day, **more} for one in asked["condition"].choices]


def decided(item: str, facts: dict[str, Any], cycle: str = "2022-1", before: tuple[Before, ...] = ()) -> Decided:
    return decide(HANGZHOU, HANGZHOU.cycles[cycle], HANGZHOU.items[item], facts, before)


def expected(one: str, other: str, facts: dict[str, Any], others: dict[str, Any], cycle: str) -> str:
    """What the published words and our stated readings say of two claims, written down a second time."""
    if one == other and one in ("critical", "women"):
        return "first" if facts["condition"] == others["condition"] else "both"
    conditions = {held["condition"] for item, held in ((one, facts), (other, others)) if item == "critical"}
    if cycle == "2022-1" and {one, other} == {"critical", "allowance"} and conditions & set(MILD):
        return "both"
    return PAID_APART.get(frozenset((one, other)), "both")


@pytest.mark.parametrize("cycle", ["2021", "2022-1"])
@pytest.mark.parametrize(("one", "other"), list(product(HANGZHOU.items, repeat=2)))
def test_every_pair_under_every_condition_pays_what_its_cell_says(one: str, other: str, cycle: str) -> None:
    for facts, others in product(claims(one, DAY[cycle]), claims(other, DAY[cycle])):
        alone, paid = decided(one, facts, cycle).payable, decided(other, others, cycle).payable
        both = decided(one, facts, cycle, (Before("1", other, others, paid),)).payable
        pays = expected(one, other, facts, others, cycle) if paid else "both"
        assert both == {"both": alone, "larger": max(0, alone - paid), "first": 0}[pays], (facts, others)


def test_the_four_mild_conditions_and_nothing_else_are_the_exception() -> None:
    exceptions = [(cell.pair, one) for cell in HANGZHOU.exclusions for one in cell.unless]

    assert [(pair, one.fact, one.values, one.cycles, one.pays) for pair, one in exceptions] == [
        (("critical", "allowance"), "condition", MILD, ("2022-1",), Pays.BOTH)
    ]


def test_every_cell_of_every_scheme_names_its_article_in_both_languages() -> None:
    cells = [cell for scheme in SCHEMES.values() for cell in scheme.exclusions]

    assert all(cell.article.zh and cell.article.en for cell in cells)
    assert all("属我们的理解" in cell.article.zh for cell in cells if not cell.unless)


@given(st.integers(-(10**7), 10**7))
def test_a_roster_is_in_time_until_the_last_microsecond_of_the_last_day(off: int) -> None:
    end = datetime(2021, 12, 16, tzinfo=SHANGHAI)

    assert NOW.in_window(end + timedelta(microseconds=off)) == (off < 0)


def test_the_last_millisecond_is_in_and_midnight_is_out() -> None:
    assert NOW.in_window(datetime(2021, 12, 15, 23, 59, 59, 999_000, tzinfo=SHANGHAI))
    assert not NOW.in_window(datetime(2021, 12, 16, tzinfo=SHANGHAI))


def test_a_disease_is_judged_by_the_edition_of_its_cycle() -> None:
    def amount(condition: str, cycle: str) -> int:
        return decided("critical", {"condition": condition, "diagnosed": DAY[cycle]}, cycle).payable

    assert [(amount(one, "2021"), amount(one, "2022-1")) for one in MILD] == [
        (0, 400_000), (2_000_000, 400_000), (0, 400_000), (0, 400_000),
    ]  # fmt: skip


def test_a_claim_of_2021_replayed_later_is_the_same_byte_for_byte() -> None:
    """The scheme as it was kept; another one, whose tables were since changed, says otherwise of later cycles only."""
    facts = {"condition": "malignant_mild", "diagnosed": "2021-05-01"}
    kept = read(written(HANGZHOU))

    assert (EARLIER.key, decide(kept, kept.cycles["2021"], kept.items["critical"], facts, ())) == (
        "2021",
        decided("critical", facts, "2021"),
    )
    assert kept == HANGZHOU


@given(st.lists(st.integers(0, 20_000_000), min_size=1, max_size=12))
def test_nobody_is_paid_more_than_the_ceiling_in_a_cycle(bills: list[int]) -> None:
    before: list[Before] = []
    for serial, self_paid in enumerate(bills):
        facts = {"kind": "hospital", "self_paid": self_paid, "admitted": "2022-03-05"}
        found = decided("hospital", facts, before=tuple(before))
        before.append(Before(str(serial), "hospital", facts, found.payable))
        if found.payable < found.amount:
            assert sum(one.paid for one in before) == 6_520_000
            assert "部分支付" in found.words[-1].zh
    assert sum(one.paid for one in before) <= 6_520_000


def facts_of(scheme: Scheme) -> dict[str, Any]:
    (cycle,) = scheme.cycles.values()
    return {
        "shares": dict(cycle.shares),
        "window": (cycle.window_from, cycle.window_until),
        "cover": (cycle.cover_from, cycle.cover_until),
        "withdrawal": str(scheme.withdrawal),
        "published": cycle.published["premium"],
    }


def test_the_other_schemes_have_the_published_terms() -> None:
    assert facts_of(SCHEMES["pinghu"])["shares"] == {"worker": 100, "union": 4_900}
    assert facts_of(SCHEMES["yiwu"]) == {
        "shares": {"member": 5_000},
        "window": (date(2021, 11, 1), date(2021, 12, 31)),
        "cover": (date(2022, 1, 1), date(2022, 12, 31)),
        "withdrawal": "none",
        "published": True,
    }
    women = SCHEMES["women_national"]
    assert women.least_share is not None
    assert (facts_of(women)["shares"], dataclasses.astuple(women.least_share)) == ({"member": 3_600}, (80, 100))
    assert {item.table for scheme in SCHEMES.values() for item in scheme.items.values()} == {
        item.table for item in HANGZHOU.items.values()
    }


def test_what_was_not_published_is_said_to_be_an_example() -> None:
    for scheme in SCHEMES.values():
        for cycle in scheme.cycles.values():
            assert cycle.published["benefits"] is False
            assert "示例值" in cycle.note.zh
    assert (NOW.ceiling, NOW.published["ceiling"], NOW.published["premium"]) == (6_520_000, True, False)
