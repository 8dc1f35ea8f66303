"""From bytes to rows of cells: workbooks in a process apart, text tables through csv. Nothing is interpreted yet.

Text is UTF-8 (with or without a byte order mark) or else GB18030; which of them is told by where the header row can
be read, and said in `Table.encoding`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from anxin.kernel.intake.apart import Limits, read_apart
from anxin.kernel.intake.archive import Kind, kind_of
from anxin.kernel.intake.headers import HEADER_WITHIN, holds_header
from anxin.kernel.intake.layouts import Layout
from anxin.kernel.intake.problems import Flaw, Unreadable
from anxin.kernel.intake.sheets import Sheet

BOM = b"\xef\xbb\xbf"
DELIMITERS = (",", "\t", ";")


@dataclass(frozen=True)
class Table:
    """All visible sheets of a file. `encoding` is empty for a workbook."""

    sheets: Sequence[Sheet]
    encoding: str = ""

    @property
    def is_text(self) -> bool:
        return bool(self.encoding)


def read_table(content: bytes, layout: Layout) -> Table:
    """The sheets of a file; `Unreadable` if it is no table or not a safe one."""
    kind = kind_of(content)
    if kind == Kind.TEXT:
        return _read_text(content, layout)
    return Table(read_apart(content, kind, Limits.of_site()))


@dataclass(frozen=True)
class _Decoded:
    text: str
    encoding: str
    broken: Mapping[int, int]  # line number → byte offset of its first byte that does not belong


def _read_text(content: bytes, layout: Layout) -> Table:
    decoded = _decode(content, layout)
    delimiter = _delimiter(decoded.text, layout)
    rows: list[list[str]] = []
    flaws: dict[int, Flaw] = {}
    reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for cells in reader:
            rows.append(cells)
            if decoded.broken:
                offsets = [(n, decoded.broken[n]) for n in range(line + 1, reader.line_num + 1) if n in decoded.broken]
                if offsets:
                    flaws[len(rows)] = _broken_bytes(decoded.encoding, *offsets[0])
            line = reader.line_num
    except csv.Error:
        raise Unreadable(
            Flaw(
                _("From line %(line)s on the quotation marks do not match, so columns cannot be told apart."),
                todo=_("Correct that line, or save the table anew from the spreadsheet program."),
                values={"line": line + 1},
            )
        ) from None
    return Table([Sheet("", rows, flaws=flaws)], decoded.encoding)


def _broken_bytes(encoding: str, line: int, offset: int) -> Flaw:
    return Flaw(
        _("Line %(line)s holds bytes that are not %(encoding)s (byte %(offset)s of the file)."),
        allowed=_("one encoding throughout: UTF-8 or GB18030"),
        todo=_("Copy the rows from their own system again; do not paste text of two systems into one file."),
        values={"line": line, "encoding": encoding, "offset": offset},
    )


def _decode(content: bytes, layout: Layout) -> _Decoded:
    """Try UTF-8, then GB18030; with stray bytes, take the encoding in which the header can be read."""
    if content.startswith(BOM):
        return _tolerant(content[len(BOM) :], "UTF-8", shift=len(BOM))
    for encoding in ("UTF-8", "GB18030"):
        head = b"\n".join(content.splitlines()[:HEADER_WITHIN])
        if _header_in(head.decode(encoding, "replace"), layout):
            return _tolerant(content, encoding)
    for encoding in ("UTF-8", "GB18030"):
        try:
            return _Decoded(content.decode(encoding), encoding, {})
        except UnicodeDecodeError as fault:
            stray = fault
    raise Unreadable(
        Flaw(
            _("The file is neither UTF-8 nor GB18030: line %(line)s, byte %(offset)s."),
            _("UTF-8 or GB18030"),
            _("Save it as “CSV UTF-8”."),
            values={"line": content.count(b"\n", 0, stray.start) + 1, "offset": stray.start},
        )
    )


def _tolerant(content: bytes, encoding: str, shift: int = 0) -> _Decoded:
    """Decode; if that fails, line by line, noting the lines that hold other bytes."""
    try:
        return _Decoded(content.decode(encoding), encoding, {})
    except UnicodeDecodeError:
        pass
    broken, place, lines = {}, shift, []
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        try:
            lines.append(line.decode(encoding))
        except UnicodeDecodeError as fault:
            broken[number] = place + fault.start
            lines.append(line.decode(encoding, "replace"))
        place += len(line)
    return _Decoded("".join(lines), encoding, broken)


def _delimiter(text: str, layout: Layout) -> str:
    head = "\n".join(text.splitlines()[:HEADER_WITHIN])
    return next((mark for mark in DELIMITERS if holds_header(_cells(head, mark), layout)), ",")


def _header_in(head: str, layout: Layout) -> bool:
    return any(holds_header(_cells(head, mark), layout) for mark in DELIMITERS)


def _cells(head: str, delimiter: str) -> Iterator[list[str]]:
    """The first rows, only to look for names: quotation marks are taken as they come."""
    return csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
