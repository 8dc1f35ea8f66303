"""cases.yaml: every name stands for something, every clock can stop, every matter can be carried to its end."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from anxin.kernel.cases.clocks import Unit
from anxin.kernel.cases.matter import MaterialWanted, read, written
from anxin.packs import PackError, PackInvalid, load_pack, new
from anxin.packs.lint import lint
from anxin.packs.starting import Shape
from tests.unit.packs.conftest import HOME_SERVICE, line_of

VOICES = Path(__file__).with_name("voices")
CASES = "cases.yaml"


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VOICES, tmp_path / "packs" / "voices"))


@pytest.fixture
def appeal(tmp_path: Path) -> Path:
    """A new code with an appeal."""
    return new("pests", root=tmp_path / "packs", since=date(2022, 1, 4), zh="防制", en="Pests", shape=Shape.BOTH)


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def found(folder: Path) -> list[PackError]:
    """What is wrong with it, wherever that is found out."""
    try:
        return lint(load_pack(folder))
    except PackInvalid as fault:
        return list(fault.errors)


def test_a_pack_of_requests_is_without_findings(voices: Path) -> None:
    assert found(voices) == []


def test_its_matters_are_as_the_kernel_keeps_them(voices: Path) -> None:
    (matter,) = load_pack(voices).matters

    assert (matter.pack, matter.slug, matter.keeps_years) == ("voices", "grievance", 3)
    assert [(one.term.slug, one.term.amount, one.term.unit) for one in matter.clocks] == [
        ("answer", 5, Unit.WORKING_DAYS)
    ]
    assert {name: [one.since for one in files] for name, files in matter.tables.items()} == {
        "dispatch": ["2021-01-01"],
        "grade": ["2021-01-01"],
    }
    assert read(written(matter)) == matter


def test_a_card_is_asked_for_with_the_papers_of_each_area() -> None:
    matter = next(one for one in load_pack(HOME_SERVICE).matters if one.slug == "application")

    assert matter.card is not None
    wanted = [(one.kind, one.source, one.areas) for one in matter.card.materials if one.areas]
    assert wanted == [("identity_review", "jiafuyun", ("330300",))]
    assert all(isinstance(one, MaterialWanted) for one in matter.card.materials)


def test_a_pack_without_the_file_has_no_matters(voices: Path) -> None:
    (voices / CASES).unlink()
    shutil.rmtree(voices / "tables")
    shutil.rmtree(voices / "scenarios")

    pack = load_pack(voices)

    assert (pack.matters, pack.tables, lint(pack)) == ((), (), [])


WRONG = YAML(typ="safe", pure=True).load(Path(__file__).with_name("wrong_cases.yaml"))


@pytest.mark.parametrize("what", list(WRONG["voices"]))
def test_what_is_wrong_is_told_with_its_line(voices: Path, what: str) -> None:
    held = WRONG["voices"][what]
    change(voices, CASES, held["old"], held["new"])

    assert [str(one) for one in found(voices)] == [f"cases.yaml:{one}" for one in held["said"]]


def test_a_table_reads_only_what_a_case_knows(voices: Path) -> None:
    path = voices / "tables" / "dispatch-2021-01-01.dmn"
    path.write_text(path.read_text("utf-8").replace("level", "photo"), encoding="utf-8")

    (error,) = found(voices)

    assert (error.file, error.read, error.allowed) == (
        "tables/dispatch-2021-01-01.dmn",
        "photo",
        "area, topic, people, level, points, organisation_known",
    )


def test_a_fact_has_in_the_table_the_type_it_has_in_the_case(voices: Path) -> None:
    path = voices / "tables" / "grade-2021-01-01.dmn"
    text = path.read_text("utf-8").replace('typeRef="number"><text>people', 'typeRef="string"><text>people')
    text = text.replace('name="people" typeRef="number"', 'name="people" typeRef="string"')
    path.write_text(text.replace("&gt;= 10", '"many"'), encoding="utf-8")

    assert [str(one) for one in found(voices)] == [
        "tables/grade-2021-01-01.dmn: the input people has another type in the case · read: string · allowed: number"
    ]


def test_a_desk_a_table_sends_to_is_there_and_answers(voices: Path) -> None:
    change(voices, "tables/dispatch-2021-01-01.dmn", '"labour"', '"labor"')

    (error,) = found(voices)

    file = "tables/dispatch-2021-01-01.dmn"
    what = "no such desk with the duty `answer`"
    assert error == PackError(file, line_of(voices, file, "labor"), what, "labor", "labour, firm", "labour")


def test_a_row_no_scenario_reaches_is_named(voices: Path) -> None:
    change(voices, "scenarios/requests.yaml", "people: 12, photo: true", "people: 2, photo: true")

    assert "tables/grade-2021-01-01.dmn: no scenario reaches row 1; write one under scenarios/" in [
        str(one) for one in found(voices)
    ]


def test_a_table_under_another_name_than_its_day_is_refused(voices: Path) -> None:
    (voices / "tables" / "grade-2021-01-01.dmn").rename(voices / "tables" / "grade.dmn")

    what = "a table file is named <name>-<effective date>.dmn"
    assert found(voices) == [PackError("tables/grade.dmn", 0, what, "grade.dmn", "dispatch-2021-12-16.dmn")]


@pytest.mark.parametrize("what", list(WRONG["appeal"]))
def test_an_effect_fits_the_forms_and_the_evidence(appeal: Path, what: str) -> None:
    held = WRONG["appeal"][what]
    assert found(appeal) == []
    change(appeal, CASES, held["old"], held["new"])

    (error,) = found(appeal)

    assert str(error).partition(": ")[2] == held["said"]
