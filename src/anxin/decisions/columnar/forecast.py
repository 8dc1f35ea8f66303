"""How many stand at each row on each of the coming days, if nobody brings new evidence.

A party's row can differ from one day to the next only at one of its flips. So one pass over the population counts, at
every flip, the row the day before and the row on the day; the days in between are added up afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from anxin.decisions.columnar.dialects import Dialect
from anxin.decisions.columnar.horizon import flip_name, flipped
from anxin.decisions.columnar.horizon_sql import flip_day, leading_still, no_moment
from anxin.decisions.columnar.ir import Fact, needed
from anxin.decisions.columnar.program import Flip, Program, ProgramRow
from anxin.decisions.columnar.sql import Writer, case_of_rows, dialect_named, refusals, today_test
from anxin.decisions.errors import DecisionError

Move = tuple[date, "int | None", "int | None", int]
LONGEST = 36_525


def forecast(program: Program, dialect: str, relation: str, *, as_of: date, days: int) -> str:
    """See :meth:`anxin.decisions.compiled.Compiled.forecast_sql`."""
    templates = dialect_named(dialect, program.table.place)
    reasons = refusals(program, dialect)
    if reasons:
        raise DecisionError(f"this cannot be decided in the database: {reasons[0]}", place=program.table.place)
    if not 0 <= days <= LONGEST:
        raise DecisionError(f"a forecast is for 0 to {LONGEST} days", place=program.table.place, read=str(days))
    names = {flip: flip_name(program.flips, flip) for flip in program.flips}
    still, today = leading_still(program), as_of.toordinal()
    moving = program.rows[len(still) :]
    facts = {fact: f"f{index}" for index, fact in enumerate(_asked(moving))}

    def on(day: str) -> str:
        there = Writer(facts, templates, lambda moment, op: flipped(moment, op, names.__getitem__, day))
        return case_of_rows(moving, there)

    turns = "".join(f" WHEN {index} THEN {name}" for index, name in enumerate(names.values(), 1))
    decided = _decided(program, templates, relation, as_of, facts, names)
    each = f"SELECT d.*, n.i, CASE n.i WHEN 0 THEN {today}{turns} END AS t FROM ({decided}) AS d CROSS JOIN n"
    rows = f"CASE WHEN i > 0 THEN {on('(t - 1)')} END AS was, CASE WHEN i = 0 THEN rule ELSE {on('t')} END AS now"
    when = f"i = 0 OR ({_counted(list(names.values()), still, today, today + days)})"
    numbers = templates.constants("n", ["i"], [[str(index)] for index in range(len(names) + 1)])
    counted = f"SELECT {templates.day_of('t')} AS day, was, now, COUNT(*) AS parties"
    return f"WITH {numbers} {counted} FROM (SELECT t, {rows} FROM ({each}) AS e WHERE {when}) AS m GROUP BY t, was, now"


def _asked(rows: tuple[ProgramRow, ...]) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(fact for row in rows for fact in needed(row.condition)))


def _decided(
    program: Program, dialect: Dialect, relation: str, as_of: date, facts: dict[Fact, str], names: dict[Flip, str]
) -> str:
    """The row that fires today, the facts of the rows that move, the flips."""
    writer = Writer({fact: f"r.{dialect.identifier(fact.name)}" for fact in program.facts}, dialect, no_moment)
    writer.moment = lambda moment, op: today_test(writer, moment, op, as_of)
    kept = [f"{case_of_rows(program.rows, writer)} AS rule"]
    kept += [f"{writer.facts[fact]} AS {name}" for fact, name in facts.items()]
    kept += [f"{flip_day(writer, flip)} AS {name}" for flip, name in names.items()]
    return f"SELECT {', '.join(kept)} FROM {relation} AS r"


def _counted(names: list[str], still: list[int], today: int, last: int) -> str:
    """A flip counts within the days, once where several fall on one day, unless the row that fires never moves."""
    tests = [f"t > {today} AND t <= {last}"]
    tests += [f"(i <= {index} OR {name} IS NULL OR {name} <> t)" for index, name in enumerate(names[:-1], 1)]
    tests += [f"coalesce(rule, 0) NOT IN ({', '.join(map(str, still))})"] if still else []
    return " AND ".join(tests)


def by_day(moves: Iterable[Move], *, as_of: date, days: int) -> dict[date, Counter[int | None]]:
    """Each day from ``as_of`` to ``days`` later with how many stand at each row (None: no row fires)."""
    changes: dict[date, Counter[int | None]] = {}
    for day, was, now, how_many in moves:
        change = changes.setdefault(day, Counter())
        change[now] += how_many
        if day != as_of:
            change[was] -= how_many
    standing: Counter[int | None] = Counter()
    found: dict[date, Counter[int | None]] = {}
    for ahead in range(days + 1):
        day = as_of + timedelta(days=ahead)
        standing.update(changes.get(day, {}))
        found[day] = Counter({row: how_many for row, how_many in standing.items() if how_many})
    return found
