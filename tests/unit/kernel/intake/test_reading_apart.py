"""A workbook built to exhaust the server is refused by the limits of the process that reads it, and leaves nothing."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import translation
from openpyxl import Workbook

from anxin.kernel.intake.apart import Limits, read_apart
from anxin.kernel.intake.archive import MB, Kind, guard_workbook
from anxin.kernel.intake.models import UploadBlock, UploadState
from anxin.kernel.intake.problems import Unreadable
from anxin.kernel.intake.tables import read_table
from tests.cast import Cast
from tests.unit.kernel.intake.oldbook import old_workbook
from tests.unit.kernel.intake.tables import ROSTER, bring, flaws, roster_row, saved, workbook

SMALL = Limits(memory=512 * MB, seconds=20)
MUCH_MEMORY = "Reading the workbook takes more memory than it may: it is too large or was built to mislead."
LONG_TIME = "Reading the workbook took longer than it may and was stopped; an ordinary one takes seconds."
BROKEN_OFF = "Reading the workbook broke off before its end."
SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
GOOD = workbook(ROSTER, [roster_row(1)])
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def with_part(name: str, part: str, content: bytes = GOOD) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return target.getvalue()


def sheet(*rows: str, dimension: str = "A1") -> str:
    return f'<worksheet {SPREADSHEET}><dimension ref="{dimension}"/><sheetData>{"".join(rows)}</sheetData></worksheet>'


def texts(*items: str, said: int) -> str:
    held = "".join(f"<si><t>{item}</t></si>" for item in items)
    return f'<sst {SPREADSHEET} count="{said}" uniqueCount="{said}">{held}</sst>'


def why(content: bytes, limits: Limits = SMALL, kind: Kind = Kind.XLSX) -> str:
    """What the refusal says first; the process is gone by then."""
    ids: list[int] = []
    with pytest.raises(Unreadable) as refusal:
        read_apart(content, kind, limits, started=ids.append)
    with pytest.raises(ProcessLookupError):
        os.kill(ids[0], 0)
    return refusal.value.flaws[0].what


def test_every_kind_of_cell_comes_back_as_it_stood() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    line = ["王小芳", 'a\n"b"\\', 1, -2.5, 1e300, True, False, None, "=1+1"]
    days = [
        date(2021, 10, 29),
        datetime.fromisoformat("2021-10-29T08:30:15"),
        time(8, 30),
        timedelta(days=2, seconds=1),
    ]
    first.title = "人"
    first.append([*line, *days])
    book.create_sheet("空")

    one, empty = read_apart(saved(book), Kind.XLSX, SMALL)

    assert (one.name, one.formulas) == ("人", frozenset({(1, 9)}))
    assert (empty.name, len(empty.rows)) == ("空", 0)
    (row,) = one.rows
    assert [*row] == ["王小芳", 'a\n"b"\\', 1, -2.5, 1e300, True, False, "", "", *days]
    kinds = [str, str, float, float, float, bool, bool, str, str, date, datetime, time, timedelta]
    assert [type(cell) for cell in row] == kinds


def test_an_old_workbook_comes_back_as_it_stood() -> None:
    (one,) = read_apart(old_workbook(ROSTER, [roster_row(1)]), Kind.XLS, SMALL)

    assert (one.name, len(one.rows), one.rows[0][0]) == ("花名册", 2, "身份证号")


def test_a_dimension_that_claims_the_largest_sheet_is_not_believed() -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'

    (one,) = read_apart(with_part(SHEET, sheet(row, dimension="A1:XFD1048576")), Kind.XLSX, SMALL)

    assert [*map(list, one.rows)] == [[1.0]]


@pytest.mark.parametrize("far", ["XFD1048576", "xfd1048576", "XFD0001048576"])
def test_a_far_cell_is_judged_before_the_sheet_is_laid_out(far: str) -> None:
    crafted = sheet('<row r="1"><c r="A1"><v>1</v></c></row>', f'<row r="2"><c r="{far}"><v>1</v></c></row>')

    with pytest.raises(Unreadable, match="A cell stands far away from the table"):
        guard_workbook(with_part(SHEET, crafted))


def test_far_cells_that_state_no_place_run_into_the_memory_limit() -> None:
    crafted = sheet(
        '<row r="1"><c><v>1</v></c><c r="XFD1"><v>1</v></c></row>', '<row r="1048576"><c><v>1</v></c></row>'
    )

    assert why(with_part(SHEET, crafted)) == MUCH_MEMORY


def test_a_sheet_under_a_name_that_is_not_unpacked_runs_into_the_memory_limit() -> None:
    relations = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/_rels/workbook.xml.rels").decode()
    moved = with_part("xl/_rels/workbook.xml.rels", relations.replace("sheet1.xml", "sheet1.dat"))
    crafted = sheet('<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="2"><c r="XFD1048576"><v>1</v></c></row>')

    assert why(with_part("xl/worksheets/sheet1.dat", crafted, moved)) == MUCH_MEMORY


def test_a_count_of_texts_that_are_not_there_runs_into_the_memory_limit() -> None:
    assert why(with_part(STRINGS, texts("x", said=4_000_000_000))) == MUCH_MEMORY


def one_long_text(*, cells: int) -> bytes:
    """A text of 500,000 characters, kept once, in that many cells."""
    rows = [f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1)]
    return with_part(SHEET, sheet(*rows), with_part(STRINGS, texts("x" * 500_000, said=1)))


def test_one_long_text_in_every_cell_runs_into_the_memory_limit() -> None:
    crafted = one_long_text(cells=2_000)
    assert len(crafted) < 30_000

    assert why(crafted) == MUCH_MEMORY


def test_more_than_may_be_said_is_refused() -> None:
    assert why(GOOD, replace(SMALL, most_said=100)) == MUCH_MEMORY


def test_the_limit_of_memory_is_the_one_passed_in() -> None:
    content = one_long_text(cells=100)

    assert why(content, replace(SMALL, memory=64 * MB)) == MUCH_MEMORY
    assert len(read_apart(content, Kind.XLSX, SMALL)[0].rows) == 100


def test_a_process_that_takes_too_long_is_stopped() -> None:
    assert why(GOOD, replace(SMALL, seconds=0)) == LONG_TIME


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_ended_from_outside_is_a_refusal(sent: signal.Signals) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_apart(GOOD, Kind.XLSX, SMALL, started=lambda process_id: os.kill(process_id, sent))

    assert refusal.value.flaws[0].what == BROKEN_OFF
    assert len(read_table(GOOD, ROSTER).sheets) == 1  # the next one is read as ever


def test_many_may_be_read_from_threads_at_once() -> None:
    read: list[int] = []
    threads = [threading.Thread(target=lambda: read.append(len(read_apart(GOOD, Kind.XLSX, SMALL)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert read == [1, 1, 1, 1]


def test_the_process_knows_no_django_and_none_of_the_sites_modules() -> None:
    asked = (
        "import sys, anxin.kernel.intake.reading; print(sorted({'django', 'stdnum', 'cryptography'} & {*sys.modules}))"
    )

    told = subprocess.run([sys.executable, "-I", "-c", asked], capture_output=True, check=True, text=True)

    assert told.stdout == "[]\n"


@pytest.fixture
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("in_chinese")
def test_the_refusal_is_kept_and_said_in_chinese_and_nothing_is_written(cast: Cast) -> None:
    upload = bring(cast.an, with_part(STRINGS, texts("x", said=4_000_000_000)), ROSTER, "花名册.xlsx")

    assert (upload.state, upload.rows_total, UploadBlock.objects.count()) == (UploadState.REFUSED, 0, 0)
    assert flaws(upload)[0][3] == "读取这份工作簿超过了允许的内存：表太大，或者是有意做成这样的。"
