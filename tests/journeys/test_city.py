"""The published city, by the commands a newcomer types: 43,654 files, 27,033 green, and what the days do to them.

On SQLite it is the whole city of `make run`; on PostgreSQL the small one, in a database of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ANXIN = Path(sys.executable).with_name("anxin")
pytestmark = pytest.mark.every_database

POSTGRES = os.environ.get("ANXIN_DATABASE", "").startswith("postgresql")
FILES, GREEN = (1_000, 619) if POSTGRES else (43_654, 27_033)
RECOLOUR = """
import datetime, django
django.setup()
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes import actions, figures

day = datetime.date(2021, 11, 29)
at = datetime.datetime(2021, 11, 29, 12, tzinfo=datetime.timezone.utc)
by = Actor.system("operator")
stored = figures.counts(by, "home_service", on=day)
again = actions.recolour(by=by, at=at, pack="home_service", as_of=day)
print(stored.by_outcome, again.decided, again.changed, sep="|")
"""


@dataclass(frozen=True)
class City:
    """A demonstration in a home of its own."""

    home: Path

    def run(self, *command: str, program: Path = ANXIN) -> str:
        """What a command prints; the test fails with what it said if it failed."""
        environment = {
            **os.environ,
            "ANXIN_HOME": str(self.home),
            "ANXIN_DEMO": "small" if POSTGRES else "",
            "DJANGO_SETTINGS_MODULE": "anxin.config.settings",
        }
        done = subprocess.run([program, *command], env=environment, capture_output=True, text=True, timeout=1800)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return done.stdout

    def decided(self, day: str, *more: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("decide", "home_service", "--as-of", day, "--json", *more))
        return found


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    built = City(tmp_path_factory.mktemp("city"))
    built.run("demo", "--no-serve")
    yield built


def test_the_engine_decides_the_published_city(city: City) -> None:
    found = city.decided("2021-10-29")

    assert (found["green"], found["total"]) == (GREEN, FILES)
    assert found["green"] + found["yellow"] + found["red"] + found["grey"] == FILES
    assert sum(sum(held.values()) for held in found["reasons"].values()) == FILES


UNIONS = {"330226": 50, "3304": 104} if POSTGRES else {"330226": 5_035, "3304": 10_444}
AIDED, FEN = (487, 59_120_000) if POSTGRES else (48_687, 5_912_000_000)


def test_members_and_beneficiaries_are_those_published(city: City) -> None:
    for area, members in UNIONS.items():
        told = json.loads(city.run("unions", "list", "--on", "2021-10-29", "--area", area, "--json"))
        assert (area, told["members"]) == (area, members)
    aid = json.loads(city.run("benefits", "figures", "mutual_aid/hangzhou", "--json"))
    assert (aid["people"], aid["paid"]) == (AIDED, FEN)
    city.run("ledger", "verify")  # it fails where a book is not whole


def test_another_day_is_another_table_and_the_four_rule_sets_disagree(city: City) -> None:
    today = city.decided("2021-10-29")
    month_later = city.decided("2021-11-29")
    under = {area: city.decided("2021-10-29", "--rules", area)["green"] for area in ("zhejiang", "ningbo", "jiaxing")}

    assert month_later["green"] < today["green"]
    assert month_later["grey"] == today["grey"]
    assert len({today["green"], *under.values()}) >= 3


def test_a_second_run_loses_nothing_and_builds_nothing(city: City) -> None:
    before = city.run("journal", "root")

    city.run("demo", "--no-serve")

    assert city.run("journal", "root").split(":")[2:4] == before.split(":")[2:4]


def test_days_ticked_one_by_one_end_exactly_where_a_full_recolour_ends(city: City) -> None:
    wanted = city.decided("2021-11-29")

    city.run("tick", "--to", "2021-11-29")
    stored, decided, changed = city.run("-c", RECOLOUR, program=Path(sys.executable)).strip().split("|")

    colours = ("green", "yellow", "red", "grey")
    assert json.loads(stored.replace("'", '"')) == {colour: wanted[colour] for colour in colours}
    assert (int(decided), int(changed)) == (FILES, 0)


def test_the_journal_of_the_city_is_whole(city: City) -> None:
    assert "whole" in city.run("journal", "verify")
