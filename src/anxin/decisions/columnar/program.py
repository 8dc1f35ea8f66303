"""A table lowered: rows as conditions in firing order, the facts they need, the days on which they can flip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial

from anxin.decisions.columnar import chained, dates
from anxin.decisions.columnar.conditions import every
from anxin.decisions.columnar.ir import (
    AsOf,
    Condition,
    Const,
    Days,
    Fact,
    Linear,
    Moment,
    Node,
    Truth,
    mentions_as_of,
    moments,
    needed,
    size,
)
from anxin.decisions.columnar.lower import Lowering, constant, fact
from anxin.decisions.columnar.scope import Binding, Outside, Record, Scope, Upstream
from anxin.decisions.dmn.model import AS_OF, Definitions, Input, OutputColumn, Rule, Table
from anxin.decisions.errors import DecisionError, OutsideProfile, Place
from anxin.decisions.feel.plain import LONGEST_DAYS, LONGEST_MONTHS, TYPE_NAMES, Months, Type, type_of
from anxin.decisions.feel.plain import Value as PlainValue

LARGEST_ROW = 2_000
SINGLE_HIT = ("UNIQUE", "ANY", "PRIORITY", "FIRST")
Parameters = Mapping[str, PlainValue]


@dataclass(frozen=True)
class Flip:
    """The first day t on which ``T(t) >= facts``; unknown while any of ``needs`` is null."""

    facts: Linear
    as_of: AsOf
    needs: tuple[Fact, ...]


@dataclass(frozen=True)
class ProgramRow:
    """One row: its condition, the same cell by cell, and what it puts out.

    ``collected`` rows fire together: the number of an outcome is then the sum of their numbers, each a bit.
    """

    rule: Rule
    cells: tuple[Condition, ...]
    condition: Condition
    outputs: tuple[Node, ...]
    collected: bool = False

    @property
    def number(self) -> int:
        """What stands for this row in an outcome."""
        return 1 << (self.rule.number - 1) if self.collected else self.rule.number


@dataclass(frozen=True)
class Program:
    """A table ready for the back-ends; ``rows`` are in firing order, the first that is true fires.

    Collected rows all fire, and are numbered in bits (see :class:`ProgramRow`).
    """

    table: Table
    rows: tuple[ProgramRow, ...]
    questions: tuple[Node, ...]

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts the conditions read, each once."""
        return tuple(dict.fromkeys(found for row in self.rows for found in needed(row.condition)))

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """Every flip the conditions depend on, each once."""
        tests = (moment for row in self.rows for moment in moments(row.condition))
        return tuple(dict.fromkeys(flip for test in tests for flip in flips_of(test)))


def flips_of(moment: Moment) -> tuple[Flip, ...]:
    """The flips of a test against as_of: reaching the facts (<=, >), passing them (<, >=), or both (=, !=)."""
    reach = Flip(moment.facts, moment.as_of, moment.needs)
    passed = Flip(moment.facts.plus(Linear((), 1)), moment.as_of, moment.needs)
    return {"<=": (reach,), ">": (reach,), "<": (passed,), ">=": (passed,)}.get(moment.op, (reach, passed))


def build(
    model: Definitions, table: Table, parameters: Mapping[str, PlainValue], *, check_only: bool = False
) -> Program:
    """Lower a table; with ``check_only`` parameters may be open, whatever their type.

    DecisionError for what is wrong, OutsideProfile for what is right but does not run set-wise.
    """
    scope = scope_of(model, parameters, table.place, check_only=check_only)
    return _lowered(table, scope.inside(table.name), final=True)


def _upstream(table: Table, scope: Scope) -> Node | Record:
    return chained.result(_lowered(table, scope, final=False), scope)


def _lowered(table: Table, scope: Scope, *, final: bool) -> Program:
    collected = _collected(table)
    questions = tuple(Lowering(scope, column.place).expression(column.expression) for column in table.columns)
    listed = _listed(scope, table, questions, collected=collected)
    rows = tuple(_row(scope, table, rule, questions, listed, collected=collected) for rule in table.rules)
    if final:
        _check_still(rows)
    if table.hit_policy == "PRIORITY":
        rows = _by_priority(table, rows)
    return Program(table, rows, questions)


def _collected(table: Table) -> bool:
    if table.hit_policy in SINGLE_HIT:
        return False
    if table.hit_policy == "COLLECT" and table.aggregation is not None:
        if len(table.outputs) > 1:
            raise DecisionError("a table that is added up has one output", place=table.place)
        return True
    raise OutsideProfile(f"the hit policy {table.hit_policy} gives a list, which does not run set-wise",
                         place=table.place)  # fmt: skip


def scope_of(model: Definitions, parameters: Parameters, place: Place, *, check_only: bool) -> Scope:
    """What the names in a model's tables stand for."""
    scope: dict[str, Binding] = {
        name: Outside("this does not run set-wise: only scalar inputs, tables and literal expressions do")
        for name in model.named
    }
    scope |= model.expressions
    scope |= {name: Upstream(partial(_upstream, table)) for name, table in model.tables.items()}
    for name, declared in model.inputs.items():
        scope[name] = _input(declared, parameters, place, check_only=check_only)
    unknown = [name for name in parameters if name not in model.inputs or name == AS_OF]
    if unknown:
        raise DecisionError("no such parameter", place=place, read=unknown[0], allowed=sorted(model.inputs))
    return Scope(scope | {AS_OF: dates.day_of_decision()})


