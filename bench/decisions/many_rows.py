"""Tables of 10, 100 and 1,000 rows with three columns (a word, a range of numbers, a ceiling), hit policy FIRST."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from anxin.decisions import Compiled, load
from bench.decisions.figures import Measure, agree, best_of
from bench.decisions.peers import zen_tables
from bench.decisions.rule_sets import TODAY

SIZES = (10, 100, 1000)
COLUMNS = {"city": "string", "age": "number", "income": "number"}


@dataclass(frozen=True)
class Band:
    """One row: a city, ages from ``low`` to ``high``, incomes below ``ceiling``."""

    city: str
    low: int
    high: int
    ceiling: int


def bands(how_many: int) -> list[Band]:
    """Rows over so many cities that ten rows or more belong to each."""
    random = Random(how_many)
    cities = max(1, how_many // 20)
    lows = [random.randrange(16, 80) for _ in range(how_many)]
    return [
        Band(f"c{random.randrange(cities)}", low, low + random.randrange(1, 15), random.randrange(10, 200) * 100)
        for low in lows
    ]


def people(rows: list[Band], how_many: int) -> list[dict[str, Any]]:
    """Facts of which most fall into some row; each can be missing."""
    random = Random(5)
    cities = sorted({row.city for row in rows})
    drawn = [
        {"city": random.choice(cities), "age": random.randrange(10, 100), "income": random.randrange(0, 22000)}
        for _ in range(how_many)
    ]
    return [{name: None if random.random() < 0.02 else value for name, value in facts.items()} for facts in drawn]


def document(rows: list[Band]) -> str:
    """The table as a DMN file."""
    inputs = "".join(
        f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in COLUMNS.items()
    )
    asked = "".join(
        f'<input id="in-{name}"><inputExpression typeRef="{kind}"><text>{name}</text></inputExpression></input>'
        for name, kind in COLUMNS.items()
    )
    needs = "".join(
        f'<informationRequirement id="n-{name}"><requiredInput href="#{name}"/></informationRequirement>'
        for name in COLUMNS
    )
    rules = "".join(
        f'<rule id="r{index}">'
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells(row))
        + f"<outputEntry><text>{index}</text></outputEntry></rule>"
        for index, row in enumerate(rows, 1)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="many" namespace="urn:many">'
        f'{inputs}<decision id="desk" name="desk"><variable name="desk"/>{needs}'
        f'<decisionTable hitPolicy="FIRST">{asked}<output name="desk" typeRef="number"/>{rules}</decisionTable>'
        "</decision></definitions>"
    )


def cells(row: Band) -> tuple[str, str, str]:
    return f'"{row.city}"', f"[{row.low}..{row.high}]", f"< {row.ceiling}"


def compiled(rows: list[Band]) -> Compiled:
    return load(document(rows)).compile("desk")


def zen_content(rows: list[Band]) -> dict[str, Any]:
    """The same rows in zen's format; a comparison with null is false there as well."""
    rules = [
        {"_id": f"r{index}", **dict(zip(COLUMNS, cells(row), strict=True)), "out-row": str(index)}
        for index, row in enumerate(rows, 1)
    ]
    return zen_tables.content(list(COLUMNS), rules, ["row"])


def measure(scale: int) -> list[Measure]:
    return [one for size in SIZES for one in _of_size(bands(size), scale)]


def _of_size(rows: list[Band], scale: int) -> list[Measure]:
    facts = people(rows, scale)
    ours, engine = compiled(rows), _zen_ready(rows, facts[0])
    ready, zen_took = best_of(
        [
            lambda: compiled(rows).outcome(facts[0], TODAY),
            lambda: _zen_ready(rows, facts[0]),
        ],
        3,
    )
    few = facts[:250]
    key, outcome, evaluate = zen_tables.KEY, ours.outcome, engine.evaluate
    agree(
        [outcome(one, TODAY) for one in facts],
        [zen_tables.row_of(evaluate(key, one)) for one in facts],
        f"zen-engine with {len(rows)} rows",
    )
    bare, theirs = best_of(
        [lambda: [outcome(one, TODAY) for one in few], lambda: [evaluate(key, one) for one in few]], 60, warm=True
    )
    name, goal = f"{len(rows):,} rows", ">= 20 ×" if len(rows) == 1000 else ""
    return [
        Measure("many rows", f"{name}: bare", "zen-engine, evaluate", "µs",
                bare / len(few) * 1e6, theirs / len(few) * 1e6, len(few), goal),
        Measure("many rows", f"{name}: from text to the first outcome", "zen-engine", "ms",
                ready * 1e3, zen_took * 1e3, 1),
    ]  # fmt: skip


def _zen_ready(rows: list[Band], facts: dict[str, Any]) -> Any:
    engine = zen_tables.engine(zen_content(rows))
    engine.evaluate(zen_tables.KEY, facts)
    return engine
