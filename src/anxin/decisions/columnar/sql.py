"""A program as one SQL expression: the row that fires for everybody.

As in the closures a condition is written as *is true* or *is false*. Under WHEN, AND and OR an SQL null counts as not
true, so that most tests need no guard; where a negation needs one, it is ``IS NOT TRUE``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import cast

from anxin.decisions.columnar.closure import moved_as_of
from anxin.decisions.columnar.dates import holds
from anxin.decisions.columnar.dialects import DIALECTS, Dialect
from anxin.decisions.columnar.ir import (
    INVERSE,
    All,
    Arith,
    Choice,
    Condition,
    Const,
    Days,
    Equal,
    Extreme,
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
    Tally,
    Truth,
    depth,
    memberships,
    presumed,
    walk,
)
from anxin.decisions.columnar.program import Program, ProgramRow
from anxin.decisions.columnar.settled import settled
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel.plain import LAST_DAY, Type

SQL_OPS = {"!=": "<>"}
MOST_BITS = 62


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
                return joined("AND", map(self.true, parts))
            case Some(parts):
                return self._some(parts)
            case Not(part):
                return self.false(part)
            case Equal(left, right):
                plain = isinstance(left, Const) or isinstance(right, Const)
                sides = self.value(left), self.value(right)
                return " = ".join(sides) if plain else self.dialect.same(*sides)
            case Missing(value):
                return joined("OR", (f"{self.facts[fact]} IS NULL" for fact in presumed(value))) or "FALSE"
            case Is(part, value):
                return self._exactly(part, value)
            case Pick():
                return self._picked(node, self.true)
        return self._compared(node, node.op)

    def false(self, node: Condition) -> str:
        """SQL that is TRUE exactly when the condition is false."""
        match node:
            case Truth(value):
                return "TRUE" if value is False else "FALSE"
            case Fact():
                return f"NOT {self.facts[node]}"
            case All(parts):
                return joined("OR", map(self.false, parts))
            case Some(parts):
                return joined("AND", map(self.false, parts))
            case Not(part):
                return self.true(part)
            case Equal(left, right):
                return self.dialect.different(self.value(left), self.value(right))
            case Missing(value):
                return joined("AND", (f"{self.facts[fact]} IS NOT NULL" for fact in presumed(value))) or "TRUE"
            case Is():
                return self.dialect.untrue(self.true(node))
            case Pick():
                return self._picked(node, self.false)
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
                return self.dialect.joined_text(self.value(left), self.value(right))
            case Extreme(op, items):
                values = list(map(self.value, items))
                present = " AND ".join(f"{value} IS NOT NULL" for value in values)
                return f"(CASE WHEN {present} THEN {self.dialect.extreme(op, values)} END)"
            case Tally(parts):
                return f"({' + '.join(self._weighed(*part) for part in parts)})"
            case Days(linear):
                return self.days(linear)
        raise AssertionError(node)

    def result(self, node: Node) -> str:
        """A value as it leaves the database: dates as dates, durations as whole days, null when it is null."""
        if isinstance(node, Choice):
            met, chosen, otherwise = self.true(node.test), self.result(node.chosen), self.result(node.otherwise)
            return f"CASE WHEN {met} THEN {chosen} ELSE {otherwise} END"
        if node.type is Type.BOOLEAN:
            condition = cast(Condition, node)
            return f"CASE WHEN {self.true(condition)} THEN TRUE WHEN {self.false(condition)} THEN FALSE END"
        if node == Const(None, Type.NULL):
            return "NULL"
        plain = self._plain_date(node)
        return plain if plain else self.dialect.day_of(self.value(node)) if node.type is Type.DATE else self.value(node)

    def _plain_date(self, node: Node) -> str:
        if not isinstance(node, Days) or node.type is not Type.DATE:
            return ""
        if not node.linear.terms:
            return self.dialect.day(date.fromordinal(node.linear.days))
        (term, count), *more = node.linear.terms
        return self.facts[term] if isinstance(term, Fact) and (count, node.linear.days, more) == (1, 0, []) else ""

    def _weighed(self, condition: Condition, number: int | Decimal) -> str:
        return f"CASE WHEN {self.true(condition)} THEN {self.dialect.number(number)} ELSE 0 END"

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
        return joined("OR", [*lists, *map(self.true, rest)])

    def _compared(self, node: Order | Span | Moment, op: str) -> str:
        if isinstance(node, Order):
            left, right = self.value(node.left), self.value(node.right)
            if node.left.type is Type.STRING:
                left = self.dialect.ordered_text(left)
            return f"{left} {op} {right}"
        linear = node.facts if isinstance(node, Moment) else node.linear
        test = self.moment(node, op) if isinstance(node, Moment) else self._span(linear, op)
        present = {fact for term, _ in linear.terms for fact in facts_inside(term)}
        guards = [f"{self.facts[fact]} IS NOT NULL" for fact in node.needs if fact not in present]
        return joined("AND", [*guards, test])

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
        return f"{self.dialect.untrue(self.true(part))} AND {self.dialect.untrue(self.false(part))}"

    def _picked(self, node: Condition, form: Callable[[Condition], str]) -> str:
        """A chain of picks as one CASE, however long."""
        arms = ""
        while isinstance(node, Pick):
            arms += f" WHEN {self.true(node.test)} THEN {form(node.chosen)}"
            node = node.otherwise
        return f"CASE{arms} ELSE {form(node)} END"


def facts_inside(term: object) -> tuple[Fact, ...]:
    """The facts of a term, also those inside shifts."""
    if isinstance(term, Shifted):
        return tuple(fact for inner, _ in term.base.terms for fact in facts_inside(inner))
    return (term,) if isinstance(term, Fact) else ()


def _number(value: object) -> float | Decimal:
    assert isinstance(value, int | Decimal)
    return value


def joined(word: str, parts: Iterable[str]) -> str:
    """Conditions under one AND or OR, in brackets where they need them."""
    sources = list(parts)
    if len(sources) == 1:
        return sources[0]
    return f" {word} ".join(f"({source})" if " AND " in source or " OR " in source else source for source in sources)


def dialect_named(name: str, place: Place) -> Dialect:
    """The templates of a dialect."""
    if name not in DIALECTS:
        raise DecisionError("no such SQL dialect", place=place, read=name, allowed=tuple(DIALECTS))
    return DIALECTS[name]


def without_horizon(
    program: Program, dialect: Dialect, relation: str, key: str, as_of: date, carry: tuple[str, ...], *, horizon: bool
) -> str:
    """The row alone; ``horizon`` adds a next change that is never."""
    quoted = dialect.identifier
    facts = {fact: f"r.{quoted(fact.name)}" for fact in program.facts}
    writer = Writer(facts, dialect, lambda moment, op: today_test(writer, moment, op, as_of))
    change = f", {dialect.no_day} AS next_change" if horizon else ""
    carried = "".join(f", r.{quoted(name)}" for name in carry)
    return f"SELECT r.{quoted(key)}, {case_of_rows(program.rows, writer)} AS rule{change}{carried} FROM {relation} AS r"


def case_of_rows(rows: tuple[ProgramRow, ...], writer: Writer) -> str:
    """The number of the first row whose condition is true, null when there is none; of collected rows their sum."""
    if rows and rows[0].collected:
        bits = " + ".join(writer.dialect.whole(writer.true(row.condition), row.number) for row in rows)
        return f"nullif({bits}, 0)"
    arms = ""
    for row, condition in zip(rows, settled(row.condition for row in rows), strict=True):
        test = writer.true(condition)
        if test == "TRUE":
            return f"CASE{arms} ELSE {row.number} END" if arms else str(row.number)
        arms += f" WHEN {test} THEN {row.number}"
    return f"CASE{arms} END" if arms else "NULL"


def today_test(writer: Writer, moment: Moment, op: str, as_of: date) -> str:
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


def refusals(program: Program, dialect: str) -> tuple[str, ...]:
    """Why rows cannot be decided in a database, each with its place."""
    templates = dialect_named(dialect, program.table.place)
    if program.rows and program.rows[0].collected and len(program.rows) > MOST_BITS:
        return (f"{program.table.place}: more than {MOST_BITS} collected rows do not fit into a whole number",)
    return tuple(
        f"{place}: {reason}"
        for row in program.rows
        for cell, place in zip(row.cells, row.rule.places, strict=True)
        for reason in dict.fromkeys([_too_deep(cell, templates), *(refused(part, templates) for part in walk(cell))])
        if reason
    )


def _too_deep(cell: Condition, dialect: Dialect) -> str | None:
    if dialect.deepest is None or depth(cell) <= dialect.deepest:
        return None
    return f"{dialect.name} reads no condition nested this deep"


def refused(node: Node, dialect: Dialect) -> str | None:
    """Why a node cannot be worked out in a database; None when it can."""
    if isinstance(node, Arith) and node.op == "/":
        return "a division is decimal to 34 digits, which databases are not"
    if isinstance(node, Const) and isinstance(node.value, Decimal) and not dialect.decimals:
        return f"{dialect.name} has no exact decimals: count in whole numbers (cents, grams)"
    return None
