"""`anxin ledger`: the books of a site, what stands in them, whether they are whole; closing and taking along."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from anxin.cli.site import day_of, in_terminal_language, now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.bookkeeping.actions import OpenedAccount
    from anxin.kernel.bookkeeping.rights import Reader
    from anxin.kernel.ledger.models import Book
    from anxin.kernel.ledger.queries import Moved
    from anxin.kernel.ledger.verifying import Finding

app = typer.Typer(no_args_is_help=True, help="Books: list, show, verify, close, export.")
BOOK = typer.Argument(metavar="BOOK", help="Its name as `anxin ledger list` shows it: service/kind/key.")
WHO = typer.Option("", "--as", metavar="USER", help="The account that looks or acts; without it, the operator.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
RISKY = ("=", "+", "-", "@", "\t", "\r")
MOST = 100_000  # lines of an account on one page of a terminal


@app.command("list")
def list_books(
    service: str = typer.Option("", "--service", help="The books of this service only."), as_json: bool = AS_JSON
) -> None:
    """List the books: unit, documents, closed until, and what the accounts of each kind hold together. Changes nothing.

    Example: `anxin ledger list --service mutual_aid`
    """
    open_site()
    from anxin.kernel.ledger import queries

    held = list(queries.books(service))
    if as_json:
        typer.echo(json.dumps({"books": [_book_as_json(book) for book in held]}, ensure_ascii=False))
        return
    documents, closed = in_terminal_language("笔", "documents"), in_terminal_language("结账至", "closed until")
    for book in held:
        until = f" · {closed} {book.closed_until}" if book.closed_until else ""
        typer.echo(f"{queries.name_of(book)}  {book.title}  {book.postings} {documents}{until}")
        _tell_balances(queries.totals(book), book.unit)
    if not held:
        typer.echo(in_terminal_language("没有账簿。", "No books."))


def _book_as_json(book: Book) -> dict[str, object]:
    from anxin.kernel.ledger import queries

    return {
        "book": queries.name_of(book),
        "title": book.title,
        "unit": book.unit,
        "documents": book.postings,
        "closed_until": book.closed_until.isoformat() if book.closed_until else None,
        "balances": queries.totals(book),
    }


@app.command("show")
def show(
    book: str = BOOK,
    account: str = typer.Argument("", help="Number of an account, or its kind where the book has one of it."),
    on: str | None = typer.Option(None, "--on", metavar="DAY", help="As it stood at the end of this day."),
    who: str = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """Show what a book's accounts hold together, or one account line by line: day, document, counterpart, in, out,
    balance. Names are masked unless the account that looks may read them.

    Changes: the reading of an account is written to the journal.

    Example: `anxin ledger show mutual_aid/fund/2021 bank --on 2021-12-31`
    """
    open_site()
    from anxin.kernel.bookkeeping import actions
    from anxin.kernel.bookkeeping.queries import Days
    from anxin.kernel.ledger import queries

    until, reader = day_of(on) if on else None, _reader(book, who)
    if account:
        number = _number(reader, account)
        opened = actions.open_account(reader=reader, number=number, days=Days(until=until), most=MOST)
        _tell_account(opened, str(reader.book.unit), as_json)
        return
    balances = queries.totals(reader.book, on=until)
    if as_json:
        typer.echo(json.dumps({"book": book, "unit": reader.book.unit, "balances": balances}, ensure_ascii=False))
    else:
        typer.echo(f"{book}  {reader.book.title}")
        _tell_balances(balances, reader.book.unit)


@app.command("verify")
def verify(
    book: str = typer.Argument("", metavar="[BOOK]", help="Only this book; without it, all of them."),
    as_json: bool = AS_JSON,
) -> None:
    """Compute books anew: sums, running balances, numbers, digests in the journal, bounds, holds, closed periods.

    Changes nothing; ends with 1 if anything does not add up.

    Example: `anxin ledger verify`
    """
    open_site()
    from anxin.kernel.ledger import queries, verifying

    chosen = [queries.book_named(book)] if book else list(queries.books())
    found = [one for each in chosen for one in verifying.verify(each)]
    documents = sum(each.postings for each in chosen)
    if as_json:
        held = {"books": len(chosen), "documents": documents, "findings": [asdict(one) for one in found]}
        typer.echo(json.dumps(held, ensure_ascii=False))
    elif found:
        _tell_findings(found)
    else:
        whole = in_terminal_language("{0} 本账簿、{1} 笔记账，全部相符。", "{0} books with {1} documents are whole.")
        typer.echo(whole.format(len(chosen), documents))
    raise typer.Exit(1 if found else 0)


@app.command("close")
def close(
    book: str = BOOK,
    day: str = typer.Argument(help="The last day of the period, which is over."),
    who: str = WHO,
) -> None:
    """Close a book up to and with a day: nothing is written there any more, and what was wrong is reversed later.

    Changes: the book, one journal entry.

    Example: `anxin ledger close mutual_aid/fund/2021 2021-12-31`
    """
    open_site()
    from anxin.kernel.bookkeeping.actions import close_book
    from anxin.kernel.ledger import actions, queries

    until = day_of(day)
    if who:
        close_book(reader=_reader(book, who), day=until)
    else:
        actions.close_until(by=operator(), at=now(), book=queries.book_named(book), day=until)
    typer.echo(f"{book}  {in_terminal_language('结账至', 'closed until')} {until}")


@app.command("export")
def export(
    book: str = BOOK,
    to: Path | None = typer.Option(None, "--to", metavar="FILE", help="Write it here; without it, to stdout."),
) -> None:
    """Write every transfer of a book as CSV (UTF-8): number, day, movement, both accounts, amount in the book's unit,
    what it is for, who wrote it, digest. Accounts stand with their numbers; nobody is named.

    Changes nothing, or the file under --to.

    Example: `anxin ledger export mutual_aid/fund/2021 --to fund.csv`
    """
    open_site()
    from anxin.kernel.ledger import queries

    held = queries.book_named(book)
    if to is None:
        _write_csv(sys.stdout, queries.transfers(held))
    else:
        with to.open("w", encoding="utf-8-sig", newline="") as file:
            _write_csv(file, queries.transfers(held))
        typer.echo(f"{book} → {to}", err=True)


def tell_expired() -> None:
    """End every hold whose time is over, and say how many there were."""
    from anxin.kernel.ledger.actions import expire_all

    if many := expire_all(by=operator(), at=now()):
        typer.echo(in_terminal_language(f"{many} 项占用到期。", f"{many} holds ran out."))


def _reader(book: str, who: str) -> Reader:
    from anxin.kernel.bookkeeping.rights import Reader, open_book_for
    from anxin.kernel.ledger.queries import book_named

    if who:
        return open_book_for(signed_in(who), now(), book)
    return Reader(operator(), now(), book_named(book), keeps=True, names=False)


def _number(reader: Reader, account: str) -> int:
    """The number of an account that is named by it or by its kind. Raises NotFound."""
    from anxin.kernel.bookkeeping.queries import no_such_account
    from anxin.kernel.ledger.naming import AccountName
    from anxin.kernel.ledger.queries import account_of

    if account.isdecimal():
        return int(account)
    held = account_of(reader.book, AccountName(account))
    if held is None:
        raise no_such_account()
    return held.pk


def _amount(unit: str, amount: int) -> str:
    from anxin.kernel.ledger.units import Unit
    from anxin.kernel.ledger.wording import in_words

    return in_words(Unit(unit), amount)


def _tell_balances(balances: Mapping[str, int], unit: str) -> None:
    for kind, amount in balances.items():
        typer.echo(f"  {kind:24} {_amount(unit, amount):>24}")


def _tell_account(opened: OpenedAccount, unit: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"unit": unit, **asdict(opened)}, ensure_ascii=False, default=_as_text))
        return
    from rich.table import Table

    from anxin.cli.tables import console

    table = Table(title=f"{opened.title} {opened.owner}".strip(), title_justify="left")
    for heading in ("日期 day", "号 no.", "业务 movement", "对方 counterpart"):
        table.add_column(heading)
    for heading in ("收 in", "付 out", "余额 balance"):
        table.add_column(heading, justify="right")
    for row in opened.rows:
        sides = (_amount(unit, side) if side else "" for side in (row.came, row.went))
        table.add_row(str(row.day), str(row.number), row.title, row.counter, *sides, _amount(unit, row.balance))
    console().print(table)
    typer.echo(f"{in_terminal_language('余额', 'Balance')} {_amount(unit, opened.closing)}")


def _tell_findings(found: list[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("账簿 book", "何处 where", "何事 what", title_justify="left")
    for one in found:
        table.add_row(one.book, one.place, one.what)
    Console(stderr=True, highlight=False, soft_wrap=True).print(table)


def _write_csv(file: TextIO, rows: Iterable[Moved]) -> None:
    from anxin.kernel.ledger.queries import Moved

    writer = csv.DictWriter(file, [one.name for one in fields(Moved)])
    writer.writeheader()
    writer.writerows({name: _as_text(value) for name, value in asdict(row).items()} for row in rows)


def _as_text(value: object) -> str:
    """A day as a day, nothing as nothing; words that a spreadsheet would compute stay words."""
    if isinstance(value, date):
        return value.isoformat()
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(RISKY) else text
