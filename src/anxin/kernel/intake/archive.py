"""Guards before a workbook is parsed: what kind of file it really is, and whether unpacking it is safe.

A workbook (.xlsx, ECMA-376) is a zip of XML files. Sizes a zip states may lie, so every XML part is really unpacked
here, once, against a budget; only then may a parser see the file. Nothing is ever executed. Knows no Django, since it
runs in the process of `reading`.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree

from anxin.kernel.intake.formulas import Cells, formula_cells, sheet_parts
from anxin.kernel.intake.oldbooks import examine
from anxin.kernel.intake.problems import Flaw, Unreadable


def _(message: str) -> str:
    """Mark a text for translation, as Django's `gettext_noop` does."""
    return message


MB = 1024 * 1024
MOST_ENTRIES = 2_000
LOCAL_HEADER = 30  # bytes before the name of a part (APPNOTE 4.3.7)
DIRECTORY_LIMIT = 1 * MB  # bytes of the zip's directory: what zipfile would read at once
UNPACKED_LIMIT = 400 * MB
PART_LIMIT = 200 * MB
RATIO_LIMIT = 200  # a sheet of equal rows packs about 1:40; a bomb about 1:1000
RATIO_FROM = 5 * MB
AREA_LIMIT = 5_000_000  # cells of the rectangle that holds all others: parsers lay it out in memory
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
CELL_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})0*(\d{1,7})[\"']")
SAVE_ANEW = _(
    "Save it in the spreadsheet program as an ordinary .xlsx workbook without a password, then bring it again."
)


class Kind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "text"


def kind_of(content: bytes) -> Kind:
    """What the file is by its content, whatever it is called; `Unreadable` if it is no table."""
    if content.startswith(b"PK\x03\x04"):
        return Kind.XLSX
    if content.startswith(OLE):
        return _checked_ole(content)
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise Unreadable(Flaw(_("This is a web page under a spreadsheet's name."), _table_files(), SAVE_ANEW))
    if not content.strip():
        raise Unreadable(Flaw(_("The file is empty."), _table_files(), _("Choose the file again.")))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(Flaw(_("The text is in UTF-16."), _("UTF-8 or GB18030"), _("Save it as “CSV UTF-8”.")))
    if b"\0" in content:
        raise Unreadable(Flaw(_("This is neither a workbook nor a text table."), _table_files(), SAVE_ANEW))
    return Kind.TEXT


def _table_files() -> str:
    return _("a workbook (.xlsx, .xls) or a text table (.csv)")


