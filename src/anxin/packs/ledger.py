"""ledger.yaml: the books a service keeps, the accounts in them, and what may move between these."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anxin.kernel.ledger.terms import AccountKind, BookTerms, Movement, Owner
from anxin.kernel.ledger.units import Unit
from anxin.packs.amounts import Bound
from anxin.packs.forms import AreaCode, Form, Many, Said, Slug, Text

UnitName = Literal["fen", "seats", "parcels", "rooms", "grams"]
BookKey = Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=40)]


class AccountForm(Form):
    """A kind of account: whose it is, and between which bounds its balance stays."""

    title: Text
    owner: Literal["book", "person", "organisation"] = "book"
    floor: Bound = 0
    ceiling: Bound = None
    parted: bool = False
    parts: dict[Slug, Text] = {}


class MovementForm(Form):
    """A kind of document: from one kind of account to another."""

    title: Text
    from_: Said = Field(alias="from")
    to: Said


class OpenForm(Form):
    """A book that is opened when the pack is applied."""

    key: BookKey
    title: Text
    area: AreaCode


class BookForm(Form):
    """A kind of book: one unit, its accounts and movements."""

    title: Text
    unit: UnitName
    accounts: dict[Slug, AccountForm]
    movements: dict[Slug, MovementForm]
    opens: Many[OpenForm] = ()


class LedgerFile(Form):
    """ledger.yaml."""

    books: dict[Slug, BookForm]


def as_books(pack: str, ledger: LedgerFile) -> tuple[BookTerms, ...]:
    """The kinds of book as the kernel keeps them. Raises TypeError for a movement that leaves its book, which the check
    of references tells first."""
    return tuple(_book(pack, slug, form) for slug, form in ledger.books.items())


def _book(pack: str, slug: str, form: BookForm) -> BookTerms:
    return BookTerms(
        pack=pack,
        slug=slug,
        title=_words(form.title),
        unit=Unit(form.unit),
        accounts={name: _account(name, account) for name, account in form.accounts.items()},
        movements={
            name: Movement(name, _words(movement.title), movement.from_, movement.to)
            for name, movement in form.movements.items()
        },
    )


def _account(slug: str, form: AccountForm) -> AccountKind:
    parts = {name: _words(title) for name, title in form.parts.items()}
    return AccountKind(slug, _words(form.title), Owner(form.owner), form.floor, form.ceiling, form.parted, parts)


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en or text.zh}
