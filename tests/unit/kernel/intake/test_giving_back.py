"""What the person sees before deciding, and the faulty table given back."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from pytest_django import DjangoAssertNumQueries

from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.intake import queries, showing
from anxin.kernel.intake.layouts import Layout
from anxin.kernel.intake.models import Upload
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import reads_of
from tests.cast import LUCHENG, NOON, OPERATOR, Cast, identity_number
from tests.unit.kernel.intake.tables import (
    HEALTH,
    ROSTER,
    Cells,
    bring,
    header,
    health_row,
    roster_row,
    text_table,
    workbook,
)

pytestmark = pytest.mark.django_db
PINK = "00FFC7CE"


def given_back(by: Actor, upload: Upload, layout: Layout = ROSTER) -> Workbook:
    return load_workbook(io.BytesIO(queries.error_workbook(by=by, upload=upload, layout=layout)))


def marked(book: Workbook) -> dict[str, str]:
    """Cell name → comment, of every filled cell on the first sheet."""
    sheet = book.worksheets[0]
    found: dict[str, str] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.fill.fgColor.rgb == PINK:
                assert isinstance(cell, Cell) and cell.comment is not None
                found[cell.coordinate] = cell.comment.text
    return found


def test_the_table_comes_back_with_its_cells_marked_in_chinese(cast: Cast) -> None:
    rows = [roster_row(1), roster_row(2, started_on="2021-02-30"), roster_row(3, status="在职", phone="1")]
    upload = bring(cast.an, workbook(ROSTER, rows, above=[["安家乐花名册"]]), ROSTER)

    book = given_back(cast.an, upload)

    assert book.sheetnames == ["花名册", "问题"]
    sheet = book["花名册"]
    assert [cell.value for cell in sheet[2]] == header(ROSTER)
    assert sheet["A3"].value == identity_number(1)
    assert (sheet["A3"].data_type, sheet["A3"].number_format) == ("s", "@")
    assert str(sheet["G3"].value) == "2021-03-01 00:00:00"
    comments = marked(book)
    assert list(comments) == ["G4", "C5", "F5"]
    assert comments["G4"].splitlines()[:2] == ["日历上没有这一天。", "读到：2021-02-30"]
    assert [[cell.value for cell in row[:5]] for row in book["问题"].iter_rows(min_row=2)] == [
        ["花名册", 4, "入职日期", "2021-02-30", "日历上没有这一天。"],
        ["花名册", 5, "手机号", "*", "这不是电话号码。"],
        ["花名册", 5, "状态", "在职", "这个值不在允许的范围内。"],
    ]


def test_the_corrected_workbook_can_be_brought_again(cast: Cast) -> None:
    upload = bring(cast.an, workbook(ROSTER, [roster_row(1), roster_row(2, started_on="2021-02-30")]), ROSTER)
    book = given_back(cast.an, upload)
    book["花名册"]["G3"] = date(2021, 2, 28)
    corrected = io.BytesIO()
    book.save(corrected)

    again = bring(cast.an, corrected.getvalue(), ROSTER)

    assert (again.rows_good, again.rows_bad) == (2, 0)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@A1", "=cmd|' /C calc'!A0"])
def test_no_cell_of_the_returned_workbook_is_a_formula(cast: Cast, text: str) -> None:
    content = text_table(HEALTH, [health_row(101, "王小芳"), health_row(102, text), health_row(103, "陈", result=text)])
    upload = bring(cast.zhou, content, HEALTH, "体检.csv")

    book = given_back(cast.zhou, upload, HEALTH)

    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert kinds - {"s", "n", "inlineStr"} == set()
    assert book.worksheets[0]["B3"].value == text
    assert list(marked(book)) == ["B3", "C4"]


def test_a_number_that_lost_its_digits_comes_back_as_it_was_shown(cast: Cast) -> None:
    upload = bring(cast.an, workbook(ROSTER, [roster_row(1, id_number=float(identity_number(1)[:17] + "0"))]), ROSTER)

    assert given_back(cast.an, upload)["花名册"]["A2"].value == "3.3E+17"


def test_a_file_that_cannot_be_read_comes_back_as_its_problems(cast: Cast) -> None:
    upload = bring(cast.an, b"%PDF-1.7\0", ROSTER)

    book = given_back(cast.an, upload)

    assert book.sheetnames == ["问题"]
    assert book["问题"]["E2"].value == "这既不是工作簿，也不是文本表格。"


def test_a_file_without_its_columns_comes_back_whole(cast: Cast) -> None:
    upload = bring(cast.an, text_table(HEALTH, [health_row(101, "王小芳")]), ROSTER, "体检.csv")

    book = given_back(cast.an, upload)

    assert book.sheetnames == ["表", "问题"]
    assert book["表"]["B2"].value == "王小芳"


def test_whole_numbers_go_back_only_to_whoever_brought_them(cast: Cast) -> None:
    upload = bring(cast.an, workbook(ROSTER, [roster_row(1)]), ROSTER)
    colleague = Actor(Role.AGENCY_CLERK, "an2", user_id=7, area=LUCHENG, organisation_id=cast.anjia.pk)

    assert given_back(colleague, upload).sheetnames == ["花名册", "问题"]
    for stranger, error in ((cast.zhou, Refused), (cast.lin, Refused), (cast.le, NotFound), (cast.shen, NotFound)):
        with pytest.raises(error):
            queries.error_workbook(by=stranger, upload=upload, layout=ROSTER)


def test_each_role_sees_the_uploads_of_its_scope(cast: Cast) -> None:
    mine = bring(cast.an, workbook(ROSTER, [roster_row(1)]), ROSTER)
    theirs = bring(cast.le, workbook(ROSTER, [roster_row(2)]), ROSTER)

    def seen(by: Actor) -> list[int]:
        return [upload.pk for upload in queries.uploads_visible(by)]

    assert seen(cast.an) == [mine.pk]
    assert seen(cast.le) == [theirs.pk]
    assert seen(cast.lin) == [mine.pk]
    assert seen(cast.zhou) == seen(cast.province) == seen(OPERATOR) == [theirs.pk, mine.pk]
    assert seen(cast.shen) == seen(cast.household) == seen(cast.as_worker(cast.fang)) == []


def test_the_preview_masks_numbers_and_phones(cast: Cast) -> None:
    upload = bring(cast.an, workbook(ROSTER, [roster_row(1), roster_row(2, status="在职")]), ROSTER)

    good = queries.preview(by=cast.an, upload=upload, layout=ROSTER, good=True)
    bad = queries.preview(by=cast.an, upload=upload, layout=ROSTER, good=False)

    number = identity_number(1)
    assert [(row.number, dict(row.cells), row.problems) for row in good.rows] == [
        (
            2,
            {
                "id_number": f"33{'*' * 14}{number[-2:]}",
                "name": "周小燕",
                "phone": "13*******01",
                "agency": roster_row(1)["agency"],
                "agency_name": "安家乐家政",
                "status": "在岗",
                "started_on": "2021-03-01",
                "ended_on": "",
                "training_no": "",
                "trained_on": "",
            },
            (),
        )
    ]
    assert [(row.number, row.cells["status"], [each.column for each in row.problems]) for row in bad.rows] == [
        (3, "在职", ["状态"])
    ]
    assert identity_number(2) not in str(bad)


def many(count: int) -> list[Cells]:
    return [roster_row(serial, started_on="x" if serial % 2 else "2021-03-01") for serial in range(1, count + 1)]


def test_the_preview_turns_pages(cast: Cast) -> None:
    upload = bring(cast.an, workbook(ROSTER, many(25)), ROSTER)

    def page(number: int, good: bool = True) -> Any:
        return queries.preview(by=cast.an, upload=upload, layout=ROSTER, good=good, page=number, size=5)

    assert [[row.number for row in page(number).rows] for number in (1, 2, 3, 9)] == [
        [3, 5, 7, 9, 11],
        [13, 15, 17, 19, 21],
        [23, 25],
        [23, 25],
    ]
    assert (page(1).pages, page(1, good=False).pages) == (3, 3)


@pytest.mark.parametrize("rows", [2, 6])
def test_a_page_of_the_preview_takes_four_queries(
    cast: Cast, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    upload = bring(cast.an, workbook(ROSTER, many(rows)), ROSTER)

    with django_assert_num_queries(4):
        queries.preview(by=cast.an, upload=upload, layout=ROSTER, good=False)


def test_rows_shown_and_a_file_given_back_are_reads_of_the_people_in_them(cast: Cast) -> None:
    rows = [roster_row(101, "王小芳", status="离职"), roster_row(1)]
    upload = bring(cast.an, workbook(ROSTER, rows), ROSTER)

    showing.show_rows(by=cast.an, at=NOON, upload=upload, layout=ROSTER, good=False)
    showing.give_back(by=cast.an, at=NOON, upload=upload, layout=ROSTER)

    looks = [(entry.actor, entry.act, entry.detail["fields"]) for entry in reads_of(cast.fang.public_id)]
    assert looks == [
        ("an", "upload.read", ["name", "number", "phone"]),
        ("an", "upload.read", ["name", "masked_number", "phone"]),
    ]


def test_a_file_that_is_not_given_back_leaves_no_read(cast: Cast) -> None:
    upload = bring(cast.an, workbook(ROSTER, [roster_row(1)]), ROSTER)
    before = Entry.objects.count()

    with pytest.raises(Refused):
        showing.give_back(by=cast.zhou, at=NOON, upload=upload, layout=ROSTER)

    assert Entry.objects.count() == before
