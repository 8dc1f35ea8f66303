"""Rows that cannot be taken: each names sheet, row, column, what was read and what is allowed; good rows wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from openpyxl import Workbook

from anxin.kernel.intake import queries
from anxin.kernel.intake.layouts import Layout
from anxin.kernel.intake.models import Upload
from anxin.kernel.parties.models import Party
from tests.cast import LUCHENG, OUHAI, Cast, credit_code, identity_number
from tests.unit.kernel.intake.tables import (
    HEALTH,
    ROSTER,
    Cells,
    bring,
    flaws,
    header,
    health_row,
    in_order,
    roster_row,
    saved,
    take,
    text_table,
    workbook,
)

pytestmark = pytest.mark.django_db
ONE_AGENCY = "This person is still entered with another agency."
NOT_A_DAY = "This day does not exist in the calendar."


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def staged(cast: Cast, *rows: Cells, layout: Layout = ROSTER) -> Upload:
    return bring(cast.an, workbook(layout, rows), layout)


def wrong_check(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def test_a_wrong_check_character_is_named_and_masked(cast: Cast) -> None:
    bad = wrong_check(identity_number(2))

    upload = staged(cast, roster_row(1), roster_row(2, id_number=bad))

    (problem,) = queries.problems_of(upload)
    assert (upload.rows_good, upload.rows_bad) == (1, 1)
    assert (problem.sheet, problem.row, problem.column) == ("花名册", 3, "身份证号")
    assert problem.read == f"33{'*' * 14}{bad[-2:]}"
    assert problem.what == "The check character is wrong; most likely one character was miscopied."
    assert problem.allowed == "an 18-character identity number (GB 11643)"


@pytest.mark.parametrize("cell", [float(identity_number(2)[:17] + "0"), 330302198001010022, "3.30302E+17", "3.3E+17"])
def test_a_number_in_scientific_notation_is_told_apart(cast: Cast, cell: Any) -> None:
    upload = staged(cast, roster_row(1), roster_row(2, id_number=cell))

    assert flaws(upload) == [
        (
            3,
            "身份证号",
            "3.3E+17",
            "A spreadsheet turned the identity number into scientific notation; its last digits are lost.",
        )
    ]


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("2021-02-30", NOT_A_DAY),
        ("2021年13月1日", NOT_A_DAY),
        ("20210229", NOT_A_DAY),
        ("0021-02-03", NOT_A_DAY),
        ("去年", "The cell holds something else than its column asks for."),
        (44498, "The cell holds something else than its column asks for."),
        ("2021-1-1-1", "The cell holds something else than its column asks for."),
    ],
)
def test_a_day_that_is_none_is_refused(cast: Cast, cell: Any, what: str) -> None:
    upload = staged(cast, roster_row(1), roster_row(2, started_on=cell))

    assert flaws(upload) == [(3, "入职日期", str(cell), what)]


@pytest.mark.parametrize(
    "cell",
    [
        date(2021, 3, 1),
        "2021-03-01",
        "2021-3-1",
        "2021/3/1",
        "2021.03.01",
        "20210301",
        20210301,
        "2021年3月1日",
        " 2021-03-01 00:00:00 ",
    ],
)
def test_days_are_read_in_every_usual_form(cast: Cast, cell: Any) -> None:
    upload = staged(cast, roster_row(1, started_on=cell))

    assert flaws(upload) == []
    page = queries.preview(by=cast.an, upload=upload, layout=ROSTER, good=True)
    assert [row.cells["started_on"] for row in page.rows] == ["2021-03-01"]


def test_two_rows_for_one_person_name_each_other(cast: Cast) -> None:
    upload = staged(cast, roster_row(1), roster_row(2), roster_row(1, "周小雁"), roster_row(3))

    assert (upload.rows_good, upload.rows_bad) == (2, 2)
    assert [(row, what) for row, _column, _read, what in flaws(upload)] == [
        (2, "The same person stands in several rows: this one and 4."),
        (4, "The same person stands in several rows: this one and 2."),
    ]


def test_two_checks_of_one_person_on_different_days_are_no_repetition(cast: Cast) -> None:
    rows = [health_row(101, "王小芳"), health_row(101, "王小芳", checked_on="2021-09-01")]
    again = [*rows, health_row(101, "王小芳", result="不合格")]

    assert flaws(bring(cast.zhou, text_table(HEALTH, rows), HEALTH, "a.csv")) == []
    assert [row for row, *_ in flaws(bring(cast.zhou, text_table(HEALTH, again), HEALTH, "b.csv"))] == [2, 4]


@pytest.mark.parametrize(
    ("cells", "column", "what"),
    [
        ({"status": "在职"}, "状态", "This value is not among those allowed."),
        ({"phone": "1380000"}, "手机号", "This is no phone number."),
        ({"name": "王3"}, "姓名", "The cell holds something else than its column asks for."),
        ({"name": None}, "姓名", "The cell is empty."),
        ({"agency": "913303"}, "企业统一社会信用代码", "The length is wrong; it has 18 characters."),
        ({"started_on": None}, "入职日期", "The cell is empty."),
        ({"ended_on": "2021-10-01"}, "离职日期", "The person is said to work there and to have left."),
        ({"status": "离职", "ended_on": "2021-02-28"}, "离职日期", "The last day lies before the first."),
    ],
)
def test_a_cell_that_breaks_its_column_is_refused(cast: Cast, cells: Cells, column: str, what: str) -> None:
    upload = staged(cast, roster_row(1), roster_row(2, **cells))

    assert [(flaw[0], flaw[1], flaw[3]) for flaw in flaws(upload)] == [(3, column, what)]


def test_choices_say_what_is_allowed_and_take_their_english_value(cast: Cast) -> None:
    upload = staged(cast, roster_row(1, status=" working "), roster_row(2, status="在职"))

    assert [problem.allowed for problem in queries.problems_of(upload)] == ["one of: 在岗、求职、离职"]


def test_a_formula_cell_is_refused_even_with_a_harmless_cached_value(cast: Cast) -> None:
    upload = staged(cast, roster_row(1), roster_row(2, name='=CONCATENATE("王","小丽")'))

    ((row, column, _read, what),) = flaws(upload)
    assert (row, column) == (3, "姓名")
    assert what.startswith("The cell holds a formula")


def test_a_formula_in_a_column_nobody_reads_harms_nothing(cast: Cast) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*header(ROSTER), "备注"])
    sheet.append([*in_order(ROSTER, [roster_row(1)])[0], "=1+1"])

    assert flaws(bring(cast.an, saved(book), ROSTER)) == []


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t张三", "=cmd|' /C calc'!A0"])
def test_text_that_a_spreadsheet_takes_for_a_formula_is_refused(cast: Cast, cell: str) -> None:
    rows = [health_row(101, "王小芳"), health_row(102, cell)]

    upload = bring(cast.zhou, text_table(HEALTH, rows), HEALTH, "体检.csv")

    assert [(flaw[0], flaw[1], flaw[3][:28]) for flaw in flaws(upload)] == [(3, "姓名", "The cell holds a formula, or")]


def test_a_roster_of_another_agencys_people_is_refused_row_by_row(cast: Cast) -> None:
    upload = staged(cast, roster_row(1), roster_row(2, firm=2, area=OUHAI))

    (problem,) = queries.problems_of(upload)
    assert (problem.row, problem.column) == (3, "企业统一社会信用代码")
    assert problem.what == "The row belongs to another agency."
    assert problem.read == f"91{'*' * 14}{credit_code(2, OUHAI)[-2:]}"
    assert problem.allowed == f"your own agency: 安家乐家政, {credit_code(1, LUCHENG)}"


def test_a_county_brings_only_the_agencies_of_its_own_area(cast: Cast) -> None:
    rows = [roster_row(1), roster_row(2, firm=2, area=OUHAI), roster_row(3, firm=9)]

    upload = bring(cast.lin, workbook(ROSTER, rows), ROSTER)

    assert [(row, what) for row, _column, _read, what in flaws(upload)] == [
        (3, "This agency belongs to another area."),
        (4, "No agency is entered under this credit code."),
    ]


def test_a_person_still_with_another_agency_exits_there_first(cast: Cast) -> None:
    upload = staged(cast, roster_row(1), roster_row(103, "陈丽华"))

    (problem,) = queries.problems_of(upload)
    assert (problem.row, problem.what) == (3, ONE_AGENCY)
    assert problem.todo.startswith("The old agency records the exit first")
    assert "乐居" not in str(problem)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"started_on": "2021-02-01"}, "The first day differs from the one on file."),
        ({"status": "离职"}, "The cell is empty."),
        ({"status": "离职", "started_on": None, "ended_on": "2020-12-31"}, "The last day lies before the first."),
        ({"name": "王小方", "started_on": "2021-01-01"}, "The name differs from the one on file under this number."),
    ],
)
def test_a_row_that_contradicts_the_file_is_refused(cast: Cast, cells: Cells, what: str) -> None:
    upload = staged(cast, roster_row(101, **{"name": "王小芳", **cells}))

    assert [flaw[3] for flaw in flaws(upload)] == [what]


def test_the_name_on_file_is_told_masked(cast: Cast) -> None:
    (problem,) = queries.problems_of(staged(cast, roster_row(101, "王小方", started_on="2021-01-01")))

    assert (problem.read, problem.allowed) == ("王小方", "the name on file: 王**")


def test_a_time_that_overlaps_an_earlier_one_is_refused(cast: Cast) -> None:
    left = roster_row(1, status="离职", started_on="2021-01-01", ended_on="2021-06-30")
    take(cast.an, staged(cast, left))

    upload = bring(cast.le, workbook(ROSTER, [roster_row(1, firm=2, area=OUHAI, started_on="2021-06-30")]), ROSTER)

    assert [flaw[3] for flaw in flaws(upload)] == [
        "The time overlaps with an affiliation that is on file until 2021-06-30."
    ]


def test_a_return_about_somebody_without_a_file_is_refused(cast: Cast) -> None:
    upload = bring(cast.zhou, text_table(HEALTH, [health_row(777, "赵敏")]), HEALTH, "体检.csv")

    assert flaws(upload) == [
        (2, "身份证号", f"33{'*' * 14}{identity_number(777)[-2:]}", "There is no file under this number in your area.")
    ]
    assert not Party.objects.filter(name="赵敏").exists()


def test_bad_rows_stay_out_and_good_rows_go_in(cast: Cast) -> None:
    upload = staged(cast, roster_row(1), roster_row(2, started_on="2021-02-30"), roster_row(3, "吴秀英"))

    receipt = take(cast.an, upload)

    assert (receipt.rows, receipt.good, receipt.bad, receipt.new_people) == (3, 2, 1, 2)


def test_a_row_that_became_impossible_after_the_check_is_left_out_and_named(cast: Cast) -> None:
    mine = staged(cast, roster_row(1), roster_row(2))
    theirs = bring(cast.le, workbook(ROSTER, [roster_row(1, firm=2, area=OUHAI)]), ROSTER)
    take(cast.le, theirs)

    receipt = take(cast.an, mine)

    assert (receipt.good, receipt.left_out, receipt.new_people) == (2, 1, 1)
    assert [(flaw[0], flaw[3]) for flaw in flaws(mine)] == [(2, ONE_AGENCY)]


def titled(rows: Sequence[Cells]) -> bytes:
    return workbook(ROSTER, rows, above=[["安家乐家政从业人员花名册"], [], ["填报人：安"]])


def test_the_header_may_stand_beneath_a_title_and_rows_keep_their_numbers(cast: Cast) -> None:
    upload = bring(cast.an, titled([roster_row(1), {}, roster_row(2, phone="1")]), ROSTER)

    assert (upload.rows_good, [flaw[0] for flaw in flaws(upload)]) == (1, [7])