def _input(declared: Input, parameters: Parameters, place: Place, *, check_only: bool) -> Binding:
    name = declared.name
    if declared.type not in TYPE_NAMES:
        return Outside(f"an input of type {declared.type!r} does not run set-wise")
    if name in parameters:
        return _parameter(declared, parameters[name], place)
    if declared.type != Type.MONTHS.value:
        return fact(name, Type(declared.type), declared.allowed)
    if check_only:
        return constant(Months(1))
    return Outside(f"{declared.type} inputs must be given as parameters")


def _parameter(declared: Input, value: PlainValue, place: Place) -> Node:
    try:
        kind = type_of(value)
    except TypeError as error:
        raise DecisionError(f"parameter {declared.name!r}: {error}", place=place) from None
    if kind.value != declared.type:
        why = f"parameter {declared.name!r} must be {declared.type}"
        raise DecisionError(why, place=place, read=kind.value)
    count, limit = (value.count, LONGEST_MONTHS) if isinstance(value, Months) else (
        getattr(value, "days", 0), LONGEST_DAYS)  # fmt: skip
    if abs(count) > limit:
        raise DecisionError("a duration is at most 400 years", place=place, read=declared.name)
    return constant(value)


def _listed(scope: Scope, table: Table, questions: tuple[Node, ...], *, collected: bool) -> tuple[Condition, ...]:
    """What holds while every input is one of its column's ``inputValues``; else the table is null."""
    met = []
    for column, question in zip(table.columns, questions, strict=True):
        if column.allowed is not None:
            if collected or any(output.default is not None for output in table.outputs):
                why = "input values beside a default output or an aggregator do not run set-wise"
                raise OutsideProfile(why, place=column.place)
            met.append(Lowering(scope, column.place).cell(column.allowed, question))
    return tuple(met)


def _row(
    scope: Scope,
    table: Table,
    rule: Rule,
    questions: tuple[Node, ...],
    listed: tuple[Condition, ...],
    *,
    collected: bool,
) -> ProgramRow:
    lowered = zip(rule.cells, questions, rule.places, strict=True)
    cells = tuple(Lowering(scope, place).cell(cell, question) for cell, question, place in lowered)
    condition = every((*listed, *cells))
    if size(condition, LARGEST_ROW) >= LARGEST_ROW:
        raise OutsideProfile("this rule is too large to run set-wise", place=table.place.within(rule=rule.number))
    outputs = tuple(
        _output(Lowering(scope, place).expression(tree), column, place)
        for tree, column, place in zip(rule.outputs, table.outputs, rule.output_places, strict=True)
    )
    return ProgramRow(rule, cells, condition, outputs, collected)


def _check_still(rows: tuple[ProgramRow, ...]) -> None:
    """What the last table puts out stays what it is while the same row fires."""
    for row in rows:
        for node, place in zip(row.outputs, row.rule.output_places, strict=True):
            if mentions_as_of(node):
                raise OutsideProfile("an output that moves with as_of does not run set-wise", place=place)


def _output(node: Node, column: OutputColumn, place: Place) -> Node:
    if column.type is not None and node.type not in (column.type, Type.NULL):
        raise DecisionError("wrong type of output", place=place, read=node.type.value, allowed=(column.type.value,))
    plain = constant_value(node)
    if column.allowed and is_constant(node) and plain not in column.allowed:
        allowed = [str(value) for value in column.allowed]
        raise DecisionError("not one of this column's values", place=place, read=str(plain), allowed=allowed)
    return node


def is_constant(node: Node) -> bool:
    """Whether a node is the same for every party."""
    return isinstance(node, Const | Truth) or (isinstance(node, Days) and not node.linear.terms)


def constant_value(node: Node) -> PlainValue:
    """The Python value of a constant node; None for any other."""
    if isinstance(node, Const | Truth):
        return node.value
    if not isinstance(node, Days) or node.linear.terms:
        return None
    days = node.linear.days
    return date.fromordinal(days) if node.type is Type.DATE else timedelta(days=days)


def _by_priority(table: Table, rows: tuple[ProgramRow, ...]) -> tuple[ProgramRow, ...]:
    """PRIORITY is FIRST over the rows sorted by their outputs' places in the lists of output values.

    Columns that list none have no say.
    """
    if not any(column.values for column in table.outputs):
        raise DecisionError("the hit policy PRIORITY needs outputValues", place=table.outputs[0].place)
    for column in table.outputs:
        if column.values and not column.allowed:
            raise OutsideProfile("output values that are no plain values do not run set-wise", place=column.place)
    return tuple(sorted(rows, key=lambda row: _priority(table, row)))


def _priority(table: Table, row: ProgramRow) -> tuple[int, ...]:
    if not all(map(is_constant, row.outputs)):
        place = table.place.within(rule=row.rule.number)
        raise OutsideProfile("the hit policy PRIORITY runs set-wise with constant outputs only", place=place)
    values = zip(row.outputs, table.outputs, strict=True)
    return tuple(column.allowed.index(constant_value(node)) for node, column in values if column.allowed)
