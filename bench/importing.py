"""Import: rows a second through the same door as any upload, beside bare csv and executemany of the same rows."""

from __future__ import annotations

import csv
import io
import sqlite3
import time
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from openpyxl import load_workbook

from anxin import packs
from anxin.demo.files import WrittenFile, write_files
from anxin.demo.load import OPERATOR, PACK, enter_agencies
from anxin.demo.plan import DECISION_DAY, ROSTERS_ARRIVE, Size
from anxin.demo.population import build_city
from anxin.demo.timeline import moment
from anxin.kernel.intake import actions as intake
from anxin.kernel.reference.actions import set_played_day
from anxin.packs.actions import apply as apply_pack
from bench.measuring import Figure

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536", "temp_store=MEMORY")


def measure(home: Path, size: str) -> list[Figure]:
    """Import the whole city; rosters and returns apart, since a roster's row makes a person and a return's does not."""
    files = set_up(home, "small" if size == "small" else "full")
    found = []
    for name, wanted in (("rosters (.xlsx)", "roster"), ("returns (.csv)", "")):
        chosen = [file for file in files if (file.layout == "roster") == bool(wanted)]
        tables = [rows_of(file.path) for file in chosen]
        rows = sum(len(table) - 1 for table in tables)
        ours = rows / sum(imported(file) for file in chosen)
        theirs = rows / bare(home, tables)
        note = f"{rows:,} rows in {len(chosen)} files; ours reads, checks, seals, writes, decides and journals"
        found.append(Figure(f"import {name}", "csv + executemany", "rows/s", ours, theirs, note))
    set_played_day(day=DECISION_DAY)
    return found


def set_up(home: Path, size: Size) -> list[WrittenFile]:
    call_command("migrate", verbosity=0)
    city = build_city(size=size)
    apply_pack(packs.current(PACK), by=OPERATOR, at=moment(ROSTERS_ARRIVE, 8))
    enter_agencies(city, at=moment(ROSTERS_ARRIVE, 8))
    return write_files(city, home / "files")


def imported(file: WrittenFile) -> float:
    """Seconds from the file to the receipt."""
    at: datetime = moment(file.arrives, 9)
    layouts = packs.current(PACK).layouts
    began = time.perf_counter()
    upload = intake.stage(by=OPERATOR, at=at, path=file.path, pack=PACK, layout=file.layout, layouts=layouts)
    intake.confirm(by=OPERATOR, at=at, upload=upload, layouts=layouts)
    receipt = intake.apply(by=OPERATOR, at=at, upload=upload, layouts=layouts)
    taken = time.perf_counter() - began
    if receipt.bad or receipt.left_out:
        raise RuntimeError(f"{file.path.name} was not taken whole: {receipt}")
    return taken


def rows_of(path: Path) -> list[list[str]]:
    """The same rows as text, header first."""
    if path.suffix == ".xlsx":
        sheet = load_workbook(path, read_only=True).worksheets[0]
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        header = next(index for index, row in enumerate(rows) if "身份证号" in row)
        return rows[header:]
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return [row for row in csv.reader(io.StringIO(text)) if row]


def bare(home: Path, tables: list[list[list[str]]]) -> float:
    """Seconds to read the same rows with csv and insert them with executemany, one transaction a file."""
    texts = [_as_csv(table) for table in tables]
    connection = sqlite3.connect(home / "bare.sqlite3")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    began = time.perf_counter()
    for number, text in enumerate(texts):
        reader = csv.reader(io.StringIO(text))
        header = next(reader)
        columns = ", ".join(f"c{index}" for index in range(len(header)))
        connection.execute(f"CREATE TABLE t{number} ({columns})")
        marks = ", ".join("?" for _ in header)
        with connection:
            connection.executemany(f"INSERT INTO t{number} VALUES ({marks})", reader)
    taken = time.perf_counter() - began
    connection.close()
    for leftover in home.glob("bare.sqlite3*"):
        leftover.unlink()
    return taken


def _as_csv(table: list[list[str]]) -> str:
    held = io.StringIO()
    csv.writer(held).writerows([row[: len(table[0])] + [""] * (len(table[0]) - len(row)) for row in table])
    return held.getvalue()
