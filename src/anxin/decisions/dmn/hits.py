"""Decision tables for one party: which rules fire, and what the hit policy makes of them (DMN 1.5 §8.2.11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from anxin.decisions.dmn.located import located, mark, nothing
from anxin.decisions.dmn.model import OutputColumn, Rule, Table
from anxin.decisions.feel.builtins import BUILTINS
from anxin.decisions.feel.calling import invoke
from anxin.decisions.feel.comparing import equal
from anxin.decisions.feel.compiling import Types
from anxin.decisions.feel.evaluate import compile_cell, compile_expression
from anxin.decisions.feel.scope import Code, Scope, Test
from anxin.decisions.feel.syntax import Cell
from anxin.decisions.feel.values import Run, Value

AGGREGATORS = {"SUM": "sum", "MIN": "min", "MAX": "max"}


@dataclass(frozen=True)
class _Row:
    """A rule compiled: its cells that test anything, and its output entries."""

    number: int
    cells: tuple[tuple[int, Test], ...]
    outputs: tuple[Code, ...]


@dataclass(frozen=True)
class _Hit:
    """A rule that fired: its number and its outputs."""

    number: int
    outputs: tuple[Value, ...]


def compile_table(table: Table, types: Types) -> Code:
    """What a table answers in a scope; ``types`` are those of its model by name."""
    return _Compiled(table, types).answer


class _Compiled:
    def __init__(self, table: Table, types: Types) -> None:
        self.table = table
        self.types = types
        self.questions = [
            located(compile_expression(column.expression, types), column.place, column.text, column.type)
            for column in table.columns
        ]
        self.allowed = [
            None if column.allowed is None else compile_cell(column.allowed, types) for column in table.columns
        ]
        self.rows = [self._row(rule) for rule in table.rules]
        self.values = [[compile_cell(Cell((test,)), types) for test in output.values] for output in table.outputs]
        self.ends_early = table.hit_policy == "FIRST"

    def _row(self, rule: Rule) -> _Row:
        tested = ((index, cell) for index, cell in enumerate(rule.cells) if cell.tests)
        cells = tuple((index, compile_cell(cell, self.types)) for index, cell in tested)
        entries = zip(rule.outputs, self.table.outputs, rule.output_places, strict=True)
        outputs = tuple(
            located(compile_expression(tree, self.types), place, "", out.feel_type) for tree, out, place in entries
        )
        return _Row(rule.number, cells, outputs)

    def answer(self, scope: Scope, run: Run) -> Value:
        asked = self._asked(scope, run)
        if asked is None:
            return None
        fired = self._fired(asked, scope, run)
        run.fired[self.table.name] = tuple(row.number for row in fired)
        if not fired:
            return self._without(scope, run)
        policy = self.table.hit_policy
        if policy == "UNIQUE" and len(fired) > 1:
            numbers = " and ".join(str(row.number) for row in fired)
            return nothing(run, f"rules {numbers} fire together, which the hit policy UNIQUE forbids")
        hits = [_Hit(row.number, self._outputs(row, scope, run)) for row in fired]
        return _POLICIES[policy](self, hits, scope, run)

    def _asked(self, scope: Scope, run: Run) -> list[Value] | None:
        """The values of the input columns; None when one is not among those its column allows."""
        found = [question(scope, run) for question in self.questions]
        for column, allowed, value in zip(self.table.columns, self.allowed, found, strict=True):
            if allowed is not None and not _among(value, allowed, scope, run):
                before = len(run.diagnostics)
                run.note("the value is not one of this column's input values")
                mark(run, before, column.place, column.text)
                return None
        return found

    def _fired(self, asked: list[Value], scope: Scope, run: Run) -> list[_Row]:
        fired: list[_Row] = []
        for row in self.rows:
            run.step()
            before = len(run.diagnostics)
            met = all(test(scope, run, asked[index]) is True for index, test in row.cells)
            if len(run.diagnostics) > before:
                mark(run, before, self.table.place.within(rule=row.number))
            if met:
                fired.append(row)
                if self.ends_early:
                    break
        return fired

    def _outputs(self, row: _Row, scope: Scope, run: Run) -> tuple[Value, ...]:
        found = [output(scope, run) for output in row.outputs]
        for index, (column, value) in enumerate(zip(self.table.outputs, found, strict=True)):
            if column.listed and value is not None and self._rank(index, value, scope, run) == len(column.values):
                before = len(run.diagnostics)
                run.note("the output is not one of this column's output values")
                mark(run, before, column.place.within(rule=row.number))
                found[index] = None
        return tuple(found)

    def _rank(self, index: int, value: Value, scope: Scope, run: Run) -> int:
        """The place of a value in the list of its column's output values; the length of the list when not there."""
        tests = self.values[index]
        before = len(run.diagnostics)
        rank = next((place for place, test in enumerate(tests) if test(scope, run, value) is True), len(tests))
        del run.diagnostics[before:]
        return rank

    def _without(self, scope: Scope, run: Run) -> Value:
        """What is answered when no rule fires: the defaults, else null (§10.3.2.10); a count is then 0."""
        if any(column.default is not None for column in self.table.outputs):
            return self.shaped(tuple(self._default(column, scope, run) for column in self.table.outputs))
        if self.table.aggregation == "COUNT":
            return Decimal(0)
        return nothing(run, "no rule fires")

    def _default(self, column: OutputColumn, scope: Scope, run: Run) -> Value:
        if column.default is None:
            return None
        return located(compile_expression(column.default, self.types), column.place, "", column.feel_type)(scope, run)

    def shaped(self, outputs: tuple[Value, ...]) -> Value:
        """One output is its value, several are a context."""
        if len(outputs) == 1:
            return outputs[0]
        return dict(zip((column.name for column in self.table.outputs), outputs, strict=True))

    def by_priority(self, hits: list[_Hit], scope: Scope, run: Run) -> list[_Hit]:
        """Sorted by the places of their outputs in the lists of output values, column by column from the left."""
        ranked = [index for index, tests in enumerate(self.values) if tests]

        def ranks(hit: _Hit) -> list[int]:
            return [self._rank(index, hit.outputs[index], scope, run) for index in ranked]

        return sorted(hits, key=ranks)


