"""GoRules zen-engine: the tables in its own format (JDM) and its own expression language.

Its best path: the content handed over at the start (static loader), which it compiles once, and `evaluate(key, dict)`.
Dates are ISO text compared by its `d()`, or days as whole numbers counted outside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import zen

from anxin.decisions import Compiled
from bench.decisions.rule_sets import SOON

KEY = "table"
# What a cell of the tables is in zen's language, by the way days are given.
CELLS = {
    "days": {
        "null, < as_of": "$ == null or $ < as_of",
        "[as_of .. as_of + about_to_expire)": f"$ >= as_of and $ < as_of + {SOON.days}",
        ">= as_of + about_to_expire": f">= as_of + {SOON.days}",
    },
    "text": {
        "null, < as_of": "$ == null or d($).isBefore(d(as_of))",
        ">= as_of": "d($).isSameOrAfter(d(as_of))",
        "[as_of .. as_of + about_to_expire)": (
            f"d($).isSameOrAfter(d(as_of)) and d($).isBefore(d(as_of).add({SOON.days}, 'd'))"
        ),
        ">= as_of + about_to_expire": f"d($).isSameOrAfter(d(as_of).add({SOON.days}, 'd'))",
    },
}


def content(columns: Sequence[str], rows: Sequence[dict[str, str]], outputs: Sequence[str]) -> dict[str, Any]:
    """A decision of one FIRST table."""
    ends = {"i": "inputNode", "o": "outputNode"}
    nodes: list[dict[str, Any]] = [
        {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}} for name, kind in ends.items()
    ]
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in columns],
        "outputs": [{"id": f"out-{name}", "name": name, "field": name} for name in outputs],
        "rules": list(rows),
    }
    nodes.append({"id": "t", "name": "t", "type": "decisionTableNode", "position": {"x": 0, "y": 0}, "content": table})
    edges = [("i", "t"), ("t", "o")]
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": nodes,
        "edges": [{"id": f"{a}{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in edges],
    }


def engine(made: dict[str, Any]) -> zen.ZenEngine:
    """Ready to decide: the first evaluation compiles nothing any more."""
    return zen.ZenEngine({"loader": {"type": "static", "content": {KEY: made}}})


def of_table(compiled: Compiled, days: str) -> zen.ZenEngine:
    """The rows of one of the safety code's tables."""
    columns = [column.text for column in compiled.table.columns]
    rows = [
        {
            "_id": f"row-{row.number}",
            **{name: _cell(text, days) for name, text in zip(columns, row.cells, strict=True)},
            "out-row": str(row.number),
            **{f"out-{name}": json.dumps(value) for name, value in row.outputs.items()},
        }
        for row in compiled.rows
    ]
    return engine(content(columns, rows, ["row", *compiled.rows[0].outputs]))


def _cell(text: str, days: str) -> str:
    return "" if text == "-" else CELLS[days].get(text, text)


def given(facts: dict[str, Any], as_of: date, days: str) -> dict[str, Any]:
    """Facts as zen takes them."""
    put: Callable[[date], object] = date.toordinal if days == "days" else date.isoformat
    every = {**facts, "as_of": as_of}
    return {name: put(value) if isinstance(value, date) else value for name, value in every.items()}


def row_of(response: Any) -> int | None:
    found: int | None = (response["result"] or {}).get("row")
    return found
