"""What time alone does: the exact next change, one day's recolouring, and the forecast of a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from time import perf_counter
from typing import Any

from anxin.decisions import Compiled
from anxin.decisions.columnar.forecast import by_day
from bench.decisions.bases import Base
from bench.decisions.figures import Measure, agree, best_of
from bench.decisions.population import NAMES, ROUNDS, per_party
from bench.decisions.rule_sets import TODAY, national, wenzhou

PART = "time"
TABLES: tuple[tuple[str, Callable[[], Compiled]], ...] = (("Zhejiang", national), ("Wenzhou", wenzhou))
HORIZON_GOALS = {"duckdb": "<= 2 ×", "postgresql": "<= 1.6 ×", "sqlite": ""}
BATCHES = {"duckdb": 1_000_000, "sqlite": 1000, "postgresql": 1000}
TOMORROW = TODAY + timedelta(days=1)
YEAR = 365
FEWER = {"duckdb": 5, "sqlite": 40, "postgresql": 20}  # a share of the people is enough for 365 passes


def measure(found: list[Base], how_many: int) -> list[Measure]:
    figures = [_with_horizon(base, name, load(), how_many) for base in found for name, load in TABLES]
    for base in found:
        figures += _one_day(base, wenzhou(), how_many)
    return figures + [_year(base, wenzhou(), how_many) for base in found]


def _with_horizon(base: Base, name: str, compiled: Compiled, how_many: int) -> Measure:
    both, colour = base.ours(compiled, horizon=True), base.ours(compiled)
    base.make("ahead", both)
    _check_horizon(base, compiled, name)
    works = [partial(base.make, "ahead", both), partial(base.make, "ours", colour)]
    mine, alone = best_of(works, ROUNDS[base.dialect])
    return Measure(
        PART, f"{name}: row and exact next change on {NAMES[base.dialect]}", "the row alone",
        "ns/party", per_party(mine, how_many), per_party(alone, how_many), how_many, HORIZON_GOALS[base.dialect],
        costs=True,
    )  # fmt: skip


def _check_horizon(base: Base, compiled: Compiled, name: str) -> None:
    """Beside the closure, for the first people: the same row and the same day."""
    facts = [found.name for found in compiled.inputs]
    rows = base.rows(f"SELECT {', '.join(facts)} FROM people ORDER BY party_id LIMIT 5000")
    people = [dict(zip(facts, map(_day, row), strict=True)) for row in rows]
    said = base.rows("SELECT rule, next_change FROM ahead ORDER BY party_id LIMIT 5000")
    agree([compiled.outlook(one, TODAY) for one in people], [(row, _day(change)) for row, change in said], name)


def _day(value: Any) -> Any:
    """SQLite keeps days as text."""
    is_day = isinstance(value, str) and len(value) == 10 and value[4] == "-"
    return date.fromisoformat(value) if is_day else value


def _one_day(base: Base, compiled: Compiled, how_many: int) -> list[Measure]:
    """Tomorrow's colours: those who are due, looked up and updated by key, beside deciding everybody anew."""
    _standing(base, "held", base.ours(compiled, horizon=True))
    if base.dialect == "postgresql":
        base.run("VACUUM ANALYZE held")
    due = base.rows(f"SELECT count(*) FROM held WHERE next_change <= {base.day(TOMORROW)}")[0][0]
    tomorrow = base.ours(compiled, horizon=True, as_of=TOMORROW)
    everybody, bare = partial(_standing, base, "anew", tomorrow), partial(base.make, "bare", tomorrow)
    everybody()
    base.run("BEGIN")
    _recoloured(base, compiled)
    base.apart("held", "anew", "one day")
    base.run("ROLLBACK")
    if base.dialect == "postgresql":
        base.run("VACUUM ANALYZE held")
    mine, anew, without = _undone(base, compiled, [everybody, bare])
    name = f"Wenzhou: one day's recolouring on {NAMES[base.dialect]}, {due:,} due"
    goal = ">= 15 ×" if base.dialect != "duckdb" else ""
    note = f"{due / how_many:.2%} of the people were due"
    return [
        Measure(PART, name, "everybody anew, with key and index", "ms", mine * 1e3, anew * 1e3, how_many, goal, note),
        Measure(PART, name, "everybody anew, rows only", "ms", mine * 1e3, without * 1e3, how_many, note=note),
    ]


