"""Statements that the ORM composes once and that are then sent again and again with other values.

Composing a statement costs Django many times what sending it does. Where a thousand askers a second ask the same thing
(the check of a code, the journal's lines), it is composed once for each kind of database and number of rows. The text
of every statement is the ORM's own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection, connections
from django.db.models import Field, Model, QuerySet
from django.db.models.sql import InsertQuery, UpdateQuery

Row = tuple[Any, ...]
AT_ONCE = 64  # rows in one statement; SQLite binds at most 999 values in old builds


def pieces(count: int) -> Iterator[int]:
    """A number in parts of `AT_ONCE` and a rest: a page's few rows go in one statement, however many they are."""
    while count:
        size = min(AT_ONCE, count)
        yield size
        count -= size


@dataclass
class Insertion:
    """Rows of a model, by the columns named. Values are as the database takes them (see `prepared`). `returning`: what
    the database tells of each row."""

    model: type[Model]
    columns: tuple[str, ...]
    returning: tuple[str, ...] = ()
    _composed: dict[tuple[str, int], tuple[str, bool]] = field(default_factory=dict, repr=False)

    @cached_property
    def fields(self) -> dict[str, Field[Any, Any]]:
        held = {one.attname: one for one in self.model._meta.concrete_fields}
        return {name: held[name] for name in self.columns}

    def prepared(self, column: str, value: object) -> object:
        """A value as this database takes it in that column."""
        return self.fields[column].get_db_prep_save(value, connection=connection)

    def row_of(self, one: Model) -> Row:
        """A row as this database takes it, in the order of the columns."""
        # The connection itself: looked up through Django's proxy for each value, it costs more than the values do.
        own = connections[connection.alias]
        return tuple(held.get_db_prep_save(getattr(one, name), connection=own) for name, held in self.fields.items())

    def insert(self, rows: Sequence[Row]) -> list[Row]:
        """Write the rows, inside the caller's transaction; what was asked to be returned of them, in any order."""
        start, told = 0, list[Row]()
        with connection.cursor() as cursor:
            for size in self._sizes(len(rows)):
                part, start = rows[start : start + size], start + size
                text, by_column = self._text(min(size, 2) if self._takes_columns() else size)
                values = list(map(list, zip(*part, strict=True))) if by_column else [one for row in part for one in row]
                cursor.execute(text, values)
                told += cursor.fetchall() if self.returning else ()
        return told

    def _takes_columns(self) -> bool:
        """Whether many rows go as one array for each column, so that one text serves any number (PostgreSQL)."""
        return self._text(2)[1]

    def _sizes(self, count: int) -> list[int]:
        return ([count] if count else []) if self._takes_columns() else list(pieces(count))

    def _text(self, size: int) -> tuple[str, bool]:
        key = (connection.vendor, size)
        if key not in self._composed:
            query, fields = InsertQuery(self.model), [*self.fields.values()]
            query.insert_values(fields, [self.model() for _ in range(size)], raw=True)
            compiler = query.get_compiler(connection=connection)
            compiler.returning_fields = [self.model._meta.get_field(name) for name in self.returning]
            [(text, values)] = compiler.as_sql()
            self._composed[key] = text, size > 1 and len(values) == len(fields)
        return self._composed[key]


@dataclass
class Replacement:
    """Some columns of one row, which is found by its key."""

    model: type[Model]
    columns: tuple[str, ...]
    _composed: dict[str, str] = field(default_factory=dict, repr=False)

    def replace(self, key: int, *values: Any) -> None:
        """Write the values, in the order of the columns, inside the caller's transaction."""
        with connection.cursor() as cursor:
            cursor.execute(self._text(), [*values, key])

    def replace_all(self, rows: Sequence[Row]) -> None:
        """The same for many rows: key, then the values."""
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(self._text(), [(*values, key) for key, *values in rows])

    def _text(self) -> str:
        if connection.vendor not in self._composed:
            query: Any = self.model._default_manager.filter(pk=0).query.chain(UpdateQuery)
            query.add_update_values(dict.fromkeys(self.columns, 0))
            self._composed[connection.vendor] = query.get_compiler(connection=connection).as_sql()[0]
        return self._composed[connection.vendor]


@dataclass
class Selection:
    """The rows of a query over a list of keys. `of` makes the query from a list of keys, whose values it must put into
    the statement one by one (`…__in=keys`); what else it asks must not depend on them. Keys are numbers, or `texts`.
    Reads of more than 64 keys take several statements."""

    of: Callable[[list[Any]], QuerySet[Any, Any]]
    texts: bool = False
    _composed: dict[tuple[str, int], _Composed] = field(default_factory=dict, repr=False)

    def rows(self, keys: Sequence[Hashable]) -> list[Row]:
        found: list[Row] = []
        distinct = list(dict.fromkeys(keys))
        for start in range(0, len(distinct), AT_ONCE):
            part = distinct[start : start + AT_ONCE]
            size = 1 << (len(part) - 1).bit_length()
            found += self._asked([*part, *[part[-1]] * (size - len(part))])
        return found

    def _asked(self, keys: list[Any]) -> list[Row]:
        held = self._text(len(keys))
        values = list(held.values)
        values[held.start : held.start + len(keys)] = keys
        with connection.cursor() as cursor:
            cursor.execute(held.text, values)
            rows = cursor.fetchall()
        return (
            [tuple(row) for row in held.compiler.apply_converters(rows, held.converters)] if held.converters else rows
        )

    def _text(self, size: int) -> _Composed:
        key = (connection.vendor, size)
        if key not in self._composed:
            ones, others = range(1, size + 1), range(-size, 0)
            kind = str if self.texts else int
            self._composed[key] = _composed(self.of([*map(kind, ones)]), self.of([*map(kind, others)]))
        return self._composed[key]


@dataclass(frozen=True)
class _Composed:
    text: str
    values: tuple[Any, ...]
    start: int  # where the keys begin among the values
    compiler: Any
    converters: dict[int, Any]


def _composed(one: QuerySet[Any, Any], other: QuerySet[Any, Any]) -> _Composed:
    """The statement of two queries that differ in their keys alone: where the values differ stand the keys."""
    compiler = one.query.get_compiler(connection=connection)
    text, values = compiler.as_sql()
    _same, others = other.query.get_compiler(connection=connection).as_sql()
    start = next(n for n, (mine, theirs) in enumerate(zip(values, others, strict=True)) if str(mine) != str(theirs))
    converters = compiler.get_converters([expression for expression, *_ in compiler.select])
    return _Composed(text, tuple(values), start, compiler, converters)
