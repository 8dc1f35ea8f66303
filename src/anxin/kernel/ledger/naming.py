"""What callers name: accounts, transfers, documents. Nothing here is a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from anxin.kernel.ledger.units import Quantity
from anxin.kernel.parties.models import Party


@dataclass(frozen=True)
class AccountName:
    """An account by what it is: its kind, whose it is (None: the book's own) and for which part. It is opened by the
    first posting that names it."""

    kind: str
    owner: Party | None = None
    part: str = ""

    @cached_property
    def slot(self) -> str:
        return slot_of(self.kind, self.owner.pk if self.owner else None, self.part)


def slot_of(kind: str, owner_id: int | None, part: str) -> str:
    """The name under which an account is one of its kind in its book."""
    return f"{kind}:{owner_id or ''}:{part}"


@dataclass(frozen=True)
class Transfer:
    """A quantity from one account to another. `up_to`: as much of it as the bounds leave room for, perhaps none."""

    source: AccountName
    target: AccountName
    quantity: Quantity
    up_to: bool = False


@dataclass(frozen=True)
class Document:
    """One posting to be: transfers of one kind, on a day of the book, for something. `once`: at most one posting is
    ever written under it; asking again gives the one there is."""

    movement: str
    transfers: tuple[Transfer, ...]
    day: date
    about: str = ""
    note: str = ""
    once: str = ""
