"""Databases for the generated SQL: SQLite and DuckDB, or PostgreSQL when ANXIN_DATABASE names one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import duckdb
import psycopg

TYPES = {
    "sqlite": {"days and time duration": "integer", "number": "integer"},
    "postgresql": {"number": "integer", "boolean": "boolean", "date": "date", "days and time duration": "integer"},
    "duckdb": {"number": "bigint", "boolean": "boolean", "date": "date", "days and time duration": "integer"},
}
# What sqlglot calls the dialects.
READINGS = {
    "sqlite": "sqlite", "postgresql": "postgres", "duckdb": "duckdb", "clickhouse": "clickhouse", "spark": "spark",
}  # fmt: skip


class Database:
    """A dialect, and a connection with temporary tables of its own."""

    def __init__(self, dialect: str, connection: Any) -> None:
        self.dialect = dialect
        self.connection = connection
        # A cursor of DuckDB's is a connection of its own, without the temporary tables.
        self.cursor = connection if dialect == "duckdb" else connection.cursor()

    def fill(self, name: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
        """A table of facts, keyed by the row's position."""
        types = TYPES[self.dialect]
        self.cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
        listed = ", ".join(f'"{column}" {types.get(kind, "text")}' for column, kind in columns.items())
        self.cursor.execute(f'CREATE TEMPORARY TABLE "{name}" (party_id integer, {listed})')
        values = [(index, *(self.stored(row.get(column)) for column in columns)) for index, row in enumerate(rows)]
        self.insert(name, values)

    def insert(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """All rows in one statement; none is needed."""
        if rows:
            mark = "%s" if self.dialect == "postgresql" else "?"
            marks = ", ".join([f"({', '.join([mark] * len(rows[0]))})"] * len(rows))
            self.cursor.execute(f'INSERT INTO "{name}" VALUES {marks}', [v for row in rows for v in row])

    def stored(self, value: Any) -> Any:
        if isinstance(value, timedelta):
            return value.days
        return value.isoformat() if isinstance(value, date) and self.dialect == "sqlite" else value

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement gives, in order of its first column, dates as dates."""
        self.cursor.execute(statement)
        return sorted(tuple(map(plain, row)) for row in self.cursor.fetchall())


def plain(value: Any) -> Any:
    """SQLite gives dates as text."""
    is_day = isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
    return date.fromisoformat(value) if is_day else value


@contextmanager
def databases() -> Iterator[list[Database]]:
    """PostgreSQL where the run has one, else SQLite and DuckDB: together the two runs cover all three."""
    address = os.environ.get("ANXIN_DATABASE", "")
    if address.startswith("postgresql://"):
        found = [Database("postgresql", psycopg.connect(address, autocommit=True))]
    else:
        found = [Database("sqlite", sqlite3.connect(":memory:")), Database("duckdb", duckdb.connect(":memory:"))]
    try:
        yield found
    finally:
        for database in found:
            database.connection.close()
