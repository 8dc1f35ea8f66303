"""Unary tests as code: what stands in a table's cells and to the right of ``in`` (DMN 1.5 §10.3.2.7, table 55)."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.decisions.feel import syntax
from anxin.decisions.feel.comparing import compare, equal, includes
from anxin.decisions.feel.compiling import Constant, Types, asks, code_of
from anxin.decisions.feel.scope import Scope, Test
from anxin.decisions.feel.syntax import Cell
from anxin.decisions.feel.types import kind_of
from anxin.decisions.feel.values import Range, Run, Value


def test_of_cell(cell: Cell, types: Types) -> Test:
    """All tests of a cell as one: met when any is, or when none is if the cell is negated."""
    if not cell.tests:
        return lambda scope, run, value: True
    met = any_of([test_of(test, types, in_cell=True) for test in cell.tests])
    if not cell.negated:
        return met

    def negated(scope: Scope, run: Run, value: Value) -> bool | None:
        found = met(scope, run, value)
        return None if found is None else not found

    return negated


def any_of(tests: Sequence[Test]) -> Test:
    """Met when any of ``tests`` is, null when none is and one has no answer."""
    if len(tests) == 1:
        return tests[0]

    def test(scope: Scope, run: Run, value: Value) -> bool | None:
        known: bool | None = False
        for one in tests:
            met = one(scope, run, value)
            if met is True:
                return True
            if met is None:
                known = None
        return known

    return test


def test_of(tree: syntax.Test, types: Types, in_cell: bool = False) -> Test:
    """One unary test; ``in_cell`` lets an expression that is a boolean speak for itself where the value is none."""
    if isinstance(tree, syntax.Against):
        return _against(tree, types)
    if asks(tree):
        return _asking(tree, types)
    code = code_of(tree, types)
    if isinstance(code, Constant):
        return _against_constant(code.value)
    if isinstance(tree, syntax.Interval):
        return _between(tree, types)

    def test(scope: Scope, run: Run, value: Value) -> bool | None:
        found = code(scope, run)
        if in_cell and type(found) is bool and type(value) is not bool and value is not None:
            return found
        return matches(found, value, run)

    return test


def _between(tree: syntax.Interval, types: Types) -> Test:
    """Whether a value lies between two ends; between ends in the wrong order none does (table 55)."""
    low, high = code_of(tree.low, types), code_of(tree.high, types)

    def test(scope: Scope, run: Run, value: Value) -> bool | None:
        first, last = low(scope, run), high(scope, run)
        if compare("<=", first, last) is None:
            run.note(f"no range goes from {kind_of(first)} to {kind_of(last)}", tree.at)
            return None
        return matches(Range(first, last, tree.low_closed, tree.high_closed), value, run)

    return test


def _against(tree: syntax.Against, types: Types) -> Test:
    op, at = tree.op, tree.at
    if asks(tree.bound):
        return _asking(syntax.Comparison(op, syntax.Question(at), tree.bound, at), types)
    bound = code_of(tree.bound, types)

    def test(scope: Scope, run: Run, value: Value) -> bool | None:
        end = bound(scope, run)
        met = compare(op, value, end, run)
        if met is None:
            run.note(f"{kind_of(value)} {op} {kind_of(end)} has no answer", at)
        return met

    return test


def _asking(tree: syntax.Test, types: Types) -> Test:
    """A test that says with ``?`` what it does with the value."""
    code = code_of(tree, types)

    def test(scope: Scope, run: Run, value: Value) -> bool | None:
        found = code(Scope({"?": value}, scope), run)
        return found if found is None or type(found) is bool else matches(found, value, run)

    return test


def _against_constant(constant: Value) -> Test:
    if isinstance(constant, list | Range):
        return lambda scope, run, value: matches(constant, value, run)
    return lambda scope, run, value: equal(value, constant, run)


def matches(found: Value, value: Value, run: Run) -> bool | None:
    """Whether ``value`` is ``found``, lies in it when it is a range, or is one of it when it is a list."""
    if isinstance(found, Range) and not isinstance(value, Range):
        return includes(found, value)
    if isinstance(found, list):
        run.step(len(found) // 4)
        return equal(value, found, run) is True or any(_is_item(item, value, run) for item in found)
    return equal(value, found, run)


def _is_item(item: Value, value: Value, run: Run) -> bool:
    if isinstance(item, Range) and includes(item, value) is True:
        return True
    return equal(value, item, run) is True
