"""A program compiled once to Python functions of the facts: the row that fires on a day."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from anxin.decisions.columnar.dates import holds
from anxin.decisions.columnar.ir import AsOf, Fact, Linear, Moment, Node, needed
from anxin.decisions.columnar.numbers import DECIMALS
from anxin.decisions.columnar.program import Program, ProgramRow
from anxin.decisions.columnar.python import PYTHON_OPS, Known, Source, proven_by_untruth
from anxin.decisions.feel.plain import LAST_DAY, Type, first_reaching, shift_months
from anxin.decisions.feel.plain import Value as PlainValue

Facts = Mapping[str, Any]
Outcome = Callable[[Facts], "int | None"]


def _divide(left: int | Decimal, right: int | Decimal) -> Decimal:
    return DECIMALS.divide(Decimal(left), Decimal(right))


_NAMES: dict[str, Any] = {
    "Decimal": Decimal,
    "divide": _divide,
    "shift_months": shift_months,
    "first_reaching": first_reaching,
    "plain_date": date.fromordinal,
    "plain_days": lambda days: timedelta(days=days),
    "nan": math.nan,
}


def run(source: str, **names: Any) -> dict[str, Any]:
    """The names that generated source defines."""
    space = {**_NAMES, **names}
    exec(compile(source, "<decision table>", "exec"), space)
    return space


class Constants:
    """The parts of a program that depend on the day of decision only, computed once for a day."""

    def __init__(self) -> None:
        self.wanted: dict[tuple[object, ...], str] = {}

    def __call__(self, moment: Moment, op: str) -> str:
        return self.wanted.setdefault(self._key(moment, op), f"c{len(self.wanted)}")

    def _key(self, moment: Moment, op: str) -> tuple[object, ...]:
        if not moment.facts.terms:
            return ("truth", moment.as_of, moment.facts.days, op)
        return ("date" if _plain_fact(moment.facts) else "ordinal", moment.as_of, moment.facts.days, "")

    def at(self, as_of: date) -> tuple[object, ...]:
        """The constants on a day, in the order of their names."""
        return tuple(_constant(as_of, *key) for key in self.wanted)


def _constant(as_of: date, *key: Any) -> object:
    kind, chain, days, op = key
    moved = moved_as_of(chain, as_of.toordinal())
    if kind == "truth":
        return holds(op, days, moved)
    target = moved - days
    return date.fromordinal(min(max(target, 1), LAST_DAY)) if kind == "date" else target


def _plain_fact(linear: Linear) -> Fact | None:
    """The fact when a sum is one date and a number of days."""
    if len(linear.terms) == 1:
        term, count = linear.terms[0]
        if isinstance(term, Fact) and term.type is Type.DATE and count == 1:
            return term
    return None


def moved_as_of(as_of: AsOf, ordinal: int) -> int:
    """The day of decision after its shifts."""
    for unit, count in as_of.chain:
        ordinal = ordinal + count if unit == "days" else shift_months(ordinal, count)
    return ordinal


def variables_of(facts: tuple[Fact, ...]) -> dict[Fact, str]:
    """The local variables that hold the facts."""
    return {fact: f"v{index}" for index, fact in enumerate(facts)}


def chain_of_rows(rows: tuple[ProgramRow, ...], source: Source, load: Callable[[Fact], str] | None) -> list[str]:
    """The rows as a chain of ifs; facts are loaded just before the first row that asks for them."""
    if rows and rows[0].collected:
        return _sum_of_rows(rows, source, load)
    lines: list[str] = []
    known: Known = frozenset()
    loaded: set[Fact] = set()
    for row in rows:
        fresh = [fact for fact in needed(row.condition) if fact not in loaded] if load else []
        lines += [load(fact) for fact in fresh if load]
        loaded.update(fresh)
        test = source.true(row.condition, known)
        lines.append(f"return {row.number}" if test == "True" else f"if {test}: return {row.number}")
        known = known | proven_by_untruth(row.condition)
    return [*lines, "return None"]


def _sum_of_rows(rows: tuple[ProgramRow, ...], source: Source, load: Callable[[Fact], str] | None) -> list[str]:
    """All rows that are met, added up; None when there is none."""
    facts = dict.fromkeys(fact for row in rows for fact in needed(row.condition))
    met = [f"if {source.true(row.condition)}: rows += {row.number}" for row in rows]
    return [*(load(fact) for fact in facts if load), "rows = 0", *met, "return rows or None"]


def indented(lines: list[str], depth: int) -> str:
    """Lines of source, indented and joined."""
    return "\n".join("    " * depth + line for line in lines)


class Closures:
    """The functions of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.names = tuple(fact.name for fact in program.facts)
        self._constants = Constants()
        self._days: dict[date, Outcome] = {}
        variables = variables_of(program.facts)
        source = Source(variables, self._moment)
        lines = chain_of_rows(program.rows, source, lambda fact: f"{variables[fact]} = f[{fact.name!r}]")
        constants = list(self._constants.wanted.values())
        self.source = _outcome_source(lines, constants)
        functions = run(self.source, complete=self._complete)
        self._on: Callable[..., Outcome] = functions["on"]
        self.outcome: Callable[[Facts, date], int | None] = functions["anywhen"](self._values)

    def _moment(self, moment: Moment, op: str) -> str:
        name = self._constants(moment, op)
        if not moment.facts.terms:
            return name
        fact = _plain_fact(moment.facts)
        source = Source(variables_of(self.program.facts), self._moment)
        bare = Linear(moment.facts.terms, 0)
        return f"{source.value(fact) if fact else source.days(bare)} {PYTHON_OPS.get(op, op)} {name}"

    def on(self, as_of: date) -> Outcome:
        """The row as a function of the facts alone, for one day; kept for the days last asked for."""
        found = self._days.get(as_of)
        if found is None:
            if len(self._days) > 500:
                self._days.clear()
            found = self._days[as_of] = self._on(*self._constants.at(as_of))
        return found

    def _values(self, as_of: date) -> tuple[object, ...]:
        return (as_of, *self._constants.at(as_of))

    def _complete(self, facts: Facts) -> dict[str, Any]:
        return {**dict.fromkeys(self.names), **facts}


