"""A plan says in sentences which matters are new or changed; applying keeps each version whole with its tables."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from anxin.kernel.cases.matter import read
from anxin.kernel.cases.models import MatterVersion
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.packs import PackInvalid, load_pack
from anxin.packs.actions import apply
from anxin.packs.on_site import forget, services
from anxin.packs.queries import Plan, plan
from tests.unit.packs.test_cases import CASES, VOICES, change

pytestmark = pytest.mark.django_db

AT = datetime(2021, 10, 29, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
GRADE = "tables/grade-2021-01-01.dmn"


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANXIN_PACKS", str(tmp_path / "packs"))
    forget()
    return Path(shutil.copytree(VOICES, tmp_path / "packs" / "voices"))


def applied(folder: Path) -> Plan:
    return apply(load_pack(folder), by=Actor.system("operator"), at=AT)


def sentences(found: Plan) -> list[tuple[str, str, str]]:
    return [(step.change, step.sentence.zh, step.sentence.en) for step in found.steps]


def test_a_new_matter_is_said_with_who_receives_it_and_its_time_limits(voices: Path) -> None:
    assert sentences(plan(load_pack(voices))) == [
        (
            "matter",
            "新增事项：说事（grievance），由工会受理；答复：5 个工作日。",
            "Added matter: Say it (grievance), received by Union; Answer: 5 working days.",
        )
    ]


def test_applying_keeps_the_matter_whole_with_its_tables(voices: Path) -> None:
    applied(voices)

    (version,) = MatterVersion.objects.all()
    assert (version.pack, version.matter, version.slot) == ("voices", "grievance", "voices:grievance")
    assert read(version.definition) == load_pack(voices).matters[0]
    assert Entry.objects.filter(act="matter.apply").count() == 1
    assert [pack.slug for pack in services()] == ["voices"]


def test_applying_again_writes_nothing(voices: Path) -> None:
    applied(voices)

    again = applied(voices)

    assert (sentences(again), again.changes) == ([], False)
    assert MatterVersion.objects.count() == 1


def test_a_changed_matter_is_a_new_version_and_says_what_changed(voices: Path) -> None:
    applied(voices)
    change(voices, CASES, "within: 5 working days", "within: 3 working days")
    change(voices, CASES, "extension: {by: 5}", "extension: {by: 3}")

    changed = applied(voices)

    assert sentences(changed) == [
        (
            "matter",
            "变更事项：说事（grievance）：时限；在办件仍按原来的办。",
            "Changed matter: Say it (grievance): time limits; cases under way keep theirs.",
        )
    ]
    slots = list(MatterVersion.objects.order_by("pk").values_list("slot", flat=True))
    assert slots == [None, "voices:grievance"]


def test_a_matter_that_has_gone_from_the_files_stays_in_force(voices: Path) -> None:
    applied(voices)
    for name in (CASES, GRADE, "tables/dispatch-2021-01-01.dmn", "scenarios/requests.yaml"):
        (voices / name).unlink()

    found = applied(voices)

    assert (found.changes, [change for change, _zh, _en in sentences(found)]) == (False, ["absent"])
    assert MatterVersion.objects.get().slot == "voices:grievance"


def test_an_applied_table_is_never_edited(voices: Path) -> None:
    applied(voices)
    change(voices, GRADE, "&gt;= 10", "&gt;= 12")

    with pytest.raises(PackInvalid) as caught:
        applied(voices)

    (error,) = caught.value.errors
    assert (error.file, error.what) == (
        GRADE,
        "a table is never edited once applied: put the change into a file with a later date",
    )
    assert MatterVersion.objects.count() == 1


def test_an_applied_table_is_never_taken_away(voices: Path) -> None:
    applied(voices)
    (voices / GRADE).rename(voices / "tables" / "grade-2021-02-01.dmn")

    with pytest.raises(PackInvalid) as caught:
        applied(voices)

    assert [(error.file, error.what) for error in caught.value.errors if error.severity == "error"] == [
        (GRADE, "this table was applied and its file is missing; put it back. A change is a file of a later date")
    ]


def test_a_table_of_a_later_date_is_a_new_version(voices: Path) -> None:
    applied(voices)
    text = (voices / GRADE).read_text("utf-8")
    (voices / "tables" / "grade-2021-11-01.dmn").write_text(text.replace("&gt;= 10", "&gt;= 12"), encoding="utf-8")
    found = plan(load_pack(voices))

    assert [zh for _change, zh, _en in sentences(found)] == [
        "变更事项：说事（grievance）：分级派单表的内容；在办件仍按原来的办。"
    ]
    assert found.errors == ()
