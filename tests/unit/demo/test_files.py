"""The written files are real files of their sources: they open, are encoded as said, and come out the same twice."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from anxin.demo import layouts
from anxin.demo.files import (
    BROKEN_FOLDER,
    ENCODINGS,
    READ_ME,
    RETURN_COLUMNS,
    WrittenFile,
    planned_files,
    write_files,
)
from anxin.demo.plan import CARDS_ARRIVE, RENEWALS_ARRIVE, RETURNS_ARRIVE, ROSTERS_ARRIVE
from anxin.demo.population import City


def sheet(path: Path) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]


def table(file: WrittenFile) -> list[list[str]]:
    text = file.path.read_bytes().decode(ENCODINGS[file.layout])
    return list(csv.reader(io.StringIO(text)))


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_city_gives_the_same_bytes(small_city: City, small_folder: Path, tmp_path: Path) -> None:
    write_files(small_city, tmp_path)
    assert digests(tmp_path) == digests(small_folder)


def test_every_agency_brings_a_roster_and_every_source_its_returns(small_files: list[WrittenFile]) -> None:
    arrivals = [(file.layout, file.arrives) for file in small_files]
    rosters = [("roster", ROSTERS_ARRIVE)] * 12
    first = ["police_check", "identity_review_city", "identity_review_ministry", "health_check", "insurance"]
    later = [(layout, day) for day in RENEWALS_ARRIVE for layout in ("health_check", "insurance")]
    returns = [(layout, RETURNS_ARRIVE) for layout in first]
    assert arrivals == [*rosters, *returns, ("card_register", CARDS_ARRIVE), *later]


def test_planning_the_files_of_the_full_city_names_71_rosters(full_city: City, tmp_path: Path) -> None:
    rosters = [file for file in planned_files(full_city, tmp_path) if file.agency]
    assert len({file.path.name for file in rosters}) == 71
    assert list(tmp_path.iterdir()) == []


def test_rosters_hold_every_person_once(small_city: City, small_files: list[WrittenFile]) -> None:
    numbers = [row[0] for file in small_files if file.agency for row in sheet(file.path)[2:]]
    assert numbers == [dossier.person.id_number for dossier in small_city.dossiers]


def test_a_roster_has_a_title_row_then_the_header(small_files: list[WrittenFile]) -> None:
    first = small_files[0]
    assert first.agency is not None
    rows = sheet(first.path)
    assert str(rows[0][0]).startswith(first.agency.name)
    assert tuple(rows[1]) == layouts.ROSTER_COLUMNS


def test_identity_numbers_phones_and_codes_are_text_cells(small_files: list[WrittenFile]) -> None:
    for file in small_files[:12]:
        rows = sheet(file.path)[2:]
        assert {type(row[place]) for row in rows for place in (0, 2, 3)} == {str}


def test_some_agencies_write_real_dates_and_some_text(small_files: list[WrittenFile]) -> None:
    kinds: set[type] = set()
    for file in small_files[:12]:
        kinds |= {type(row[10]) for row in sheet(file.path)[2:] if row[10] != ""}
    assert kinds == {date, str} or kinds == {datetime, str}


def test_returns_are_encoded_as_their_sources_do(small_files: list[WrittenFile]) -> None:
    marks = {file.layout: file.path.read_bytes()[:3] == b"\xef\xbb\xbf" for file in small_files[12:]}
    assert marks == {
        "police_check": False,
        "identity_review_city": False,
        "identity_review_ministry": True,
        "health_check": True,
        "insurance": False,
        "card_register": True,
    }


def test_the_police_return_cannot_be_read_as_utf8(small_files: list[WrittenFile]) -> None:
    police = next(file for file in small_files if file.layout == "police_check")
    with pytest.raises(UnicodeDecodeError):
        police.path.read_text("utf-8")
    assert len(table(police)) == 1_001


def test_returns_have_the_columns_of_the_layouts_and_people_in_order(small_files: list[WrittenFile]) -> None:
    for file in small_files[12:]:
        header, *rows = table(file)
        assert tuple(header) == RETURN_COLUMNS[file.layout]
        numbers = [row[0] for row in rows]
        assert numbers == sorted(numbers)
        assert len(numbers) == len(set(numbers))


def test_no_file_names_a_colour_or_a_story(small_files: list[WrittenFile]) -> None:
    said = " ".join(cell for file in small_files[12:] for row in table(file) for cell in row[2:])
    assert [word for word in ("green", "绿", "黄", "红", "灰", "complete", "expired") if word in said] == []


def test_the_read_me_says_that_all_is_invented_and_names_the_seed(small_folder: Path) -> None:
    text = (small_folder / READ_ME).read_text("utf-8-sig")
    assert "完全虚构" in text
    assert "entirely invented" in text
    assert "20211029" in text


def test_the_broken_examples_hold_the_faults_they_are_named_after(small_folder: Path) -> None:
    folder = small_folder / BROKEN_FOLDER
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(
        [
            "体检结果-UTF8里混进GB18030.csv",
            "花名册-公式单元格.xlsx",
            "花名册-别家企业的人.xlsx",
            "花名册-各种错误都有.xlsx",
            "花名册-同一人两行.xlsx",
            "花名册-日期2021-02-30.xlsx",
            "花名册-缺少姓名列.xlsx",
            "花名册-身份证号变成3.3E+17.xlsx",
            "花名册-身份证号校验码错误.xlsx",
        ]
    )
    assert isinstance(sheet(folder / "花名册-身份证号变成3.3E+17.xlsx")[-1][0], float)
    assert sheet(folder / "花名册-日期2021-02-30.xlsx")[-1][6] == "2021-02-30"
    twice = sheet(folder / "花名册-同一人两行.xlsx")
    assert twice[-1] == twice[-2]
    assert "姓名" not in sheet(folder / "花名册-缺少姓名列.xlsx")[0]
    with pytest.raises(UnicodeDecodeError):
        (folder / "体检结果-UTF8里混进GB18030.csv").read_text("utf-8-sig")


def test_progress_counts_to_the_last_file(small_city: City, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    files = write_files(small_city, tmp_path, lambda step, done, total: told.append((step, done, total)))
    assert told == [("files", done, len(files)) for done in range(1, len(files) + 1)]
