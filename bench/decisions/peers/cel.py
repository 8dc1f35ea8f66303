"""cel-python's compiled runner: the table as one conditional expression, since CEL has no tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import celpy

from anxin.decisions import Compiled
from bench.decisions.peers.contender import Contender, without_nulls
from bench.decisions.peers.feel_in_python import NO_NULLS, condition


def contenders(compiled: Compiled, decisions: int) -> list[Contender]:
    columns = [column.text for column in compiled.table.columns]
    chain = "0"
    for found in reversed(compiled.rows):
        chain = f"({condition(columns, found.cells)}) ? {found.number} : {chain}"
    environment = celpy.Environment(runner_class=celpy.CompiledRunner)
    # FEEL's words for the same operators.
    text = chain.replace(" = ", " == ").replace(" and ", " && ").replace(" or ", " || ")
    program = environment.program(environment.compile(text))
    return [Contender("cel-python, compiled", _given, program.evaluate, _row, max(20, decisions // 50), note=NO_NULLS)]


def _given(facts: dict[str, Any], as_of: date) -> Any:
    return {name: celpy.json_to_cel(value) for name, value in without_nulls(facts, as_of).items()}


def _row(answer: Any) -> Any:
    return int(answer) or None
