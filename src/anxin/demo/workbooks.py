"""Writing .xlsx workbooks that come out byte for byte the same: openpyxl, the clock taken out of the archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

Value = str | float | date | None


class StillArchive(ZipFile):
    """A zip archive in which every entry bears one given time instead of the present."""

    def __init__(self, path: Path, *, moment: datetime) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)
        self._moment = moment

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *_: Any, **__: Any) -> None:
        """Store text or bytes under a name."""
        entry = ZipInfo(str(zinfo_or_arcname), date_time=self._moment.timetuple()[:6])
        entry.compress_type = ZIP_DEFLATED
        super().writestr(entry, data)

    def write(self, filename: str | PathLike[str], arcname: Any = None, *_: Any, **__: Any) -> None:
        """Store a file under a name."""
        self.writestr(str(arcname or filename), Path(filename).read_bytes())


class Sheet:
    """One sheet being written row by row, without keeping the rows in memory."""

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        self._sheet = sheet

    def heading(self, text: str) -> None:
        """A bold line above the table, as clerks put one."""
        self._sheet.append([self._styled(text, bold=True, size=14)])

    def header(self, names: Iterable[str]) -> None:
        """The header row."""
        self._sheet.append([self._styled(name, bold=True, size=11) for name in names])

    def row(self, values: Sequence[Value], *, text_columns: frozenset[int] = frozenset()) -> None:
        """One row; cells in `text_columns` (0-based) get the format “text”: editing keeps all digits."""
        self._sheet.append(
            [self._text(value) if place in text_columns else value for place, value in enumerate(values)]
        )

    def _text(self, value: Value) -> Any:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, value)
        cell.number_format = "@"
        return cell

    def _styled(self, value: str, *, bold: bool, size: int) -> Any:
        cell = WriteOnlyCell(self._sheet, value)
        cell.font = Font(bold=bold, size=size)
        return cell


class Book:
    """A workbook of one sheet. `moment` is the time it says it was made."""

    def __init__(self, *, title: str, widths: Sequence[int], moment: datetime, author: str) -> None:
        self._book = Workbook(write_only=True)
        sheet = self._book.create_sheet(title)
        for place, width in enumerate(widths):
            sheet.column_dimensions[chr(ord("A") + place)].width = width
        self._moment = moment
        self._book.properties.creator = author
        self._book.properties.created = moment
        self._book.properties.modified = moment
        self.sheet = Sheet(sheet)

    def save(self, path: Path) -> None:
        """Write the file; the same content gives the same bytes."""
        with StillArchive(path, moment=self._moment) as archive:
            ExcelWriter(self._book, archive).write_data()
