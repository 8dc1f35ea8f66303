"""Evaluating FEEL (DMN 1.5 §10.3.2): a syntax tree becomes nested closures once, which run against scopes."""

from __future__ import annotations

from collections.abc import Mapping

from anxin.decisions.feel import building, calculating, calling, iterating, selecting
from anxin.decisions.feel.compiling import Types, code_of
from anxin.decisions.feel.parser import parse_expression
from anxin.decisions.feel.scope import Code, Scope, Test
from anxin.decisions.feel.syntax import Cell, Expression
from anxin.decisions.feel.testing import test_of_cell
from anxin.decisions.feel.values import LimitReached, Run, Value

__all__ = ["Code", "Scope", "Test", "compile_cell", "compile_expression", "evaluate"]

# Importing these says how each kind of node is compiled.
_PARTS = (building, calculating, calling, iterating, selecting)
_NO_TYPES: Types = {}
_TOO_DEEP = "the expression, or what it works on, is nested too deep"


def compile_expression(tree: Expression, types: Types = _NO_TYPES) -> Code:
    """``tree`` as a function of a scope and a run, ``types`` being the model's own types by name.

    LimitReached, here or from what is returned, when it is nested too deep.
    """
    try:
        inner = code_of(tree, types)
    except RecursionError:
        raise LimitReached(_TOO_DEEP, 0) from None

    def code(scope: Scope, run: Run) -> Value:
        try:
            return inner(scope, run)
        except RecursionError:
            raise LimitReached(_TOO_DEEP, 0) from None

    return code


def compile_cell(cell: Cell, types: Types = _NO_TYPES) -> Test:
    """The unary tests of ``cell`` (§10.3.2.7) as a function of a scope, a run and the value they test.

    The value is bound as ``?`` too. LimitReached as in :func:`compile_expression`.
    """
    try:
        inner = test_of_cell(cell, types)
    except RecursionError:
        raise LimitReached(_TOO_DEEP, 0) from None

    def test(scope: Scope, run: Run, value: Value) -> bool | None:
        try:
            return inner(scope, run, value)
        except RecursionError:
            raise LimitReached(_TOO_DEEP, 0) from None

    return test


def evaluate(text: str | Expression, names: Mapping[str, Value], run: Run | None = None) -> Value:
    """What ``text`` is worth where ``names`` have run-time values; LimitReached, and Unreadable for bad text."""
    tree = parse_expression(text, frozenset(names)) if isinstance(text, str) else text
    return compile_expression(tree)(Scope(names), run or Run())
