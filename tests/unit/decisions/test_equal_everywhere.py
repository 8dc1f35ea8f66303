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
from tests.unit.decisions.databases import Database, databases
from tests.unit.decisions.interpreter import Interpreter
from tests.unit.decisions.tables import DAYS, FACTS, PARAMETERS, documents, facts

WINDOW = 200


@pytest.fixture(scope="module")
def stores() -> Iterator[list[Database]]:
    with databases() as found:
        yield found


def compiled(document: str, parameters: dict[str, Any]) -> tuple[decisions.Model, decisions.Compiled] | None:
    """The rule set; None where random cells made a comparison with as_of that is refused, as it should be."""
    try:
        model = decisions.load(document)
        return model, model.compile("t", parameters)
    except DecisionError as error:
        assert "as_of" in str(error) or "cannot compare" in str(error), error
        return None


def brute_force(rule_set: decisions.Compiled, known: dict[str, Any], as_of: date) -> date | None:
    """The first later day with another row, day by day."""
    row = rule_set.outcome(known, as_of)
    days = (as_of + timedelta(days=ahead) for ahead in range(1, WINDOW))
    return next((day for day in days if rule_set.outcome(known, day) != row), None)


@settings(max_examples=100, deadline=None)
@given(document=documents(), parameters=PARAMETERS, people=st.lists(facts(), min_size=1, max_size=6), as_of=DAYS)
def test_closure_database_and_interpreter_agree(
    stores: list[Database], document: str, parameters: dict[str, Any], people: list[dict[str, Any]], as_of: date
) -> None:
    found = compiled(document, parameters)
    if found is None:
        return
    model, rule_set = found
    note(rule_set._closures.source)
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
    for dialect in ("sqlite", "postgresql"):
        emitted = rule_set.sql(dialect, "(SELECT 1)", as_of=as_of)
        assert len(sqlglot.parse(emitted, dialect={"postgresql": "postgres"}.get(dialect, dialect))) == 1
