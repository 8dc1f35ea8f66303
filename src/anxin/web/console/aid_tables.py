"""Lists of mutual aid as files to take along; words are text, amounts are numbers a spreadsheet can add."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from anxin.kernel.ledger.units import Unit
from anxin.web.console.book_words import plain_figure
from anxin.web.console.case_tables import BOM, RISKY, harmless

Cell = str | Decimal
Rows = Iterable[Sequence[Cell]]
MONEY = "#,##0.00"


def yuan_number(fen: int) -> Decimal:
    return plain_figure(fen, Unit.FEN)


def as_csv(heads: Sequence[str], rows: Rows) -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheets expect it; words that look like a formula are quoted."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else f"{cell:.2f}" for cell in row])
    return (BOM + held.getvalue()).encode()


def as_workbook(heads: Sequence[str], rows: Rows) -> bytes:
    """A workbook of one sheet."""
    made = Workbook(write_only=True)
    sheet = made.create_sheet()
    sheet.freeze_panes = "A2"
    for place in range(len(heads)):
        sheet.column_dimensions["ABCDEFGH"[place]].width = 24
    sheet.append([_head(sheet, one) for one in heads])
    for row in rows:
        sheet.append([_cell(sheet, one) for one in row])
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def _head(sheet: Any, said: str) -> Any:
    cell = WriteOnlyCell(sheet, value=said)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    """Words that could be a formula are told to be words; plain words go as they are, for styles cost time by cell."""
    if isinstance(value, str) and not value.startswith(RISKY):
        return value or None
    cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]  # -- takes Decimal; the stubs leave it out
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
    else:
        cell.number_format = MONEY
    return cell