def _standing(base: Base, name: str, statement: str) -> None:
    """Outcomes as they are kept: by key, and by the day of their next change."""
    unlogged = "UNLOGGED " if base.dialect == "postgresql" else ""
    base.run(f"DROP TABLE IF EXISTS {name}")
    base.run(f"CREATE {unlogged}TABLE {name} (party_id integer PRIMARY KEY, rule integer, next_change date)")
    base.run(f"INSERT INTO {name} {statement}")
    base.run(f"CREATE INDEX {name}_by_change ON {name} (next_change)")


def _undone(base: Base, compiled: Compiled, others: list[Callable[[], None]]) -> list[float]:
    """In turns; what was updated is taken back each time, outside what is timed."""
    taken: list[list[float]] = []
    for _ in range(5):
        base.run("BEGIN")
        began = perf_counter()
        _recoloured(base, compiled)
        took = perf_counter() - began
        base.run("ROLLBACK")
        taken.append([took, *(best_of([other], 1)[0] for other in others)])
    return [min(column) for column in zip(*taken, strict=True)]


def _recoloured(base: Base, compiled: Compiled) -> None:
    """The due ids first, then updates by key: no plan can then read the whole table."""
    # Sorted here: asked for an order, SQLite would read the whole table in it.
    due = sorted(base.rows(f"SELECT party_id FROM held WHERE next_change <= {base.day(TOMORROW)}"))
    batch = BATCHES[base.dialect]
    for first in range(0, len(due), batch):
        ids = ", ".join(str(party) for (party,) in due[first : first + batch])
        these = f"(SELECT * FROM people WHERE party_id IN ({ids}))"
        decided = base.ours(compiled, horizon=True, as_of=TOMORROW, of=these)
        base.run(
            "UPDATE held SET rule = d.rule, next_change = d.next_change"
            f" FROM ({decided}) AS d WHERE held.party_id = d.party_id AND held.party_id IN ({ids})"
        )


def _year(base: Base, compiled: Compiled, how_many: int) -> Measure:
    """Counts by row for today and each of the next 365 days: one statement, beside a statement for every day."""
    few = min(how_many, 1_000_000) // FEWER[base.dialect]
    base.make("some_people", f"SELECT * FROM people WHERE party_id <= {few}")
    began = perf_counter()
    passes = _day_by_day(base, compiled)
    by_passes = perf_counter() - began
    agree(_forecast(base, compiled), passes, f"forecast on {base.dialect}")
    (once,) = best_of([lambda: _forecast(base, compiled)], 3)
    name = f"Wenzhou: forecast of {YEAR} days on {NAMES[base.dialect]}"
    goal = ">= 20 ×" if base.dialect == "duckdb" else ""
    return Measure(PART, name, f"{YEAR + 1} passes", "s", once, by_passes, few, goal)


def _forecast(base: Base, compiled: Compiled) -> dict[date, Counter[int | None]]:
    statement = compiled.forecast_sql(base.dialect, "some_people", as_of=TODAY, days=YEAR)
    moves = [(_day(day), was, now, how_many) for day, was, now, how_many in base.rows(statement)]
    return by_day(moves, as_of=TODAY, days=YEAR)


def _day_by_day(base: Base, compiled: Compiled) -> dict[date, Counter[int | None]]:
    found: dict[date, Counter[int | None]] = {}
    for ahead in range(YEAR + 1):
        day = TODAY + timedelta(days=ahead)
        decided = base.ours(compiled, as_of=day, of="some_people")
        found[day] = Counter(dict(base.rows(f"SELECT rule, count(*) FROM ({decided}) AS d GROUP BY rule")))
    return found