def _among(value: Value, allowed: Test, scope: Scope, run: Run) -> bool:
    """Whether a value is one of those allowed; of a list each item may be."""
    before = len(run.diagnostics)
    met = allowed(scope, run, value) is True
    if not met and isinstance(value, list):
        met = all(allowed(scope, run, item) is True for item in value)
    del run.diagnostics[before:]
    return met


def _first(table: _Compiled, hits: list[_Hit], scope: Scope, run: Run) -> Value:
    return table.shaped(hits[0].outputs)


def _any(table: _Compiled, hits: list[_Hit], scope: Scope, run: Run) -> Value:
    for hit in hits[1:]:
        if equal(list(hits[0].outputs), list(hit.outputs)) is not True:
            return nothing(run, f"rules {hits[0].number} and {hit.number} disagree, which the hit policy ANY forbids")
    return table.shaped(hits[0].outputs)


def _priority(table: _Compiled, hits: list[_Hit], scope: Scope, run: Run) -> Value:
    return table.shaped(table.by_priority(hits, scope, run)[0].outputs)


def _rule_order(table: _Compiled, hits: list[_Hit], scope: Scope, run: Run) -> Value:
    return [table.shaped(hit.outputs) for hit in hits]


def _output_order(table: _Compiled, hits: list[_Hit], scope: Scope, run: Run) -> Value:
    return [table.shaped(hit.outputs) for hit in table.by_priority(hits, scope, run)]


def _collect(table: _Compiled, hits: list[_Hit], scope: Scope, run: Run) -> Value:
    found = [table.shaped(hit.outputs) for hit in hits]
    aggregation = table.table.aggregation
    if aggregation is None:
        return found
    if aggregation == "COUNT":
        return Decimal(len(found))
    return invoke(BUILTINS[AGGREGATORS[aggregation]], [found], (), run)


_POLICIES: dict[str, Callable[[_Compiled, list[_Hit], Scope, Run], Value]] = {
    "UNIQUE": _first,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}
