"""Files that cannot be taken as a whole: each is refused with what was read, what is allowed and what to do."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import settings as settings_of_tests
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pytest_django.fixtures import Settings

from anxin.kernel.errors import Invalid, Refused
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.intake import actions as intake
from anxin.kernel.intake import queries
from anxin.kernel.intake.archive import guard_workbook
from anxin.kernel.intake.models import UploadState
from anxin.kernel.intake.problems import Unreadable
from anxin.kernel.intake.tables import read_table
from tests.cast import NOON, PACK, Cast
from tests.unit.kernel.intake.oldbook import formula, label, old_workbook
from tests.unit.kernel.intake.tables import (
    HEALTH,
    LAYOUTS,
    ROSTER,
    bring,
    flaws,
    health_row,
    roster_row,
    saved,
    text_table,
    workbook,
    write,
)

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def refused(cast: Cast, content: bytes, name: str = "花名册.xlsx") -> str:
    """The first sentence of the refusal."""
    upload = bring(cast.an, content, ROSTER, name)
    assert (upload.state, upload.rows_total, upload.blocks.count()) == (UploadState.REFUSED, 0, 0)
    with pytest.raises(Exception, match="not waiting"):
        intake.confirm(by=cast.an, at=NOON, upload=upload, layouts=LAYOUTS)
    return flaws(upload)[0][3]


def repacked(content: bytes, **parts: bytes) -> bytes:
    """A workbook with parts replaced or added; `__` in a name stands for `/`."""
    named = {name.replace("__", "/"): part for name, part in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry not in named:
                new.writestr(entry, old.read(entry))
        for name, part in named.items():
            new.writestr(name, part)
    return target.getvalue()


GOOD = workbook(ROSTER, [roster_row(1)])
SOUND = {
    "xlsx": GOOD,
    "xls": old_workbook(ROSTER, [roster_row(1)], formula(1, 8, 2.0)),
    "csv": text_table(ROSTER, [roster_row(1)]),
}


def test_a_missing_column_is_named_with_what_comes_nearest(cast: Cast) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    sheet.append(["安家乐花名册"])
    sheet.append(["身份证号", "姓名（必填）", "企业信用代码", "企业名称", "状态 *", "入职日期"])

    upload = bring(cast.an, saved(book), ROSTER)

    assert upload.state == UploadState.REFUSED
    (problem,) = queries.problems_of(upload)
    assert (problem.sheet, problem.row, problem.column) == ("Sheet1", 2, "企业统一社会信用代码")
    assert problem.read == "企业信用代码"
    assert problem.what == "The column “企业统一社会信用代码” is missing; “企业信用代码” comes nearest."


def test_a_file_of_something_else_names_every_missing_column(cast: Cast) -> None:
    upload = bring(cast.an, "菜名,价格\n豆腐,3\n".encode(), ROSTER, "菜单.csv")

    assert [flaw[1] for flaw in flaws(upload)] == ["身份证号", "姓名", "企业统一社会信用代码", "企业名称", "状态"]


def test_a_column_that_stands_twice_is_refused(cast: Cast) -> None:
    content = text_table(HEALTH, [health_row(101, "王小芳")]).decode().replace("有效期至", "姓名")

    upload = bring(cast.zhou, content.encode(), HEALTH, "体检.csv")

    assert (upload.state, flaws(upload)) == (UploadState.REFUSED, [(1, "姓名", "姓名", "This column stands twice.")])


def test_two_hundred_megabytes_are_refused_unread(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * MB)
    tracemalloc.start()

    upload = intake.stage(by=cast.an, at=NOON, path=path, pack=PACK, layout="roster", layouts=LAYOUTS)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (upload.state, upload.sha256, upload.size) == (UploadState.REFUSED, "", 200 * MB)
    (problem,) = queries.problems_of(upload)
    assert (problem.read, problem.what, problem.allowed) == ("200 MB", "The file is too large.", "at most 50 MB")
    assert peak < 5 * MB


def test_a_stream_without_end_is_left_at_the_limit(cast: Cast, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 2 * MB

    class Endless:
        taken = 0

        def read(self, size: int = -1, /) -> bytes:
            self.taken += size
            return b"x" * size

    file = Endless()
    upload = intake.stage(
        by=cast.an, at=NOON, file=file, file_name="a.csv", pack=PACK, layout="roster", layouts=LAYOUTS
    )

    assert (upload.state, file.taken) == (UploadState.REFUSED, 3 * MB)


def test_an_encrypted_workbook_is_refused(cast: Cast) -> None:
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
    directory = "Root Entry".encode("utf-16-le") + bytes(64) + "EncryptedPackage".encode("utf-16-le") + bytes(400)

    assert refused(cast, header + directory) == "The workbook is locked with a password."


def test_a_compound_file_that_is_no_workbook_is_refused(cast: Cast) -> None:
    content = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "WordDocument".encode("utf-16-le")

    assert refused(cast, content) == "This is neither a workbook nor a text table."


def test_a_damaged_old_workbook_is_refused(cast: Cast) -> None:
    content = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "Workbook".encode("utf-16-le") + bytes(2000)

    assert refused(cast, content) == "The workbook is damaged or was built to mislead."


def test_a_workbook_with_macros_is_refused(cast: Cast) -> None:
    declared = (
        zipfile.ZipFile(io.BytesIO(GOOD)).read("[Content_Types].xml").replace(b"sheet.main+xml", b"x.macroEnabled")
    )
    assert refused(cast, repacked(GOOD, **{"[Content_Types].xml": declared})).startswith("The workbook carries macros")
    named = repacked(GOOD, **{"xl__vbaProject.bin": b"\x01"})
    assert refused(cast, named, "b.xlsm") == "The workbook carries macros (programs)."


def test_a_zip_bomb_is_refused_before_it_is_unpacked(cast: Cast) -> None:
    bomb = repacked(GOOD, **{"xl__worksheets__sheet2.xml": b"<x>" + b" " * (60 * MB) + b"</x>"})
    assert len(bomb) < MB

    assert refused(cast, bomb).startswith("Unpacked, the workbook is far larger than its file")


def test_a_zip_bomb_that_lies_about_its_size_is_refused(cast: Cast) -> None:
    honest = repacked(GOOD, **{"xl__worksheets__sheet2.xml": b"<x>" + b" " * (60 * MB) + b"</x>"})
    size = (60 * MB + 7).to_bytes(4, "little")
    assert size in honest

    lying = honest.replace(size, (1000).to_bytes(4, "little"))

    assert refused(cast, lying) == "The workbook is damaged or was built to mislead."


def test_a_directory_that_points_at_half_a_header_is_refused() -> None:
    """The signature of a part stands in the archive's comment, with nothing behind it."""
    book, half = bytearray(GOOD), b"PK\x03\x04xx"
    struct.pack_into("<H", book, GOOD.rfind(b"PK\x05\x06") + 20, len(half))
    struct.pack_into("<I", book, GOOD.find(b"PK\x01\x02") + 42, len(GOOD))

    with pytest.raises(Unreadable, match=r"^The workbook is damaged or was built to mislead\.$"):
        guard_workbook(bytes(book) + half)


