"""ClickHouse and Spark say what the closures say; each is skipped where it is not installed."""

from __future__ import annotations

import importlib
import importlib.util
import random
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from anxin import decisions
from anxin.decisions import Compiled, Months
from anxin.decisions.columnar.forecast import Move, by_day
from tests.unit.decisions.tables import COLUMNS, EXPRESSIONS, FACTS, INPUTS
from tests.unit.decisions.writing import Rule, document, table, wenzhou

FIRST = date(1970, 1, 1)
TORTURE = [date(2024, 1, 29), date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 31)]
TORTURE += [date(2023, 2, 28), date(2023, 3, 1), date(2023, 12, 31), date(2024, 3, 1), date(2024, 4, 30)]
VALUES: dict[str, list[Any]] = {
    "string": ["a", "b", "c", "ax", "it's", "back\\slash", None],
    "boolean": [True, False, None],
    "number": [-2, 0, 1, 3, 5, None],
    "date": [*TORTURE, None],
    "days and time duration": [timedelta(days=days) for days in (-40, 0, 7, 30)] + [None],
}
PARAMETERS: dict[str, Any] = {"p": timedelta(days=7), "q": Months(1)}

Facts = Mapping[str, Any]
Line = tuple[int, int | None, date | None]


class Engine(ABC):
    """An engine that is given facts in rows of literals, and asked in SQL."""

    dialect: str
    types: Mapping[str, str]

    def relation(self, people: Sequence[Facts], columns: Mapping[str, str]) -> str:
        rows = [
            f"SELECT {number} AS party_id, "
            + ", ".join(f"{self.literal(known.get(name), kind)} AS {self.name(name)}" for name, kind in columns.items())
            for number, known in enumerate(people)
        ]
        return f"({' UNION ALL '.join(rows)})"

    def name(self, name: str) -> str:
        return f"`{name}`"

    def literal(self, value: Any, kind: str) -> str:
        if isinstance(value, timedelta):
            value = value.days
        if isinstance(value, str):
            text = value.replace("\\", "\\\\").replace("'", "\\'")
            value = f"'{text}'"
        if isinstance(value, date):
            value = f"'{value.isoformat()}'"
        return f"CAST({'NULL' if value is None else value} AS {self.types[kind]})"

    @abstractmethod
    def lines(self, statement: str) -> list[Line]:
        """Key, row and next change of everybody, by key."""

    @abstractmethod
    def moves(self, statement: str) -> list[Move]:
        """What a forecast says."""


class ClickHouse(Engine):
    dialect = "clickhouse"
    types = {
        "string": "Nullable(String)", "boolean": "Nullable(Bool)", "number": "Nullable(Int64)",
        "date": "Nullable(Date32)", "days and time duration": "Nullable(Int32)",
    }  # fmt: skip

    def lines(self, statement: str) -> list[Line]:
        chdb = importlib.import_module("chdb")
        found = str(chdb.query(f"SELECT * FROM ({statement}) ORDER BY 1", "TabSeparated"))
        cells = [line.split("\t") for line in found.splitlines()]
        return [(int(key), _int(rule), _day(change)) for key, rule, change in cells]

    def moves(self, statement: str) -> list[Move]:
        chdb = importlib.import_module("chdb")
        cells = [line.split("\t") for line in str(chdb.query(statement, "TabSeparated")).splitlines()]
        return [(date.fromisoformat(day), _int(was), _int(now), int(many)) for day, was, now, many in cells]


class Spark(Engine):
    dialect = "spark"
    types = {
        "string": "STRING", "boolean": "BOOLEAN", "number": "BIGINT", "date": "DATE", "days and time duration": "INT",
    }  # fmt: skip

    def __init__(self) -> None:
        builder = (
            importlib.import_module("pyspark.sql")
            .SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
        )
        settings = {"spark.sql.shuffle.partitions": "1", "spark.sql.codegen.wholeStage": "false"}
        for key, value in settings.items():
            builder = builder.config(key, value)
        self.session = builder.getOrCreate()

    def lines(self, statement: str) -> list[Line]:
        rows = self.session.sql(statement).collect()
        return sorted((row[0], row[1], row[2]) for row in rows)

    def moves(self, statement: str) -> list[Move]:
        return [tuple(row) for row in self.session.sql(statement).collect()]


def _int(text: str) -> int | None:
    return None if text == "\\N" else int(text)


def _day(text: str) -> date | None:
    return None if text == "\\N" else date.fromisoformat(text)


