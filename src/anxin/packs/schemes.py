"""schemes.yaml: what a service pays to whom for a premium: cycles, items, and which of two items pay together.

The kernel knows nothing of it; the module that keeps schemes reads `Pack.schemes`. An item's table gives `amount`
(whole fen) and `reason`; it reads the item's facts, `days_covered` and nothing else. The admission table gives
`admitted` and `reason`; it reads `age`, `sex` and `retired`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from anxin.packs.amounts import Amount
from anxin.packs.cases import Key
from anxin.packs.forms import AreaCode, Form, Many, Said, Slug, Text
from anxin.packs.ledger import BookKey

if TYPE_CHECKING:
    from anxin.packs.pack import Pack

SCHEMES = "schemes.yaml"
CycleKey = Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=20)]
FactName = Literal["fen", "count", "choice", "date", "yes-no"]
PaysName = Literal["both", "larger", "first"]
AmountName = Literal["premium", "ceiling", "window", "cover", "benefits"]
Percent = Annotated[int, Field(ge=1, le=100)]
WorkingDays = Annotated[int, Field(ge=1, le=250)]


class BookUsed(Form):
    """Which book of ledger.yaml holds the fund."""

    kind: Slug
    key: BookKey


class MovementsUsed(Form):
    """Under which movements of that book the premium comes in, a benefit goes out, a premium goes back."""

    premium: Slug
    payment: Slug
    refund: Slug


class DaysForm(Form):
    """First and last day, both whole."""

    from_: date = Field(alias="from")
    until: date


class LeastShareForm(Form):
    """How much of its staff a unit enrols at least."""

    percent: Percent
    whole_under: Annotated[int, Field(ge=0)] = 0


class CycleForm(Form):
    """One cycle: when rosters are received, what is covered, what is due and what is paid at most."""

    title: Text
    window: DaysForm
    cover: DaysForm
    shares: dict[Slug, Amount] = Field(min_length=1)
    ceiling: Amount
    published: dict[AmountName, bool]
    note: Text


class FactForm(Form):
    """One fact of a claim."""

    kind: FactName
    title: Text
    choices: dict[Key, Text] = {}


class ItemForm(Form):
    """What is paid for."""

    title: Text
    table: Key
    facts: dict[Key, FactForm] = Field(min_length=1)
    happened: Key | None = None
    bill: bool = True
    reasons: dict[Key, Text] = Field(min_length=1)
    settlements: dict[Said, Key] = {}


class UnlessForm(Form):
    """An exception to a cell."""

    fact: Key
    values: Many[Said] = Field(min_length=1)
    cycles: Many[CycleKey] = ()
    pays: PaysName
    article: Text


class CellForm(Form):
    """What two claims of one person and cycle pay together."""

    pair: Many[Slug]
    pays: PaysName
    article: Text
    same: Key | None = None
    unless: Many[UnlessForm] = ()


class SchemeForm(Form):
    """One scheme."""

    title: Text
    area: AreaCode
    book: BookUsed
    movements: MovementsUsed
    admission: Key | None = None
    reasons: dict[Key, Text] = {}
    least_share: LeastShareForm | None = None
    withdrawal: Literal["none", "until-cover"] = "none"
    cycles: dict[CycleKey, CycleForm] = Field(min_length=1)
    items: dict[Slug, ItemForm] = Field(min_length=1)
    exclusions: Many[CellForm]
    handled_within: dict[Literal["approve", "pay"], WorkingDays] = {}
    appeal: Text


class SchemesFile(Form):
    """schemes.yaml."""

    schemes: dict[Slug, SchemeForm]


def tables_of(pack: Pack) -> Iterator[str]:
    """The tables that schemes name."""
    for form in pack.schemes.schemes.values():
        yield from (item.table for item in form.items.values())
        if form.admission:
            yield form.admission


def pairs(items: Iterator[str] | list[str]) -> Iterator[tuple[str, str]]:
    """Every pair of items, an item with itself too, in the order of the file."""
    slugs = list(items)
    for place, one in enumerate(slugs):
        yield from ((one, other) for other in slugs[place:])
