"""Deciding by a matter's own tables: how grave a case is, and which desk it goes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from anxin.decisions import Compiled, load
from anxin.kernel.cases.forms import PLAIN, FieldKind, Words
from anxin.kernel.cases.matter import Matter, Step


@dataclass(frozen=True)
class Ruled:
    """What a table gave: its outputs, and the row that gave them (0: the default output)."""

    outputs: Mapping[str, Any]
    row: int


@lru_cache(maxsize=256)
def table(dmn: str) -> Compiled:
    """The one decision of a table file. Raises DecisionError, with its place, for what cannot be used."""
    model = load(dmn.encode())
    return model.compile(next(iter(model.tables)))


def ruled(dmn: str, facts: Mapping[str, Any], on: date) -> Ruled | None:
    """What the table says of these facts on a day; None where it says nothing. What it does not ask for is left out."""
    held = table(dmn)
    asked = {name: facts.get(name) for name in (wanted.name for wanted in held.inputs)}
    decision = held.decide(asked, on)
    if decision.row is None:
        return None if not decision.outputs else Ruled(dict(decision.outputs), 0)
    return Ruled(dict(decision.outputs), decision.row)


def _ruled(matter: Matter, name: str, facts: Mapping[str, Any], on: date) -> Ruled | None:
    held = matter.table(name, on)
    return None if held is None else ruled(held.dmn, facts_for_tables(matter, facts), on)


def facts_for_tables(matter: Matter, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A case's kept facts as tables read them: days as days."""
    days = {question.key for question in matter.fields() if question.kind is FieldKind.DATE}
    return {key: date.fromisoformat(value) if key in days and value else value for key, value in facts.items()}


def graded(matter: Matter, facts: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The outputs of the grading table; empty without one, or where it says nothing."""
    if not matter.grading:
        return {}
    found = _ruled(matter, matter.grading, facts, on)
    return {} if found is None else {name: value for name, value in found.outputs.items() if value is not None}


def found_in_step(
    matter: Matter, facts: Mapping[str, Any], step: Step, answers: Mapping[str, Any], on: date
) -> dict[str, Any]:
    """A case's facts with what a step found, and graded by them anew: who was on site knows more than who reported."""
    plain = {question.key for question in step.form if question.kind in PLAIN}
    known = {**facts, **{key: value for key, value in answers.items() if key in plain}}
    return known | kept_as_facts(graded(matter, known, on))


def kept_as_facts(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """What a grading table gave, as it is kept with a case: words, whole numbers, yes and no."""
    return {key: value if isinstance(value, str | int | bool) else str(value) for key, value in outputs.items()}


def routed(matter: Matter, facts: Mapping[str, Any], on: date) -> Ruled | None:
    """Which desk a case goes to by the dispatch table: output `desk`, with the row. None: somebody has to choose."""
    found = _ruled(matter, matter.dispatch, facts, on)
    return found if found is not None and found.outputs.get("desk") else None


def source_of_row(matter: Matter, row: int, on: date) -> str:
    """On what a row of the dispatch table rests, in the reader's language; empty where it does not say."""
    held = matter.table(matter.dispatch, on)
    rows = () if held is None else table(held.dmn).rows
    notes = next((one.annotations for one in rows if one.number == row), {})
    zh = notes.get("legal source", "")
    return str(Words(zh, notes.get("legal source (en)", "")))
