"""Layouts and files for tests of intake: a roster, a health return, a card register, and rows for them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from anxin.kernel.intake import actions as intake
from anxin.kernel.intake import queries
from anxin.kernel.intake.layouts import (
    Column,
    ColumnType,
    EndsCard,
    Layout,
    Layouts,
    Makes,
    MakesAffiliation,
    MakesEvidence,
)
from anxin.kernel.intake.models import Upload
from anxin.kernel.journal.actor import Actor, Role
from tests.cast import LUCHENG, NOON, PACK, credit_code, identity_number

ID = Column("身份证号", "id_number", ColumnType.IDENTITY_NUMBER, required=True)
NAME = Column("姓名", "name", ColumnType.PERSON_NAME, required=True)
ROSTER = Layout(
    slug="roster",
    source="agency",
    uploaded_by=(Role.AGENCY_CLERK, Role.COUNTY, Role.CITY),
    columns=(
        ID,
        NAME,
        Column("手机号", "phone", ColumnType.PHONE),
        Column("企业统一社会信用代码", "agency", ColumnType.CREDIT_CODE, required=True),
        Column("企业名称", "agency_name", ColumnType.TEXT, required=True),
        Column(
            "状态",
            "status",
            ColumnType.CHOICE,
            required=True,
            choices={"在岗": "working", "求职": "seeking", "离职": "left"},
        ),
        Column("入职日期", "started_on", ColumnType.DATE),
        Column("离职日期", "ended_on", ColumnType.DATE),
        Column("培训证书编号", "training_no", ColumnType.TEXT),
        Column("培训合格日期", "trained_on", ColumnType.DATE),
    ),
    makes=Makes(
        registration=True,
        affiliation=MakesAffiliation(PACK, "agency", "status", "started_on", "ended_on", ("working",)),
        evidence=(
            MakesEvidence("employment", "started_on", result="status", valid_until="ended_on", needs=("started_on",)),
            MakesEvidence("training", "trained_on", value="passed", details=("training_no",), needs=("trained_on",)),
        ),
        exit=EndsCard("card", "commerce_bureau", "invalid"),
    ),
)
HEALTH = Layout(
    slug="health_check",
    source="health_institution",
    uploaded_by=(Role.CITY,),
    columns=(
        ID,
        NAME,
        Column("体检结论", "result", ColumnType.CHOICE, True, {"合格": "passed", "不合格": "failed"}),
        Column("体检日期", "checked_on", ColumnType.DATE, required=True),
        Column("有效期至", "valid_until", ColumnType.DATE),
    ),
    makes=Makes(
        evidence=(
            MakesEvidence(
                "health_check", "checked_on", result="result", valid_until="valid_until", needs=("checked_on",)
            ),
        )
    ),
)
CARDS = Layout(
    slug="card_register",
    source="commerce_bureau",
    uploaded_by=(Role.CITY,),
    columns=(
        ID,
        NAME,
        Column("上门服务证编号", "card_no", ColumnType.TEXT, required=True),
        Column("证状态", "status", ColumnType.CHOICE, True, {"有效": "issued", "作废": "invalid"}),
        Column("发证日期", "issued_on", ColumnType.DATE, required=True),
    ),
    makes=Makes(
        evidence=(MakesEvidence("card", "issued_on", result="status", details=("card_no",), needs=("issued_on",)),),
        code=True,
    ),
)
LAYOUTS: Layouts = {each.slug: each for each in (ROSTER, HEALTH, CARDS)}
Cells = dict[str, Any]


def header(layout: Layout) -> list[str]:
    return [column.name for column in layout.columns]


def roster_row(serial: int, name: str = "周小燕", *, firm: int = 1, area: str = LUCHENG, **other: Any) -> Cells:
    """A good roster row of an invented person; `other` sets cells by key."""
    cells: Cells = {
        "id_number": identity_number(serial),
        "name": name,
        "phone": f"138000{serial:05d}",
        "agency": credit_code(firm, area),
        "agency_name": "安家乐家政",
        "status": "在岗",
        "started_on": date(2021, 3, 1),
    }
    return {**cells, **other}


def health_row(serial: int, name: str, **other: Any) -> Cells:
    cells: Cells = {
        "id_number": identity_number(serial),
        "name": name,
        "result": "合格",
        "checked_on": "2021-05-01",
        "valid_until": "2022-04-30",
    }
    return {**cells, **other}


def card_row(serial: int, name: str, **other: Any) -> Cells:
    cells: Cells = {
        "id_number": identity_number(serial),
        "name": name,
        "card_no": f"WZ{serial:06d}",
        "status": "有效",
        "issued_on": "2021-06-01",
    }
    return {**cells, **other}


def in_order(layout: Layout, rows: Sequence[Cells]) -> list[list[Any]]:
    return [[row.get(column.key) for column in layout.columns] for row in rows]


def workbook(layout: Layout, rows: Sequence[Cells], *, above: Sequence[Sequence[Any]] = ()) -> bytes:
    """A real .xlsx as a clerk saves it: perhaps a title, the header, the rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "花名册"
    for cells in (*above, header(layout), *in_order(layout, rows)):
        sheet.append(list(cells))
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text_table(layout: Layout, rows: Sequence[Cells], encoding: str = "utf-8") -> bytes:
    """The same as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header(layout))
    writer.writerows(in_order(layout, rows))
    return text.getvalue().encode(encoding)


def bring(by: Actor, content: bytes, layout: Layout, name: str = "花名册.xlsx", **other: Any) -> Upload:
    """Stage some bytes under a layout."""
    return intake.stage(
        by=by,
        at=NOON,
        file=io.BytesIO(content),
        file_name=name,
        pack=PACK,
        layout=layout.slug,
        layouts=LAYOUTS,
        **other,
    )


def take(by: Actor, upload: Upload) -> intake.Receipt:
    """Confirm and apply."""
    intake.confirm(by=by, at=NOON, upload=upload, layouts=LAYOUTS)
    return intake.apply(by=by, at=NOON, upload=upload, layouts=LAYOUTS)


def flaws(upload: Upload) -> list[tuple[int | None, str, str, str]]:
    """(row, column, read, what) of every problem of an upload, in English."""
    return [(each.row, each.column, each.read, each.what) for each in queries.problems_of(upload)]


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
