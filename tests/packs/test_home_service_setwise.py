"""The golden combinations decided set-wise, inside the database, by the SQL that the engine writes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from anxin.packs import load_pack
from anxin.packs.loading import CHECKOUT
from anxin.packs.scenarios import TruthTable, read_scenario, trials
from anxin.packs.trying import compiled
from tools import golden_home_service as golden

FOLDER = CHECKOUT / "home_service"


def as_date(read: object) -> date | None:
    """A date as either database gives it."""
    return date.fromisoformat(read) if isinstance(read, str) else read if isinstance(read, date) else None


@pytest.mark.django_db
@pytest.mark.parametrize("stem", sorted(golden.TABLES))
def test_the_database_agrees_with_every_golden_combination(stem: str) -> None:
    pack = load_pack(FOLDER)
    rules = pack.rule_file(stem)
    scenario = read_scenario(FOLDER, f"scenarios/{stem}.yaml")
    assert rules is not None and isinstance(scenario.held, TruthTable)
    table, names, tried = compiled(pack, rules), list(scenario.held.values), list(trials(scenario))

    columns = ", ".join(f"{given.name} {'date' if given.type == 'date' else 'text'}" for given in table.inputs)
    rows = [(place, *(trial.given[name] for name in names)) for place, trial in enumerate(tried)]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE golden (party_id integer, {columns})")
        marks = ", ".join(["%s"] * (len(names) + 1))
        cursor.executemany(f"INSERT INTO golden (party_id, {', '.join(names)}) VALUES ({marks})", rows)
        cursor.execute(table.sql(connection.vendor, "golden", as_of=scenario.held.as_of))
        found = {place: (row, as_date(change)) for place, row, change in cursor.fetchall()}
        cursor.execute("DROP TABLE golden")

    assert found == {place: (trial.expect.row, trial.expect.next_change) for place, trial in enumerate(tried)}
