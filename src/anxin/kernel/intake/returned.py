"""The error workbook: the table as it was brought, offending cells filled and explained, to be corrected and brought
again. Always Chinese: it goes to a clerk. No cell can start a formula; identifiers are text."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from anxin.kernel.intake.arrival import kept_at
from anxin.kernel.intake.headers import HEADER_WITHIN, find_header, plain
from anxin.kernel.intake.layouts import Layout
from anxin.kernel.intake.models import Upload
from anxin.kernel.intake.problems import Unreadable
from anxin.kernel.intake.saying import Said, all_said
from anxin.kernel.intake.sheets import Raw, Sheet
from anxin.kernel.intake.tables import Table, read_table
from anxin.kernel.parties.sealing import unseal_bytes

PROBLEMS = "问题"
HEADINGS = ("工作表", "行", "列", "读到的内容", "问题", "允许的内容", "怎么办")
WIDTHS = (14, 8, 20, 24, 44, 40, 44)
FILL = PatternFill("solid", fgColor="FFC7CE")
BOLD = Font(bold=True)
WRAP = Alignment(wrap_text=True, vertical="top")
TEXT_FORMAT = "@"
AUTHOR = "安心"
WriteOnly = Any  # the stubs of openpyxl leave out what a write-only sheet can do
Marks = Mapping[tuple[int, int], Sequence[Said]]


def returned_workbook(upload: Upload, layout: Layout) -> bytes:
    """The .xlsx as bytes: the sheets as brought, then the sheet 问题. A file that cannot be read gives 问题 alone."""
    with translation.override("zh-hans"):
        problems = all_said(upload)
    book = Workbook(write_only=True)
    for sheet in _sheets_as_brought(upload, layout):
        _write_sheet(book.create_sheet(_title(sheet.name)), sheet, _marks(sheet, layout, problems))
    _write_problems(book.create_sheet(PROBLEMS), problems)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheets_as_brought(upload: Upload, layout: Layout) -> Sequence[Sheet]:
    path = kept_at(upload.public_id)
    if not path.exists():
        return []
    content = unseal_bytes(path.read_bytes(), context=f"file:{upload.public_id}")
    try:
        table: Table = read_table(content, layout)
    except Unreadable:
        return []
    return table.sheets


def _title(name: str) -> str:
    """A sheet's own name; a text table has none, and 问题 is taken."""
    cleaned = "".join(" " if each in r"[]:*?/\'" else each for each in name)[:31].strip()
    return cleaned if cleaned and cleaned != PROBLEMS else "表"


def _marks(sheet: Sheet, layout: Layout, problems: Iterable[Said]) -> Marks:
    """(row, column), both from 1 → what is wrong there; a problem of no column marks the first cell of its row."""
    header = find_header(sheet.rows, layout)
    names = [plain(cell) for cell in sheet.rows[header.row - 1]] if header else []
    found: dict[tuple[int, int], list[Said]] = defaultdict(list)
    for problem in problems:
        if problem.sheet == sheet.name and problem.row is not None:
            name = plain(problem.column)
            found[problem.row, names.index(name) + 1 if name in names else 1].append(problem)
    return found


def _write_sheet(target: WriteOnly, sheet: Sheet, marks: Marks) -> None:
    width = max((len(cells) for cells in sheet.rows[:HEADER_WITHIN]), default=0)
    for place in range(1, width + 1):
        target.column_dimensions[get_column_letter(place)].width = 20
    for number, cells in enumerate(sheet.rows, start=1):
        padded = [*cells, *[""] * (width - len(cells))]
        target.append([_cell(target, raw, marks.get((number, place))) for place, raw in enumerate(padded, start=1)])


def _cell(target: WriteOnly, raw: Raw, problems: Sequence[Said] | None) -> Any:
    if raw == "" and not problems:
        return None
    kept: Any = raw  # days and times too, which the stubs leave out
    cell = WriteOnlyCell(target, kept) if _is_plain(raw) else _text_cell(target, _as_text(raw))
    if problems:
        cell.fill = FILL
        cell.comment = Comment("\n\n".join(map(_explained, problems)), AUTHOR, width=320, height=160)
    return cell


def _is_plain(raw: Raw) -> bool:
    """May the value keep its type? Days and small numbers may; long numbers lose digits, text may turn a formula."""
    return isinstance(raw, date | time | bool) or (isinstance(raw, int | float) and abs(raw) < 1e10)


def _as_text(raw: Raw) -> str:
    if isinstance(raw, float) and abs(raw) >= 1e15:
        return f"{raw:.1E}"  # its last digits are lost; showing more would look like a number that never was
    return str(int(raw)) if isinstance(raw, float) else str(raw)


def _text_cell(target: WriteOnly, text: str) -> Any:
    cell = WriteOnlyCell(target, ILLEGAL_CHARACTERS_RE.sub(" ", text)[:32_000])
    cell.data_type = "s"  # openpyxl would make a formula of text that begins with =
    cell.number_format = TEXT_FORMAT
    return cell


def _explained(problem: Said) -> str:
    lines = [problem.what]
    lines += [f"{label}：{text}" for label, text in _labelled(problem) if text]
    return "\n".join(lines)


def _labelled(problem: Said) -> list[tuple[str, str]]:
    return [("读到", problem.read), ("允许", problem.allowed), ("怎么办", problem.todo)]


def _write_problems(target: WriteOnly, problems: Sequence[Said]) -> None:
    for place, width in enumerate(WIDTHS, start=1):
        target.column_dimensions[get_column_letter(place)].width = width
    target.freeze_panes = "A2"
    head = [_text_cell(target, name) for name in HEADINGS]
    for cell in head:
        cell.font = BOLD
    target.append(head)
    for each in problems:
        texts = (each.sheet, "", each.column, each.read, each.what, each.allowed, each.todo)
        row = [_text_cell(target, text) for text in texts]
        row[1] = WriteOnlyCell(target, each.row)
        for cell in row:
            cell.alignment = WRAP
        target.append(row)