def _checked_ole(content: bytes) -> Kind:
    """A compound file is an encrypted .xlsx, a .xls, or something else: its directory names tell."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _locked()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _macros()
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise Unreadable(Flaw(_("This is neither a workbook nor a text table."), _table_files(), SAVE_ANEW))
    return Kind.XLS


def _macros() -> Unreadable:
    return Unreadable(Flaw(_("The workbook carries macros (programs)."), _("a workbook without macros"), SAVE_ANEW))


def _locked() -> Unreadable:
    return Unreadable(Flaw(_("The workbook is locked with a password."), _table_files(), SAVE_ANEW))


def _damaged() -> Unreadable:
    return Unreadable(Flaw(_("The workbook is damaged or was built to mislead."), _table_files(), SAVE_ANEW))


def _too_big() -> Unreadable:
    return Unreadable(
        Flaw(
            _("Unpacked, the workbook is far larger than its file: it looks like a “zip bomb”."),
            _("at most %(limit)s MB unpacked, at most %(entries)s parts"),
            _("Copy the rows into a new workbook as values and bring that."),
            values={"limit": UNPACKED_LIMIT // MB, "entries": MOST_ENTRIES},
        )
    )


@dataclass(frozen=True)
class Guarded:
    """A workbook found safe to parse: per sheet name, the (row, column) of formula cells, both from 1."""

    formulas: dict[str, Cells]


def guard_workbook(content: bytes) -> Guarded:
    """Check an .xlsx; `Unreadable` if it is locked, has macros, is a bomb, or hides entities."""
    _guard_directory(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    # NotImplementedError: zipfile's word for a part that asks for a newer zip version than any spreadsheet writes.
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise _damaged() from None
    _guard_entries(entries)
    parts = dict(_unpacked_parts(content, entries))
    if re.search(rb"macroEnabled|vbaProject", parts.get("[Content_Types].xml", b"")):
        raise _macros()
    sheets = sheet_parts(parts)
    if sheets is None:
        raise _damaged()
    try:
        return Guarded({name: formula_cells(parts[path]) for name, path in sheets.items()})
    except (ElementTree.ParseError, ValueError):
        raise _damaged() from None


def guard_old_workbook(content: bytes) -> Guarded:
    """Check an .xls; `Unreadable` if it is locked, damaged or spans more cells than memory should hold."""
    try:
        book = examine(content)
    except ValueError:
        raise _damaged() from None
    if book.locked:
        raise _locked()
    _guard_span(book.area)
    return Guarded(book.formulas)


def _guard_directory(content: bytes) -> None:
    """Look at the end record before zipfile reads the directory: a million entries would fill the memory."""
    tail_from = max(0, len(content) - 65_557)
    place = content.rfind(b"PK\x05\x06", tail_from)
    if place < 0 or len(content) < place + 22:
        raise _damaged()
    entries, size = struct.unpack_from("<HI", content, place + 10)
    if entries == 0xFFFF or size == 0xFFFFFFFF:
        locator = content.rfind(b"PK\x06\x06", tail_from, place)
        if locator < 0 or len(content) < locator + 56:
            raise _damaged()
        entries, size = struct.unpack_from("<QQ", content, locator + 32)
    if entries > MOST_ENTRIES or size > DIRECTORY_LIMIT:
        raise _too_big()


def _guard_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.lower() for entry in entries]
    if any(name.endswith("vbaproject.bin") for name in names):
        raise _macros()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _locked()
    if len(set(names)) != len(names) or any(entry.compress_type not in (0, 8) for entry in entries):
        raise _damaged()
    if "xl/workbook.xml" not in names:
        raise Unreadable(Flaw(_("This is a packed file, but no .xlsx workbook."), _table_files(), SAVE_ANEW))
    if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT or len(entries) > MOST_ENTRIES:
        raise _too_big()
    if any(entry.file_size > RATIO_FROM and entry.file_size > RATIO_LIMIT * entry.compress_size for entry in entries):
        raise _too_big()


def _unpacked_parts(content: bytes, entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Every XML part by its name, unpacked within the budget and free of entities; media are left packed."""
    budget = UNPACKED_LIMIT
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        part = _unpack(content, entry)
        budget -= len(part)
        if budget < 0:
            raise _too_big()
        _guard_xml(part)
        if entry.filename.startswith("xl/worksheets/"):
            _guard_area(part)
        yield entry.filename, part


def _unpack(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The part itself, taken from the packed bytes and not from what the directory says of them."""
    header = content[entry.header_offset : entry.header_offset + LOCAL_HEADER] if entry.header_offset >= 0 else b""
    if len(header) < LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise _damaged()
    name_length, extra_length = struct.unpack_from("<HH", header, 26)
    start = entry.header_offset + LOCAL_HEADER + name_length + extra_length
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        part = packed
    else:
        most = min(entry.file_size + 1, PART_LIMIT + 1)
        try:
            part = zlib.decompressobj(-15).decompress(packed, most)
        except zlib.error:
            raise _damaged() from None
    if len(part) > PART_LIMIT:
        raise _too_big()
    if len(part) != entry.file_size:
        raise _damaged()
    return part


def _guard_xml(part: bytes) -> None:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part[:200]:
        raise Unreadable(
            Flaw(_("The workbook hides XML entities, which no spreadsheet program writes."), _table_files(), SAVE_ANEW)
        )


def _guard_area(part: bytes) -> None:
    """Refuse a sheet whose last cell lies so far out that laying out the rectangle would fill the memory."""
    columns: set[bytes] = set()
    last = 0
    for match in CELL_PLACE.finditer(part):
        columns.add(match[1])
        last = max(last, int(match[2]))
    width = max((column_number(column.decode().upper()) for column in columns), default=0)
    _guard_span(width * last)


def _guard_span(cells: int) -> None:
    if cells > AREA_LIMIT:
        raise Unreadable(
            Flaw(
                _("A cell stands far away from the table, so that the sheet spans %(cells)s cells."),
                _("at most %(limit)s cells from the first to the last"),
                _("Delete the empty rows and columns around the table, or copy it into a new workbook."),
                values={"cells": cells, "limit": AREA_LIMIT},
            )
        )


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
