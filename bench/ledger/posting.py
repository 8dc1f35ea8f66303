"""Postings a second, one by one and a thousand at once, beside bare inserts of the very rows they wrote.

A posting reads and locks its book and accounts, keeps bounds, running balances and a digest, and writes a line of the
journal; the peer inserts the same postings and lines (and accounts, where they are new) by executemany, in the same
database and as many a transaction, into tables with a key and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions
from anxin.kernel.ledger.models import Account, Line, Posting
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.terms import AccountKind, BookTerms, Movement, Owner
from anxin.kernel.ledger.units import Unit, fen
from anxin.kernel.parties.models import Party, PartyKind
from bench.measuring import Figure, seconds

AT, DAY, BY = datetime(2021, 11, 1, 2, tzinfo=UTC), date(2021, 11, 1), Actor.system("bench")
AT_ONCE, PEER = 1_000, "executemany of the same rows"
TERMS = BookTerms(
    "bench",
    "fund",
    {"zh": "互助金"},
    Unit.FEN,
    {
        "bank": AccountKind("bank", {"zh": "专户"}),
        "premiums": AccountKind("premiums", {"zh": "收入"}, Owner.ORGANISATION, floor=None, ceiling=0),
        "benefits": AccountKind("benefits", {"zh": "补助"}, Owner.PERSON, ceiling=6_520_000, parted=True),
    },
    {
        "premium": Movement("premium", {"zh": "收款"}, "premiums", "bank"),
        "payment": Movement("payment", {"zh": "付款"}, "bank", "benefits"),
    },
)


@dataclass(frozen=True)
class Stretch:
    """What was written between two looks: rows of each table, in the order in which they were written."""

    rows: dict[str, list[tuple[Any, ...]]]


def measure(size: str) -> list[Figure]:
    call_command("migrate", verbosity=0)
    rounds, singly = (5, 600) if size == "full" else (2, 150)
    actions.keep_terms(terms=TERMS)
    book = actions.open_book(by=BY, at=AT, pack="bench", kind="fund", key="2021", title="示例", area="330100")
    firms = _parties(PartyKind.ORGANISATION, 100)
    people = iter(_parties(PartyKind.PERSON, AT_ONCE * rounds))
    actions.post_all(by=BY, at=AT, book=book, documents=[_premium(firm, 10**10) for firm in firms])

    def one_by_one() -> None:
        for number in range(singly):
            actions.post(by=BY, at=AT, book=book, document=_premium(firms[number % 100], 100))

    def known() -> None:
        documents = [_premium(firms[number % 100], 100) for number in range(AT_ONCE)]
        actions.post_all(by=BY, at=AT, book=book, documents=documents)

    def fresh() -> None:
        documents = [_payment(next(people), 100) for _number in range(AT_ONCE)]
        actions.post_all(by=BY, at=AT, book=book, documents=documents)

    return [
        _beside("postings, one by one", one_by_one, singly, rounds, apart=True),
        _beside(f"postings, {AT_ONCE:,} at once", known, AT_ONCE, rounds),
        _beside(f"postings, {AT_ONCE:,} at once that open an account each", fresh, AT_ONCE, rounds),
    ]


def _beside(name: str, work: Callable[[], None], count: int, rounds: int, *, apart: bool = False) -> Figure:
    """Ours and the peer's in turns, the median of each; `apart`: a transaction for each posting."""
    ours, theirs = [], []
    for _round in range(rounds):
        before = _last()
        ours.append(seconds(work))
        theirs.append(_bare(_written_since(before), apart=apart))
    note = f"{count:,} a round; ours checks bounds, keeps balances and digests, and journals"
    return Figure(name, PEER, "postings/s", count / median(ours), count / median(theirs), note)


def _last() -> dict[type[Any], int]:
    return {model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in TABLES}


TABLES: tuple[type[Any], ...] = (Account, Posting, Line)


def _written_since(before: dict[type[Any], int]) -> Stretch:
    rows = {}
    with connection.cursor() as cursor:
        for model, last in before.items():
            table = model._meta.db_table
            cursor.execute(f"SELECT * FROM {table} WHERE id > %s ORDER BY id", [last])
            rows[table] = cursor.fetchall()
    return Stretch(rows)


def _bare(written: Stretch, *, apart: bool) -> float:
    """Seconds to insert the rows into empty tables of the same columns."""
    texts = {}
    with connection.cursor() as cursor:
        for table, rows in written.rows.items():
            cursor.execute(f"DROP TABLE IF EXISTS bare_{table}")
            cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} WHERE id < 0")
            cursor.execute(f"CREATE UNIQUE INDEX bare_{table}_key ON bare_{table} (id)")
            texts[table] = f"INSERT INTO bare_{table} VALUES ({', '.join(['%s'] * len(rows[0]) if rows else [])})"
    parts = _singly(written) if apart else [written]

    def insert() -> None:
        for part in parts:
            with transaction.atomic(), connection.cursor() as cursor:
                for table, rows in part.rows.items():
                    if rows:
                        cursor.executemany(texts[table], rows)

    return seconds(insert)


def _singly(written: Stretch) -> Sequence[Stretch]:
    """One stretch for each posting: its row and its two lines."""
    postings, lines = written.rows["ledger_posting"], written.rows["ledger_line"]
    return [
        Stretch({"ledger_posting": [posting], "ledger_line": lines[2 * number : 2 * number + 2]})
        for number, posting in enumerate(postings)
    ]


def _parties(kind: PartyKind, many: int) -> list[Party]:
    held = [Party(kind=kind, name=f"示例{number}", area="330102", created_at=AT) for number in range(many)]
    Party.objects.bulk_create(held, batch_size=100)
    return list(Party.objects.filter(kind=kind).order_by("pk"))


def _premium(firm: Party, amount: int) -> Document:
    return Document("premium", (Transfer(AccountName("premiums", firm), AccountName("bank"), fen(amount)),), DAY)


def _payment(person: Party, amount: int) -> Document:
    target = AccountName("benefits", person, "2021")
    return Document("payment", (Transfer(AccountName("bank"), target, fen(amount)),), DAY)
