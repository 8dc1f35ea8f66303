"""What rows put out, as columns of the statement: constants and expressions over facts, looked up by the row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from anxin.decisions.columnar.dialects import Dialect
from anxin.decisions.columnar.ir import Const, Moment, Node, needed, walk
from anxin.decisions.columnar.lower import Lowering
from anxin.decisions.columnar.program import Program, ProgramRow
from anxin.decisions.columnar.scope import Scope
from anxin.decisions.columnar.sql import Writer, refused
from anxin.decisions.dmn.model import OutputColumn
from anxin.decisions.feel.plain import Type


def facts_of_outputs(program: Program) -> tuple[str, ...]:
    """The names of the facts that output expressions read."""
    nodes = (node for row in program.rows for node in row.outputs)
    return tuple(dict.fromkeys(fact.name for node in nodes for fact in needed(node)))


def output_refusals(program: Program, dialect: Dialect) -> tuple[str, ...]:
    """Why outputs cannot be columns, each with its place."""
    places = {
        place: node for row in program.rows for place, node in zip(row.rule.output_places, row.outputs, strict=True)
    }
    found = [
        f"{place}: {reason}"
        for place, node in places.items()
        for reason in dict.fromkeys(_refused(part, dialect) for part in walk(node))
        if reason
    ]
    if program.table.aggregation in ("MIN", "MAX") and facts_of_outputs(program):
        found.append(f"{program.table.place}: the least or greatest of expressions is not a column")
    if {"rule", "next_change"} & set(facts_of_outputs(program)):
        found.append(f"{program.table.place}: an output reads a fact that is named like a column of the statement")
    return tuple(found)


def _refused(node: Node, dialect: Dialect) -> str | None:
    if isinstance(node, Const) and node.type is Type.MONTHS:
        return "a duration of months is not a column"
    return refused(node, dialect)


def with_outputs(program: Program, dialect: Dialect, inner: str, columns: Sequence[str]) -> str:
    """The statement ``inner`` with a column for each output; ``columns`` are those of it that are kept."""
    quoted = dialect.identifier
    facts = {fact: f"d.{quoted(fact.name)}" for row in program.rows for node in row.outputs for fact in needed(node)}
    writer = Writer(facts, dialect, _no_moment)
    kept = [f"d.{quoted(name)} AS {quoted(name)}" for name in columns]
    for index, column in enumerate(program.table.outputs):
        kept.append(f"{_value(program, writer, index, column)} AS {quoted(column.name)}")
    return f"SELECT {', '.join(kept)} FROM ({inner}) AS d"


def _value(program: Program, writer: Writer, index: int, column: OutputColumn) -> str:
    rows = [row for row in program.rows if row.outputs[index] != Const(None, Type.NULL)]
    fallback = _fallback(column, writer)
    if program.table.hit_policy == "COLLECT":
        return _collected(program.table.aggregation or "", program.rows, writer, fallback)
    arms: dict[str, list[int]] = {}
    for row in rows:
        arms.setdefault(writer.result(row.outputs[index]), []).append(row.rule.number)
    cases = "".join(f" WHEN d.rule IN ({', '.join(map(str, numbers))}) THEN {value}" for value, numbers in arms.items())
    none = f" WHEN d.rule IS NULL THEN {fallback}" if fallback else ""
    return f"CASE{cases}{none} END" if cases or none else "NULL"


def _fallback(column: OutputColumn, writer: Writer) -> str:
    return "" if column.default is None else writer.result(Lowering(Scope({}), column.place).expression(column.default))


def _collected(aggregation: str, rows: Sequence[ProgramRow], writer: Writer, fallback: str) -> str:
    met = [writer.dialect.has_bit("d.rule", row.rule.number - 1) for row in rows]
    values = [writer.result(row.outputs[0]) for row in rows]
    if aggregation == "COUNT":
        values = ["1"] * len(rows)
    if aggregation in ("COUNT", "SUM"):
        found = " + ".join(f"CASE WHEN {one} THEN {value} ELSE 0 END" for one, value in zip(met, values, strict=True))
    else:
        ranked = sorted(zip(met, values, rows, strict=True), key=_constant, reverse=aggregation == "MAX")
        found = f"CASE{''.join(f' WHEN {one} THEN {value}' for one, value, _ in ranked)} END"
    return f"CASE WHEN d.rule IS NULL THEN {fallback or ('0' if aggregation == 'COUNT' else 'NULL')} ELSE {found} END"


def _constant(ranked: tuple[str, str, ProgramRow]) -> Any:
    node = ranked[2].outputs[0]
    return node.value if isinstance(node, Const) else None


def _no_moment(moment: Moment, op: str) -> NoReturn:
    raise AssertionError(moment, op)
