"""Chained tables, collected rows, functions over facts, large tables: one answer on every path."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin import decisions
from anxin.decisions import Compiled, Model
from tests.unit.decisions.databases import READINGS, Database, databases
from tests.unit.decisions.tables import DAYS, VALUES
from tests.unit.decisions.writing import Rule, document, table

pytestmark = pytest.mark.every_database

WINDOW = 45
FACTS = {"s1": "string", "b1": "boolean", "n1": "number", "n2": "number", "n3": "number", "d1": "date", "d2": "date"}
FACTS |= {"d3": "date"}
INPUTS = {**FACTS, "as_of": "date"}
LITERALS = {"oldest": "min(d1, d2, d3)", "expired": "count([d1, d2, d3][item < as_of])"}


def facts() -> st.SearchStrategy[dict[str, Any]]:
    kept = {name: st.one_of(VALUES[kind], VALUES[kind], st.none()) for name, kind in FACTS.items()}
    return st.fixed_dictionaries({}, optional=kept)


PEOPLE = st.lists(facts(), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def stores() -> Iterator[list[Database]]:
    with databases() as found:
        yield found


def told(model: Model, known: Mapping[str, Any], as_of: date) -> Any:
    """What the interpreter makes of the table "t"."""
    return model.evaluate("t", {**dict.fromkeys(FACTS), **known}, as_of=as_of).value


def agree(stores: list[Database], source: str, people: list[dict[str, Any]], as_of: date) -> Compiled:
    """Closure, interpreter and every database say the same of some people: row, outputs, next change."""
    model = decisions.load(source)
    rule_set = model.compile("t")
    lines, outputs = [], []
    for number, known in enumerate(people):
        decision = rule_set.decide(known, as_of)
        assert (decision.row, decision.next_change) == rule_set.outlook(known, as_of)
        assert decision.outputs.get("out") == told(model, known, as_of)
        assert within(decision.next_change, as_of) == brute_force(rule_set, known, as_of)
        lines.append((number, decision.row, decision.next_change))
        outputs.append((number, decision.row, decision.outputs.get("out")))
    for store in stores:
        store.fill("people", FACTS, people)
        if reasons := rule_set.python_only(store.dialect):
            assert store.dialect == "sqlite" and all("no exact decimals" in reason for reason in reasons)
            continue
        statement = rule_set.sql(store.dialect, "people", as_of=as_of)
        assert store.rows(statement) == lines
        put_out = rule_set.sql(store.dialect, "people", as_of=as_of, horizon=False, outputs=True)
        assert store.rows(put_out) == outputs
    for dialect, reading in READINGS.items():
        if dialect == "sqlite" and rule_set.python_only(dialect):
            continue
        written = rule_set.sql(dialect, "(SELECT 1)", as_of=as_of, outputs=True)
        assert len(sqlglot.parse(written, dialect=reading)) == 1
    return rule_set


def within(change: date | None, as_of: date) -> date | None:
    return change if change and change < as_of + timedelta(days=WINDOW) else None


def brute_force(rule_set: Compiled, known: Mapping[str, Any], as_of: date) -> date | None:
    row = rule_set.outcome(known, as_of)
    days = (as_of + timedelta(days=ahead) for ahead in range(1, WINDOW))
    return next((day for day in days if rule_set.outcome(known, day) != row), None)


def literal(text: str) -> str:
    return f"<literalExpression><text>{text.replace('<', '&lt;').replace('>', '&gt;')}</text></literalExpression>"


def models(body: str, **upstream: str) -> str:
    return document(INPUTS, {**{name: literal(text) for name, text in LITERALS.items()}, **upstream, "t": body})


OVER_FACTS = {
    "max(n1, n2, n3)": ["-", "null", "> 3", "[0..4]", "5", "n1"],
    "min([n1, n2])": ["-", "< 2", ">= n3", "not(null)"],
    "sum([n1, n2, n3]) * 2 - 1": ["-", "> 7", "not([0..9])"],
    "sum(n1, n2) / 4": ["-", "> 0.75", "= 1.5"],
    "count([n1, n2, n3][item != null])": ["-", "3", "< 2", "[1..2]"],
    "count([n1, n2, n3])": ["-", "3"],
    "abs(n1 - n2)": ["-", "<= 2", "null"],
    "max(d1, d2, d3)": ["-", "null", "< as_of", ">= as_of", "= d1", '[as_of..as_of + @"P9D"]', "< d2"],
    'oldest + @"P10D"': ["-", "< as_of", "> d3", "not(null)"],
    'oldest - @"P1M"': ["-", "<= as_of"],
    "expired": ["-", "0", ">= 2", "[1..2]"],
    "max(d1, as_of) - d2": ["-", '> @"P5D"', "null"],
    "some d in [d1, d2] satisfies d < as_of": ["-", "true", "false", "null"],
    "every d in [d1, d2] satisfies d >= as_of": ["-", "true", "not(true)"],
    "any([b1, n1 > 2])": ["-", "true", "null"],
    "list contains([n1, n2], n3)": ["-", "true", "false"],
    "s1": ["-", '["a", "b"]', 'not("a")', '"a", null'],
    "2 ** 3 + n1": ["-", "> 9", "= 10"],
    "d1": ["-", "< as_of", "null", ">= as_of"],
}


@st.composite
def bodies(draw: st.DrawFn, policies: tuple[str, ...], outputs: list[str], columns: Mapping[str, list[str]]) -> str:
    """A random table over some of the columns."""
    asked = draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, max_size=3, unique=True))
    cells = st.tuples(*(st.sampled_from(columns[name]) for name in asked))
    rows = draw(st.lists(st.tuples(cells, st.sampled_from(outputs)), min_size=1, max_size=5))
    return table(asked, [(row, (out,)) for row, out in rows], policy=draw(st.sampled_from(policies)), outputs=("out",))


@settings(max_examples=25, deadline=None)
@given(body=bodies(("FIRST",), ['"x"', '"y"', "null"], OVER_FACTS), people=PEOPLE, as_of=DAYS)
def test_functions_over_facts_mean_the_same_everywhere(
    stores: list[Database], body: str, people: list[dict[str, Any]], as_of: date
) -> None:
    agree(stores, models(body), people, as_of)


@settings(max_examples=15, deadline=None)
@given(
    body=bodies(("COLLECT",), ["1", "2", "-3"], OVER_FACTS),
    aggregation=st.sampled_from(["SUM", "COUNT", "MIN", "MAX"]),
    people=PEOPLE,
    as_of=DAYS,
)
def test_collected_rows_are_the_same_everywhere(
    stores: list[Database], body: str, aggregation: str, people: list[dict[str, Any]], as_of: date
) -> None:
    body = body.replace('hitPolicy="COLLECT"', f'hitPolicy="COLLECT" aggregation="{aggregation}"')
    agree(stores, models(body), people, as_of)


NEXT = {
    "u": ["-", '"x"', '"y", null', 'not("x")', '> "x"'],
    "u2": ["-", "> 1", "3", "null", "[0..2]"],
    "d1": ["-", ">= as_of", "null"],
    "n1": ["-", "> u2", "1"],
}


@settings(max_examples=15, deadline=None)
@given(
    first=bodies(("FIRST",), ['"x"', '"y"', "null", '"z"'], OVER_FACTS),
    second=bodies(("COLLECT",), ["1", "2"], OVER_FACTS),
    body=bodies(("FIRST",), ['"p"', '"q"'], NEXT),
    aggregation=st.sampled_from(["SUM", "COUNT", "MIN", "MAX"]),
    people=PEOPLE,
    as_of=DAYS,
)
def test_tables_that_read_tables_are_one_statement(
    stores: list[Database],
    first: str,
    second: str,
    body: str,
    aggregation: str,
    people: list[dict[str, Any]],
    as_of: date,
) -> None:
    second = second.replace('hitPolicy="COLLECT"', f'hitPolicy="COLLECT" aggregation="{aggregation}"')
    agree(stores, models(body, u=first, u2=second), people, as_of)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000), people=PEOPLE, as_of=DAYS, policy=st.sampled_from(["FIRST", "FIRST", "PRIORITY"]))
def test_a_table_of_many_rows_is_joined_and_means_the_same(
    stores: list[Database], seed: int, people: list[dict[str, Any]], as_of: date, policy: str
) -> None:
    pick = random.Random(seed)
    rules: list[Rule] = []
    for _ in range(90):
        low = pick.randint(-2, 5)
        key = pick.choice(['"a"', '"b"', '"c", "ax"', "null", "-", 'not("a")'] if seed % 2 else ['"a"', '"b"', '"c"'])
        size = pick.choice([f"[{low}..{low + pick.randint(0, 3)})", f"> {low}", "-", str(low), f"<= {low}"])
        due = pick.choice(["-", "-", "< as_of", '>= as_of + @"P7D"', "null", '< as_of - @"P1M"'])
        rules.append(((key, size, pick.choice(["-", f"< {low + 2}"]), due), (pick.choice(['"x"', '"y"', '"z"']),)))
    body = table(
        ["s1", "n1", "n2", "d1"], rules, policy=policy, outputs=("out",), output_values={"out": '"y", "x", "z"'}
    )
    rule_set = agree(stores, models(body), people, as_of)
    assert "JOIN" in rule_set.sql("duckdb", "people", as_of=as_of)


def test_outputs_that_are_expressions_are_exact_money(stores: list[Database]) -> None:
    rules = [(("> 2",), ("n1 * 250 - n2",)), (("<= 2",), ("max(n1, n2) * 100",))]
    body = table(["n1"], rules, outputs=("out",))
    agree(stores, models(body), [{"n1": 3, "n2": 7}, {"n1": 1, "n2": 4}, {"n1": 1}, {}], date(2024, 2, 29))


def test_a_hundredth_is_a_product_and_stays_exact() -> None:
    rule_set = decisions.load(models(table(["n1"], [(("-",), ("n1 * 3 / 100",))], outputs=("out",)))).compile("t")
    assert rule_set.decide({"n1": 7}, date(2024, 1, 1)).outputs == {"out": Decimal("0.21")}
    assert not rule_set.python_only("duckdb")
