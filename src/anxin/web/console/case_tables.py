"""A list of cases as a file to take along: what the page shows, and no more."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from anxin.kernel.cases.inbox import CaseLine
from anxin.kernel.cases.wording import result_word
from anxin.web.console import words

BOM = "\ufeff"  # spreadsheets take a file without it for the machine's own encoding
RISKY = ("=", "+", "-", "@", "\t", "\r")


def heads() -> list[str]:
    return [
        _("Number"), _("Due"), _("State of the time limit"), _("Matter"), _("Area"), _("Stage"), _("Desk"),
        _("In hand"), _("Result"), _("Reports joined"), _("Times sent on"), _("Received"),
    ]  # fmt: skip


def row_of(line: CaseLine) -> list[str]:
    """One case; every cell is text."""
    return [
        line.public_id,
        line.due_on.isoformat() if line.due_on else "",
        due_word(line),
        line.title,
        words.area(line.area),
        line.stage_word,
        line.desk,
        line.claimed_by,
        result_word(line.result) if line.result else "",
        str(line.repeats),
        str(line.hops),
        line.received_on.isoformat() if line.received_on else "",
    ]


def due_word(line: CaseLine) -> str:
    """How it stands with the time limit that ends first."""
    if line.due is None:
        return _("no limit runs")
    return _("overdue") if line.overdue else _("in time")


def as_csv(lines: Iterable[CaseLine]) -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheets expect it."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(heads())
    writer.writerows([harmless(cell) for cell in row_of(line)] for line in lines)
    return (BOM + held.getvalue()).encode()


def harmless(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def as_workbook(lines: Iterable[CaseLine]) -> bytes:
    """A workbook of one sheet; identifiers and days are text, so that nothing is rounded or turned about."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Cases")
    sheet.append(heads())
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in lines:
        _append(sheet, row_of(line))
    sheet.freeze_panes = "A2"
    for letter in "ABCDEFGHIJKL":
        sheet.column_dimensions[letter].width = 18
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _append(sheet: Worksheet, cells: Sequence[str]) -> None:
    sheet.append(list(cells))
    for cell in sheet[sheet.max_row]:
        cell.data_type = "s"
        cell.number_format = "@"
