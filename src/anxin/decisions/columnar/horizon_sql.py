"""A program as one SQL statement with the exact next day on which another row would fire.

Each row has its own few days to compare (:mod:`.ahead`), so a second layer picks by the row that fired. A table too
intricate for that is tried at each later flip instead; tests against as_of then only compare two flips.
"""

from __future__ import annotations

import itertools
from datetime import date

from anxin.decisions.columnar.ahead import Start, ahead_of, condition_of
from anxin.decisions.columnar.dialects import DateMoving, Dialect
from anxin.decisions.columnar.horizon import flip_name, flipped
from anxin.decisions.columnar.ir import Fact, Moment, moments, needed
from anxin.decisions.columnar.over_time import OneOf, Still
from anxin.decisions.columnar.program import Flip, Program
from anxin.decisions.columnar.sql import Writer, case_of_rows, facts_inside, joined, today_test
from anxin.decisions.feel.plain import LAST_DAY, NEVER, Type

Starts = dict["int | None", tuple[Start, ...]]


def with_horizon(
    program: Program, dialect: Dialect, relation: str, key: str, as_of: date, carry: tuple[str, ...]
) -> str:
    """Two layers, fenced so that nothing is computed twice: the row and its facts; then the next change."""
    starts = ahead_of(program).all
    inner = Writer({fact: f"r.{dialect.identifier(fact.name)}" for fact in program.facts}, dialect, no_moment)
    inner.moment = lambda moment, op: today_test(inner, moment, op, as_of)
    if starts is None:
        kept, change = _by_trial(program, inner, as_of.toordinal())
    else:
        facts = {fact: f"f{index}" for index, fact in enumerate(_facts_of(starts))}
        kept = [f"{inner.facts[fact]} AS {name}" for fact, name in facts.items()]
        change = _change(starts, Writer(facts, dialect, no_moment), as_of.toordinal())
    return _layered(program, inner, relation, key, carry, kept, change)


def _layered(
    program: Program, inner: Writer, relation: str, key: str, carry: tuple[str, ...], kept: list[str], change: str
) -> str:
    quoted, fence = inner.dialect.identifier, inner.dialect.fence
    columns = [f"r.{quoted(key)} AS k", f"{case_of_rows(program.rows, inner)} AS rule"]
    columns += [f"r.{quoted(name)} AS c{index}" for index, name in enumerate(carry)]
    carried = "".join(f", c{index} AS {quoted(name)}" for index, name in enumerate(carry))
    decided = f"SELECT {', '.join([*columns, *kept])} FROM {relation} AS r{fence}"
    return f"SELECT k AS {quoted(key)}, rule, {change} AS next_change{carried} FROM ({decided}) AS d{fence}"


def _facts_of(starts: Starts) -> tuple[Fact, ...]:
    found = [start for some in starts.values() for start in some]
    turns = (fact for start in found for turn in (*start.ups, *start.downs) for fact in turn.flip.needs)
    stills = (fact for start in found for still in start.stills for fact in _asked(still))
    return tuple(dict.fromkeys((*turns, *stills)))


def _asked(still: OneOf | Still) -> tuple[Fact, ...]:
    return (still.fact,) if isinstance(still, OneOf) else needed(still.condition)


def _change(starts: Starts, writer: Writer, today: int) -> str:
    """The date of the earliest start of the row that fired; rows with the same starts share an arm."""
    arms: dict[str, list[int | None]] = {}
    for number, some in starts.items():
        if some:
            arms.setdefault(_earliest(some, writer, today), []).append(number)
    if not arms:
        return writer.dialect.no_day
    cases = "".join(f" WHEN {_fired(numbers)} THEN {day}" for day, numbers in arms.items())
    return f"CASE{cases} END"


def _fired(numbers: list[int | None]) -> str:
    listed = [str(number) for number in numbers if number is not None]
    rules = [f"rule IN ({', '.join(listed)})" if len(listed) > 1 else f"rule = {listed[0]}"] if listed else []
    return joined("OR", [*rules, *(["rule IS NULL"] if None in numbers else [])])


def _earliest(some: tuple[Start, ...], writer: Writer, today: int) -> str:
    """The date of the first of some starts: in dates where each is a date fact moved by days, else in ordinals."""
    dialect = writer.dialect
    if isinstance(dialect, DateMoving) and all(_shift(start) is not None for start in some):
        return _earliest_date(some, writer, dialect, today)
    first = dialect.least([_start(start, writer, today, _ordinal(start, writer)) for start in some])
    return dialect.day_of(f"nullif({dialect.extreme('min', [first, str(NEVER)])}, {NEVER})")


def _shift(start: Start) -> int | None:
    """By how many days the start lies after its date facts; None when it is more than that."""
    days = {up.flip.facts.days for up in start.ups}
    return days.pop() if len(days) == 1 and all(_dated(up.flip) for up in start.ups) else None


