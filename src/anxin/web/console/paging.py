"""Pages of a list without counting it: one row more than shown tells whether there is a next page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

SIZE = 50
T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """One page of a list: its rows, its number from 1, and whether another follows."""

    rows: Sequence[T]
    number: int
    more: bool

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.more else None

    @property
    def first_row(self) -> int:
        return (self.number - 1) * SIZE + 1


def number_asked(request: HttpRequest) -> int:
    """The page asked for, 1 where none or nonsense was."""
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def leaf_of(rows: QuerySet[M], number: int) -> Leaf[M]:
    """That page of a query, in one statement."""
    start = (number - 1) * SIZE
    return leaf_from(rows[start : start + SIZE + 1], number)


def leaf_from(rows: Iterable[T], number: int) -> Leaf[T]:
    """A page from its rows and perhaps one more."""
    held = list(islice(rows, SIZE + 1))
    return Leaf(held[:SIZE], number, len(held) > SIZE)
