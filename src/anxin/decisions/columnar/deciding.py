"""``decide`` as one generated function: facts checked, the row found, everything else prebuilt or put off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from anxin.decisions.columnar.closure import Tests, branching, first_of_rows, indented, run, sum_of_rows
from anxin.decisions.columnar.dispatch import SMALL
from anxin.decisions.columnar.program import Program, ProgramRow
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel.plain import FIRST_AS_OF, LAST_AS_OF, Type, type_of
from anxin.decisions.feel.plain import Value as PlainValue
from anxin.decisions.results import Decision, Fired

Kinds = Mapping[str, Type]
# What is said of an outcome: its number (under UNIQUE and ANY the rows that are met, as bits), the facts, the day.
Meaning = Callable[["int | None", Mapping[str, Any], date], Fired]


class Decide(Protocol):
    """The decision with its reasons; DecisionError for an unknown fact, a wrong type or a day outside 1900–2999.

    A table whose hit policy is UNIQUE (or ANY) raises when two rows fire (and disagree) for these facts.
    """

    def __call__(self, facts: Mapping[str, PlainValue], as_of: date) -> Decision: ...


APART = ("UNIQUE", "ANY")
_CLASSES = {Type.STRING: "str", Type.BOOLEAN: "bool", Type.NUMBER: "int", Type.DATE: "date"}


class _Bit:
    """A row as a bit, where all rows that are met are wanted."""

    def __init__(self, row: ProgramRow) -> None:
        self.number = 1 << (row.rule.number - 1)
        self.condition = row.condition
        self.cells = row.cells


def deciding(program: Program, kinds: Kinds, meaning: Meaning, known: dict[int | None, Fired]) -> Decide:
    """``decide(facts, as_of)``; ``meaning`` is asked for what is not ``known``."""
    order = {name: f"v{index}" for index, name in enumerate(kinds)}
    tests = Tests(program.facts, {fact: order[fact.name] for fact in program.facts})
    place = program.table.place
    names: dict[str, Any] = {
        "none": dict.fromkeys(kinds), "check": _checker(kinds, place), "day": _day_checker(place), "on": tests.on,
        "known": known, "meaning": meaning, "D": Decision, "str": str, "bool": bool, "int": int, "date": date,
    }  # fmt: skip
    lines = _row_lines(program, tests, names, known)
    decide: Decide = run(_source(order, kinds, lines, tests.unpacked), **names)["making"]()
    return decide


def _row_lines(program: Program, tests: Tests, names: dict[str, Any], known: dict[int | None, Fired]) -> list[str]:
    together = program.table.hit_policy in (*APART, "COLLECT")
    rows: Sequence[ProgramRow | _Bit] = [_Bit(row) for row in program.rows] if together else program.rows
    if len(rows) > SMALL:
        names["find"] = branching(tests, ((row.number, row.cells) for row in rows), together=together)
        return ["rows = find(k, box)", f"return {_SAID}"]
    if together:
        return sum_of_rows(rows, tests.source, None, _SAID)
    names |= {f"r{number}": known[number] for number in (None, *(row.number for row in rows))}
    return first_of_rows(rows, tests.source, None, lambda number: f"D(as_of, k, r{number})")


_SAID = "D(as_of, k, known.get(rows) or meaning(rows, k, as_of))"


def _source(order: Mapping[str, str], kinds: Kinds, lines: list[str], unpacked: str) -> str:
    """The facts are laid over a row of nulls, so that they stand in the order of the inputs, none left out."""
    variables = list(order.values())
    spread = [f"{', '.join(variables)}, = k.values()"] if variables else []
    types = [_type_line(order[name], kind) for name, kind in kinds.items()]
    return f"""
def making():
    last = (None,)
    def decide(facts, as_of):
        nonlocal last
        box = last
        if box[0] is not as_of:
            if box[0] != as_of:
                day(as_of)
                box = last = on(as_of)
        k = {{**none, **facts}}
        if len(k) != {len(variables)}:
            check(k)
{indented([*spread, *types, unpacked, *lines], 2)}
    return decide
"""


def _type_line(variable: str, kind: Type) -> str:
    name = _CLASSES.get(kind)
    wrong = f"{variable}.__class__ is not {name} and " if name else ""
    return f"if {wrong}{variable} is not None: check(k)"


def _day_checker(place: Place) -> Callable[[object], None]:
    def check(as_of: object) -> None:
        if type(as_of) is not date or not FIRST_AS_OF <= as_of <= LAST_AS_OF:
            why = f"as_of must be a date from {FIRST_AS_OF} to {LAST_AS_OF}"
            raise DecisionError(why, place=place, read=str(as_of))

    return check


def _checker(kinds: Kinds, place: Place) -> Callable[[Mapping[str, PlainValue]], None]:
    def check(facts: Mapping[str, PlainValue]) -> None:
        for name, value in facts.items():
            kind = kinds.get(name)
            if kind is None:
                raise DecisionError("no such fact", place=place, read=name, allowed=sorted(kinds))
            if value is not None and kind_of(value) is not kind:
                why = f"the fact {name!r} must be {kind.value} or null"
                raise DecisionError(why, place=place, read=f"{type(value).__name__} {value!r}")

    return check


def kind_of(value: object) -> Type | None:
    """The FEEL type of a fact; None for what is no fact."""
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    try:
        return type_of(value)  # type: ignore[arg-type]  # -- anything else is what the TypeError is about
    except TypeError:
        return None
