"""A program as one SQL statement with the exact next day on which another row would fire.

The next change is found by asking, at each later flip, whether the row differs; tests against as_of then only compare
two flips.
"""

from __future__ import annotations

import itertools
from datetime import date

from anxin.decisions.columnar.dialects import Dialect
from anxin.decisions.columnar.horizon import flip_name, flipped
from anxin.decisions.columnar.ir import Moment, moments, needed
from anxin.decisions.columnar.program import Flip, Program
from anxin.decisions.columnar.sql import Writer, case_of_rows, facts_inside, joined, today_test
from anxin.decisions.feel.plain import LAST_DAY


def with_horizon(
    program: Program, dialect: Dialect, relation: str, key: str, as_of: date, carry: tuple[str, ...]
) -> str:
    """Two layers, fenced so that nothing is computed twice: the row, its facts and flips; then the next change."""
    quoted, today, flips, still = dialect.identifier, as_of.toordinal(), program.flips, _still(program)
    inner = Writer({fact: f"r.{quoted(fact.name)}" for fact in program.facts}, dialect, _no_moment)
    inner.moment = lambda moment, op: today_test(inner, moment, op, as_of)
    moving = program.rows[len(still) :]
    used = dict.fromkeys(fact for row in moving for fact in needed(row.condition))
    facts = {fact: f"f{index}" for index, fact in enumerate(used)}
    names = {flip: flip_name(flips, flip) for flip in flips}
    kept = [f"r.{quoted(key)} AS k", f"{case_of_rows(program.rows, inner)} AS rule"]
    kept += [f"r.{quoted(name)} AS c{index}" for index, name in enumerate(carry)]
    kept += [f"{inner.facts[fact]} AS {name}" for fact, name in facts.items()]
    kept += [f"{_flip(inner, flip)} AS {name}" for flip, name in names.items()]

    def change(flip: Flip) -> str:
        day = names[flip]
        there = Writer(facts, dialect, lambda moment, op: flipped(moment, op, names.__getitem__, day))
        other = dialect.different(case_of_rows(moving, there), "rule")
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


def _no_moment(moment: Moment, op: str) -> str:
    raise AssertionError(moment, op)


def _flip(writer: Writer, flip: Flip) -> str:
    target = writer.days(flip.facts)
    for unit, count in reversed(flip.as_of.chain):
        number = writer.dialect.number(count)
        target = f"({target} - {number})" if unit == "days" else writer.dialect.first_reaching(target, count)
    present = {fact for term, _ in flip.facts.terms for fact in facts_inside(term)}
    guards = [f"{writer.facts[fact]} IS NOT NULL" for fact in flip.needs if fact not in present]
    return f"CASE WHEN {joined('AND', guards)} THEN {target} END" if guards else target
