"""Files broken on purpose, one fault each and one with all faults, to try an upload with.

They belong to the demonstration clerk's agency; the people in their good rows are new to the city.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from random import Random

from anxin.demo.agencies import Agency
from anxin.demo.layouts import HEALTH_COLUMNS, ROSTER_COLUMNS
from anxin.demo.people import Person, PersonInventor
from anxin.demo.plan import DECISION_DAY
from anxin.demo.population import City
from anxin.demo.workbooks import Book, Value

Row = list[Value]
GOOD_ROWS = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to break a roster: file name, and what it does to the last of the good rows."""

    file_name: str
    spoil: Callable[[list[Row]], list[Row]]


def demonstration_agency(city: City, place: int = 0) -> Agency:
    """The agency of a demonstration clerk: of middling size, `place` 0 or 1."""
    by_size = sorted(city.agencies, key=lambda agency: (-agency.size, agency.number))
    return by_size[len(by_size) // 3 + place]


def write_broken_examples(folder: Path, city: City) -> list[Path]:
    """Write the examples and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    agency, other = demonstration_agency(city), demonstration_agency(city, 1)
    taken = [dossier.person.id_number for dossier in city.dossiers]
    inventor = PersonInventor(Random(f"{city.seed}:broken"), taken=taken)
    written = []
    for fault in _faults(other):
        rows = fault.spoil([_good_row(inventor.invent(), agency) for _ in range(GOOD_ROWS + 1)])
        written.append(_write(folder / fault.file_name, agency, rows))
    everything = [_good_row(inventor.invent(), agency) for _ in range(GOOD_ROWS)]
    for fault in _faults(other):
        everything += fault.spoil([_good_row(inventor.invent(), agency)])
    written.append(_write(folder / "花名册-各种错误都有.xlsx", agency, everything))
    written.append(_write_without_names(folder, agency, inventor))
    written.append(_write_mixed_encodings(folder, city))
    return written


def _good_row(person: Person, agency: Agency) -> Row:
    return [
        person.id_number, person.name, person.phone, agency.code, agency.name, "在岗",
        date(2021, 10, 11), None, None, None, date(2021, 10, 12),
    ]  # fmt: skip


def _faults(other: Agency) -> list[Fault]:
    return [
        Fault("花名册-身份证号校验码错误.xlsx", lambda rows: _set(rows, 0, _miscopied(str(rows[-1][0])))),
        Fault("花名册-身份证号变成3.3E+17.xlsx", lambda rows: _set(rows, 0, _as_number(str(rows[-1][0])))),
        Fault("花名册-日期2021-02-30.xlsx", lambda rows: _set(rows, 6, "2021-02-30")),
        Fault("花名册-同一人两行.xlsx", lambda rows: [*rows, list(rows[-1])]),
        Fault("花名册-公式单元格.xlsx", lambda rows: _set(rows, 1, '=CONCATENATE("王","小丽")')),
        Fault("花名册-别家企业的人.xlsx", lambda rows: _set(_set(rows, 3, other.code), 4, other.name)),
    ]


def _set(rows: list[Row], column: int, value: Value) -> list[Row]:
    rows[-1][column] = value
    return rows


def _as_number(number: str) -> float:
    """What a spreadsheet makes of an identity number: fifteen digits survive, and an X not at all."""
    return float(number[:15] + "000")


def _miscopied(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def _book(agency: Agency) -> Book:
    widths = [20] * len(ROSTER_COLUMNS)
    moment = datetime.combine(DECISION_DAY, time(10))
    return Book(title="花名册", widths=widths, moment=moment, author=f"{agency.brand}家政（演示，虚构）")


def _write(path: Path, agency: Agency, rows: list[Row]) -> Path:
    book = _book(agency)
    book.sheet.heading(f"{agency.name}家政服务从业人员花名册（故意写坏的样例）")
    book.sheet.header(ROSTER_COLUMNS)
    for row in rows:
        book.sheet.row(row)
    book.save(path)
    return path


def _write_without_names(folder: Path, agency: Agency, inventor: PersonInventor) -> Path:
    book = _book(agency)
    book.sheet.header(name for name in ROSTER_COLUMNS if name != "姓名")
    for _ in range(GOOD_ROWS):
        row = _good_row(inventor.invent(), agency)
        book.sheet.row([row[0], *row[2:]])
    path = folder / "花名册-缺少姓名列.xlsx"
    book.save(path)
    return path


def _write_mixed_encodings(folder: Path, city: City) -> Path:
    """A health return that says UTF-8 (with its mark); its second half was pasted from a GB18030 system."""
    rows = [
        f"{dossier.person.id_number},{dossier.person.name},合格,2021-10-20,2022-10-19\r\n"
        for dossier in city.dossiers[: 2 * GOOD_ROWS]
    ]
    head = ",".join(HEALTH_COLUMNS) + "\r\n" + "".join(rows[:GOOD_ROWS])
    path = folder / "体检结果-UTF8里混进GB18030.csv"
    path.write_bytes(head.encode("utf-8-sig") + "".join(rows[GOOD_ROWS:]).encode("gb18030"))
    return path
