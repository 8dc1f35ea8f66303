"""Every answer about later days against deciding day by day.

TIME_TABLES=5000 runs more tables than an everyday run has time for; TIME_FROM=… starts at another number.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from anxin.decisions import Compiled
from anxin.decisions.columnar.forecast import by_day
from anxin.decisions.feel.plain import FIRST_AS_OF, LAST_AS_OF
from tests.unit.decisions.databases import Database, databases, plain
from tests.unit.decisions.tables import FACTS
from tests.unit.decisions.time.generated import compiled, day, people

pytestmark = pytest.mark.every_database

TABLES = int(os.environ.get("TIME_TABLES", "30"))
START = int(os.environ.get("TIME_FROM", "0"))
BLOCKS = 6
PEOPLE = 20
WINDOW = 150


@pytest.fixture(scope="module")
def stores() -> Iterator[list[Database]]:
    with databases() as found:
        yield found


def moves(rows: list[int | None], as_of: date) -> list[tuple[date, int | None]]:
    """The days on which a row begins, from the rows of consecutive days."""
    return [
        (as_of + timedelta(days=ahead), row) for ahead, row in enumerate(rows) if ahead == 0 or row != rows[ahead - 1]
    ]


def check_one(rule_set: Compiled, known: dict[str, Any], as_of: date) -> tuple[int | None, date | None, list[Any]]:
    """A person's next change and timeline; gives row, next change and the rows day by day."""
    end = as_of + timedelta(days=WINDOW + 1)
    daily = [rule_set.outcome(known, as_of + timedelta(days=ahead)) for ahead in range(WINDOW + 1)]
    row, change = rule_set.outlook(known, as_of)
    begun = moves(daily, as_of)
    assert row == daily[0]
    assert (change if change is not None and change < end else None) == (begun[1][0] if len(begun) > 1 else None)
    assert change is None or change > LAST_AS_OF or rule_set.outcome(known, change) != row
    assert rule_set.timeline(known, as_of, end) == begun
    return row, change, daily


def check_table(rule_set: Compiled, drawn: Random, stores: list[Database]) -> None:
    """A table for some people on one day: next change, timeline and forecast, in Python and in every database."""
    crowd, as_of = people(drawn, PEOPLE), day(drawn)
    as_of = as_of if FIRST_AS_OF <= as_of < LAST_AS_OF else date(2024, 2, 29)
    found = [check_one(rule_set, known, as_of) for known in crowd]
    expected = [(number, row, change) for number, (row, change, _) in enumerate(found)]
    counts = {
        as_of + timedelta(days=ahead): Counter(daily[ahead] for _, _, daily in found) for ahead in range(WINDOW + 1)
    }
    for store in stores:
        store.fill("people", FACTS, crowd)
        assert store.rows(rule_set.sql(store.dialect, "people", as_of=as_of)) == expected
        store.cursor.execute(rule_set.forecast_sql(store.dialect, "people", as_of=as_of, days=WINDOW))
        told = [tuple(map(plain, row)) for row in store.cursor.fetchall()]
        assert by_day(told, as_of=as_of, days=WINDOW) == counts


@pytest.mark.parametrize("block", range(BLOCKS))
def test_nothing_about_later_days_differs_from_deciding_day_by_day(stores: list[Database], block: int) -> None:
    for number in range(START + block, START + TABLES, BLOCKS):
        drawn = Random(number)
        rule_set = compiled(drawn)
        if rule_set is not None:
            try:
                check_table(rule_set, drawn, stores)
            except AssertionError as error:
                raise AssertionError(f"table {number}") from error
