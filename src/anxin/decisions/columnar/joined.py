"""A large table as a join: its rules are rows of constants, and the least rule that fits is the one that fires.

Cells that compare a fact with constants become columns of keys and bounds; any other cell becomes a test that is worked
out once for each party and asked for by the rules that need it. The next change is exact here too: the same join is
made for each later day on which a test could flip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from anxin.decisions.columnar.dialects import Dialect
from anxin.decisions.columnar.dispatch import bounded, keys, orders
from anxin.decisions.columnar.horizon import flipped
from anxin.decisions.columnar.horizon_sql import flip_day, no_moment
from anxin.decisions.columnar.ir import Condition, Const, Fact, Moment, Truth
from anxin.decisions.columnar.program import Flip, Program, ProgramRow
from anxin.decisions.columnar.sql import Writer, today_test
from anxin.decisions.feel.plain import LAST_DAY

MOST_CASES = 64  # rows of a table that is written as CASE
MOST_LINES = 40_000  # lines of a table of rules
NUMBERS = 1_000_000  # more than a table has rows
_LEFT = "asked AS d LEFT JOIN rules"


@dataclass
class _Line:
    """What one line of the table of rules asks: keys, bounds by operator, tests."""

    keys: dict[Fact, object] = field(default_factory=dict)
    bounds: dict[tuple[Fact, str], Const] = field(default_factory=dict)
    tests: set[int] = field(default_factory=set)


@dataclass
class _Rules:
    """The table of rules: ``tests`` are the conditions that lines ask for by their position."""

    lines: list[tuple[int, _Line]] = field(default_factory=list)
    tests: dict[Condition, int] = field(default_factory=dict)

    def read(self, rank: int, row: ProgramRow) -> None:
        """Take in a row; lines that one row becomes differ in their keys."""
        shared, choices = _Line(), dict[Fact, tuple[object, ...]]()
        for cell in row.cells:
            key = keys(cell)
            if cell == Truth(True):
                continue
            if key is not None and None not in key[1] and key[0] not in choices:
                choices[key[0]] = key[1]
            elif not (bounded(cell) and _bound(shared, cell)):
                shared.tests.add(self.tests.setdefault(cell, len(self.tests)))
        for values in product(*choices.values()):
            self.lines.append((rank, _Line(dict(zip(choices, values, strict=True)), shared.bounds, shared.tests)))


def _bound(line: _Line, cell: Condition) -> bool:
    """Keep the bounds of a cell; False, and nothing kept, when one of its kind is there already."""
    found = {(order.left, order.op): order.right for order in orders(cell)}
    if len(found) < len(orders(cell)) or found.keys() & line.bounds.keys():
        return False
    line.bounds |= found  # type: ignore[arg-type]  # -- orders of a fact against a constant
    return True


def joined_statement(
    program: Program,
    dialect: Dialect,
    relation: str,
    *,
    key: str,
    as_of: date,
    carry: tuple[str, ...],
    horizon: bool,
) -> str:
    """``SELECT key, rule[, next_change][, carry...]``; ``key`` names one row of the relation."""
    rules = _Rules()
    for rank, row in enumerate(program.rows):
        rules.read(row.number if program.table.hit_policy != "PRIORITY" else rank * NUMBERS + row.number, row)
    made = _Join(program, dialect, rules, key, as_of)
    return made.through_time(relation, carry) if horizon and program.flips else made.today(relation, carry, horizon)


class _Join:
    def __init__(self, program: Program, dialect: Dialect, rules: _Rules, key: str, as_of: date) -> None:
        self.program = program
        self.dialect = dialect
        self.rules = rules
        self.key = dialect.identifier(key)
        self.as_of = as_of
        self.bounds = list(dict.fromkeys(bound for _, line in rules.lines for bound in line.bounds))
        self.keys = list(dict.fromkeys(fact for _, line in rules.lines for fact in line.keys))
        self.main, self.values = self._main()
        self.loose = any(self.main not in line.keys for _, line in rules.lines)
        self.strange = _stranger(self.values) if self.main else None
        self.always = self._asked_by_all()
        self.facts = list(dict.fromkeys([*self.keys, *(fact for fact, _ in self.bounds)]))

    def _main(self) -> tuple[Fact | None, list[Any]]:
        """The fact that the join is hashed by, and the values it is asked for."""
        best: tuple[Fact | None, list[Any]] = (None, [])
        for fact in self.keys:
            values = list(dict.fromkeys(line.keys[fact] for _, line in self.rules.lines if fact in line.keys))
            free = sum(fact not in line.keys for _, line in self.rules.lines)
            if len(self.rules.lines) + free * len(values) <= MOST_LINES and len(values) > len(best[1]):
                best = (fact, values)
        return best

    def today(self, relation: str, carry: tuple[str, ...], horizon: bool) -> str:
        """The rule alone."""
        quoted = self.dialect.identifier
        writer = self._reading(self.program.facts)
        tests = self._tests(writer)
        carried = [f"r.{quoted(name)} AS c{index}" for index, name in enumerate(carry)]
        asked = f"SELECT {', '.join([f'r.{self.key} AS k', *carried, *tests])} FROM {relation} AS r"
        columns = [f"k AS {self.key}", f"{self._number()} AS rule"]
        columns += [f"{self.dialect.no_day} AS next_change"] if horizon else []
        columns += [f"MIN(c{index}) AS {quoted(name)}" for index, name in enumerate(carry)]
        chosen = f"SELECT {', '.join(columns)} FROM {_LEFT} ON {self._fits()} GROUP BY k"
        return f"WITH {self._constants()}, asked AS ({asked}) {chosen}"

    def through_time(self, relation: str, carry: tuple[str, ...]) -> str:
        """The rule on the day and on each later day that a test could flip on; the first that differs is the change."""
        quoted, dialect, day = self.dialect.identifier, self.dialect, self.as_of.toordinal()
        reading = self._reading(self.program.facts)
        facts = {fact: f"f{index}" for index, fact in enumerate(self.program.facts)}
        days = {flip: f"w{index}" for index, flip in enumerate(self.program.flips)}
        known = [f"r.{self.key} AS k", *(f"{reading.facts[fact]} AS {name}" for fact, name in facts.items())]
        known += [f"{flip_day(reading, flip)} AS {name}" for flip, name in days.items()]
        known += [f"r.{quoted(name)} AS c{index}" for index, name in enumerate(carry)]
        listed = ", ".join(["k", *facts.values(), *days.values()])
        turns = [f"SELECT {listed}, {day} AS t FROM known"]
        turns += [f"SELECT {listed}, {w} FROM known WHERE {w} > {day} AND {w} <= {LAST_DAY}" for w in days.values()]
        present = f"CASE WHEN t = {day} THEN rule END"
        later = f"CASE WHEN {dialect.different('rule', 'present')} THEN t END"
        tests = self._tests(Writer(facts, dialect, lambda moment, op: _on_day(moment, op, days)))
        parts = [
            self._constants(),
            f"known AS (SELECT {', '.join(known)} FROM {relation} AS r)",
            f"turns AS ({' UNION ALL '.join(turns)})",
            f"asked AS (SELECT {', '.join(['k', 't', *tests])} FROM turns)",
            f"fired AS (SELECT k, t, {self._number()} AS rule FROM {_LEFT} ON {self._fits()} GROUP BY k, t)",
            f"beside AS (SELECT k, t, rule, MAX({present}) OVER (PARTITION BY k) AS present FROM fired)",
            f"changed AS (SELECT k, MAX(present) AS decided, MIN({later}) AS t FROM beside GROUP BY k)",
        ]
        change = dialect.day_of("c.t")
        columns = [
            f"c.k AS {self.key}",
            "c.decided AS rule",
            f"CASE WHEN c.t IS NOT NULL THEN {change} END AS next_change",
        ]
        columns += [f"n.c{index} AS {quoted(name)}" for index, name in enumerate(carry)]
        source = "changed AS c" + (" JOIN known AS n ON n.k = c.k" if carry else "")
        return f"WITH {', '.join(parts)} SELECT {', '.join(columns)} FROM {source}"

    def _reading(self, facts: Sequence[Fact]) -> Writer:
        writer = Writer({fact: f"r.{self.dialect.identifier(fact.name)}" for fact in facts}, self.dialect, no_moment)
        writer.moment = lambda moment, op: today_test(writer, moment, op, self.as_of)
        return writer

    def _tests(self, writer: Writer) -> list[str]:
        """The columns that rules are joined by: values of facts, and whether each test is met."""
        columns = [f"{writer.facts[fact]} AS v{index}" for index, fact in enumerate(self.facts)]
        tests = (f"CASE WHEN {writer.true(condition)} THEN 1 ELSE 0 END" for condition in self.rules.tests)
        columns += [f"{test} AS b{index}" for index, test in enumerate(tests)]
        return [*columns, f"{self._place(writer.facts[self.main])} AS place"] if self.main else columns

    def _place(self, value: str) -> str:
        """The value the join is hashed by; all that no rule names are one, when some rules take any."""
        if not self.loose:
            return value
        listed = ", ".join(map(self._literal, self.values))
        return f"CASE WHEN {value} IN ({listed}) THEN {value} ELSE {self._literal(self.strange)} END"

    def _fits(self) -> str:
        parts = ["d.place = rules.place"] if self.main else []
        keyed = [(index, fact) for index, fact in enumerate(self.keys) if fact != self.main]
        tested = [(f"e{index}", f"v{self.facts.index(fact)}", "=") for index, fact in keyed]
        tested += [(f"o{index}", f"v{self.facts.index(fact)}", op) for index, (fact, op) in enumerate(self.bounds)]
        tested += [(f"m{index}", f"b{index}", "=") for index in range(len(self.rules.tests))]
        for asked, value, op in tested:
            fits = f"d.{value} {op} rules.{asked}"
            parts.append(fits if asked in self.always else f"(rules.{asked} IS NULL OR {fits})")
        return " AND ".join(parts) or "TRUE"

    def _constants(self) -> str:
        """The table of rules; a rule that takes any value of the main fact has a line for each, and for all others."""
        names = ["n", *(f"e{index}" for index in range(len(self.keys)))]
        names += [f"o{index}" for index in range(len(self.bounds))]
        names += [f"m{index}" for index in range(len(self.rules.tests))]
        rows: list[list[str]] = []
        for rank, line in self.rules.lines:
            row = [str(rank), *(self._literal(line.keys[fact]) if fact in line.keys else "NULL" for fact in self.keys)]
            row += [
                self._literal(line.bounds[bound].value) if bound in line.bounds else "NULL" for bound in self.bounds
            ]
            row += ["1" if index in line.tests else "NULL" for index in range(len(self.rules.tests))]
            rows += [[*row, *place] for place in self._places(line)]
        return self.dialect.constants("rules", [*names, *(["place"] if self.main else [])], rows)

    def _places(self, line: _Line) -> list[list[str]]:
        if self.main is None:
            return [[]]
        if self.main in line.keys:
            return [[self._literal(line.keys[self.main])]]
        return [[self._literal(value)] for value in (*self.values, self.strange)]

    def _asked_by_all(self) -> set[str]:
        """The columns of the table of rules in which no line is null."""
        lines = [line for _, line in self.rules.lines]
        found = {f"e{index}" for index, fact in enumerate(self.keys) if all(fact in line.keys for line in lines)}
        found |= {f"o{index}" for index, bound in enumerate(self.bounds) if all(bound in one.bounds for one in lines)}
        return found | {f"m{index}" for index in self.rules.tests.values() if all(index in one.tests for one in lines)}

    def _number(self) -> str:
        least = self.dialect.unmatched("MIN(rules.n)")
        return self.dialect.remainder(least, NUMBERS) if self.program.table.hit_policy == "PRIORITY" else least

    def _literal(self, value: object) -> str:
        return self.dialect.text(value) if isinstance(value, str) else self.dialect.number(value)  # type: ignore[arg-type]  # -- keys and bounds are strings and numbers


def _stranger(values: Sequence[object]) -> object:
    """A value that no rule names."""
    if all(isinstance(value, str) for value in values):
        return max((str(value) for value in values), key=len, default="") + "?"
    return max(value for value in values if isinstance(value, int | Decimal)) + 1


def _on_day(moment: Moment, op: str, days: dict[Flip, str]) -> str:
    """A test on the day t; a date that as_of alone decides is a flip like any other."""
    return flipped(moment, op, days.__getitem__, "t")
