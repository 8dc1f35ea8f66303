"""A program compiled once to Python functions of the facts: the row that fires on a day."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Protocol

from anxin.decisions.columnar.dates import holds
from anxin.decisions.columnar.dispatch import SMALL, Candidate, Find, tree
from anxin.decisions.columnar.ir import INVERSE, AsOf, Condition, Fact, Linear, Moment, Node, moments, needed
from anxin.decisions.columnar.numbers import DECIMALS
from anxin.decisions.columnar.program import Program, ProgramRow
from anxin.decisions.columnar.python import PYTHON_OPS, Known, Source, proven_by_untruth
from anxin.decisions.columnar.settled import settled
from anxin.decisions.feel.plain import LAST_DAY, Type, first_reaching, shift_months
from anxin.decisions.feel.plain import Value as PlainValue

Facts = Mapping[str, Any]
Outcome = Callable[[Facts], "int | None"]


def _divide(left: int | Decimal, right: int | Decimal) -> Decimal:
    return DECIMALS.divide(Decimal(left), Decimal(right))


def _exact(whole: Callable[..., Any], decimal: Callable[..., Any], left: Any, right: Any) -> int | Decimal:
    """Whole numbers as they are, anything else to 34 digits, whatever the context of the caller's thread."""
    found: int | Decimal = whole(left, right) if type(left) is int is type(right) else decimal(left, right)
    return found


