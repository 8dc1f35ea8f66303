"""A population inside its database: our SQL beside the same logic written by hand, columns and rows elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import polars

from anxin.decisions import Compiled
from bench.decisions import many_rows
from bench.decisions.bases import Base
from bench.decisions.by_hand import NATIONAL_CASE, WENZHOU_CASE
from bench.decisions.figures import Measure, Work, agree, best_of
from bench.decisions.peers import fisca, zen_tables
from bench.decisions.rule_sets import NATIONAL_FACTS, SOON, TODAY, WENZHOU_FACTS, Facts, national, wenzhou

PART = "population"
SAMPLE = 20_000
NAMES = {"duckdb": "DuckDB", "sqlite": "SQLite", "postgresql": "PostgreSQL"}
ROUNDS = {"duckdb": 12, "sqlite": 4, "postgresql": 5}
TABLES: tuple[tuple[str, Callable[[], Compiled], str], ...] = (
    ("Zhejiang", national, NATIONAL_CASE),
    ("Wenzhou", wenzhou, WENZHOU_CASE),
)


def measure(found: list[Base], how_many: int) -> list[Measure]:
    duck = found[0]
    people = _sample(duck)
    figures = [
        _beside_case(base, name, load(), case, how_many, people) for base in found for name, load, case in TABLES
    ]
    figures += [_beside_polars(duck, how_many), _beside_fisca(duck, how_many)]
    figures += _row_by_row(duck, how_many, people)
    for base in found:
        figures += _large_tables(base, how_many)
    return figures


def _sample(duck: Base) -> list[Facts]:
    columns = ", ".join(WENZHOU_FACTS)
    rows = duck.rows(f"SELECT {columns} FROM people ORDER BY party_id LIMIT {SAMPLE}")
    return [dict(zip(WENZHOU_FACTS, row, strict=True)) for row in rows]


def per_party(taken: float, how_many: int) -> float:
    """Nanoseconds."""
    return taken / how_many * 1e9


def _beside_case(base: Base, name: str, compiled: Compiled, case: str, how_many: int, people: list[Facts]) -> Measure:
    ours, by_hand = base.ours(compiled), base.by_hand(case)
    base.make("ours", ours)
    base.make("by_hand", by_hand)
    base.apart("ours", "by_hand", name)
    rows = base.rows(f"SELECT rule FROM ours ORDER BY party_id LIMIT {len(people)}")
    agree([row for (row,) in rows], [compiled.outcome(facts, TODAY) for facts in people], f"{name}: closure")
    works = [partial(base.make, "ours", ours), partial(base.make, "by_hand", by_hand)]
    mine, theirs = best_of(works, ROUNDS[base.dialect])
    return Measure(
        PART, f"{name}: our SQL on {NAMES[base.dialect]}, CREATE TABLE", "CASE written by hand, CREATE TABLE",
        "ns/party", per_party(mine, how_many), per_party(theirs, how_many), how_many, ">= 0.95 ×",
        f"{how_many / mine / 1e6:,.2f} M parties/s",
    )  # fmt: skip


def _beside_polars(duck: Base, how_many: int) -> Measure:
    frame = polars.from_arrow(duck.connection.sql("SELECT * FROM people").to_arrow_table())
    expression = _wenzhou_in_polars()
    compiled = wenzhou()
    duck.make("ours", duck.ours(compiled))
    theirs = frame.select("party_id", rule=expression).sort("party_id")["rule"].to_list()
    agree([row for (row,) in duck.rows("SELECT rule FROM ours ORDER BY party_id")], theirs, "Polars")
    ours = duck.ours(compiled)
    mine, other = best_of(
        [partial(duck.make, "ours", ours), lambda: frame.select("party_id", rule=expression)], ROUNDS["duckdb"]
    )
    return _elsewhere("Wenzhou", "Polars expression written by hand, in memory", mine, other, how_many, how_many)


def _elsewhere(name: str, peer: str, ours: float, theirs: float, how_many: int, of_theirs: int) -> Measure:
    cost = per_party(ours, how_many), per_party(theirs, of_theirs)
    return Measure(PART, f"{name}: our SQL on DuckDB, CREATE TABLE", peer, "ns/party", *cost, of_theirs)


def _wenzhou_in_polars() -> Any:
    it, soon = polars.col, TODAY + SOON
    bad = ["failed", "abnormal", "invalid"]
    over = {name: it(name).is_null() | (it(name) < TODAY) for name in ("health_until", "insurance_until")}
    tests = [
        it("card").is_null(), it("card") == "invalid", it("identity_city").is_in(bad),
        it("identity_ministry").is_in(bad), it("police") == "failed", over["health_until"] & over["insurance_until"],
        (it("health").is_null() | (it("health") == "failed")) & over["insurance_until"], it("identity_city").is_null(),
        it("identity_ministry").is_null(), it("health") == "failed", over["health_until"], it("health").is_null(),
        over["insurance_until"], it("police").is_null(), (it("health_until") < soon) & (it("insurance_until") < soon),
        it("health_until") < soon, it("insurance_until") < soon,
    ]  # fmt: skip
    chain: Any = polars.when(tests[0]).then(polars.lit(1, polars.Int32))
    for number, test in enumerate(tests[1:], 2):
        chain = chain.when(test).then(polars.lit(number, polars.Int32))
    return chain.otherwise(polars.lit(18, polars.Int32))


def _beside_fisca(duck: Base, how_many: int) -> Measure:
    columns = ", ".join(NATIONAL_FACTS)
    few = min(how_many, 1_000_000)
    rows = duck.rows(f"SELECT {columns} FROM people ORDER BY party_id LIMIT {few}")
    held = fisca.arrays([dict(zip(NATIONAL_FACTS, row, strict=True)) for row in rows], TODAY)
    decide = fisca.simulate(fisca.system(NATIONAL_FACTS))
    ours = duck.ours(national())
    duck.make("ours", ours)
    found = [row for (row,) in duck.rows(f"SELECT rule FROM ours ORDER BY party_id LIMIT {few}")]
    agree(found, decide(held).tolist(), "OpenFisca-Core")
    mine, theirs = best_of([partial(duck.make, "ours", ours), partial(decide, held)], 5)
    return _elsewhere("Zhejiang", "OpenFisca-Core, columns in memory", mine, theirs, how_many, few)


def _row_by_row(duck: Base, how_many: int, people: list[Facts]) -> list[Measure]:
    compiled = wenzhou()
    ours, on = duck.ours(compiled), compiled.on(TODAY)
    engine = zen_tables.of_table(compiled, "days")
    requests = [{"key": zen_tables.KEY, "context": zen_tables.given(facts, TODAY, "days")} for facts in people[:5000]]
    answers = engine.evaluate_batch(requests)
    agree([on(facts) for facts in people[:5000]], [zen_tables.row_of(one["data"]) for one in answers], "zen batch")
    works: list[Work] = [
        partial(duck.make, "ours", ours),
        lambda: [on(facts) for facts in people],
        lambda: engine.evaluate_batch(requests),
    ]
    mine, closure, zen = best_of(works, 7)
    return [
        _elsewhere("Wenzhou", "our closure, row by row in Python", mine, closure, how_many, len(people)),
        _elsewhere("Wenzhou", "zen-engine, evaluate_batch of 5,000", mine, zen, how_many, len(requests)),
    ]


def _large_tables(base: Base, how_many: int) -> list[Measure]:
    """Rows by the hundred: joined with a table of rules instead of a chain of cases."""
    found = []
    for size, fewer in ((100, 1), (1000, 5)):
        rows, few = many_rows.bands(size), how_many // fewer // (1 if base.dialect == "duckdb" else 5)
        facts = many_rows.people(rows, min(few, 200_000))
        _filled(base, facts)
        compiled = many_rows.compiled(rows)
        ours, by_hand = base.ours(compiled, of="crowd"), _case(rows)
        base.make("ours", ours)
        base.make("by_hand", by_hand)
        base.apart("ours", "by_hand", f"{size} rows")
        mine, theirs = best_of([partial(base.make, "ours", ours), partial(base.make, "by_hand", by_hand)], 3)
        cost = per_party(mine, len(facts)), per_party(theirs, len(facts))
        name = f"{size:,} rows: our SQL on {NAMES[base.dialect]} (a join)"
        found.append(Measure(PART, name, "CASE written by hand", "ns/party", *cost, len(facts)))
    return found


def _filled(base: Base, facts: list[dict[str, Any]]) -> None:
    base.run("DROP TABLE IF EXISTS crowd")
    base.run("CREATE TABLE crowd (party_id integer PRIMARY KEY, city text, age integer, income integer)")
    rows = [(index, *one.values()) for index, one in enumerate(facts)]
    if base.dialect == "duckdb":
        frame = polars.DataFrame(rows, ["party_id", "city", "age", "income"], orient="row", infer_schema_length=None)
        base.connection.register("arrow_crowd", frame.to_arrow())
        base.run("INSERT INTO crowd SELECT * FROM arrow_crowd")
    elif base.dialect == "sqlite":
        base.run("BEGIN")
        base.connection.executemany("INSERT INTO crowd VALUES (?, ?, ?, ?)", rows)
        base.run("COMMIT")
    else:
        with base.connection.cursor().copy("COPY crowd FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        base.run("ANALYZE crowd")


def _case(rows: list[many_rows.Band]) -> str:
    arms = "".join(
        f" WHEN city = '{row.city}' AND age BETWEEN {row.low} AND {row.high} AND income < {row.ceiling} THEN {index}"
        for index, row in enumerate(rows, 1)
    )
    return f"SELECT party_id, CASE{arms} END AS rule FROM crowd"
