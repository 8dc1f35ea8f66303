"""Accounts of two parties that are found to be one: whole accounts change hands, or a balance goes to the account of
the same kind, beyond its ceiling if need be, since what was given to one person was given. And back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions, queries
from anxin.kernel.ledger.models import Account, Book, Posting
from anxin.kernel.ledger.naming import AccountName, Document, Transfer, slot_of
from anxin.kernel.ledger.terms import JOINED
from anxin.kernel.ledger.units import Quantity
from anxin.kernel.ledger.writing import OpenBook
from anxin.kernel.parties.models import Party


@dataclass(frozen=True)
class Twin:
    """An account of the merged party, and the kept party's of the same kind and part if there is one."""

    account: Account
    other: Account | None

    @property
    def held(self) -> bool:
        """Whether something held keeps the two from becoming one."""
        return self.other is not None and self.account.held


def twins(kept: Party, merged: Party) -> list[Twin]:
    """The merged party's accounts beside the kept one's, held against every other writer until the transaction ends."""
    journal.queue()  # whoever writes in any book waits here
    held = Account.objects.select_related("book__terms").filter(owner=merged).order_by("book_id", "pk")
    theirs = {(one.book_id, one.kind, one.part): one for one in Account.objects.filter(owner=kept)}
    return [Twin(one, theirs.get((one.book_id, one.kind, one.part))) for one in held]


def slot_under(account: Account, owner: Party) -> str:
    """The slot of an account once it is this party's."""
    return slot_of(account.kind, owner.pk, account.part)


def join(*, by: Actor, at: datetime, day: date, account: Account, to: Party, amount: int, about: str) -> Posting:
    """Move an amount (negative: the other way) from an account to the same of another party."""
    book = _book(account)
    held = OpenBook(book, at)
    ends = AccountName(account.kind, account.owner, account.part), AccountName(account.kind, to, account.part)
    source, target = ends if amount > 0 else ends[::-1]
    transfer = Transfer(source, target, Quantity(held.terms.unit, abs(amount)))
    draft = held.write(by, Document(JOINED, (transfer,), day, about=about))
    assert draft is not None, "an amount that is not nothing moves"
    digest = held.save()
    detail = {
        "book": queries.name_of(held.book),
        "from": draft.posting.number,
        "to": draft.posting.number,
        "digest": digest,
    }
    journal.write(by=by, at=at, act="ledger.join", subjects=held.owners, detail=detail)
    return draft.posting


def part_again(*, by: Actor, at: datetime, day: date, posting: Posting, note: str) -> None:
    """Write the opposite of a joining."""
    actions.reverse(by=by, at=at, posting=posting, day=day, note=note)


def _book(account: Account) -> Book:
    return queries.books().get(pk=account.book_id)
