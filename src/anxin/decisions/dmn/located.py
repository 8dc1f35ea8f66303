"""Where in a model things go wrong while it is evaluated: diagnostics and limits get their place."""

from __future__ import annotations

from dataclasses import replace

from anxin.decisions.errors import Place
from anxin.decisions.feel.scope import Code, Scope
from anxin.decisions.feel.types import FeelType, coerced
from anxin.decisions.feel.values import LimitReached, Run, Unanswerable, Value


class Stopped(LimitReached):
    """A limit that was reached, with the place where that happened and the text that stands there."""

    def __init__(self, reached: LimitReached, place: Place, text: str) -> None:
        super().__init__(reached.why, reached.at)
        self.place = place
        self.text = text


def located(code: Code, place: Place, text: str = "", type_: FeelType | None = None) -> Code:
    """``code`` with its result coerced to ``type_`` and what goes wrong in it placed at ``place``."""

    def run_there(scope: Scope, run: Run) -> Value:
        before = len(run.diagnostics)
        try:
            value = fitted(code(scope, run), type_, run)
        except Stopped:
            raise
        except LimitReached as reached:
            raise Stopped(reached, place, text) from None
        if len(run.diagnostics) > before:
            mark(run, before, place, text)
        return value

    return run_there


def mark(run: Run, before: int, place: Place, text: str = "") -> None:
    """Give the diagnostics noted since there were ``before`` of them their place, unless they have one."""
    for index in range(before, len(run.diagnostics)):
        found = run.diagnostics[index]
        if not found.place:
            run.diagnostics[index] = replace(found, place=str(place), text=found.text or text)


def fitted(value: Value, type_: FeelType | None, run: Run) -> Value:
    """``value`` as ``type_`` wants it, null with a diagnostic when it does not conform (DMN 1.5 §10.3.2.9.4)."""
    if type_ is None or value is None:
        return value
    try:
        return coerced(value, type_)
    except Unanswerable as why:
        run.note(str(why))
        return None


def nothing(run: Run, why: str) -> Value:
    """null, with a diagnostic of why."""
    run.note(why)
    return None