def test_a_part_that_asks_for_a_newer_zip_version_is_refused() -> None:
    book = bytearray(GOOD)
    book[GOOD.find(b"PK\x01\x02") + 6] = 70

    with pytest.raises(Unreadable, match=r"^The workbook is damaged or was built to mislead\.$"):
        guard_workbook(bytes(book))


def test_a_workbook_of_ten_thousand_parts_is_refused(cast: Cast) -> None:
    crowd = repacked(GOOD, **{f"xl__worksheets__extra{number}.xml": b"<x/>" for number in range(10_000)})

    assert refused(cast, crowd).startswith("Unpacked, the workbook is far larger than its file")


def test_two_parts_of_one_name_are_refused(cast: Cast) -> None:
    target = io.BytesIO(GOOD)
    with zipfile.ZipFile(target, "a") as book, pytest.warns(UserWarning, match="Duplicate"):
        book.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")

    assert refused(cast, target.getvalue()) == "The workbook is damaged or was built to mislead."


def test_xml_entities_are_refused(cast: Cast) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'

    found = refused(cast, repacked(GOOD, **{"xl__sharedStrings.xml": laughs}))

    assert found == "The workbook hides XML entities, which no spreadsheet program writes."


def test_entities_in_utf_16_are_refused_too(cast: Cast) -> None:
    laughs = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'.encode("utf-16")

    found = refused(cast, repacked(GOOD, **{"xl__sharedStrings.xml": laughs}))

    assert found == "The workbook hides XML entities, which no spreadsheet program writes."


def test_a_cell_at_the_far_end_of_the_sheet_is_refused(cast: Cast) -> None:
    book = load_workbook(io.BytesIO(GOOD))
    assert book.active is not None
    book.active["XFD1048576"] = "x"

    assert refused(cast, saved(book)).startswith("A cell stands far away from the table")


def test_an_old_workbook_is_read(cast: Cast) -> None:
    upload = bring(cast.an, old_workbook(ROSTER, [roster_row(1), roster_row(2)]), ROSTER, "花名册.xls")

    assert (upload.state, upload.rows_good, flaws(upload)) == (UploadState.STAGED, 2, [])


def test_a_formula_in_an_old_workbook_is_refused(cast: Cast) -> None:
    content = old_workbook(ROSTER, [roster_row(1), roster_row(2)], formula(2, 8, 2.0))

    assert [flaw[:3] for flaw in flaws(bring(cast.an, content, ROSTER, "花名册.xls"))] == [(3, "培训证书编号", "2")]


def test_a_locked_old_workbook_is_refused(cast: Cast) -> None:
    assert (
        refused(cast, old_workbook(ROSTER, [roster_row(1)], locked=True)) == "The workbook is locked with a password."
    )


def test_a_far_cell_of_an_old_workbook_is_refused(cast: Cast) -> None:
    content = old_workbook(ROSTER, [roster_row(1)], label(65_535, 255, "x"))

    assert refused(cast, content).startswith("A cell stands far away from the table")


