"""A small .xls, written by hand ([MS-CFB], [MS-XLS]): no library we keep still writes the old format."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from anxin.kernel.intake.layouts import Layout
from tests.unit.kernel.intake.tables import Cells, header

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def formula(row: int, column: int, value: float) -> bytes:
    tokens = b"\x1e\x01\x00\x1e\x01\x00\x03"  # 1 + 1
    return record(0x0006, struct.pack("<HHHdHIH", row, column, 0, value, 0, 0, len(tokens)) + tokens)


def old_workbook(layout: Layout, rows: Sequence[Cells], *extra: bytes, locked: bool = False) -> bytes:
    """An .xls with one sheet 花名册 of text cells; `extra` are further records of that sheet."""
    table = [header(layout), *[[str(row.get(column.key) or "") for column in layout.columns] for row in rows]]
    cells = [label(r, c, text) for r, line in enumerate(table) for c, text in enumerate(line) if text]
    sheet = b"".join(
        [record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)), *cells, *extra, record(0x000A)]
    )
    name = "花名册"
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    start += record(0x002F, bytes(6)) if locked else b""
    bound = struct.pack("<HBB", 0, len(name), 1) + name.encode("utf-16-le")
    offset = len(start) + 4 + 4 + len(bound) + 4
    stream = start + record(0x0085, struct.pack("<I", offset) + bound) + record(0x000A) + sheet
    return compound(stream.ljust(4096, b"\0"))


def compound(stream: bytes) -> bytes:
    """A compound file with one stream, Workbook: table in sector 0, directory in 1, the stream from 2 on."""
    stream += bytes(-len(stream) % SECTOR)
    count = len(stream) // SECTOR
    links = [TABLE, END, *range(3, count + 2), END]
    table = struct.pack(f"<{SECTOR // 4}I", *links, *[FREE] * (SECTOR // 4 - len(links)))
    directory = entry("Root Entry", 5, END, 0, child=1) + entry("Workbook", 2, 2, len(stream)) + 2 * bytes(128)
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0, 0)
    return head + struct.pack("<108I", *[FREE] * 108) + table + directory + stream


def entry(name: str, kind: int, start: int, size: int, *, child: int = FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    body = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, child)
    return body + bytes(36) + struct.pack("<IQ", start, size)
