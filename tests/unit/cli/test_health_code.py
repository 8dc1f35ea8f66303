"""`residents`, `zones`, `simulate` and `figures` as they are typed, one after the other, on an empty home."""

from __future__ import annotations

import json
from typing import Any

import pytest

from anxin.packs.loading import CHECKOUT
from tests.unit.cli.conftest import Typed

RULES = str(CHECKOUT / "health_code" / "rules" / "hangzhou-2022-01-29.dmn")
DAY, PACK = "2022-01-28", "health_code"


@pytest.fixture
def trial(db: None, typed: Typed) -> Typed:
    assert typed("residents", "3000", "--day", DAY).exit_code == 0
    return typed


def told(trial: Typed, *arguments: str) -> Any:
    result = trial(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_zone_is_declared_tried_out_and_lifted(trial: Typed) -> None:
    why = ("--from", DAY, "--until", "2022-02-07", "--why", "trial")
    made = told(trial, "zones", "declare", "330108", "--sort", "precaution", *why)
    assert made["people"] > 0
    assert [zone["id"] for zone in told(trial, "zones", "list", "--on", DAY)["zones"]] == [made["id"]]

    asked = ("simulate", PACK, "--rules", RULES, "--area", "hangzhou", "--as-of", DAY, "--days", "14")
    found = told(trial, *asked)
    assert found["areas"]["330108"]["green→orange"] == found["moves"]["green→orange"] > 0
    assert len(found["year"]["new"]) == 15
    assert "orange" not in found["year"]["new"]["2022-02-08"]
    shown = trial(*asked, "--by-area").stdout
    for words in ("橙码 orange", "330108 滨江区", "14 天预测"):
        assert words in shown

    assert told(trial, "zones", "lift", made["id"], "--on", DAY)["people"] == made["people"]
    assert told(trial, "zones", "list", "--on", DAY)["zones"] == []
    assert "green→orange" not in told(trial, *asked)["moves"]


def test_the_figures_of_every_county_are_counted_and_what_is_unknown_is_said(trial: Typed) -> None:
    areas = told(trial, "figures", PACK, "--on", DAY)["areas"]
    assert sum(area["figures"]["people"] for area in areas.values()) == 3000
    assert {(one["decision"], one["asked"]) for area in areas.values() for one in area["said"]} == {
        ("map", 2),
        ("control", 5),
        ("flow", 7),
    }
    shown = trial("figures", PACK, "--on", DAY).stdout
    assert "(2/7)" in shown and "our reading" in shown


def test_what_is_no_sort_of_zone_or_no_empty_home_is_refused(trial: Typed) -> None:
    assert trial("zones", "declare", "330108", "--sort", "quarantine", "--why", "x").exit_code == 1
    assert trial("zones", "lift", "nosuchzone").exit_code == 1
    assert trial("residents", "1").exit_code == 1