@settings_of_tests(max_examples=60, deadline=None)  # each starts a process, slow on a busy machine
@given(st.sampled_from(("xlsx", "xls", "csv")), st.integers(0, 2**32), st.integers(1, 20))
def test_a_damaged_file_is_read_or_refused_and_never_a_crash(kind: str, seed: int, wounds: int) -> None:
    chance, content = random.Random(seed), bytearray(SOUND[kind])
    for _ in range(wounds):
        content[chance.randrange(len(content))] = chance.randrange(256)

    with contextlib.suppress(Unreadable):
        read_table(bytes(content), ROSTER)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "The file is empty."),
        (b"<html><table><tr><td>1</td></tr></table></html>", "This is a web page under a spreadsheet's name."),
        ("姓名,身份证号\n".encode("utf-16"), "The text is in UTF-16."),
        (b"%PDF-1.7\0\0", "This is neither a workbook nor a text table."),
        (b"PK\x03\x04 and nothing more", "The workbook is damaged or was built to mislead."),
    ],
)
def test_what_is_no_table_is_refused_whatever_its_name(cast: Cast, content: bytes, what: str) -> None:
    assert refused(cast, content) == what


def test_a_packed_file_that_is_no_workbook_is_refused(cast: Cast) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as pack:
        pack.writestr("word/document.xml", b"<x/>")

    assert refused(cast, target.getvalue()) == "This is a packed file, but no .xlsx workbook."


def test_a_workbook_is_known_by_its_content_and_not_by_its_name(cast: Cast) -> None:
    assert bring(cast.an, GOOD, ROSTER, "花名册.csv").rows_good == 1


def test_gb18030_bytes_in_a_utf_8_file_are_named_by_line_and_byte(cast: Cast) -> None:
    rows = [health_row(101, "王小芳"), health_row(102, "李梅"), health_row(103, "陈丽华")]
    lines = text_table(HEALTH, rows, "utf-8-sig").splitlines(keepends=True)
    lines[2] = lines[2].decode().encode("gb18030")
    offset = len(lines[0]) + len(lines[1]) + lines[2].index("李".encode("gb18030"))

    upload = bring(cast.zhou, b"".join(lines), HEALTH, "体检.csv")

    assert (upload.state, upload.encoding, upload.rows_good) == (UploadState.STAGED, "UTF-8", 2)
    (problem,) = queries.problems_of(upload)
    assert problem.row == 3
    assert problem.what == f"Line 3 holds bytes that are not UTF-8 (byte {offset} of the file)."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_is_read_in_either_encoding(cast: Cast, encoding: str, delimiter: str) -> None:
    content = text_table(HEALTH, [health_row(101, "王小芳")]).decode().replace(",", delimiter)

    upload = bring(cast.zhou, content.encode(encoding), HEALTH, "体检.csv")

    assert (upload.encoding, upload.rows_good) == ("GB18030" if encoding == "gb18030" else "UTF-8", 1)


def test_bytes_of_no_encoding_are_named_by_line(cast: Cast) -> None:
    upload = bring(cast.zhou, b"a,b\nc,\xff\xff\n", HEALTH, "体检.csv")

    assert upload.state == UploadState.REFUSED
    assert flaws(upload)[0][3] == "The file is neither UTF-8 nor GB18030: line 2, byte 6."


def test_quotation_marks_that_do_not_match_are_refused(cast: Cast) -> None:
    content = text_table(HEALTH, [health_row(101, "王小芳"), health_row(102, "李梅")]).decode()

    upload = bring(cast.zhou, content.replace(",李梅", ',"李梅').encode(), HEALTH, "体检.csv")

    assert flaws(upload)[0][3].startswith("From line 3 on the quotation marks do not match")


def test_a_role_that_may_not_bring_the_table_is_told_which_may(cast: Cast) -> None:
    with pytest.raises(Refused, match="city") as refusal:
        bring(cast.an, text_table(HEALTH, []), HEALTH)
    assert refusal.value.rule == "intake.health_check.uploaded_by"
    with pytest.raises(Refused):
        bring(cast.shen, GOOD, ROSTER)


def test_an_unknown_layout_names_those_there_are(cast: Cast) -> None:
    with pytest.raises(Invalid, match="card_register, health_check, roster"):
        intake.stage(by=cast.an, at=NOON, file=io.BytesIO(GOOD), pack=PACK, layout="rooster", layouts=LAYOUTS)


def test_a_refused_file_writes_nothing_but_its_refusal(cast: Cast, tmp_path: Path) -> None:
    before = Evidence.objects.count()

    upload = intake.stage(
        by=cast.an,
        at=NOON,
        path=write(tmp_path, "坏.csv", b"a,b\n"),
        pack=PACK,
        layout="roster",
        layouts=LAYOUTS,
    )

    assert (upload.state, upload.file_name, Evidence.objects.count()) == (UploadState.REFUSED, "坏.csv", before)
