"""Opening what registers publish: plain, gzip, or a zip of one file; never more of it unpacked than is safe."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from anxin.firms.sources.faults import LeftOut, SourceFault, Why

GZIP, ZIP, BOM = b"\x1f\x8b", b"PK\x03\x04", "\ufeff"
END_OF_FILE = "\x1a"
"""The mark some lists still end with."""


@dataclass(frozen=True)
class Limits:
    """In octets. `ratio`: unpacked to packed, looked at once more than `free` are unpacked."""

    unpacked: int = 40_000_000_000
    free: int = 64_000_000
    ratio: int = 60
    line: int = 4_000_000


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[IO[bytes]]:
    """The octets of the one file in it."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            size = path.stat().st_size
            if start.startswith(ZIP):
                with zipfile.ZipFile(file) as archive:
                    names = [one for one in archive.namelist() if not one.endswith("/")]
                    if len(names) != 1:
                        raise SourceFault(Why.MANY, 0, ", ".join(names[:5]))
                    with archive.open(names[0]) as held:
                        yield io.BufferedReader(_Counted(held, size, limits), 1 << 20)
            elif start.startswith(GZIP):
                with gzip.open(file) as held:
                    yield io.BufferedReader(_Counted(held, size, limits), 1 << 20)
            else:
                yield file
    except (zipfile.BadZipFile, EOFError) as fault:
        raise SourceFault(Why.CUT, 0, str(fault)) from fault
    except (gzip.BadGzipFile, zlib.error, NotImplementedError, RuntimeError) as fault:
        raise SourceFault(Why.NOT_READABLE, 0, str(fault)) from fault


class _Counted(io.RawIOBase):
    """Counts what is unpacked, and stops before it is too much."""

    def __init__(self, held: IO[bytes] | gzip.GzipFile, packed: int, limits: Limits) -> None:
        self.held, self.packed, self.limits, self.count = held, max(1, packed), limits, 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: object) -> int:
        view = memoryview(into)  # type: ignore[arg-type]  # -- any buffer, as io.RawIOBase hands over
        read = self.held.read(len(view))
        self.count += len(read)
        over = self.count > self.limits.free and self.count > self.packed * self.limits.ratio
        if over or self.count > self.limits.unpacked:
            raise SourceFault(Why.BOMB, 0, str(self.count))
        view[: len(read)] = read
        return len(read)


def lines(file: IO[bytes], limits: Limits, *, ended: bool = False) -> Iterator[str]:
    """The lines of a text in UTF-8, with their ends. `ended`: the last has one too, or the file was cut."""
    number = 0
    while line := file.readline(limits.line):
        number += 1
        if len(line) == limits.line:
            raise SourceFault(Why.LONG, number, line[:60].decode("utf-8", "replace"))
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as fault:
            raise SourceFault(Why.NOT_TEXT, number, line[:60].decode("utf-8", "replace")) from fault
        text = text.removeprefix(BOM) if number == 1 else text
        if text.strip() == END_OF_FILE:
            continue
        if ended and not text.endswith("\n"):
            raise SourceFault(Why.CUT, number, text)
        yield text


Row = tuple[int, dict[str, str]]
"""The line a row begins on, and its cells by column."""


def table(file: IO[bytes], needed: Sequence[str], limits: Limits) -> Iterator[Row | LeftOut]:
    """Rows under a header; SourceFault where a needed column is missing, or the last row stops before its end."""
    text = lines(file, limits, ended=True)
    reader = csv.reader(text, strict=True)
    try:
        header = [one.strip() for one in next(reader, [])]
        missing = [one for one in needed if one not in header]
        if missing:
            raise SourceFault(Why.EDITION, 1, ", ".join(missing))
        short: LeftOut | None = None
        begins = reader.line_num + 1
        for cells in reader:
            if short is not None:
                yield short
                short = None
            if len(cells) == len(header):
                yield begins, dict(zip(header, cells, strict=True))
            elif cells:
                short = LeftOut(Why.COLUMNS, begins, ",".join(cells)[:80])
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise SourceFault(Why.CUT, reader.line_num, str(fault)) from fault
    if short is not None:
        raise SourceFault(Why.CUT, short.line, short.read)