@pytest.fixture(scope="module", params=["chdb", "pyspark"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if importlib.util.find_spec(request.param) is None:
        pytest.skip(f"{request.param} is not installed; `make test-engines` installs it")
    made: Engine = ClickHouse() if request.param == "chdb" else Spark()
    yield made
    if isinstance(made, Spark):
        made.session.stop()


def agree(engine: Engine, rule_set: Compiled, people: Sequence[Facts], columns: Mapping[str, str], as_of: date) -> None:
    expected = [(number, *rule_set.outlook(known, as_of)) for number, known in enumerate(people)]
    statement = rule_set.sql(engine.dialect, engine.relation(people, columns), as_of=as_of)
    assert engine.lines(statement) == expected, statement


def somebody(pick: random.Random, columns: Mapping[str, str]) -> Facts:
    return {name: pick.choice(VALUES[kind]) for name, kind in columns.items()}


@pytest.mark.parametrize("kind", sorted(COLUMNS))
def test_every_kind_of_cell(engine: Engine, kind: str) -> None:
    pick = random.Random(kind)
    questions, cells = COLUMNS[kind]
    literal = {
        name: f"<literalExpression><text>{text.replace('>', '&gt;')}</text></literalExpression>"
        for name, text in EXPRESSIONS.items()
    }
    for question in questions:
        rules: list[Rule] = [((cell,), ('"x"',)) for cell in pick.sample(cells, k=min(5, len(cells))) if cell != "-"]
        body = table([question], rules, outputs=("out",))
        try:
            rule_set = decisions.load(document(INPUTS, {**literal, "t": body})).compile("t", PARAMETERS)
            rule_set.sql(engine.dialect, "x", as_of=TORTURE[0])
        except decisions.DecisionError:
            continue
        agree(engine, rule_set, [somebody(pick, FACTS) for _ in range(15)], FACTS, pick.choice(TORTURE))


@pytest.mark.parametrize("as_of", TORTURE[:4])
def test_the_words_of_wenzhou(engine: Engine, as_of: date) -> None:
    rule_set = decisions.load(wenzhou()).compile("colour", {"about_to_expire": timedelta(days=30)})
    columns = {found.name: found.type for found in rule_set.inputs}
    pick = random.Random(as_of.toordinal())
    words = ["passed", "failed", "issued", None]
    people = [
        {name: pick.choice(words if kind == "string" else VALUES["date"]) for name, kind in columns.items()}
        for _ in range(40)
    ]
    agree(engine, rule_set, people, columns, as_of)
    statement = rule_set.forecast_sql(engine.dialect, engine.relation(people, columns), as_of=as_of, days=40)
    days = [as_of + timedelta(days=later) for later in range(41)]
    expected = {day: Counter(rule_set.outcome(known, day) for known in people) for day in days}
    assert by_day(engine.moves(statement), as_of=as_of, days=40) == expected


def test_a_large_table_that_is_joined(engine: Engine) -> None:
    pick = random.Random(7)
    columns = {"s1": "string", "n1": "number", "d1": "date"}
    rules: list[Rule] = []
    for _ in range(80):
        low = pick.randint(-2, 5)
        due = pick.choice(["-", "< as_of", '>= as_of + @"P1M"'])
        rules.append(((pick.choice(['"a"', '"b"', "-"]), f"[{low}..{low + 2}]", due), ('"x"',)))
    body = table(list(columns), rules, outputs=("out",))
    rule_set = decisions.load(document(INPUTS, {"t": body})).compile("t", PARAMETERS)
    agree(engine, rule_set, [somebody(pick, columns) for _ in range(30)], columns, date(2024, 1, 31))


def test_facts_counted_and_compared_among_themselves(engine: Engine) -> None:
    columns = {"n1": "number", "n2": "number", "d1": "date", "d2": "date"}
    asked = ["max(n1, n2)", "count([d1, d2][item < as_of])", "min(d1, d2)"]
    rules: list[Rule] = [
        ((cells), ("1",))
        for cells in (("> 1", "> 0", "-"), ("-", "2", "-"), ("null", "-", ">= as_of"), ("-", "-", "< as_of"))
    ]
    body = table(asked, rules, outputs=("out",), policy='COLLECT" aggregation="SUM')
    rule_set = decisions.load(document(INPUTS, {"t": body})).compile("t", PARAMETERS)
    pick = random.Random(9)
    agree(engine, rule_set, [somebody(pick, columns) for _ in range(30)], columns, date(2024, 1, 31))
