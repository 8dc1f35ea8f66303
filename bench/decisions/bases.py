"""The same invented population in DuckDB, SQLite and PostgreSQL, and statements run on each."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from anxin.decisions import Compiled
from bench.decisions.rule_sets import AGO, SOON, SPAN, TODAY

COLUMNS = "party_id, card, identity_city, identity_ministry, police, health, health_until, insurance_until"
LAYOUT = "party_id integer PRIMARY KEY" + "".join(
    f", {name} {'date' if name.endswith('_until') else 'text'}" for name in COLUMNS.split(", ")[1:]
)


class Base:
    """A dialect, and one connection whose every statement takes effect at once unless a transaction is begun."""

    def __init__(self, dialect: str, connection: Any) -> None:
        self.dialect = dialect
        self.connection = connection
        self._cursor = connection if dialect == "duckdb" else connection.cursor()

    def run(self, statement: str) -> None:
        self._cursor.execute(statement)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._cursor.execute(statement).fetchall()
        return found

    def make(self, name: str, statement: str) -> None:
        """A table from a statement, in place of the one before; PostgreSQL's without its log."""
        self.run(f"DROP TABLE IF EXISTS {name}")
        unlogged = "UNLOGGED " if self.dialect == "postgresql" else ""
        self.run(f"CREATE {unlogged}TABLE {name} AS {statement}")

    def day(self, day: date) -> str:
        return f"'{day}'" if self.dialect == "sqlite" else f"DATE '{day}'"

    def by_hand(self, case: str) -> str:
        """A CASE written by hand as a statement over people."""
        said = case.format(today=self.day(TODAY), soon=self.day(TODAY + SOON))
        return f"SELECT party_id, {said} AS rule FROM people"

    def ours(self, compiled: Compiled, *, horizon: bool = False, as_of: date = TODAY, of: str = "people") -> str:
        return compiled.sql(self.dialect, of, as_of=as_of, horizon=horizon)

    def apart(self, one: str, other: str, what: str) -> None:
        """RuntimeError unless two tables hold the same."""
        if self.rows(f"SELECT count(*) FROM {one}") != self.rows(f"SELECT count(*) FROM {other}"):
            raise RuntimeError(f"{what} on {self.dialect}: not as many rows")
        differ = self.rows(f"SELECT * FROM {one} EXCEPT SELECT * FROM {other} LIMIT 5")
        if differ:
            raise RuntimeError(f"{what} on {self.dialect}: {differ}")


@contextmanager
def bases(how_many: int) -> Iterator[list[Base]]:
    """DuckDB and SQLite, and PostgreSQL where the run has one; never synced, all the same people."""
    duck = duckdb.connect(":memory:")
    duck.execute(f"CREATE TABLE people AS {_invented(how_many)}")
    # In a file as a site's is, but never waited for.
    with tempfile.TemporaryDirectory(prefix="anxin-bench-") as home:
        lite = sqlite3.connect(Path(home) / "people.sqlite3", isolation_level=None)
        for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-1000000", "temp_store=MEMORY"):
            lite.execute(f"PRAGMA {pragma}")
        found = [Base("duckdb", duck), Base("sqlite", lite)]
        address = os.environ.get("ANXIN_DATABASE", "")
        if address.startswith("postgresql://"):
            found.append(Base("postgresql", psycopg.connect(address, autocommit=True)))
        try:
            for base in found[1:]:
                _copied(duck, base, Path(home) / "people.csv")
            yield found
        finally:
            for base in found:
                base.connection.close()


def _copied(duck: Any, base: Base, file: Path) -> None:
    base.run("DROP TABLE IF EXISTS people")
    base.run(f"CREATE TABLE people ({LAYOUT})")
    if base.dialect == "sqlite":
        base.run("BEGIN")
        cursor = duck.execute("SELECT * REPLACE (health_until::text AS health_until, "
                              "insurance_until::text AS insurance_until) FROM people ORDER BY party_id")  # fmt: skip
        while rows := cursor.fetchmany(100_000):
            base.connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        base.run("COMMIT")
    else:
        duck.execute(f"COPY (SELECT * FROM people ORDER BY party_id) TO '{file}' (HEADER FALSE)")
        with file.open("rb") as lines, base.connection.cursor().copy("COPY people FROM STDIN (FORMAT csv)") as copy:
            while block := lines.read(1 << 20):
                copy.write(block)
        base.run("VACUUM ANALYZE people")


def _invented(how_many: int) -> str:
    """Mostly in order; one in 500 has facts at the edges of months and of the tests. The same at every run."""
    near = [TODAY + timedelta(days=days) for days in (-31, -30, -1, 0, 1, 29, 30, 31)]
    edges = ", ".join(f"DATE '{day}'" for day in (*near, date(2024, 2, 29), date(2022, 2, 28), date(2022, 1, 31)))

    def word(salt: int, ok: str, bad: str) -> str:
        drawn = f"CAST(hash(i, {salt}) % 100 AS INTEGER)"
        return f"CASE WHEN {drawn} < 4 THEN NULL WHEN {drawn} < 7 THEN '{bad}' ELSE '{ok}' END"

    def day(salt: int) -> str:
        drawn = f"DATE '{TODAY - timedelta(days=AGO)}' + CAST(hash(i, {salt}) % {SPAN} AS INTEGER)"
        edge = f"([{edges}])[CAST(1 + hash(i, {salt + 50}) % 11 AS INTEGER)]"
        gone = f"hash(i, {salt + 90}) % 25 = 0"
        return f"CASE WHEN {gone} THEN NULL WHEN i % 500 = 0 THEN {edge} ELSE {drawn} END"

    columns = [
        "CAST(i AS INTEGER)", word(1, "issued", "invalid"), word(2, "passed", "abnormal"), word(3, "passed", "failed"),
        word(4, "passed", "failed"), word(5, "passed", "failed"), day(6), day(7),
    ]  # fmt: skip
    named = ", ".join(f"{value} AS {name}" for value, name in zip(columns, COLUMNS.split(", "), strict=True))
    return f"SELECT {named} FROM range(1, {how_many + 1}) AS r(i)"
