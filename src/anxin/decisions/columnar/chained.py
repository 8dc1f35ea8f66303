"""A table that another one reads: its outputs as values that depend on which of its rows fires."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from anxin.decisions.columnar.calls import tally
from anxin.decisions.columnar.conditions import some, surely
from anxin.decisions.columnar.ir import Condition, Const, Node
from anxin.decisions.columnar.lower import Lowering
from anxin.decisions.columnar.scope import Record, Scope
from anxin.decisions.feel.plain import Type

if TYPE_CHECKING:
    from anxin.decisions.columnar.program import Program

Values = list[tuple[Condition, Node]]


def result(program: Program, scope: Scope) -> Node | Record:
    """What a table answers: one value, or several by name; under UNIQUE and ANY the first row that is met counts."""
    table = program.table
    lowering = Lowering(scope, table.place)
    nothing = Const(0, Type.NUMBER) if table.aggregation == "COUNT" else Const(None, Type.NULL)
    fallbacks = [nothing if column.default is None else lowering.expression(column.default) for column in table.outputs]
    columns = [
        _answer(program, [(row.condition, row.outputs[index]) for row in program.rows], fallback, lowering)
        for index, fallback in enumerate(fallbacks)
    ]
    if len(columns) == 1:
        return columns[0]
    return Record(dict(zip((column.name for column in table.outputs), columns, strict=True)))


def _answer(program: Program, values: Values, fallback: Node, lowering: Lowering) -> Node:
    if program.table.hit_policy != "COLLECT":
        return _first(values, fallback, lowering)
    met = some(surely(condition) for condition, _ in values)
    return lowering.choose(met, _collected(program.table.aggregation or "", values, lowering), fallback)


def _first(values: Values, fallback: Node, lowering: Lowering) -> Node:
    found = fallback
    for condition, value in reversed(values):
        found = lowering.choose(condition, value, found)
    return found


def _collected(aggregation: str, values: Values, lowering: Lowering) -> Node:
    """Rows that are met counted, added up, or the least or greatest of them."""
    if aggregation == "COUNT":
        return tally([(surely(condition), 1) for condition, _ in values])
    if aggregation == "SUM":
        return tally([(surely(condition), _number(value, lowering)) for condition, value in values])
    ranked = sorted(values, key=lambda pair: _number(pair[1], lowering), reverse=aggregation == "MAX")
    return _first(ranked, Const(None, Type.NULL), lowering)


def _number(value: Node, lowering: Lowering) -> int | Decimal:
    if isinstance(value, Const) and isinstance(value.value, int | Decimal):
        return value.value
    return lowering.outside("only constant numbers of another table are collected set-wise")
