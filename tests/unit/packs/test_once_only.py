"""Fact 7: a form that asks for what another department holds is refused at design time, naming the source."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from anxin.packs import load_pack
from anxin.packs.faults import PackError
from anxin.packs.lint import errors
from tests.unit.packs.conftest import HOME_SERVICE, line_of

PACKS = HOME_SERVICE.parent
QUESTION = """      {key}:
        kind: {kind}
        title: {{zh: {title}, en: Asked}}
        purpose: {{zh: 办理需要, en: Needed for the request}}
"""


@pytest.fixture
def care(tmp_path: Path) -> Path:
    """Another department's service beside the one that holds the data."""
    for name in ("home_service", "care"):
        shutil.copytree(PACKS / name, tmp_path / name)
    return tmp_path / "care"


def asking(care: Path, *, key: str, title: str, kind: str = "text", more: str = "") -> list[PackError]:
    path = care / "cases.yaml"
    text = path.read_text("utf-8")
    place = text.index("    form:\n") + len("    form:\n")
    question = QUESTION.format(key=key, kind=kind, title=title) + more
    path.write_text(text[:place] + question + text[place:], encoding="utf-8")
    return [one for one in errors(load_pack(care)) if "holds this already" in one.what]


def test_a_question_that_another_departments_dataset_answers_is_an_error_with_its_line(care: Path) -> None:
    [error] = asking(care, key="check_until", title="体检 有效期至")

    assert error.file == "cases.yaml"
    assert error.line == line_of(care, "cases.yaml", "check_until:")
    assert "市人力资源和社会保障局 holds this already as home_service." in error.what
    assert "health_until (体检有效期至)" in error.what


def test_the_name_of_the_field_gives_it_away_as_well(care: Path) -> None:
    assert len(asking(care, key="insured_until", title="保到哪一天", kind="date")) == 1


def test_who_says_why_may_ask(care: Path) -> None:
    why = "        asks_anyway: {zh: 申诉人要说明正确的日期, en: The appellant states the right day}\n"
    assert asking(care, key="check_until", title="体检有效期至", more=why) == []


def test_what_is_not_shared_may_be_asked(care: Path) -> None:
    assert asking(care, key="paper", title="培训证书编号") == []


def test_no_pack_that_is_shipped_asks_twice() -> None:
    for folder in sorted(path.parent for path in PACKS.glob("*/pack.yaml")):
        assert [one for one in errors(load_pack(folder)) if "holds this already" in one.what] == []
