"""`import`: what is wrong is shown with its place, nothing is written before a yes, nothing is written twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from anxin.kernel.evidence.models import Evidence
from anxin.kernel.intake.models import Upload
from anxin.kernel.parties.models import Party
from tests.cast import identity_number
from tests.unit.cli.conftest import Typed
from tests.unit.web.phone.stage import Stage, city_account

HEADER = "身份证号,姓名,核查结论,核查日期"


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """A police-check return with two good rows and one day that does not exist."""
    rows = [
        HEADER,
        f"{identity_number(101)},王小芳,通过,2021-10-20",
        f"{identity_number(102)},李梅,不通过,2021-10-20",
        f"{identity_number(103)},陈丽华,通过,2021-02-30",
    ]
    path = tmp_path / "police.csv"
    path.write_text("\r\n".join(rows) + "\r\n", "utf-8-sig")
    return path


def test_a_bad_cell_is_shown_with_file_row_column_what_was_read_and_what_is_allowed(
    stage: Stage, typed: Typed, returns: Path
) -> None:
    shown = typed("import", str(returns), answers="n\n").stdout

    for words in ("Good rows: 2", "Bad rows: 1", "police.csv", "row 4", "核查日期", "Read: 2021-02-30", "Allowed: "):
        assert words in shown
    assert identity_number(103) not in shown


def test_nothing_is_written_before_a_yes_and_the_file_waits(stage: Stage, typed: Typed, returns: Path) -> None:
    before = Evidence.objects.count()

    refused = typed("import", str(returns), answers="n\n")

    assert refused.exit_code == 1
    assert Evidence.objects.count() == before
    assert Upload.objects.get().state == "staged"


def test_after_a_yes_the_good_rows_are_written_once(stage: Stage, typed: Typed, returns: Path) -> None:
    before = Evidence.objects.count()

    first = typed("import", str(returns), "--yes")
    second = typed("import", str(returns), "--yes")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert Evidence.objects.count() == before + 2
    assert "brought in before" in second.stdout


def test_a_waiting_file_can_be_wiped(stage: Stage, typed: Typed, returns: Path) -> None:
    typed("import", str(returns), answers="n\n")

    wiped = typed("import", str(returns), "--discard")

    assert wiped.exit_code == 0
    assert Upload.objects.get().state == "discarded"


def test_a_table_that_the_header_does_not_tell_is_asked_for_by_name(stage: Stage, typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "who.csv"
    path.write_text("a,b\n1,2\n", "utf-8")

    result = typed("import", str(path))

    assert result.exit_code == 1
    assert "--layout" in result.stderr


def test_a_file_without_the_columns_is_refused_as_a_whole(stage: Stage, typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "who.csv"
    path.write_text("身份证号,姓名\n1,2\n", "utf-8")

    result = typed("import", str(path), "--layout", "police_check")

    assert result.exit_code == 1
    assert "核查结论" in result.stdout


def test_it_is_brought_as_an_account_within_its_scope(stage: Stage, typed: Typed, returns: Path) -> None:
    as_city = typed("import", str(returns), "--as", city_account(), "--yes")

    assert as_city.exit_code == 0
    assert Upload.objects.get().brought_by == "zhou"


def test_an_account_that_is_not_there_is_refused(stage: Stage, typed: Typed, returns: Path) -> None:
    result = typed("import", str(returns), "--as", "nobody")

    assert (result.exit_code, Upload.objects.count()) == (1, 0)


def test_no_person_is_made_by_a_return(stage: Stage, typed: Typed, returns: Path) -> None:
    before = Party.objects.count()

    typed("import", str(returns), "--yes")

    assert Party.objects.count() == before


def test_a_table_that_lacks_a_column_is_known_by_the_others_and_told_which(
    stage: Stage, typed: Typed, tmp_path: Path
) -> None:
    file = tmp_path / "花名册.csv"
    file.write_text("身份证号,手机号,企业统一社会信用代码,企业名称,状态,入职日期,离职日期\n", "utf-8")

    result = typed("import", str(file), "--yes")

    assert result.exit_code == 1
    assert "姓名" in result.stdout + result.stderr
    assert "roster" in result.stdout + result.stderr