_NAMES: dict[str, Any] = {
    "Decimal": Decimal,
    "add": partial(_exact, operator.add, DECIMALS.add),
    "subtract": partial(_exact, operator.sub, DECIMALS.subtract),
    "multiply": partial(_exact, operator.mul, DECIMALS.multiply),
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


class Numbered(Protocol):
    """A row for a chain: its condition and the number of its outcome."""

    @property
    def number(self) -> int: ...
    @property
    def condition(self) -> Condition: ...


Load = Callable[[Fact], str]


def chain_of_rows(rows: tuple[ProgramRow, ...], source: Source, load: Load | None) -> list[str]:
    """The outcome's number as lines of source; facts are loaded just before the first row that asks for them."""
    return sum_of_rows(rows, source, load) if rows and rows[0].collected else first_of_rows(rows, source, load)


def first_of_rows(
    rows: Sequence[Numbered],
    source: Source,
    load: Load | None,
    answer: Callable[[int | None], str] = str,
    known: Known = frozenset(),
) -> list[str]:
    """A chain of ifs that gives the first row that is met, given facts known not to be null."""
    lines: list[str] = []
    loaded: set[Fact] = set()
    for row, condition in zip(rows, settled(row.condition for row in rows), strict=True):
        fresh = [fact for fact in needed(condition) if fact not in loaded] if load else []
        lines += [load(fact) for fact in fresh if load]
        loaded.update(fresh)
        test = source.true(condition, known)
        say = f"return {answer(row.number)}"
        if test == "True":
            return [*lines, say]
        lines.append(f"if {test}: {say}")
        known = known | proven_by_untruth(condition)
    return [*lines, f"return {answer(None)}"]


def _twice(rows: Sequence[Numbered], source: Source, load: Load) -> list[str]:
    """The chain without a look at nulls for the parties that have all the facts, and the chain for the others."""
    facts = tuple(dict.fromkeys(fact for row in rows for fact in needed(row.condition)))
    if not facts:
        return first_of_rows(rows, source, load)
    present = " and ".join(f"{source.variables[fact]} is not None" for fact in facts)
    quick = first_of_rows(rows, source, None, known=frozenset(facts))
    return [*map(load, facts), f"if {present}:", *(f"    {line}" for line in quick), *first_of_rows(rows, source, None)]


def sum_of_rows(rows: Sequence[Numbered], source: Source, load: Load | None, answer: str = "rows or None") -> list[str]:
    """All rows that are met, added up; None when there is none."""
    facts = dict.fromkeys(fact for row in rows for fact in needed(row.condition))
    met = [f"if {source.true(row.condition)}: rows += {row.number}" for row in rows]
    return [*(load(fact) for fact in facts if load), "rows = 0", *met, f"return {answer}"]


def indented(lines: list[str], depth: int) -> str:
    """Lines of source, indented and joined."""
    return "\n".join("    " * depth + line for line in lines)


class Tests:
    """Writes a program's tests against as_of over constants that are worked out once for a day."""

    def __init__(self, facts: tuple[Fact, ...], variables: dict[Fact, str] | None = None) -> None:
        self.constants = Constants()
        self.variables = variables_of(facts) if variables is None else variables
        self.source = Source(self.variables, self._moment)

    def _moment(self, moment: Moment, op: str) -> str:
        name = self.constants(moment, op)
        if not moment.facts.terms:
            return name
        fact = _plain_fact(moment.facts)
        bare = Linear(moment.facts.terms, 0)
        return f"{self.source.value(fact) if fact else self.source.days(bare)} {PYTHON_OPS.get(op, op)} {name}"

    def on(self, as_of: date) -> tuple[object, ...]:
        """The day and its constants."""
        return (as_of, *self.constants.at(as_of))

    @property
    def unpacked(self) -> str:
        """A line that gives the constants in ``box`` their names."""
        names = self.constants.wanted.values()
        return f"_, {', '.join(names)} = box" if names else "pass"


class Closures:
    """The functions of a program: ``outcome(facts, as_of)``, and ``on(as_of)`` that gives one for a day."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.names = tuple(fact.name for fact in program.facts)
        self._days: dict[date, Outcome] = {}
        tests = Tests(program.facts)
        if len(program.rows) > SMALL:
            functions = _large(program, tests, self._complete)
        else:
            lines = chain_of_rows(program.rows, tests.source, loads(tests.variables))
            functions = run(_outcome_source(lines, tests.unpacked), complete=self._complete)
        self._on: Callable[[tuple[object, ...]], Outcome] = functions["on"]
        self._tests = tests
        self.outcome: Callable[[Facts, date], int | None] = functions["anywhen"](tests.on)

    def on(self, as_of: date) -> Outcome:
        """The row as a function of the facts alone, for one day; kept for the days last asked for."""
        found = self._days.get(as_of)
        if found is None:
            if len(self._days) > 500:
                self._days.clear()
            found = self._days[as_of] = self._on(self._tests.on(as_of))
        return found

    def _complete(self, facts: Facts) -> dict[str, Any]:
        return {**dict.fromkeys(self.names), **facts}


def loads(variables: dict[Fact, str]) -> Load:
    """Reads a fact into its variable."""
    return lambda fact: f"{variables[fact]} = f[{fact.name!r}]"


def _outcome_source(lines: list[str], unpacked: str) -> str:
    """``on(box)`` makes the function of one day; ``anywhen`` one that keeps the constants of its last day."""
    return f"""
def on(box):
    {unpacked}
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
        {unpacked}
        try:
{indented(lines, 3)}
        except KeyError:
            return outcome(complete(f), as_of)
    return outcome
"""


def _large(program: Program, tests: Tests, complete: Callable[[Facts], dict[str, Any]]) -> dict[str, Any]:
    collected = program.rows[0].collected
    find = branching(tests, [(row.number, row.cells) for row in program.rows], together=collected)
    return run(_outcome_source(["return find(f, box)"], "pass"), complete=complete, find=find)


def branching(tests: Tests, rows: Iterable[tuple[int, tuple[Condition, ...]]], *, together: bool) -> Find:
    """``find(facts, box)`` over a tree of the rows: the first that is met, or ``together`` the sum of all that are."""
    candidates = [Candidate(number, cells) for number, cells in rows]
    for moment in dict.fromkeys(moment for row in candidates for cell in row.cells for moment in moments(cell)):
        tests.constants(moment, moment.op)
        tests.constants(moment, INVERSE[moment.op])

    def chain(left: Sequence[Candidate]) -> Find:
        if not left:
            return lambda facts, constants: None
        load = loads(tests.variables)
        lines = sum_of_rows(left, tests.source, load) if together else _twice(left, tests.source, load)
        found: Find = run(f"def find(f, box):\n    {tests.unpacked}\n{indented(lines, 1)}")["find"]
        return found

    return tree(candidates, chain)


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
    results = "".join(f"{source.result(node)}, " for node in nodes)
    lines = [*(f"{name} = f[{fact.name!r}]" for fact, name in variables.items()), f"return ({results})"]
    text = f"def read(f, today):\n{indented(lines, 1)}"
    read = run(text, holds=holds, moved=moved_as_of, **chains)["read"]
    return lambda found, as_of: read(found, as_of.toordinal())
