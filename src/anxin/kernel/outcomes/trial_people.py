"""Rows of a trial population, written past the models: a million people in seconds instead of minutes.

Only for a site without people; what is written is what the models would write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

Row = Sequence[Any]
DAYS = ("DateField", "DateTimeField")


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows whose values stand in the order of `columns`, as the database takes them."""
    table = connection.ops.quote_name(model._meta.db_table)
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            moments = [
                n for n, column in enumerate(columns) if model._meta.get_field(column).get_internal_type() in DAYS
            ]
            cursor.executemany(
                f"INSERT INTO {table} ({named}) VALUES ({marks})", [_adapted(row, moments) for row in rows]
            )


def _adapted(row: Row, moments: Sequence[int]) -> list[Any]:
    """Days and moments as Django hands them to SQLite."""
    held = list(row)
    for n in moments:
        if isinstance(held[n], datetime):
            held[n] = connection.ops.adapt_datetimefield_value(held[n])
        elif held[n] is not None:
            held[n] = held[n].isoformat()
    return held


def continue_numbering(*written: type[models.Model]) -> None:
    """Let the database give the next ids after those written, and learn how large the tables are now."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(written)):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
