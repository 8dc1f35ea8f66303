"""Calling functions: arguments to parameters, coercion, depth."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.decisions.feel.values import Function, Run, Value


def invoke(function: Function, arguments: Sequence[Value], names: Sequence[str], run: Run) -> Value:
    """What ``function`` answers: ``names`` go with ``arguments`` one by one, and are empty when they stand in order.

    null with a diagnostic when they do not fit or there is no answer; LimitReached when calls are nested too deep.
    """
    raise NotImplementedError
