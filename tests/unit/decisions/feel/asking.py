"""Evaluating a FEEL text in tests: its value, and why it has none."""

from __future__ import annotations

from anxin.decisions.feel.evaluate import evaluate
from anxin.decisions.feel.values import Run, Value


def value_of(text: str, /, **names: Value) -> Value:
    """What ``text`` is worth."""
    return evaluate(text, names, Run())


def unanswered(text: str, /, **names: Value) -> bool:
    """Whether ``text`` is null and says why."""
    run = Run()
    return evaluate(text, names, run) is None and len(run.diagnostics) > 0
