"""An account as a file to take along: what its page shows, for all of the chosen days."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from anxin.kernel.bookkeeping.actions import OpenedAccount
from anxin.kernel.ledger.models import Book
from anxin.kernel.ledger.units import Unit
from anxin.web.console.book_words import plain_figure, unit_word
from anxin.web.console.case_tables import BOM, RISKY, harmless

Cell = str | Decimal
BOLD = Font(bold=True)


def heads(unit: str) -> list[str]:
    said = {"unit": unit_word(unit)}
    return [
        _("Date"), _("Document no."), _("Summary"), _("Counterpart"),
        _("In (%(unit)s)") % said, _("Out (%(unit)s)") % said, _("Balance (%(unit)s)") % said,
    ]  # fmt: skip


def rows(book: Book, opened: OpenedAccount) -> Iterator[list[Cell]]:
    """The opening balance, every line, and the sums with the closing balance."""
    unit, days = book.unit, opened.days
    yield [_day(days.since), "", _("Opening balance"), "", "", "", plain_figure(opened.opening, unit)]
    for row in opened.rows:
        yield [
            row.day.isoformat(),
            str(row.number),
            summary(row.title, row.note, row.reverses),
            row.counter,
            plain_figure(row.came, unit) if row.came else "",
            plain_figure(row.went, unit) if row.went else "",
            plain_figure(row.balance, unit),
        ]
    came, went = plain_figure(opened.came, unit), plain_figure(opened.went, unit)
    yield [_day(days.until), "", _("Closing balance"), "", came, went, plain_figure(opened.closing, unit)]


def summary(title: str, note: str, reverses: int | None) -> str:
    """What a line is: its kind of document, what it reverses, and the note."""
    said = _("%(title)s, reverses no. %(no)s") % {"title": title, "no": reverses} if reverses else title
    return _("%(said)s: %(note)s") % {"said": said, "note": note} if note else said


def as_csv(book: Book, opened: OpenedAccount) -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheets expect it; words that look like a formula are quoted."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([harmless(cell) for cell in (_title(book, opened), opened.owner)])
    writer.writerow(heads(book.unit))
    places = 2 if book.unit == Unit.FEN else 0
    for row in rows(book, opened):
        writer.writerow([harmless(cell) if isinstance(cell, str) else f"{cell:.{places}f}" for cell in row])
    return (BOM + held.getvalue()).encode()


def as_workbook(book: Book, opened: OpenedAccount) -> bytes:
    """A workbook of one sheet; words are text, amounts are numbers a spreadsheet can add."""
    made = Workbook(write_only=True)
    sheet = made.create_sheet(_("Account"))
    sheet.freeze_panes = "A3"
    for letter, width in zip("ABCDEFG", (12, 12, 36, 36, 18, 18, 18), strict=True):
        sheet.column_dimensions[letter].width = width
    form = "#,##0.00" if book.unit == Unit.FEN else "#,##0"
    lines: list[list[Cell]] = [[_title(book, opened), opened.owner], [*heads(book.unit)], *rows(book, opened)]
    for place, row in enumerate(lines):
        sheet.append([_cell(sheet, value, form, bold=place < 2) for value in row])
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def _title(book: Book, opened: OpenedAccount) -> str:
    return f"{book.title} · {opened.title}"


def _day(day: object) -> str:
    return str(day) if day else ""


def _cell(sheet: Any, value: Cell, form: str, *, bold: bool) -> Any:
    """Words that could be a formula are told to be words; plain words go as they are, for styles cost time by cell."""
    if isinstance(value, str) and not bold and not value.startswith(RISKY):
        return value or None
    cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]  # -- takes Decimal; the stubs leave it out
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
    else:
        cell.number_format = form
    if bold:
        cell.font = BOLD
    return cell
