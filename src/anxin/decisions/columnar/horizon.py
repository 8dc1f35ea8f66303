"""The next day on which time alone changes the row that fires, as a Python function of the facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from anxin.decisions.columnar.closure import Facts, chain_of_rows, indented, run, variables_of
from anxin.decisions.columnar.ir import Moment
from anxin.decisions.columnar.program import Flip, Program, flips_of
from anxin.decisions.columnar.python import Source
from anxin.decisions.feel.plain import LAST_DAY

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
    """``horizon(facts, row, as_of ordinal)``: walks the flips after as_of until another row fires.

    A flip whose facts are missing is NaN: no comparison with it holds, as no comparison with null does.
    """
    flips, variables = program.flips, variables_of(program.facts)
    if not flips:
        return lambda facts, row, today: None
    tests = Source(variables, _flip_test(flips))
    loads = [f"{variables[fact]} = f[{fact.name!r}]" for fact in program.facts]
    names = [flip_name(flips, flip) for flip in flips]
    arguments = ", ".join(["t", *variables.values(), *names])
    kept = f"{{w for w in ({', '.join(names)},) if t < w <= {LAST_DAY}}}"
    source = f"""
def at({arguments}):
{indented(chain_of_rows(program.rows, tests, None), 1)}

def horizon(f, row, t):
    try:
{indented(loads or ["pass"], 2)}
    except KeyError:
        return horizon(complete(f), row, t)
{indented([f"{name} = {_flip_source(tests, flip)}" for name, flip in zip(names, flips, strict=True)], 1)}
    for t in sorted({kept}):
        if at({arguments}) != row:
            return plain_date(t)
    return None
"""
    names_of_facts = tuple(fact.name for fact in program.facts)

    def complete(facts: Facts) -> dict[str, Any]:
        return {**dict.fromkeys(names_of_facts), **facts}

    found: Horizon = run(source, complete=complete)["horizon"]
    return found


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
