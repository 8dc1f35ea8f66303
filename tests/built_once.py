"""What many tests stand on is built once, by the real acts; the later ones find the very same rows put back.

A hundred acts with their journal take a few tenths of a second, a hundred rows a few milliseconds. Rows are put back
only into an empty database, under the settings and beside the key files that they were built with; wherever one of
these is otherwise, the acts are done again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from anxin.kernel.cases import recording
from anxin.kernel.outcomes import applied
from anxin.packs.loading import find_packs, fingerprint

T = TypeVar("T")
NAMES = {"django_content_type", "auth_permission"}  # of models and of what may be done to them: there from the start
Files = tuple[tuple[Path, int, int], ...]


@dataclass(frozen=True)
class Kept:
    """What was made, the rows of each table, and the key files (path, time of change in ns, bytes) beside them."""

    made: Any
    rows: dict[str, Any]
    files: Files


_kept: dict[Hashable, Kept] = {}


def built_once(build: Callable[[], T]) -> Callable[[], T]:
    """A `build` that does its acts once in a run, and afterwards puts the same rows back."""

    @wraps(build)
    def built() -> T:
        if not _is_empty():
            return build()
        name = (build.__module__, build.__qualname__, *_circumstances())
        held = _kept.get(name)
        if held is not None and _still_there(held.files):
            _put_back(held.rows)
            made: T = deepcopy(held.made)
            return made
        made = build()
        _kept[name] = Kept(deepcopy(made), {table: rows for table in _tables() if (rows := _read(table))}, _files())
        return made

    return built


def _circumstances() -> tuple[Hashable, ...]:
    """What settings a build depends on. A folder of keys is part of it, so that a test with its own keys makes them."""
    return (
        str(settings.CODE_KEYS_FOLDER),
        settings.CODE_ADDRESS,
        settings.PUBLIC_ADDRESS,
        tuple(settings.PASSWORD_HASHERS),
        *(fingerprint(folder) for folder in find_packs()),
    )


def _files() -> Files:
    folder = Path(settings.CODE_KEYS_FOLDER)
    found = [(path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
    return tuple((path, held.st_mtime_ns, held.st_size) for path, held in found)


def _still_there(files: Files) -> bool:
    return set(files) <= set(_files())


# --------------------------------------------------------------------------------------------------------- the rows


@cache
def _tables() -> dict[str, str]:
    """Every table that is empty on a new site, with its columns as SQL."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: ", ".join(
            connection.ops.quote_name(str(one.column)) for one in model._meta.local_concrete_fields
        )
        for model in models
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in NAMES
    }


@cache
def _any_row() -> str:
    return "SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {_quoted(table)})" for table in _tables())


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_any_row())
        return not cursor.fetchone()[0]


def _read(table: str) -> Any:
    """The rows as the database itself keeps them: no type of Python's comes in between."""
    columns = _tables()[table]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_quoted(table)} ({columns}) TO STDOUT") as copied:
                return b"".join(copied)
        # A plus in front of a column changes nothing but that its declared type is forgotten.
        cursor.execute(f"SELECT {', '.join('+' + column for column in columns.split(', '))} FROM {_quoted(table)}")
        return cursor.fetchall()


def _put_back(rows: dict[str, Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, held in rows.items():
            columns = _tables()[table]
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {_quoted(table)} ({columns}) FROM STDIN") as copied:
                    copied.write(held)
            else:
                places = ", ".join("%s" for _column in columns.split(", "))
                cursor.executemany(f"INSERT INTO {_quoted(table)} ({columns}) VALUES ({places})", held)
        if counted := _counted_on(tuple(rows)):
            cursor.execute(counted)
    applied._kept.clear()  # as the acts themselves do: numbers are given again
    recording.forget_matters()


@cache
def _counted_on(tables: tuple[str, ...]) -> str:
    """SQL that lets the numbers of new rows follow those put back; where a test wrote numbers of its own and counted on
    from them, PostgreSQL does not take that back with the rest."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables]
    return "".join(connection.ops.sequence_reset_sql(no_style(), models))


def empty_again(_of_django: object = None) -> None:
    """Take every row away after a test that kept what it did. Django's own way cuts every table there is and then
    fills in the names of all models anew, which takes longer than many a test."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {_quoted(table)})' for table in _tables())}")
        for table, filled in zip(_tables(), cursor.fetchone(), strict=True):
            if filled:
                cursor.execute(f"DELETE FROM {_quoted(table)}")
