"""Evaluating FEEL (DMN 1.5 §10.3.2): a syntax tree becomes nested closures once, which run against scopes."""

from __future__ import annotations

from collections.abc import Mapping

from anxin.decisions.feel.scope import Code, Scope, Test
from anxin.decisions.feel.syntax import Cell, Expression
from anxin.decisions.feel.values import Run, Value

__all__ = ["Code", "Scope", "Test", "compile_cell", "compile_expression", "evaluate"]


def compile_expression(tree: Expression) -> Code:
    """``tree`` as a function of a scope and a run; LimitReached when it is nested too deep."""
    raise NotImplementedError


def compile_cell(cell: Cell) -> Test:
    """The unary tests of ``cell`` as a function of a scope, a run and the value they test."""
    raise NotImplementedError


def evaluate(text: str | Expression, names: Mapping[str, Value], run: Run | None = None) -> Value:
    """What ``text`` is worth where ``names`` have run-time values; LimitReached, Unreadable."""
    raise NotImplementedError
