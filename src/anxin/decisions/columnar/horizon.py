"""The next day on which time alone changes the row that fires, as a Python function of the facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from anxin.decisions.columnar.ahead import Ahead, Start, ahead_of, condition_of
from anxin.decisions.columnar.closure import Facts, chain_of_rows, indented, run, variables_of
from anxin.decisions.columnar.ir import Fact, Moment, needed
from anxin.decisions.columnar.over_time import OneOf, Still, TooMany
from anxin.decisions.columnar.program import Flip, Program, flips_of
from anxin.decisions.columnar.python import Source
from anxin.decisions.feel.plain import LAST_DAY, NEVER

Horizon = Callable[[Facts, "int | None", int], "date | None"]


def flip_name(flips: tuple[Flip, ...], flip: Flip) -> str:
    """The variable of a flip."""
    return f"w{flips.index(flip)}"


def flipped(moment: Moment, op: str, name: Callable[[Flip], str], now: str) -> str:
    """A test against as_of on the day ``now``, written over its flips."""
    days = [name(flip) for flip in flips_of(Moment(op, moment.facts, moment.as_of, moment.needs))]
    if op in ("<", "<="):
        return f"{days[0]} <= {now}"
    if op in (">", ">="):
        return f"{days[0]} > {now}"
    return f"({days[0]} <= {now} AND {days[1]} > {now})" if op == "=" else f"({days[0]} > {now} OR {days[1]} <= {now})"


def horizon(program: Program) -> Horizon:
    """``horizon(facts, row, as_of ordinal)``: each row has a function of its own, made when it is first asked for."""
    if not program.flips:
        return lambda facts, row, today: None
    ahead, made = ahead_of(program), dict[int | None, Horizon]()
    if ahead.collected:
        return _by_trial(program)

    def found(facts: Facts, row: int | None, today: int) -> date | None:
        after = made.get(row)
        if after is None:
            after = made[row] = _after(program, ahead, row)
        return after(facts, row, today)

    return found


def _after(program: Program, ahead: Ahead, row: int | None) -> Horizon:
    try:
        starts = ahead.after(row)
    except TooMany:
        return _by_trial(program)
    if not starts:
        return lambda facts, row, today: None
    return _by_starts(program, starts)


def _by_starts(program: Program, starts: tuple[Start, ...]) -> Horizon:
    """The earliest start. A flip whose facts are missing is NaN: no comparison with it holds."""
    turns = dict.fromkeys(turn.flip for start in starts for turn in (*start.ups, *start.downs))
    flips = tuple(turns)
    used = dict.fromkeys(fact for flip in flips for fact in flip.needs)
    used |= dict.fromkeys(fact for start in starts for still in start.stills for fact in _facts_of(still))
    source = Source(variables_of(tuple(used)), _flip_test(()))
    lines = [f"{name} = {_flip_source(source, flip)}" for flip in flips for name in (flip_name(flips, flip),)]
    for start in starts:
        lines += _earlier(source, start, flips)
    return _function(tuple(used), source, lines, f"plain_date(best) if best < {NEVER} else None")


def _earlier(source: Source, start: Start, flips: tuple[Flip, ...]) -> list[str]:
    """Take a start as the best so far when it is met, ahead and earlier."""
    names = [flip_name(flips, up.flip) for up in start.ups]
    day = names[0] if len(names) == 1 else "w"
    tests = [_still_source(source, still) for still in start.stills]
    tests += [f"{source.variables[fact]} is not None" for fact in start.unsure]
    gaps = [f"{flip_name(flips, up.flip)} < {flip_name(flips, down.flip)}" for up, down in start.gaps]
    in_order = " and ".join([f"t < {day} < best", *gaps])
    if len(names) == 1:
        return [f"if {' and '.join([*tests, in_order])}: best = {day}"]
    lines = [f"w = max({', '.join(names)})", f"if {in_order}: best = w"]
    return [f"if {' and '.join(tests)}:", *(f"    {line}" for line in lines)] if tests else lines


def _facts_of(still: OneOf | Still) -> tuple[Fact, ...]:
    return (still.fact,) if isinstance(still, OneOf) else needed(still.condition)


def _still_source(source: Source, still: OneOf | Still) -> str:
    if isinstance(still, OneOf):
        condition, met = condition_of(still)
        return f"({source.true(condition)})" if met else f"not ({source.true(condition)})"
    text = source.true(still.condition) if still.truth else source.false(still.condition)
    return f"({text})" if still.met else f"not ({text})"


def _by_trial(program: Program) -> Horizon:
    """Walks the flips after as_of until another row fires."""
    flips, variables = program.flips, variables_of(program.facts)
    tests = Source(variables, _flip_test(flips))
    names = [flip_name(flips, flip) for flip in flips]
    arguments = ", ".join(["t", *variables.values(), *names])
    kept = f"{{w for w in ({', '.join(names)},) if t < w <= {LAST_DAY}}}"
    at = f"def at({arguments}):\n{indented(chain_of_rows(program.rows, tests, None), 1)}\n"
    lines = [f"{name} = {_flip_source(tests, flip)}" for name, flip in zip(names, flips, strict=True)]
    lines += [f"for t in sorted({kept}):", f"    if at({arguments}) != row: return plain_date(t)"]
    return _function(program.facts, tests, lines, "None", at)


def _function(facts: tuple[Fact, ...], source: Source, lines: list[str], answer: str, before: str = "") -> Horizon:
    names = tuple(fact.name for fact in facts)

    def complete(given: Facts) -> dict[str, Any]:
        return {**dict.fromkeys(names), **given}

    loads = [f"{source.variables[fact]} = f[{fact.name!r}]" for fact in facts]
    text = f"""
{before}
def horizon(f, row, t):
    try:
{indented(loads or ["pass"], 2)}
    except KeyError:
        return horizon(complete(f), row, t)
    best = {NEVER}
{indented(lines, 1)}
    return {answer}
"""
    made: Horizon = run(text, complete=complete)["horizon"]
    return made


def _flip_test(flips: tuple[Flip, ...]) -> Callable[[Moment, str], str]:
    def test(moment: Moment, op: str) -> str:
        source = flipped(moment, op, lambda flip: flip_name(flips, flip), "t")
        return source.replace(" AND ", " and ").replace(" OR ", " or ")

    return test


def _flip_source(source: Source, flip: Flip) -> str:
    target = source.days(flip.facts)
    for unit, count in reversed(flip.as_of.chain):
        target = f"({target} - {count})" if unit == "days" else f"first_reaching({target}, {count})"
    guards = " and ".join(f"{source.variables[fact]} is not None" for fact in flip.needs)
    return f"{target} if {guards} else nan" if guards else target