def _outcome_source(lines: list[str], constants: list[str]) -> str:
    """``on(c0, c1…)`` makes the function of one day; ``anywhen`` one that keeps the constants of its last day."""
    unpack = [f"_, {', '.join(constants)} = box"] if constants else []
    return f"""
def on({", ".join(constants)}):
    def outcome(f):
        try:
{indented(lines, 3)}
        except KeyError:
            return outcome(complete(f))
    return outcome

def anywhen(values):
    last = (None,)
    def outcome(f, as_of):
        nonlocal last
        box = last
        if box[0] is not as_of:
            if box[0] != as_of:
                box = last = values(as_of)
        {"".join(unpack) or "pass"}
        try:
{indented(lines, 3)}
        except KeyError:
            return outcome(complete(f), as_of)
    return outcome
"""


def reader(nodes: tuple[Node, ...]) -> Callable[[Facts, date], tuple[PlainValue, ...]]:
    """A function giving the plain values of some nodes for facts (all present) on a day; explains, is not fast."""
    facts = tuple(dict.fromkeys(fact for node in nodes for fact in needed(node)))
    variables = variables_of(facts)
    chains: dict[str, AsOf] = {}

    def as_of(term: AsOf) -> str:
        name = f"m{len(chains)}"
        chains[name] = term
        return f"moved({name}, today)"

    def moment(found: Moment, op: str) -> str:
        return f"holds({op!r}, {source.days(found.facts)}, {as_of(found.as_of)})"

    source = Source(variables, moment, as_of)
    results = [source.result(node) for node in nodes]
    lines = [*(f"{name} = f[{fact.name!r}]" for fact, name in variables.items()), f"return ({', '.join(results)},)"]
    text = f"def read(f, today):\n{indented(lines, 1)}"
    read = run(text, holds=holds, moved=moved_as_of, **chains)["read"]
    return lambda found, as_of: read(found, as_of.toordinal())
