"""An agency's clerk brings a roster, looks, decides, and lets a worker go; an auditor checks the chain."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from anxin.kernel.access.hiding import allow_hidden
from anxin.kernel.journal.signing import sign_day
from anxin.kernel.parties.models import Affiliation
from anxin.kernel.reference.queries import now
from tests.cast import DAY, LUCHENG, NOON, OPERATOR, credit_code, identity_number
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.journeys.test_console_city import NARROW, WIDE, sign_in
from tests.unit.web.console.desks import at_desk, on_desks
from tests.unit.web.phone.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEAD = ("身份证号", "姓名", "手机号", "企业统一社会信用代码", "企业名称", "状态", "入职日期", "离职日期",
        "培训证书编号", "培训合格日期", "授权书签署日期")  # fmt: skip


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return on_desks()


def roster(folder: Path) -> Path:
    """Two good rows, one with a date that is none, one of another agency."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEAD)
    mine, theirs = credit_code(1, LUCHENG), credit_code(2, "330304")
    for serial, name, code, day in (
        (201, "孙小燕", mine, "2021-10-20"),
        (202, "吴秀英", mine, "2021-10-21"),
        (203, "钱桂兰", mine, "2021-02-30"),
        (204, "郑玉梅", theirs, "2021-10-20"),
    ):
        sheet.append((identity_number(serial), name, "", code, "企业", "在岗", day, "", "", "", ""))
    path = folder / "花名册.xlsx"
    book.save(path)
    return path


def test_a_roster_goes_from_preview_to_receipt(stage: Stage, window: Window, tmp_path: Path) -> None:
    page = window(size=WIDE)
    sign_in(page, "an", "/console/uploads/")
    page.get_by_label("文件").set_input_files(roster(tmp_path))
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("heading", name="您的决定")).to_be_visible()
    expect(page.get_by_role("cell", name="2021-02-30")).to_be_visible()
    look(page, "console-upload-preview")
    with page.expect_download() as waited:
        page.get_by_role("link", name="下载标注好问题的表格").click()
    assert waited.value.suggested_filename == "花名册-问题.xlsx"
    waited.value.save_as(tmp_path / "back.xlsx")
    assert "问题" in load_workbook(tmp_path / "back.xlsx").sheetnames
    page.get_by_role("button", name="写入 2 行合格数据").click()
    expect(page.get_by_role("heading", name="回执")).to_be_visible()
    look(page, "console-upload-receipt")
    page.goto("/console/registry/")
    expect(page.get_by_role("link", name="孙小燕")).to_be_visible()


def test_the_preview_is_fit_for_a_narrow_screen(stage: Stage, window: Window, tmp_path: Path) -> None:
    page = window(size=NARROW)
    sign_in(page, "an", "/console/uploads/")
    page.get_by_label("文件").set_input_files(roster(tmp_path))
    page.get_by_role("button", name="上传并核对").click()
    look(page, "console-upload-preview-360")
    page.get_by_role("button", name="作废这次上传").click()
    expect(page.get_by_text("已作废，没有写入任何数据。")).to_be_visible()


def test_a_worker_leaves_one_agency_and_joins_the_next(stage: Stage, window: Window) -> None:
    page = window(size=WIDE)
    sign_in(page, "an", f"/console/people/{stage.cast.fang.public_id}/")
    page.get_by_role("link", name="登记退出").click()
    look(page, "console-leave")
    page.get_by_role("button", name="登记退出").click()
    expect(page.get_by_text("已登记退出，其他企业现在可以登记此人入职。")).to_be_visible()
    other = window(size=WIDE)
    sign_in(other, "le", "/console/registry/join/")
    other.get_by_label("身份证号").fill(identity_number(101))
    other.get_by_label("姓名").fill("王小芳")
    other.get_by_label("入职日期").fill("2021-10-30")
    look(other, "console-join")
    other.get_by_role("button", name="保存").click()
    expect(other.get_by_role("heading", level=1)).to_contain_text("王小芳")
    assert Affiliation.objects.get(party=stage.cast.fang, ended_on__isnull=True).organisation == stage.cast.leju


def test_an_auditor_checks_the_chain(stage: Stage, window: Window) -> None:
    sign_day(day=DAY, at=now())
    until = DAY + timedelta(days=30)
    allow_hidden(by=OPERATOR, at=NOON, username="zhou", basis="刑事诉讼法第一百三十七条", until=until, shown_after=90)
    desk = at_desk("zhou")
    assert desk.get(f"/console/people/{stage.cast.fang.public_id}/?hidden=1").status_code == 200
    page = window(size=WIDE)
    sign_in(page, "shen", "/console/journal/")
    expect(page.get_by_role("region", name="暂不告知的查看")).to_contain_text("温州市")
    look(page, "console-journal")
    page.get_by_role("button", name="核验日志链").click()
    expect(page.get_by_role("status")).to_contain_text("日志链完整")
    look(page, "console-journal-checked")


def test_whoever_comes_to_the_wrong_desk_is_told_where_to_go(stage: Stage, window: Window) -> None:
    page = window(size=WIDE)
    sign_in(page, "lin", "/console/journal/")
    expect(page.get_by_role("main")).to_contain_text("您的角色不能办这件事")
    look(page, "console-refused")
