"""A table of buyers, looked up row by row: for each the firm it may be, how sure that is, and the light. Nothing
of it is kept. Columns in Chinese or English: 名称 name, 国家 country, 城市 city, 注册号 register, LEI lei.

A light is given only where the firm is certain or its number was written down; else the row says that somebody has to
look, with the likeliest candidate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from anxin.firms.finding import Found
from anxin.kernel.errors import Invalid
from anxin.kernel.intake.plain_rows import rows_of
from anxin.modules.buyers.asking import ask
from anxin.modules.buyers.enums import Certainty, Colour
from anxin.modules.buyers.lighting import Light
from anxin.modules.buyers.reconciling import place_of
from anxin.modules.buyers.searching import Answer, search
from anxin.modules.buyers.workbooks import COLUMNS

MOST_ROWS = 500
FILLS = {Colour.GREEN: "C6EFCE", Colour.YELLOW: "FFEB9C", Colour.RED: "FFC7CE", Colour.GREY: "E3E6EA"}
WIDTHS = (34, 10, 14, 34, 24, 10, 40)


@dataclass(frozen=True)
class Line:
    """One row of the table. `fault`: why nothing was looked up."""

    name: str
    country: str
    certainty: Certainty | None
    found: Found | None
    light: Light | None
    fault: str = ""


def look_up(content: bytes, *, at: datetime) -> list[Line]:
    """Every row of a workbook or a text table, in its order. Raises Invalid for what is no table, or is too long."""
    rows = rows_of(content, COLUMNS)
    if not rows:
        raise Invalid(_("The table has no rows."), field="2")
    if len(rows) > MOST_ROWS:
        most = _("at most %(most)s") % {"most": MOST_ROWS}
        raise Invalid(_("The table has too many rows."), read=str(len(rows)), allowed=most)
    return [_line(row, at) for row in rows]


def _line(row: Mapping[str, str], at: datetime) -> Line:
    name, said = row.get("name", "")[:300], row.get("country", "")[:80]
    country = place_of(said) if said else ""
    if said and not country:
        return Line(name, said, None, None, None, _("There is no such country."))
    try:
        answer = _answer(row, name, country)
    except Invalid as fault:
        return Line(name, said, None, None, None, fault.what)
    first = answer.first
    sure = answer.certainty is Certainty.SURE and first is not None
    return Line(name, said, answer.certainty, first, ask(first.firm.id, at=at).light if sure and first else None)


def _answer(row: Mapping[str, str], name: str, country: str) -> Answer:
    for key in ("lei", "register"):
        number = row.get(key, "").replace(" ", "")
        if number:
            held = search(number, country)
            of_number = [one for one in held.found if one.firm.identifiers.get(key, "").replace(" ", "") == number]
            if len(of_number) == 1 and held.certainty is Certainty.SURE:
                return held
    return search(name, country, city=row.get("city", ""), most=3)


def as_workbook(lines: Iterable[Line]) -> bytes:
    """The same as a workbook: what was written, the firm, how sure, the light and why. Texts stay texts: nothing in a
    cell is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Buyers"))
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFG"[place]].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, bold=True) for head in _heads()])
    for line in lines:
        colour = line.light.colour if line.light else Colour.GREY
        cells = [_cell(sheet, text) for text in _texts(line)]
        cells[5].fill = PatternFill("solid", fgColor=FILLS[colour])
        sheet.append(cells)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _heads() -> list[str]:
    return [_("Buyer"), _("Country"), _("How sure"), _("Firm on file"), _("Its id"), _("Light"), _("Why")]


def _texts(line: Line) -> Iterator[str]:
    certain = {
        Certainty.SURE: _("this is it"), Certainty.ASK: _("please compare"), Certainty.UNSURE: _("not sure"),
        Certainty.NONE: _("not on file"),
    }  # fmt: skip
    lights = {
        Colour.GREEN: _("green"), Colour.YELLOW: _("yellow"), Colour.RED: _("red"), Colour.GREY: _("grey"),
    }  # fmt: skip
    firm = line.found.firm if line.found else None
    yield from (line.name, line.country)
    yield certain[line.certainty] if line.certainty else _("not looked up")
    yield f"{firm.name} ({firm.country}{', ' if firm.city else ''}{firm.city})" if firm else ""
    yield firm.id if firm else ""
    yield lights[line.light.colour if line.light else Colour.GREY]
    yield line.fault or (_why(line.light) if line.light else _("The firm is not certain."))


def _why(light: Light) -> str:
    key = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return light.because.says.get(key) or light.because.says["zh"]


def _cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value="".join(one for one in text if one.isprintable()))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
