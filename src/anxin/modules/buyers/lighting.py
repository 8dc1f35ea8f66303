"""The light by its tables: a colour, the rows that counted, what is not known. Everything said stands in the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from anxin.decisions import Compiled, Decision, load
from anxin.modules.buyers.enums import Colour

STOP, POINTS, COVERAGE, LIGHT = "stop", "points", "coverage", "light"
SAYS, BASIS = "says", "basis"
KNOWN = "known"


@dataclass(frozen=True)
class Reason:
    """One row that counted: what it says, on what basis, and how many points of risk (a stop has none)."""

    says: Mapping[str, str]
    basis: Mapping[str, str]
    points: int | None = None


@dataclass(frozen=True)
class Light:
    """`points`: of risk, 20 of them double the odds. `coverage`: 0 to 100, how much of what counts is known. `because`:
    the rule that gave the colour. `reasons`: stops first, then by weight. `unknown`: what is not known."""

    colour: Colour
    because: Reason
    code: str
    points: int
    coverage: int
    reasons: tuple[Reason, ...]
    unknown: tuple[Reason, ...]


def judge(dmn: str, facts: Mapping[str, Any], day: date) -> Light:
    """The light for these facts on a day; a fact left out is not known."""
    tables = _tables(dmn)
    found = {name: _decided(table, facts, day) for name, table in tables.items()}
    rows = [
        (_said(tables[POINTS], number, _points(tables[POINTS], number)), _annotated(tables[POINTS], number)[KNOWN])
        for number in found[POINTS].rows
    ]
    stops = [_said(tables[STOP], number) for number in found[STOP].rows]
    weighty = sorted((one for one, known in rows if known == "yes"), key=lambda one: -abs(one.points or 0))
    row = found[LIGHT].row or 0
    return Light(
        Colour(str(found[LIGHT].outputs["light"])),
        _said(tables[LIGHT], row),
        str(found[LIGHT].outputs["reason"]),
        _number(found[POINTS], POINTS),
        _number(found[COVERAGE], COVERAGE),
        (*stops, *weighty),
        tuple(one for one, known in rows if known != "yes"),
    )


@lru_cache(maxsize=8)
def _tables(dmn: str) -> dict[str, Compiled]:
    model = load(dmn.encode())
    return {name: model.compile(name) for name in (STOP, POINTS, COVERAGE, LIGHT)}


def rows_of(dmn: str) -> dict[str, int]:
    """How many rows each of the four tables has."""
    return {name: len(table.rows) for name, table in _tables(dmn).items()}


def rows_reached(dmn: str, facts: Mapping[str, Any], day: date) -> dict[str, tuple[int, ...]]:
    """By table, the rows that these facts meet."""
    return {name: _decided(table, facts, day).rows for name, table in _tables(dmn).items()}


def inputs_of(dmn: str) -> frozenset[str]:
    """The facts that may be given."""
    return frozenset(one.name for table in _tables(dmn).values() for one in table.inputs)


def _decided(table: Compiled, facts: Mapping[str, Any], day: date) -> Decision:
    return table.decide({one.name: facts.get(one.name) for one in table.inputs}, day)


def _number(decision: Decision, name: str) -> int:
    held = decision.outputs.get(name)
    return int(held) if isinstance(held, int) else int(str(held)) if held is not None else 0


def _annotated(table: Compiled, number: int) -> Mapping[str, str]:
    return table.rows[number - 1].annotations


def _points(table: Compiled, number: int) -> int:
    return int(str(table.rows[number - 1].outputs[POINTS]))


def _said(table: Compiled, number: int, points: int | None = None) -> Reason:
    held = _annotated(table, number)
    return Reason(
        {"zh": held[SAYS], "en": held[f"{SAYS} (en)"]}, {"zh": held[BASIS], "en": held[f"{BASIS} (en)"]}, points
    )
