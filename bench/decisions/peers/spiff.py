"""SpiffWorkflow's DMN engine: cells are Python, "UNIQUE" takes the first row that fires."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.specs.model import DecisionTable, Input, InputEntry, Output, OutputEntry, Rule

from anxin.decisions import Compiled
from bench.decisions.peers.contender import Contender
from bench.decisions.rule_sets import SOON

CELLS = {
    "null": "? is None",
    "null, < as_of": "? is None or ? < as_of",
    ">= as_of": "? >= as_of",
    'null, "failed"': '? is None or ? == "failed"',
    "[as_of .. as_of + about_to_expire)": "as_of <= ? < soon",
    ">= as_of + about_to_expire": "? >= soon",
}


def contenders(compiled: Compiled, decisions: int) -> list[Contender]:
    name, note = "SpiffWorkflow DMN", "its engine alone, without a workflow around it"
    return [Contender(name, _given, _decide(compiled), _row, max(50, decisions // 20), note=note)]


def _given(facts: dict[str, Any], as_of: Any) -> Any:
    return {**facts, "as_of": as_of, "soon": as_of + SOON}


def _row(answer: Any) -> Any:
    return answer.get("row")


def _decide(compiled: Compiled) -> Callable[[Any], Any]:
    table = DecisionTable("colour", "colour", "UNIQUE")
    table.inputs = [Input(column.text, column.text, column.text, column.text, "") for column in compiled.table.columns]
    table.outputs = [Output("row", "row", "row", "integer")]
    table.rules = [_rule(table, found.number, found.cells) for found in compiled.rows]
    engine, workflow = DMNEngine(table), SimpleNamespace(script_engine=PythonScriptEngine())

    def decide(facts: Any) -> Any:
        return engine.result(SimpleNamespace(data=facts, workflow=workflow))

    return decide


def _rule(table: DecisionTable, number: int, cells: tuple[str, ...]) -> Rule:
    rule = Rule(f"row-{number}")
    rule.row_number = number
    for asked, text in zip(table.inputs, cells, strict=True):
        entry = InputEntry(f"{number}-{asked.id}", asked)
        entry.lhs.append(_cell(text))
        rule.inputEntries.append(entry)
    output = OutputEntry(f"{number}-row", table.outputs[0])
    output.text = str(number)
    rule.outputEntries.append(output)
    return rule


def _cell(text: str) -> str | None:
    if text == "-":
        return None
    return CELLS.get(text) or (f"? in ({text})" if "," in text else text)
