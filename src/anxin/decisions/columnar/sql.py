"""A program as one SQL statement: the row that fires for everybody, and the exact next day on which another would.

As in the closures a condition is written as *is true* or *is false*. Under WHEN, AND and OR an SQL null counts as not
true, so that most tests need no guard; where a negation needs one, it is ``IS NOT TRUE``. The next change is found by
asking, at each later flip, whether the row differs; tests against as_of then only compare two flips.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from anxin.decisions.columnar.closure import flip_name, flipped, moved_as_of
from anxin.decisions.columnar.dates import holds
from anxin.decisions.columnar.dialects import DIALECTS, Dialect
from anxin.decisions.columnar.ir import (
    INVERSE,
    All,
    Arith,
    Condition,
    Const,
    Equal,
    Fact,
    Is,
    Join,
    Linear,
    Missing,
    Moment,
    Node,
    Not,
    Order,
    Pick,
    Shifted,
    Some,
    Span,
    Truth,
    memberships,
    moments,
    needed,
    walk,
)
from anxin.decisions.columnar.program import Flip, Program, ProgramRow
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel.plain import LAST_DAY, Type

SQL_OPS = {"!=": "<>"}


class Writer:
    """Writes conditions over the columns f0, f1…; ``moment`` writes a test against as_of."""

    def __init__(self, facts: dict[Fact, str], dialect: Dialect, moment: Callable[[Moment, str], str]) -> None:
        self.facts = facts
        self.dialect = dialect
        self.moment = moment

    def true(self, node: Condition) -> str:
        """SQL that is TRUE exactly when the condition is true."""
        match node:
            case Truth(value):
                return "TRUE" if value is True else "FALSE"
            case Fact():
                return self.facts[node]
            case All(parts):
                return _joined("AND", map(self.true, parts))
            case Some(parts):
                return self._some(parts)
            case Not(part):
                return self.false(part)
            case Equal(left, right):
                plain = isinstance(left, Const) or isinstance(right, Const)
                sides = self.value(left), self.value(right)
                return " = ".join(sides) if plain else self.dialect.same(*sides)
            case Missing(value):
                return _joined("OR", (f"{self.facts[fact]} IS NULL" for fact in needed(value)))
            case Is(part, value):
                return self._exactly(part, value)
            case Pick(test, chosen, otherwise):
                return self._either(test, self.true(chosen), self.true(otherwise))
        return self._compared(node, node.op)

    def false(self, node: Condition) -> str:
        """SQL that is TRUE exactly when the condition is false."""
        match node:
            case Truth(value):
                return "TRUE" if value is False else "FALSE"
            case Fact():
                return f"NOT {self.facts[node]}"
            case All(parts):
                return _joined("OR", map(self.false, parts))
            case Some(parts):
                return _joined("AND", map(self.false, parts))
            case Not(part):
                return self.true(part)
            case Equal(left, right):
                return self.dialect.different(self.value(left), self.value(right))
            case Missing(value):
                return _joined("AND", (f"{self.facts[fact]} IS NOT NULL" for fact in needed(value)))
            case Is():
                return untrue(self.true(node))
            case Pick(test, chosen, otherwise):
                return self._either(test, self.false(chosen), self.false(otherwise))
        return self._compared(node, INVERSE[node.op])

    def value(self, node: Node) -> str:
        """A number or string, null when one of its facts is."""
        match node:
            case Const(value):
                return self.dialect.text(value) if isinstance(value, str) else self.dialect.number(_number(value))
            case Fact():
                return self.facts[node]
            case Arith(op, left, right):
                return f"({self.dialect.exact(self.value(left))} {op} {self.value(right)})"
            case Join(left, right):
                return f"({self.value(left)} || {self.value(right)})"
        raise AssertionError(node)

    def days(self, linear: Linear) -> str:
        """A sum of days as a number."""
        constant: float = linear.days
        parts: list[str] = []
        for term, count in linear.terms:
            source, offset = self._term(term)
            constant -= count * offset
            times = "" if abs(count) == 1 else f"{abs(count)} * "
            parts.append(f"{'-' if count < 0 else '+'} {times}{source}")
        parts += (
            [f"{'-' if constant < 0 else '+'} {self.dialect.number(abs(constant))}"] if constant or not parts else []
        )
        return f"({' '.join(parts).removeprefix('+ ')})"

    def _term(self, term: object) -> tuple[str, float]:
        if isinstance(term, Shifted):
            return self.dialect.shift_months(self.days(term.base), term.months), 0
        assert isinstance(term, Fact)
        if term.type is Type.DATE:
            return self.dialect.day_number(self.facts[term]), self.dialect.offset
        return self.facts[term], 0

    def _some(self, parts: tuple[Condition, ...]) -> str:
        members, rest = memberships(parts)
        lists = [f"{self.facts[fact]} IN ({', '.join(map(self.value, values))})" for fact, values in members.items()]
        return _joined("OR", [*lists, *map(self.true, rest)])

    def _compared(self, node: Order | Span | Moment, op: str) -> str:
        if isinstance(node, Order):
            left, right = self.value(node.left), self.value(node.right)
            if node.left.type is Type.STRING:
                left = self.dialect.ordered_text(left)
            return f"{left} {op} {right}"
        linear = node.facts if isinstance(node, Moment) else node.linear
        test = self.moment(node, op) if isinstance(node, Moment) else self._span(linear, op)
        present = {fact for term, _ in linear.terms for fact in _inside(term)}
        guards = [f"{self.facts[fact]} IS NOT NULL" for fact in node.needs if fact not in present]
        return _joined("AND", [*guards, test])

    def _span(self, linear: Linear, op: str) -> str:
        terms = dict(linear.terms)
        plain = [term for term in terms if isinstance(term, Fact) and term.type is Type.DATE]
        if linear.days == 0 and len(terms) == 2 and len(plain) == 2 and sorted(terms.values()) == [-1, 1]:
            left, right = sorted(plain, key=lambda term: -terms[term])
            return f"{self.facts[left]} {SQL_OPS.get(op, op)} {self.facts[right]}"
        return f"{self.days(linear)} {SQL_OPS.get(op, op)} 0"

    def _exactly(self, part: Condition, value: bool | None) -> str:
        if value is not None:
            return self.true(part) if value else self.false(part)
        if isinstance(part, Fact):
            return f"{self.facts[part]} IS NULL"
        return f"{untrue(self.true(part))} AND {untrue(self.false(part))}"

    def _either(self, test: Condition, chosen: str, otherwise: str) -> str:
        met = self.true(test)
        return f"(({met}) AND ({chosen})) OR ({untrue(met)} AND ({otherwise}))"


def _inside(term: object) -> tuple[Fact, ...]:
    if isinstance(term, Shifted):
        return tuple(fact for inner, _ in term.base.terms for fact in _inside(inner))
    return (term,) if isinstance(term, Fact) else ()


def _number(value: object) -> float | Decimal:
    assert isinstance(value, int | Decimal)
    return value


def _joined(word: str, parts: Iterable[str]) -> str:
    sources = list(parts)
    if len(sources) == 1:
        return sources[0]
    return f" {word} ".join(f"({source})" if " AND " in source or " OR " in source else source for source in sources)


def untrue(condition: str) -> str:
    """SQL that is TRUE when a condition is false or null."""
    return f"({condition}) IS NOT TRUE"


def select(
    program: Program, dialect: str, relation: str, *, key: str, as_of: date, carry: tuple[str, ...], horizon: bool
) -> str:
    """See :meth:`anxin.decisions.compiled.Compiled.sql`."""
    templates = dialect_named(dialect, program.table.place)
    reasons = refusals(program, dialect)
    if reasons:
        raise DecisionError(f"this cannot be decided in the database: {reasons[0]}", place=program.table.place)
    if horizon and program.flips:
        return _with_horizon(program, templates, relation, key, as_of, carry)
    return _without(program, templates, relation, key, as_of, carry, horizon=horizon)


def dialect_named(name: str, place: Place) -> Dialect:
    """The templates of a dialect."""
    if name not in DIALECTS:
        raise DecisionError("no such SQL dialect", place=place, read=name, allowed=tuple(DIALECTS))
    return DIALECTS[name]


def _without(
    program: Program, dialect: Dialect, relation: str, key: str, as_of: date, carry: tuple[str, ...], *, horizon: bool
) -> str:
    quoted = dialect.identifier
    facts = {fact: f"r.{quoted(fact.name)}" for fact in program.facts}
    writer = Writer(facts, dialect, lambda moment, op: _today(writer, moment, op, as_of))
    change = ", CAST(NULL AS date) AS next_change" if horizon else ""
    carried = "".join(f", r.{quoted(name)}" for name in carry)
    return f"SELECT r.{quoted(key)}, {_case(program.rows, writer)} AS rule{change}{carried} FROM {relation} AS r"


def _with_horizon(
    program: Program, dialect: Dialect, relation: str, key: str, as_of: date, carry: tuple[str, ...]
) -> str:
    """Two layers, fenced so that nothing is computed twice: the row, its facts and flips; then the next change."""
    quoted, today, flips, still = dialect.identifier, as_of.toordinal(), program.flips, _still(program)
    inner = Writer({fact: f"r.{quoted(fact.name)}" for fact in program.facts}, dialect, _no_moment)
    inner.moment = lambda moment, op: _today(inner, moment, op, as_of)
    moving = program.rows[len(still) :]
    used = dict.fromkeys(fact for row in moving for fact in needed(row.condition))
    facts = {fact: f"f{index}" for index, fact in enumerate(used)}
    names = {flip: flip_name(flips, flip) for flip in flips}
    kept = [f"r.{quoted(key)} AS k", f"{_case(program.rows, inner)} AS rule"]
    kept += [f"r.{quoted(name)} AS c{index}" for index, name in enumerate(carry)]
    kept += [f"{inner.facts[fact]} AS {name}" for fact, name in facts.items()]
    kept += [f"{_flip(inner, flip)} AS {name}" for flip, name in names.items()]

    def change(flip: Flip) -> str:
        day = names[flip]
        there = Writer(facts, dialect, lambda moment, op: flipped(moment, op, names.__getitem__, day))
        other = dialect.different(_case(moving, there), "rule")
        return f"CASE WHEN {day} > {today} AND {day} <= {LAST_DAY} AND {other} THEN {day} END"

    first = dialect.day_of(dialect.least([change(flip) for flip in flips]))
    if still:
        first = f"CASE WHEN coalesce(rule, 0) NOT IN ({', '.join(map(str, still))}) THEN {first} END"
    carried = "".join(f", c{index} AS {quoted(name)}" for index, name in enumerate(carry))
    decided = f"SELECT {', '.join(kept)} FROM {relation} AS r{dialect.fence}"
    return f"SELECT k AS {quoted(key)}, rule, {first} AS next_change{carried} FROM ({decided}) AS d{dialect.fence}"


def _still(program: Program) -> list[int]:
    """The leading rows that do not look at the date: when one of them fires, it always will."""
    leading = itertools.takewhile(lambda row: not moments(row.condition), program.rows)
    return [row.rule.number for row in leading]


def _case(rows: tuple[ProgramRow, ...], writer: Writer) -> str:
    arms = "".join(f" WHEN {writer.true(row.condition)} THEN {row.rule.number}" for row in rows)
    return f"CASE{arms} END" if arms else "NULL"


def _no_moment(moment: Moment, op: str) -> str:
    raise AssertionError(moment, op)


def _today(writer: Writer, moment: Moment, op: str, as_of: date) -> str:
    """A test against as_of on the day itself, which is folded to a literal."""
    moved = moved_as_of(moment.as_of, as_of.toordinal())
    facts, sign = moment.facts, SQL_OPS.get(op, op)
    if not facts.terms:
        return "TRUE" if holds(op, facts.days, moved) else "FALSE"
    (term, count), target = facts.terms[0], moved - facts.days
    if len(facts.terms) == 1 and isinstance(term, Fact) and term.type is Type.DATE and count == 1:
        literal = writer.dialect.day(date.fromordinal(min(max(target, 1), LAST_DAY)))
        return f"{writer.facts[term]} {sign} {literal}"
    return f"{writer.days(Linear(facts.terms, 0))} {sign} {target}"


def _flip(writer: Writer, flip: Flip) -> str:
    target = writer.days(flip.facts)
    for unit, count in reversed(flip.as_of.chain):
        number = writer.dialect.number(count)
        target = f"({target} - {number})" if unit == "days" else writer.dialect.first_reaching(target, count)
    present = {fact for term, _ in flip.facts.terms for fact in _inside(term)}
    guards = [f"{writer.facts[fact]} IS NOT NULL" for fact in flip.needs if fact not in present]
    return f"CASE WHEN {_joined('AND', guards)} THEN {target} END" if guards else target


def refusals(program: Program, dialect: str) -> tuple[str, ...]:
    """Why rows cannot be decided in a database, each with its place."""
    templates = dialect_named(dialect, program.table.place)
    return tuple(
        f"{place}: {reason}"
        for row in program.rows
        for cell, place in zip(row.cells, row.rule.places, strict=True)
        for reason in dict.fromkeys(_refused(part, templates) for part in walk(cell))
        if reason
    )


def _refused(node: Node, dialect: Dialect) -> str | None:
    if isinstance(node, Arith) and node.op == "/":
        return "a division is decimal to 34 digits, which databases are not"
    if isinstance(node, Const) and isinstance(node.value, Decimal) and not dialect.decimals:
        return f"{dialect.name} has no exact decimals: count in whole numbers (cents, grams)"
    return None
