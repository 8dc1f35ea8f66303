"""From the bytes of a file to rows of text by column, without a layout: as text (UTF-8 or GB18030) or as a workbook,
which a process apart reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid
from anxin.kernel.intake.apart import Limits, read_apart
from anxin.kernel.intake.archive import Kind, kind_of
from anxin.kernel.intake.problems import Unreadable

MOST_ROWS, MOST_COLUMNS = 200_000, 40


def rows_of(content: bytes, names: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows below the header, by column. `names`: what a header may read → the column it means; other columns stay
    under their own. Raises Invalid where there is no table or no header."""
    rows = iter(_cells(content))
    header = [_plain(cell) for cell in next(rows, [])]
    columns = [names.get(cell, cell) for cell in header]
    if not set(columns) & set(names.values()):
        raise Invalid(_("The first row names no column that is known."), field="1", allowed=", ".join(sorted(names)))
    found: list[dict[str, str]] = []
    for row in rows:
        if len(found) >= MOST_ROWS:
            raise Invalid(_("The table has too many rows."), allowed=_("at most %(most)s") % {"most": MOST_ROWS})
        if any(cell.strip() for cell in row):
            found.append(dict(zip(columns, (cell.strip() for cell in row), strict=False)))
    return found


def _plain(cell: str) -> str:
    return "".join(cell.split()).casefold()


def _cells(content: bytes) -> Iterator[Sequence[str]]:
    try:
        kind = kind_of(content)
        if kind is not Kind.TEXT:
            sheets = read_apart(content, kind, Limits.of_site())
            for row in sheets[0].rows if sheets else ():
                yield [_text(cell) for cell in row]
            return
    except Unreadable as fault:
        flaw = fault.flaws[0]
        raise Invalid(_(flaw.what) % dict(flaw.values), todo=_(flaw.todo) if flaw.todo else "") from None
    text = _decoded(content)
    yield from (row[:MOST_COLUMNS] for row in csv.reader(io.StringIO(text, newline="")))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise Invalid(_("The file is no text that can be read."), allowed="UTF-8, GB18030, XLSX, XLS")