def _earliest_date(some: tuple[Start, ...], writer: Writer, dialect: DateMoving, today: int) -> str:
    """Sure starts are never null; dates that move alike are compared before they are moved."""
    alike: dict[int, list[str]] = {}
    unsure: list[str] = []
    for start in some:
        shift = _shift(start) or 0
        facts = [writer.facts[fact] for up in start.ups for fact in up.flip.needs]
        day = dialect.extreme("max", facts) if len(facts) > 1 else facts[0]
        if start.sure and not (start.stills or start.unsure or any(start.gaps)):
            alike.setdefault(shift, []).append(day)
        else:
            unsure.append(_start(start, writer, today, dialect.moved_day(day, shift)))
    days = [
        dialect.moved_day(dialect.extreme("min", facts) if len(facts) > 1 else facts[0], shift)
        for shift, facts in alike.items()
    ]
    return dialect.least_day([*days, *unsure], any((_shift(start) or 0) > 0 for start in some))


def _ordinal(start: Start, writer: Writer) -> str:
    days = [flip_day(writer, up.flip) for up in start.ups]
    return days[0] if len(days) == 1 else writer.dialect.extreme("max", days)


def _start(start: Start, writer: Writer, today: int, day: str) -> str:
    """The day of a start, null when it never comes."""
    tests = [_still_test(writer, still) for still in start.stills]
    tests += [f"{writer.facts[fact]} IS NOT NULL" for fact in start.unsure]
    if not start.sure:
        tests.append(joined("OR", (_later(writer, up.flip, today) for up in start.ups)))
    tests += [f"{flip_day(writer, up.flip)} < {flip_day(writer, down.flip)}" for up, down in start.gaps]
    return f"CASE WHEN {joined('AND', tests)} THEN {day} END" if tests else day


def _still_test(writer: Writer, still: OneOf | Still) -> str:
    if isinstance(still, OneOf):
        condition, met = condition_of(still)
        return writer.true(condition) if met else writer.dialect.untrue(writer.true(condition))
    text = writer.true(still.condition) if still.truth else writer.false(still.condition)
    return text if still.met else writer.dialect.untrue(text)


def _later(writer: Writer, flip: Flip, today: int) -> str:
    """Whether a flip lies ahead; a date fact is compared as it stands."""
    dated = _dated(flip)
    if dated is None:
        return f"{flip_day(writer, flip)} > {today}"
    day = date.fromordinal(min(max(today - flip.facts.days, 1), LAST_DAY))
    return f"{writer.facts[dated]} > {writer.dialect.day(day)}"


def _dated(flip: Flip) -> Fact | None:
    """The date fact that a flip is, but for a number of days."""
    if flip.as_of.chain or len(flip.needs) != 1 or len(flip.facts.terms) != 1:
        return None
    term, count = flip.facts.terms[0]
    return term if isinstance(term, Fact) and term.type is Type.DATE and count == 1 else None


def _by_trial(program: Program, inner: Writer, today: int) -> tuple[list[str], str]:
    """What a second layer needs, and in it the earliest flip on which the row differs."""
    dialect, flips, still = inner.dialect, program.flips, leading_still(program)
    moving = program.rows[len(still) :]
    used = dict.fromkeys(fact for row in moving for fact in needed(row.condition))
    facts = {fact: f"f{index}" for index, fact in enumerate(used)}
    names = {flip: flip_name(flips, flip) for flip in flips}
    kept = [f"{inner.facts[fact]} AS {name}" for fact, name in facts.items()]
    kept += [f"{flip_day(inner, flip)} AS {name}" for flip, name in names.items()]

    def change(flip: Flip) -> str:
        day = names[flip]
        there = Writer(facts, dialect, lambda moment, op: flipped(moment, op, names.__getitem__, day))
        other = dialect.different(case_of_rows(moving, there), "rule")
        return f"CASE WHEN {day} > {today} AND {day} <= {LAST_DAY} AND {other} THEN {day} END"

    first = dialect.day_of(dialect.least([change(flip) for flip in flips]))
    if still:
        first = f"CASE WHEN coalesce(rule, 0) NOT IN ({', '.join(map(str, still))}) THEN {first} END"
    return kept, first


def leading_still(program: Program) -> list[int]:
    """The leading rows that do not look at the date: when one of them fires, it always will."""
    leading = itertools.takewhile(lambda row: not (row.collected or moments(row.condition)), program.rows)
    return [row.rule.number for row in leading]


def no_moment(moment: Moment, op: str) -> str:
    """A writer for what time does not move."""
    raise AssertionError(moment, op)


def flip_day(writer: Writer, flip: Flip) -> str:
    """The ordinal of a flip, null when one of its facts is."""
    target = writer.days(flip.facts)
    for unit, count in reversed(flip.as_of.chain):
        number = writer.dialect.number(count)
        target = f"({target} - {number})" if unit == "days" else writer.dialect.first_reaching(target, count)
    present = {fact for term, _ in flip.facts.terms for fact in facts_inside(term)}
    guards = [f"{writer.facts[fact]} IS NOT NULL" for fact in flip.needs if fact not in present]
    return f"CASE WHEN {joined('AND', guards)} THEN {target} END" if guards else target
