"""An empty table of a layout: header, text cells, the words allowed, what each column is for."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from anxin.kernel.intake.layouts import Column, Layout
from anxin.web.console import words

ROWS_PREPARED = 1000
TEXT = "@"
REQUIRED = PatternFill("solid", fgColor="E9F0FA")


def blank_table(layout: Layout) -> bytes:
    """The .xlsx as bytes. Every prepared cell is text, so that no spreadsheet shortens a number or turns a date."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = words.said(layout.title)[:31]
    for place, column in enumerate(layout.columns, start=1):
        _write_column(sheet, place, column)
    sheet.freeze_panes = "A2"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _write_column(sheet: Worksheet, place: int, column: Column) -> None:
    letter = get_column_letter(place)
    head = sheet.cell(row=1, column=place, value=column.name)
    head.font, head.comment = Font(bold=True), Comment(_note(column), _("Anxin console"))
    if column.required:
        head.fill = REQUIRED
    sheet.column_dimensions[letter].width = max(14, 2 * len(column.name) + 4)
    for row in range(2, ROWS_PREPARED + 2):
        sheet.cell(row=row, column=place).number_format = TEXT
    if column.choices:
        allowed = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=not column.required)
        sheet.add_data_validation(allowed)
        allowed.add(f"{letter}2:{letter}{ROWS_PREPARED + 1}")


def _note(column: Column) -> str:
    needed = _("Required.") if column.required else _("May stay empty.")
    return " ".join((needed, words.said(column.purpose)))
