"""One table, one answer: closure, database and slow interpreter agree on every row and every day of change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlglot
from hypothesis import given, note, settings
from hypothesis import strategies as st

from anxin import decisions
from anxin.decisions import DecisionError
from tests.unit.decisions.databases import READINGS, Database, databases
from tests.unit.decisions.interpreter import Interpreter
from tests.unit.decisions.tables import DAYS, FACTS, INPUTS, MONTH_CELLS, PARAMETERS, documents, facts
from tests.unit.decisions.writing import document, table

pytestmark = pytest.mark.every_database

WINDOW = 200


@pytest.fixture(scope="module")
def stores() -> Iterator[list[Database]]:
    with databases() as found:
        yield found


def compiled(source: str, parameters: dict[str, Any]) -> tuple[decisions.Model, decisions.Compiled] | None:
    """The rule set; None where random cells made a comparison with as_of that is refused, as it should be."""
    try:
        model = decisions.load(source)
        return model, model.compile("t", parameters)
    except DecisionError as error:
        assert "as_of" in str(error) or "cannot compare" in str(error), error
        return None


def brute_force(rule_set: decisions.Compiled, known: dict[str, Any], as_of: date) -> date | None:
    """The first later day with another row, day by day."""
    row = rule_set.outcome(known, as_of)
    days = (as_of + timedelta(days=ahead) for ahead in range(1, WINDOW))
    return next((day for day in days if rule_set.outcome(known, day) != row), None)


def agree(
    stores: list[Database], source: str, parameters: dict[str, Any], people: list[dict[str, Any]], as_of: date
) -> None:
    """Every way of deciding gives one row and one next change for each of some people."""
    found = compiled(source, parameters)
    if found is None:
        return
    model, rule_set = found
    expected = []
    for number, known in enumerate(people):
        for day in (as_of, as_of + timedelta(days=1), as_of + timedelta(days=29)):
            assert rule_set.outcome(known, day) == Interpreter(model, {**parameters, **known}, day).row("t")
            assert rule_set.on(day)(known) == rule_set.outcome(known, day)
        row, change = rule_set.outlook(known, as_of)
        slow = brute_force(rule_set, known, as_of)
        assert (change if change and change < as_of + timedelta(days=WINDOW) else None) == slow
        expected.append((number, row, change))
    for store in stores:
        store.fill("people", FACTS, people)
        for horizon, answer in ((True, expected), (False, [line[:2] for line in expected])):
            statement = rule_set.sql(store.dialect, "people", as_of=as_of, horizon=horizon)
            note(statement)
            assert store.rows(statement) == answer
    for dialect, reading in READINGS.items():
        assert len(sqlglot.parse(rule_set.sql(dialect, "(SELECT 1)", as_of=as_of), dialect=reading)) == 1


@settings(max_examples=50, deadline=None)
@given(source=documents(), parameters=PARAMETERS, people=st.lists(facts(), min_size=1, max_size=6), as_of=DAYS)
def test_closure_database_and_interpreter_agree(
    stores: list[Database], source: str, parameters: dict[str, Any], people: list[dict[str, Any]], as_of: date
) -> None:
    agree(stores, source, parameters, people, as_of)


@settings(max_examples=25, deadline=None)
@given(cell=st.sampled_from(MONTH_CELLS), parameters=PARAMETERS, as_of=DAYS)
def test_all_agree_on_months_for_every_day_about_the_end_of_february(
    stores: list[Database], cell: str, parameters: dict[str, Any], as_of: date
) -> None:
    body = table(["d1"], [((cell,), ('"x"',))], outputs=("out",))
    days = [date(2024, 1, 25) + timedelta(days=ahead) for ahead in range(0, 100, 1)]
    agree(stores, document(INPUTS, {"t": body}), parameters, [{"d1": day} for day in days], as_of)
