"""Opening an account or a document, taking one along, reversing and closing. Whoever reads about a person is written
down in the same transaction; names are masked unless the reader may have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from anxin.kernel.bookkeeping import queries
from anxin.kernel.bookkeeping.queries import Days
from anxin.kernel.bookkeeping.rights import Reader, require_keeper
from anxin.kernel.journal import actions as journal
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger.models import Account, Line, Posting
from anxin.kernel.ledger.queries import name_of, posting_numbered, terms_of
from anxin.kernel.ledger.terms import BookTerms
from anxin.kernel.parties.identifiers import Scheme, mask_name
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import party_by_number


@dataclass(frozen=True)
class Row:
    """One line of an account as a clerk's book has it. `amount`: in above 0, out below."""

    day: date
    number: int
    title: str
    note: str
    reverses: int | None
    counter: str
    counter_number: int
    amount: int
    balance: int

    @property
    def came(self) -> int:
        return max(self.amount, 0)

    @property
    def went(self) -> int:
        return max(-self.amount, 0)


@dataclass(frozen=True)
class OpenedAccount:
    """An account on chosen days. `more`: further rows follow."""

    number: int
    kind: str
    title: str
    owner: str
    balance: int
    held_out: int
    held_in: int
    days: Days
    opening: int
    closing: int
    came: int
    went: int
    rows: tuple[Row, ...]
    more: bool


@dataclass(frozen=True)
class AccountLine:
    """An account in a list."""

    number: int
    owner: str
    part: str
    balance: int
    held_out: int
    ceiling: int | None


@dataclass(frozen=True)
class Side:
    """One transfer of a document."""

    source: str
    source_number: int
    target: str
    target_number: int
    amount: int


@dataclass(frozen=True)
class OpenedDocument:
    """A document with some of its transfers. `count`: all of them."""

    posting: Posting
    title: str
    amount: int
    sides: tuple[Side, ...]
    count: int
    reverses: int | None
    reversed_by: int | None
    more: bool


def _name(owner: Party | None, *, whole: bool) -> str:
    if owner is None:
        return ""
    return owner.name if whole or owner.kind != PartyKind.PERSON else mask_name(owner.name)


def _account_words(terms: BookTerms, account: Account, *, whole: bool) -> str:
    title, name = queries.account_title(terms, account), _name(account.owner, whole=whole)
    return f"{title} · {name}" if name else title


def _persons(owners: Iterable[Party | None]) -> set[str]:
    return {one.public_id for one in owners if one is not None and one.kind == PartyKind.PERSON}


def _write_down(reader: Reader, act: str, persons: set[str], **detail: object) -> None:
    journal.write(
        by=reader.by,
        at=reader.at,
        act=act,
        purpose=reader.purpose,
        subjects=persons,
        detail={"book": name_of(reader.book), "fields": ["amount", reader.name_read], **detail},
        is_read=True,
    )


@transaction.atomic
def open_account(*, reader: Reader, number: int, days: Days, start: int = 0, most: int = 50) -> OpenedAccount:
    """A page of an account, written down as read about its owner and everybody on the page."""
    account = queries.account_numbered(reader.book, number)
    lines = list(queries.moved_on(account, days)[start : start + most + 1])
    opened = _opened(reader, account, days, lines[:most], more=len(lines) > most)
    persons = _persons([account.owner, *(line.counter.owner for line in lines[:most])])
    _write_down(reader, "ledger.read", persons, account=account.pk)
    return opened


@transaction.atomic
def export_account(*, reader: Reader, number: int, days: Days, form: str) -> OpenedAccount:
    """All of an account on these days, to be taken along as a file, and written down as taken."""
    account = queries.account_numbered(reader.book, number)
    lines = list(queries.moved_on(account, days))
    persons = _persons([account.owner, *(line.counter.owner for line in lines)])
    _write_down(reader, "ledger.export", persons, account=account.pk, form=form, count=len(lines))
    return _opened(reader, account, days, lines, more=False)


def _opened(reader: Reader, account: Account, days: Days, lines: Sequence[Line], *, more: bool) -> OpenedAccount:
    terms = terms_of(reader.book.terms)
    opening = queries.balance_before(account, days.since)
    came, went = queries.turnover(account, days)
    words = _Words(terms)
    return OpenedAccount(
        number=account.pk,
        kind=account.kind,
        title=queries.account_title(terms, account),
        owner=_name(account.owner, whole=reader.names),
        balance=account.balance,
        held_out=account.held_out,
        held_in=account.held_in,
        days=days,
        opening=opening,
        closing=opening + came - went,
        came=came,
        went=went,
        rows=tuple(_row(words, line, opening) for line in lines),
        more=more,
    )


