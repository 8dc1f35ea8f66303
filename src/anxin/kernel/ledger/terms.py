"""What a book is made of, as a service declares it: kinds of account, their bounds, and the movements between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import cattrs

from anxin.kernel.ledger.units import Unit

JOINED = "joined"  # two accounts of one owner become one when two files are found to be one person's


class Owner(StrEnum):
    """Whose an account is: the book's own, or one for each person or organisation."""

    BOOK = "book"
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class AccountKind:
    """A kind of account. `floor` and `ceiling` bound its balance, in the book's unit; None: no bound. `parted`: each
    owner has one for each part of the book (a cycle, a year, a class), and the bounds are for each part. `parts`: what
    parts are called, where their own word does not say it."""

    slug: str
    title: Mapping[str, str]
    owner: Owner = Owner.BOOK
    floor: int | None = 0
    ceiling: int | None = None
    parted: bool = False
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Movement:
    """A kind of document: what may go from one kind of account to another, and what the clerk calls it."""

    slug: str
    title: Mapping[str, str]
    source: str
    target: str


@dataclass(frozen=True)
class BookTerms:
    """A kind of book: one unit, its accounts and movements. Raises TypeError where a movement would leave the book: an
    account of another book counts in another unit, and units never meet."""

    pack: str
    slug: str
    title: Mapping[str, str]
    unit: Unit
    accounts: Mapping[str, AccountKind]
    movements: Mapping[str, Movement] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for movement in self.movements.values():
            for end in (movement.source, movement.target):
                if end not in self.accounts:
                    raise TypeError(f"{self.slug}.{movement.slug} moves {self.unit} and {end!r} is no account of it")
            if movement.source == movement.target and self.accounts[movement.source].owner is Owner.BOOK:
                raise TypeError(f"{self.slug}.{movement.slug} moves nothing: both its ends are {movement.source!r}")


def written(terms: BookTerms) -> str:
    """The terms as JSON, the same text for the same terms."""
    return json.dumps(cattrs.unstructure(terms), ensure_ascii=False, sort_keys=True)


def read(text: str) -> BookTerms:
    """The terms of a JSON text that `written` made."""
    return cattrs.structure(json.loads(text), BookTerms)
