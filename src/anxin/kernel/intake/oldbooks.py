"""Guards for old workbooks (.xls): the Workbook stream of a compound file ([MS-CFB]), its records ([MS-XLS]).

Only what the guards need: is it locked, which cells hold formulas, how far out does a cell lie.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from anxin.kernel.intake.formulas import Cells

FREE = 0xFFFFFFFA  # sector numbers from here on mark ends and free places
END_OF_PART, BOUND_SHEET, FILE_PASS, START_OF_PART, FORMULA = 0x000A, 0x0085, 0x002F, 0x0809, 0x0006
CELL_RECORDS = {0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}


@dataclass(frozen=True)
class OldBook:
    """What the guards found. `area` is the largest rectangle from A1 to a sheet's outermost cell."""

    locked: bool
    formulas: dict[str, Cells]
    area: int


def examine(content: bytes) -> OldBook:
    """Look through the records of an .xls; `ValueError` if it is damaged."""
    try:
        return _examined(_workbook_stream(content))
    except (struct.error, IndexError, UnicodeDecodeError) as fault:
        raise ValueError("the compound file is damaged") from fault


def _examined(stream: bytes) -> OldBook:
    names: dict[int, str] = {}
    formulas: dict[int, set[tuple[int, int]]] = defaultdict(set)
    locked, area, part = False, 0, 0
    for place, kind, body in _records(stream):
        if kind == START_OF_PART:
            part = place
        elif kind == FILE_PASS:
            locked = True
        elif kind == BOUND_SHEET:
            names[struct.unpack_from("<I", body)[0]] = _sheet_name(body[6:])
        elif kind in CELL_RECORDS:
            row, column = struct.unpack_from("<HH", body)
            area = max(area, (row + 1) * (column + 1))
            if kind == FORMULA:
                formulas[part].add((row + 1, column + 1))
    return OldBook(locked, {name: frozenset(formulas[place]) for place, name in names.items()}, area)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _sheet_name(body: bytes) -> str:
    """Length, a flag for two bytes a character, the characters."""
    length, wide = body[0], body[1] & 1
    return body[2 : 2 + 2 * length].decode("utf-16-le") if wide else body[2 : 2 + length].decode("latin-1")


def _workbook_stream(content: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    table = _sector_table(content, size)
    directory = _chain(content, struct.unpack_from("<I", content, 48)[0], table, size)
    entries = {name: (start, length) for name, start, length in _entries(directory)}
    found = entries.get("Workbook") or entries.get("Book")
    if found is None:
        raise ValueError("no workbook stream")
    start, length = found
    if length >= struct.unpack_from("<I", content, 56)[0]:
        return _chain(content, start, table, size)[:length]
    return _small_stream(content, entries["Root Entry"][0], start, table, size)[:length]


def _small_stream(content: bytes, root: int, start: int, table: list[int], size: int) -> bytes:
    """A stream below the cut-off lies in the root entry's stream, in sectors of its own size and table."""
    small = 1 << struct.unpack_from("<H", content, 32)[0]
    raw = _chain(content, struct.unpack_from("<I", content, 60)[0], table, size)
    links = list(struct.unpack(f"<{len(raw) // 4}I", raw))
    return _chain(_chain(content, root, table, size), start, links, small, header=0)


def _sector_table(content: bytes, size: int) -> list[int]:
    """The allocation table: for each sector the next one."""
    sectors = list(struct.unpack_from("<109I", content, 76))
    more, seen = struct.unpack_from("<I", content, 68)[0], 0
    while more < FREE and seen * size < len(content):
        *held, more = struct.unpack_from(f"<{size // 4}I", content, size * (more + 1))
        sectors, seen = sectors + held, seen + 1
    table: list[int] = []
    for sector in sectors:
        if sector < FREE:
            table += struct.unpack_from(f"<{size // 4}I", content, size * (sector + 1))
    return table


def _chain(content: bytes, sector: int, table: list[int], size: int, *, header: int = 1) -> bytes:
    pieces: list[bytes] = []
    while sector < FREE:
        if len(pieces) * size > len(content):
            raise ValueError("the sectors run in a circle")
        pieces.append(content[size * (sector + header) : size * (sector + header + 1)])
        sector = table[sector]
    return b"".join(pieces)


def _entries(directory: bytes) -> Iterator[tuple[str, int, int]]:
    for place in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, place + 64)[0]
        if 2 <= length <= 64:
            name = directory[place : place + length - 2].decode("utf-16-le")
            start, size = struct.unpack_from("<II", directory, place + 116)
            yield name, start, size