class _Words:
    """The words of a statement's lines, each worked out once: thousands of lines say the same few."""

    def __init__(self, terms: BookTerms) -> None:
        self._terms = terms
        self._titles: dict[str, str] = {}
        self._counters: dict[int, str] = {}

    def title(self, movement: str) -> str:
        if movement not in self._titles:
            self._titles[movement] = queries.movement_title(self._terms, movement)
        return self._titles[movement]

    def counter(self, line: Line) -> str:
        """The other side; its name stands masked whoever reads: the page is about the account's own owner."""
        if line.counter_id not in self._counters:
            self._counters[line.counter_id] = _account_words(self._terms, line.counter, whole=False)
        return self._counters[line.counter_id]


def _row(words: _Words, line: Line, opening: int) -> Row:
    posting = line.posting
    return Row(
        day=posting.day,
        number=posting.number,
        title=words.title(posting.movement),
        note=posting.note,
        reverses=posting.reverses.number if posting.reverses is not None else None,
        counter=words.counter(line),
        counter_number=line.counter_id,
        amount=line.amount,
        balance=opening + int(getattr(line, "so_far", 0)),
    )


@transaction.atomic
def list_accounts(
    *, reader: Reader, kind: str, part: str = "", owner: str = "", start: int = 0, most: int = 50
) -> tuple[list[AccountLine], bool]:
    """Accounts of a kind, and whether more follow; written down as seen in a list. Names of persons stand masked."""
    held = list(queries.accounts_of(reader.book, kind, part=part, owner=owner)[start : start + most + 1])
    shown = held[:most]
    _write_down(reader, "ledger.list", _persons(one.owner for one in shown), kind=kind, count=len(shown))
    terms = terms_of(reader.book.terms)
    lines = [
        AccountLine(
            number=one.pk,
            owner=_name(one.owner, whole=False),
            part=queries.part_title(terms, kind, one.part),
            balance=one.balance,
            held_out=one.held_out,
            ceiling=one.ceiling,
        )
        for one in shown
    ]
    return lines, len(held) > most


@transaction.atomic
def find_account(*, reader: Reader, number: str) -> str | None:
    """The public id of whoever has that identity number or credit code and an account in the book; written down."""
    party = None
    for scheme in (Scheme.IDENTITY_NUMBER, Scheme.CREDIT_CODE):
        party = party or party_by_number(scheme, number.strip())
    if party is None or not Account.objects.filter(book=reader.book, owner=party).exists():
        return None
    _write_down(reader, "ledger.list", _persons([party]), count=1)
    return party.public_id


@transaction.atomic
def open_document(*, reader: Reader, number: int, start: int = 0, most: int = 50) -> OpenedDocument:
    """A document with a page of its transfers, written down as read about everybody in them."""
    posting, takes = queries.document_numbered(reader.book, number)
    terms = terms_of(reader.book.terms)
    count, amount = queries.how_much(takes)
    shown = list(takes[start : start + most])
    owners = [one.owner for line in shown for one in (line.counter, line.account)]
    _write_down(reader, "ledger.read", _persons(owners), document=number)
    return OpenedDocument(
        posting=posting,
        title=queries.movement_title(terms, posting.movement),
        amount=amount,
        sides=tuple(
            Side(
                _account_words(terms, line.counter, whole=reader.names),
                line.counter_id,
                _account_words(terms, line.account, whole=reader.names),
                line.account_id,
                line.amount,
            )
            for line in shown
        ),
        count=count,
        reverses=posting.reverses.number if posting.reverses is not None else None,
        reversed_by=posting.reversal.number if hasattr(posting, "reversal") else None,
        more=start + most < count,
    )


@transaction.atomic
def reverse_document(*, reader: Reader, number: int, day: date, reason: str) -> int:
    """Write the opposite of a document, with the reason; its number. Only who keeps the book. Raises Conflict, Invalid
    as the ledger does."""
    require_keeper(reader)
    posting = posting_numbered(reader.book, number)
    done = ledger.reverse(by=reader.by, at=reader.at, posting=posting, day=day, note=reason)
    assert done.posting is not None, "a reversal moves what the document moved"
    return done.posting.number


@transaction.atomic
def close_book(*, reader: Reader, day: date) -> None:
    """Close the book up to and with a day. Only who keeps it. Raises Shut, Invalid."""
    require_keeper(reader)
    ledger.close_until(by=reader.by, at=reader.at, book=reader.book, day=day)
