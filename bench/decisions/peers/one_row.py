"""A database asked for one party by its key, the CASE written by hand within the question."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import psycopg

from bench.decisions.by_hand import NATIONAL_CASE
from bench.decisions.peers.contender import row

Ask = Callable[[int], "int | None"]


def sqlite_row(people: Sequence[dict[str, Any]], as_of: date) -> Ask:
    connection = sqlite3.connect(":memory:")
    names = list(people[0])
    connection.execute(f"CREATE TABLE people (id INTEGER PRIMARY KEY, {', '.join(names)})")
    rows = [(index, *(_text(facts[name]) for name in names)) for index, facts in enumerate(people)]
    connection.executemany(f"INSERT INTO people VALUES (?{', ?' * len(names)})", rows)
    case = NATIONAL_CASE.format(today=f"'{as_of}'")
    statement = f"SELECT {case} FROM people WHERE id = ?"
    ask = connection.execute
    return lambda key: row(ask(statement, (key,)).fetchone()[0])


def postgresql_row(address: str, people: Sequence[dict[str, Any]], as_of: date) -> Ask:
    """Prepared on first use; through the server's socket."""
    connection = psycopg.connect(address, autocommit=True, prepare_threshold=1)
    cursor = connection.cursor()
    names = list(people[0])
    kinds = ", ".join(f"{name} {'date' if name.endswith('_until') else 'text'}" for name in names)
    cursor.execute(f"CREATE TEMPORARY TABLE people (id integer PRIMARY KEY, {kinds})")
    with cursor.copy("COPY people FROM STDIN") as copy:
        for index, facts in enumerate(people):
            copy.write_row((index, *facts.values()))
    cursor.execute("ANALYZE people")
    case = NATIONAL_CASE.format(today=f"DATE '{as_of}'")
    statement = f"SELECT {case} FROM people WHERE id = %s"

    def ask(key: int) -> int | None:
        cursor.execute(statement, (key,))
        found = cursor.fetchone()
        return found[0] if found else None

    return ask


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
