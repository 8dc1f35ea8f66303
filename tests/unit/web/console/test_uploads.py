"""Bringing tables: checked, shown, confirmed, written; and gone on with after an interruption."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from pytest_django import Settings

from anxin.kernel.access.models import User
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.intake import actions as intake
from anxin.kernel.intake.models import Upload, UploadState
from anxin.packs import layouts
from anxin.web.console import applying
from tests.cast import NOON, PACK, identity_number
from tests.unit.web.console.desks import at_desk, on_desks
from tests.unit.web.console.reading import words
from tests.unit.web.phone.stage import Stage

UPLOADS = "/console/uploads/"
HEAD = ("身份证号", "姓名", "核查结论", "核查日期")
GOOD = (identity_number(101), "王小芳", "通过", "2021-10-20")
BAD = (identity_number(102), "李梅", "也许", "2021-02-30")


def workbook(*lines: tuple[str, ...]) -> SimpleUploadedFile:
    book = Workbook()
    for line in (HEAD, *lines):
        book.worksheets[0].append(line)
    held = io.BytesIO()
    book.save(held)
    return SimpleUploadedFile("核查结论.xlsx", held.getvalue())


def bring(desk: str, *lines: tuple[str, ...], layout: str = "police_check") -> Upload:
    answer = at_desk(desk).post(UPLOADS, {"layout": layout, "file": workbook(*lines)})
    assert answer.status_code == 302, words(answer)
    return Upload.objects.get(public_id=answer["Location"].rstrip("/").rpartition("/")[2])


def page_of(upload: Upload, desk: str = "zhou") -> str:
    return words(at_desk(desk).get(f"{UPLOADS}{upload.public_id}/"))


def test_a_file_is_checked_and_nothing_written(stage: Stage) -> None:
    before = Evidence.objects.count()
    upload = bring("zhou", GOOD, BAD)
    assert (upload.state, upload.rows_good, upload.rows_bad) == (UploadState.STAGED, 1, 1)
    assert Evidence.objects.count() == before


def test_the_preview_says_where_what_was_read_what_is_allowed(stage: Stage) -> None:
    page = page_of(bring("zhou", GOOD, BAD))
    for said in (
        "读到的行 2",
        "合格，待写入 1",
        "未通过核对 1",
        "第 3 行 · 核查结论",
        "也许",
        "2021-02-30",
        "通过、不通过",
    ):
        assert said in page, said
    assert "王小芳" in page
    assert identity_number(101) not in page


def test_rows_are_shown_again_only_to_whoever_brought_them(stage: Stage) -> None:
    upload = bring("zhou", GOOD)
    assert "王小芳" in page_of(upload)
    assert at_desk("lin").get(f"{UPLOADS}{upload.public_id}/").status_code == 404


def test_confirming_writes_the_good_rows_and_shows_the_receipt(stage: Stage) -> None:
    upload = bring("zhou", GOOD, BAD)
    answer = at_desk("zhou").post(f"{UPLOADS}{upload.public_id}/confirm/")
    assert answer["Location"] == f"{UPLOADS}{upload.public_id}/"
    page = page_of(upload)
    assert "回执" in page
    assert "新增凭据 1" in page
    assert Evidence.objects.latest("pk").valid_from == date(2021, 10, 20)


def test_confirming_twice_writes_once(stage: Stage) -> None:
    upload = bring("zhou", GOOD)
    for _again in range(2):
        at_desk("zhou").post(f"{UPLOADS}{upload.public_id}/confirm/")
    assert Evidence.objects.filter(valid_from=date(2021, 10, 20)).count() == 1


def test_discarding_takes_nothing(stage: Stage) -> None:
    upload = bring("zhou", GOOD)
    at_desk("zhou").post(f"{UPLOADS}{upload.public_id}/discard/")
    assert "这次上传已作废" in page_of(upload)
    assert not Evidence.objects.filter(valid_from=date(2021, 10, 20)).exists()


def test_the_same_file_brought_twice_is_the_same_upload(stage: Stage) -> None:
    file = workbook(GOOD)
    for _again in range(2):
        file.seek(0)
        at_desk("zhou").post(UPLOADS, {"layout": "police_check", "file": file})
    assert Upload.objects.count() == 1


def test_the_marked_workbook_comes_back(stage: Stage) -> None:
    upload = bring("zhou", GOOD, BAD)
    answer = at_desk("zhou").get(f"{UPLOADS}{upload.public_id}/problems.xlsx")
    assert answer["Content-Disposition"].startswith("attachment;")
    book = load_workbook(io.BytesIO(answer.content))
    assert "问题" in book.sheetnames


def test_the_marked_workbook_goes_to_nobody_else(stage: Stage) -> None:
    upload = bring("an", ("x",) * 4, layout="roster")
    assert at_desk("zhou").get(f"{UPLOADS}{upload.public_id}/problems.xlsx").status_code == 403


@pytest.mark.parametrize(("desk", "layouts_offered"), [("zhou", 8), ("lin", 1), ("an", 1)])
def test_each_desk_is_offered_the_tables_it_may_bring(stage: Stage, desk: str, layouts_offered: int) -> None:
    page = at_desk(desk).get(UPLOADS).content.decode()
    assert page.count("<option") == layouts_offered


def test_a_table_the_role_may_not_bring_is_refused_in_the_form(stage: Stage) -> None:
    answer = at_desk("an").post(UPLOADS, {"layout": "police_check", "file": workbook(GOOD)})
    assert answer.status_code == 400
    assert not Upload.objects.exists()


def test_a_file_that_is_no_table_is_refused_with_its_problem(stage: Stage) -> None:
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04 nothing of a workbook")
    at_desk("zhou").post(UPLOADS, {"layout": "police_check", "file": file})
    upload = Upload.objects.get()
    assert upload.state == UploadState.REFUSED
    assert "整个文件无法受理" in page_of(upload)


def test_an_empty_table_has_the_columns_as_text_and_can_be_brought_as_it_is(stage: Stage) -> None:
    answer = at_desk("zhou").get(f"{UPLOADS}blank/police_check.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(HEAD)
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    file = SimpleUploadedFile("空白.xlsx", answer.content)
    at_desk("zhou").post(UPLOADS, {"layout": "police_check", "file": file})
    assert (Upload.objects.get().state, Upload.objects.get().rows_total) == (UploadState.STAGED, 0)


def test_an_empty_table_is_offered_for_what_the_role_may_bring(stage: Stage) -> None:
    assert at_desk("an").get(f"{UPLOADS}blank/police_check.xlsx").status_code == 404
    assert at_desk("an").get(f"{UPLOADS}blank/roster.xlsx").status_code == 200


def test_too_large_a_file_is_refused(stage: Stage, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 100
    at_desk("zhou").post(UPLOADS, {"layout": "police_check", "file": workbook(GOOD)})
    assert Upload.objects.get().state == UploadState.REFUSED


def test_an_interrupted_writing_offers_to_go_on_and_does(stage: Stage) -> None:
    upload = bring("zhou", GOOD)
    zhou = User.objects.get(username="zhou").appointment.actor()
    intake.confirm(by=zhou, at=NOON, upload=upload, layouts=layouts(PACK))
    assert "写入中断" in page_of(upload)
    at_desk("zhou").post(f"{UPLOADS}{upload.public_id}/confirm/")
    upload.refresh_from_db()
    assert upload.state == UploadState.APPLIED


@pytest.mark.django_db(transaction=True)
def test_a_large_upload_is_written_behind_the_page(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    on_desks()
    monkeypatch.setattr(applying, "AT_ONCE", 0)
    upload = bring("zhou", GOOD)
    desk = at_desk("zhou")
    desk.post(f"{UPLOADS}{upload.public_id}/confirm/")
    applying.wait_for(upload.public_id, seconds=60)
    answer = desk.get(f"{UPLOADS}{upload.public_id}/", headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    upload.refresh_from_db()
    assert (upload.state, upload.rows_applied) == (UploadState.APPLIED, 1)


def test_a_writing_that_ends_while_the_page_is_drawn_never_looks_interrupted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = bring("zhou", GOOD)
    zhou = User.objects.get(username="zhou").appointment.actor()
    intake.confirm(by=zhou, at=NOON, upload=upload, layouts=layouts(PACK))

    def ends_now(public_id: str) -> bool:
        applying.apply_now(by=zhou, at=NOON, public_id=public_id)
        return False

    monkeypatch.setattr(applying, "is_running", ends_now)
    answer = at_desk("zhou").get(f"{UPLOADS}{upload.public_id}/", headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
