"""A scheme 互助计划 as its service declares it, kept whole: a claim stays under the version it came in under.

An item's table gives `amount` (whole fen) and `reason` (a key of the item's `texts`); its rows carry the annotations
"legal source" and, where there is one, "legal source (en)". It reads the item's facts under their own names (fen and
counts as numbers, days as days, yes and no as booleans, choices as their keys), and `days_covered`: the days from the
first day of cover to the item's `happened`. The admission table gives `admitted` (boolean) and `reason` (a key of the
scheme's `texts`), and reads `age` (whole years on the first day of cover), `sex` ("female", "male") and `retired`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import cattrs

from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.matter import DatedTable
from anxin.modules.benefits.enums import FactKind, Pays, Withdrawal

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNSAID = Words("")
PREMIUM, PAYMENT, REFUND = "premium", "payment", "refund"


@dataclass(frozen=True)
class BookNamed:
    """The book that the fund is kept in, of the pack's own ledger.yaml."""

    kind: str
    key: str


@dataclass(frozen=True)
class MovementNamed:
    """A movement of that book and the kinds of account it joins. A parted source of the premium has one part for each
    payer; every other parted account one for each cycle."""

    slug: str
    source: str
    target: str


@dataclass(frozen=True)
class Cycle:
    """周期. `window_from` and `window_until`: the days, both whole, in Shanghai, on which a roster is received in time.
    `shares`: fen of the premium of one person by payer. `ceiling`: the most one person is paid, fen. `published`: of
    each amount whether it was published or is an example; `note` says so in words."""

    key: str
    title: Words
    window_from: date
    window_until: date
    cover_from: date
    cover_until: date
    shares: Mapping[str, int]
    ceiling: int
    published: Mapping[str, bool] = field(default_factory=dict)
    note: Words = UNSAID

    @property
    def premium(self) -> int:
        """What is due for one person, in fen."""
        return sum(self.shares.values())

    @property
    def opens(self) -> datetime:
        return datetime.combine(self.window_from, time(), SHANGHAI)

    @property
    def closes(self) -> datetime:
        """The first moment that is too late."""
        return datetime.combine(self.window_until + timedelta(days=1), time(), SHANGHAI)

    def in_window(self, received_at: datetime) -> bool:
        return self.opens <= received_at < self.closes

    def covers(self, day: date) -> bool:
        return self.cover_from <= day <= self.cover_until


@dataclass(frozen=True)
class FactAsked:
    """One fact of a claim."""

    kind: FactKind
    title: Words
    choices: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """补助项目. `happened`: the fact of kind date that must lie within the cover. `bill`: a claim names the hospital's
    bill, and one bill is claimed once, under whichever union. `settlements`: which column of a settlement record gives
    which fact; without any no record makes an offer of this item."""

    slug: str
    title: Words
    table: str
    facts: Mapping[str, FactAsked]
    texts: Mapping[str, Words]
    happened: str = ""
    bill: bool = True
    settlements: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Unless:
    """An exception: where the `fact` of either claim has one of these values, the pair pays so. `cycles`: only in
    these; none named: in all."""

    fact: str
    values: tuple[str, ...]
    pays: Pays
    article: Words
    cycles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """What two claims of one person and cycle pay together. `same`: a fact that both must agree in for the cell to
    bite, such as the illness; where they differ both are paid."""

    pair: tuple[str, str]
    pays: Pays
    article: Words
    unless: tuple[Unless, ...] = ()
    same: str = ""

    def joins(self, one: str, other: str) -> bool:
        return {one, other} == set(self.pair)


@dataclass(frozen=True)
class LeastShare:
    """The percentage of its staff that a unit enrols at least; a unit of fewer than `whole_under` enrols everybody."""

    percent: int
    whole_under: int = 0


@dataclass(frozen=True)
class Scheme:
    """A scheme, whole. `tables`: the dated files of every table it names, by name, the oldest first. `handled_within`:
    by duty ("approve", "pay") the working days it may take, for those that were promised. Raises ValueError where a
    pair of items has no cell, or two."""

    pack: str
    slug: str
    title: Words
    area: str
    book: BookNamed
    movements: Mapping[str, MovementNamed]
    cycles: Mapping[str, Cycle]
    items: Mapping[str, Item]
    exclusions: tuple[Cell, ...]
    tables: Mapping[str, tuple[DatedTable, ...]]
    admission: str = ""
    least_share: LeastShare | None = None
    withdrawal: Withdrawal = Withdrawal.NONE
    texts: Mapping[str, Words] = field(default_factory=dict)
    appeal: Words = UNSAID
    handled_within: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one, other in self.pairs():
            found = sum(cell.joins(one, other) for cell in self.exclusions)
            if found != 1:
                raise ValueError(f"{self.slug}: the pair {one}, {other} has {found} cells, not one")

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every pair of items, an item with itself too."""
        slugs = list(self.items)
        for index, one in enumerate(slugs):
            yield from ((one, other) for other in slugs[index:])

    def cell(self, one: str, other: str) -> Cell:
        return self._cells[frozenset((one, other))]

    @cached_property
    def _cells(self) -> Mapping[frozenset[str], Cell]:
        return {frozenset(cell.pair): cell for cell in self.exclusions}

    def table(self, name: str, cycle: Cycle) -> DatedTable | None:
        """The file that decides for a cycle: the one in force on its first day of cover."""
        since = cycle.cover_from.isoformat()
        return next((one for one in reversed(self.tables[name]) if one.since <= since), None)


_converter = cattrs.Converter(forbid_extra_keys=True)
_converter.register_unstructure_hook(date, lambda day: day.isoformat())
_converter.register_structure_hook(date, lambda written, _type: date.fromisoformat(written))


def written(scheme: Scheme) -> str:
    """The scheme as JSON, the same text for the same scheme."""
    return json.dumps(_converter.unstructure(scheme, Scheme), ensure_ascii=False)


def read(text: str) -> Scheme:
    """The scheme of a JSON text that `written` made."""
    held: Any = json.loads(text)
    return _converter.structure(held, Scheme)
