"""bkflow-dmn as shipped (it reads every cell anew at each decision), and bkflow-feel with its trees kept.

Their FEEL has no if, no durations, and cannot compare a date with null: days are numbers and nulls stand-ins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bkflow_dmn.data_model import SingleDecisionTable
from bkflow_feel import parser, transformer

from anxin.decisions import Compiled
from bench.decisions.peers.contender import Contender, row, without_nulls
from bench.decisions.rule_sets import SOON

# Missing is "" or 0, and 0 is before every day of decision.
CELLS = {
    "null": '{0} = ""',
    "null, < as_of": "{0} < as_of",
    ">= as_of": "{0} >= as_of",
    'null, "failed"': '({0} = "" or {0} = "failed")',
    "[as_of .. as_of + about_to_expire)": f"({{0}} >= as_of and {{0}} < as_of + {SOON.days})",
    ">= as_of + about_to_expire": f"{{0}} >= as_of + {SOON.days}",
}


def cell(column: str, text: str) -> str:
    """A cell as a whole condition; "" for one that does not matter."""
    if text == "-":
        return ""
    if text in CELLS:
        return CELLS[text].format(column)
    return " or ".join(f"{column} = {word}" for word in text.split(", "))


def condition(columns: list[str], cells: tuple[str, ...]) -> str:
    """A row as one condition."""
    return " and ".join(f"({found})" for name, text in zip(columns, cells, strict=True) if (found := cell(name, text)))


def contenders(compiled: Compiled, decisions: int) -> list[Contender]:
    return [
        Contender("bkflow-dmn", without_nulls, _as_shipped(compiled), row, max(20, decisions // 100), note=NO_NULLS),
        Contender("bkflow-feel, trees kept", without_nulls, _kept(compiled), row, decisions // 2, note=NO_NULLS),
    ]


NO_NULLS = "nulls replaced by stand-ins, days as numbers"


def _as_shipped(compiled: Compiled) -> Callable[[Any], Any]:
    columns = [column.text for column in compiled.table.columns]
    table = SingleDecisionTable(
        title="colour",
        hit_policy="First",
        inputs={
            "cols": [{"id": name} for name in columns],
            "rows": [
                [cell(name, text) for name, text in zip(columns, found.cells, strict=True)] for found in compiled.rows
            ],
        },
        outputs={"cols": [{"id": "row"}], "rows": [[str(found.number)] for found in compiled.rows]},
    )

    def decide(facts: Any) -> Any:
        found = table.decide(facts, strict_mode=False)
        return found[0]["row"] if found else None

    return decide


def _kept(compiled: Compiled) -> Callable[[Any], Any]:
    columns = [column.text for column in compiled.table.columns]
    rows = [
        (transformer.transform(parser.parse(condition(columns, found.cells))), found.number) for found in compiled.rows
    ]

    def decide(facts: Any) -> Any:
        for tree, number in rows:
            if tree.evaluate(facts):
                return number
        return None

    return decide
