"""Tables and people drawn by number: table 17 is the same table every day, on every machine."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from anxin.decisions import Compiled, DecisionError, Months, load
from tests.unit.decisions.tables import COLUMNS, EXPRESSIONS, FACTS, INPUTS, MONTH_CELLS
from tests.unit.decisions.writing import document, table

TORTURE = [
    date(2023, 2, 28), date(2023, 3, 1), date(2023, 12, 30), date(2023, 12, 31), date(2024, 1, 29), date(2024, 1, 30),
    date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 29),
    date(2024, 3, 30), date(2024, 3, 31), date(2024, 4, 30), date(2025, 2, 28), date(9999, 12, 31), date(9999, 12, 30),
    date(1, 1, 1), date(2999, 12, 31),
]  # fmt: skip
FIRST = date(2023, 12, 20)


def day(draw: Random) -> date:
    return FIRST + timedelta(days=draw.randrange(130)) if draw.random() < 0.6 else draw.choice(TORTURE)


def value(draw: Random, kind: str) -> Any:
    if draw.random() < 0.2:
        return None
    if kind == "date":
        return day(draw)
    if kind == "days and time duration":
        return timedelta(days=draw.randint(-40, 40))
    if kind == "number":
        return draw.randint(-2, 6)
    return draw.choice([True, False] if kind == "boolean" else ["a", "b", "c", "ax", "it's"])


def people(draw: Random, how_many: int) -> list[dict[str, Any]]:
    """Facts for all inputs, some null."""
    return [{name: value(draw, kind) for name, kind in FACTS.items()} for _ in range(how_many)]


def column(draw: Random) -> tuple[str, list[str]]:
    kind = draw.choice(["date", "date", "date", *COLUMNS])
    expressions, cells = COLUMNS[kind]
    return draw.choice(expressions), [*cells, *MONTH_CELLS] if kind == "date" else cells


def source(draw: Random) -> str:
    """A DMN document with one random table, "t"; a few are added up, and some have many rows."""
    chosen = [column(draw) for _ in range(draw.randint(1, 4))]
    rows = [tuple(draw.choice(cells) for _, cells in chosen) for _ in range(draw.choice([1, 2, 3, 4, 5, 6, 9]))]
    added = draw.random() < 0.15
    policy = 'COLLECT" aggregation="SUM' if added else draw.choice(["FIRST", "FIRST", "PRIORITY", "UNIQUE"])
    outputs = ["1", "2", "3"] if added else ['"x"', '"y"', '"z"']
    body = table(
        [expression for expression, _ in chosen],
        [(cells, (draw.choice(outputs),)) for cells in rows],
        policy=policy,
        outputs=("out",),
        output_values=None if added else {"out": '"y", "x", "z"'},
    )
    literal = {name: f"<literalExpression><text>{text.replace('>', '&gt;')}</text></literalExpression>"
               for name, text in EXPRESSIONS.items()}  # fmt: skip
    return document(INPUTS, {**literal, "t": body})


def compiled(draw: Random) -> Compiled | None:
    """A rule set; None where its cells made a comparison with as_of that is refused, as it should be."""
    parameters: dict[str, timedelta | Months] = {
        "p": timedelta(days=draw.choice([0, 1, 7, 30])),
        "q": Months(draw.choice([-1, 1, 2, 13])),
    }
    try:
        return load(source(draw)).compile("t", parameters)
    except DecisionError as error:
        assert any(said in str(error) for said in ("as_of", "cannot compare", "add", "set-wise")), error
        return None
