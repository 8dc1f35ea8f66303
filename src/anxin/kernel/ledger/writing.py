"""Writing in a book: the one way a balance changes.

The journal's head is locked first and the book next, by everybody: so that an act that has already written its line may
go on to post, no two writers wait for each other. All the arithmetic is done on the rows held, then written at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import keeping
from anxin.kernel.ledger.models import Account, Book, Hold, HoldEnd, Posting
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.refusing import Full, Short, Shut
from anxin.kernel.ledger.terms import JOINED, BookTerms, Owner
from anxin.kernel.ledger.wording import told
from anxin.kernel.parties.models import PartyKind

T = TypeVar("T")
CHUNK = 400  # values in one statement; SQLite binds at most 999 in old builds
OWNERS = {Owner.PERSON: PartyKind.PERSON, Owner.ORGANISATION: PartyKind.ORGANISATION}


@dataclass
class Draft:
    """A posting and its lines before they are kept; lines hold account objects whose rows may not exist yet."""

    posting: Posting
    sides: list[tuple[Account, Account, int, int]] = field(default_factory=list)

    @property
    def moved(self) -> int:
        return sum(amount for _account, _counter, amount, _balance in self.sides if amount > 0)


class OpenBook:
    """A book held by this transaction, with the accounts that were asked for."""

    def __init__(self, book: Book, at: datetime) -> None:
        journal.queue()
        self.book = keeping.locked(book)
        self.terms: BookTerms = keeping.understood(self.book.terms.body)
        self.at = at
        self.accounts: dict[str, Account] = {}
        self.drafts: list[Draft] = []
        self._touched: dict[str, Account] = {}

    def find(self, names: Iterable[AccountName]) -> None:
        """Have these accounts at hand: those there are from the database, the others as they will be opened."""
        wanted = {name.slot: name for name in names if name.slot not in self.accounts}
        for part in _parts(list(wanted)):
            for one in Account.objects.filter(book=self.book, slot__in=part):
                one.owner = wanted[one.slot].owner  # nobody asks for it again
                self.accounts[one.slot] = one
        for slot, name in wanted.items():
            if slot not in self.accounts:
                self.accounts[slot] = self._opened(name)

    def _opened(self, name: AccountName) -> Account:
        kind = self.terms.accounts.get(name.kind)
        if kind is None:
            raise TypeError(f"{self.terms.slug} has no account {name.kind!r}")
        if (name.owner is None) != (kind.owner is Owner.BOOK) or bool(name.part) != kind.parted:
            raise TypeError(f"{name.slot!r} is no account of the kind {self.terms.slug}.{kind.slug}")
        if name.owner is not None and name.owner.kind != OWNERS[kind.owner]:
            raise TypeError(f"{name.slot!r} would belong to a {name.owner.kind}, not to a {kind.owner}")
        return Account(
            book=self.book,
            kind=kind.slug,
            owner=name.owner,
            part=name.part,
            slot=name.slot,
            floor=kind.floor,
            ceiling=kind.ceiling,
        )

    def room(self, transfer: Transfer) -> int:
        """How much of a transfer the bounds leave room for; negative where an account is already beyond its own."""
        source, target = self.accounts[transfer.source.slot], self.accounts[transfer.target.slot]
        return min(source.free, target.room, transfer.quantity.amount)

    def write(self, by: Actor, document: Document, *, reverses: Posting | None = None) -> Draft | None:
        """Take a document into the book; None where it moves nothing. Raises Short, Full, Shut; TypeError for another
        unit or accounts the movement does not join."""
        if self.book.closed_until is not None and document.day <= self.book.closed_until:
            raise Shut(document.day, self.book.closed_until)
        self.find(name for one in document.transfers for name in (one.source, one.target))
        posting = Posting(
            book=self.book,
            movement=document.movement,
            day=document.day,
            about=document.about,
            note=document.note[:200],
            once=document.once or None,
            reverses=reverses,
            recorded_at=self.at,
            recorded_by=by.label[:80],
            user_id=by.user_id,
        )
        draft = Draft(posting)
        for transfer in document.transfers:
            self._move(draft, transfer)
        if not draft.sides:
            return None
        self.book.postings += 1
        posting.number = self.book.postings
        self.drafts.append(draft)
        return draft

    def _move(self, draft: Draft, transfer: Transfer) -> None:
        self._check(draft.posting, transfer)
        self._sweep(transfer)
        source, target = self.accounts[transfer.source.slot], self.accounts[transfer.target.slot]
        amount = transfer.quantity.amount
        if transfer.up_to:
            amount = min(amount, source.free, target.room)
            if amount <= 0:
                return
        elif draft.posting.movement != JOINED:  # what was given to one person under two files was given all the same
            self._require(source, target, amount)
        source.balance -= amount
        draft.sides.append((source, target, -amount, source.balance))
        target.balance += amount
        draft.sides.append((target, source, amount, target.balance))
        self._touched |= {source.slot: source, target.slot: target}

    def _require(self, source: Account, target: Account, amount: int) -> None:
        if amount > source.free:
            raise Short(self._title(source), amount, source.free, self.terms.unit)
        if amount > target.room:
            raise Full(self._title(target), amount, target.room, self.terms.unit)

    def _check(self, posting: Posting, transfer: Transfer) -> None:
        if transfer.quantity.unit is not self.terms.unit:
            raise TypeError(f"{self.terms.slug} counts {self.terms.unit}, not {transfer.quantity.unit}")
        if transfer.quantity.amount <= 0:
            raise ValueError(f"a transfer moves more than nothing, not {transfer.quantity.amount}")
        if transfer.source.slot == transfer.target.slot:
            raise TypeError(f"{transfer.source.slot!r} cannot move to itself")
        ends = (transfer.source.kind, transfer.target.kind)
        if posting.reverses is not None:
            ends = (ends[1], ends[0])
        if posting.movement == JOINED:
            if ends[0] != ends[1]:
                raise TypeError(f"{ends[0]!r} and {ends[1]!r} are not accounts of one kind")
            return
        movement = self.terms.movements.get(posting.movement)
        if movement is None:
            raise TypeError(f"{self.terms.slug} has no movement {posting.movement!r}")
        if ends != (movement.source, movement.target):
            raise TypeError(f"{posting.movement} goes from {movement.source} to {movement.target}, not {ends}")

    def _title(self, account: Account) -> str:
        return told(self.terms.accounts[account.kind].title, account.kind)

    def _sweep(self, transfer: Transfer) -> None:
        """End the holds that have run out on the two accounts, where those are short of room."""
        ends = (self.accounts[name.slot] for name in (transfer.source, transfer.target))
        held = [one.pk for one in ends if one.held]
        if held and self.room(transfer) < transfer.quantity.amount:
            on_these = Q(source_id__in=held) | Q(target_id__in=held)
            self.end(self.run_out().filter(on_these), HoldEnd.EXPIRED)

    def run_out(self) -> QuerySet[Hold]:
        """The holds of this book whose time is over and that nobody has ended."""
        return Hold.objects.filter(book=self.book, ended_at=None, until__lte=self.at)

    def end(self, ending: Iterable[Hold], how: HoldEnd) -> int:
        """End holds and give back what they kept; how many. A hold taken gives it to the posting that follows."""
        held = list(ending)
        by_key = self._by_key({key for hold in held for key in (hold.source_id, hold.target_id)})
        for hold in held:
            source, target = by_key[hold.source_id], by_key[hold.target_id]
            source.held_out -= hold.amount
            target.held_in -= hold.amount
            self._touched |= {source.slot: source, target.slot: target}
        for part in _parts([hold.pk for hold in held]):
            Hold.objects.filter(pk__in=part).update(ended_at=self.at, ended_how=how)
        return len(held)

    def _by_key(self, keys: set[int]) -> dict[int, Account]:
        """Accounts by their row, as this transaction holds them."""
        found = {one.pk: one for one in self.accounts.values() if one.pk in keys}
        for part in _parts(sorted(keys - set(found))):
            found |= {one.pk: one for one in Account.objects.filter(pk__in=part).select_related("owner")}
        self.accounts |= {one.slot: one for one in found.values()}
        return found

    def keep(self, movement: str, transfer: Transfer) -> tuple[Account, Account]:
        """Hold a quantity back for somebody, on both sides. Raises Short, Full."""
        self.find((transfer.source, transfer.target))
        self._check(Posting(movement=movement), transfer)
        self._sweep(transfer)
        source, target = self.accounts[transfer.source.slot], self.accounts[transfer.target.slot]
        amount = transfer.quantity.amount
        self._require(source, target, amount)
        source.held_out += amount
        target.held_in += amount
        self._touched |= {source.slot: source, target.slot: target}
        return source, target

    def save(self) -> str:
        """Keep everything that was written, in few statements; a digest over its documents, in their order."""
        fresh = [one for one in self._touched.values() if one._state.adding]
        keeping.keep_balances([one for one in self._touched.values() if not one._state.adding])
        keeping.keep_accounts(fresh)
        for draft in self.drafts:
            sides = [(a.pk, c.pk, amount) for a, c, amount, _balance in draft.sides]
            draft.posting.digest = digest_of(draft.posting, sides)
        keeping.keep_postings(self.book, [draft.posting for draft in self.drafts])
        keeping.keep_lines(
            [
                (draft.posting.pk, account.pk, counter.pk, amount, balance)
                for draft in self.drafts
                for account, counter, amount, balance in draft.sides
            ]
        )
        return digest_over(draft.posting.digest for draft in self.drafts)

    @property
    def owners(self) -> set[str]:
        """Public ids of the parties whose accounts were touched."""
        return {one.owner.public_id for one in self._touched.values() if one.owner is not None}


def _parts(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    """Keys in parts that one statement can name."""
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def digest_of(posting: Posting, sides: Sequence[tuple[int, int, int]]) -> str:
    """SHA-256 over all that a posting says, as `anxin ledger verify` computes it again."""
    said: dict[str, Any] = {
        "book": posting.book_id,
        "number": posting.number,
        "movement": posting.movement,
        "day": posting.day.isoformat(),
        "about": posting.about,
        "note": posting.note,
        "once": posting.once,
        "reverses": posting.reverses_id,
        "at": posting.recorded_at.timestamp(),
        "by": posting.recorded_by,
        "user": posting.user_id,
        "lines": sides,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_over(digests: Iterable[str]) -> str:
    """One digest over those of several postings, in the order of their numbers."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()
