"""`rules lint`, `rules test`, `rules diff` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import Typed
from tests.unit.decisions.writing import document, table
from tests.unit.packs.conftest import HOME_SERVICE

ZHEJIANG, JIAXING = "zhejiang-2020-07-05", "jiaxing-2020-12-20"


@pytest.fixture
def holed(tmp_path: Path) -> Path:
    """A table that says nothing of the day itself, and says "late" twice."""
    rules = [(("< as_of",), ('"late"',)), (('< as_of - @"P1D"',), ('"late"',)), (("> as_of, null",), ('"good"',))]
    path = tmp_path / "until.dmn"
    body = table(["until"], rules, outputs=("out",))
    path.write_text(document({"until": "date", "as_of": "date"}, {"t": body}), "utf-8")
    return path


def answer(typed: Typed, *words: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(typed(*words).stdout)
    return held


def test_the_home_service_pack_is_without_findings(typed: Typed) -> None:
    result = typed("rules", "lint", "home_service", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"findings": [], "errors": 0, "warnings": 0}


def test_a_hole_is_told_with_its_place_and_an_example_in_both_languages(typed: Typed, holed: Path) -> None:
    result = typed("rules", "lint", str(holed), "--json")
    gap, masked = json.loads(result.stdout)["findings"]

    assert result.exit_code == 1
    assert (gap["file"], gap["decision"], gap["kind"], gap["example"], gap["as_of"]) == (
        "until.dmn",
        "t",
        "gap",
        {"until": "2021-10-29"},
        "2021-10-29",
    )
    assert gap["message_en"] == (
        "no row fires: until on the day of decision; for instance until = 2021-10-29, on 2021-10-29"
    )
    assert gap["message_zh"] == "没有一行命中：until就是判定日；例如：until：2021-10-29，判定日 2021-10-29"
    assert (masked["row"], masked["kind"]) == (2, "shadowed")


def test_findings_are_printed_with_file_line_decision_and_row(typed: Typed, holed: Path) -> None:
    shown = typed("rules", "lint", str(holed)).stdout

    assert "error: until.dmn:" in shown
    assert "· decision t · row 2: " in shown
    assert "2 errors, 0 warnings" in shown


def test_a_name_nobody_declared_comes_with_the_nearest(typed: Typed, holed: Path) -> None:
    text = holed.read_text("utf-8")
    holed.write_text(text.replace("&lt; as_of - ", "&lt; as_off - "), "utf-8")
    result = typed("rules", "lint", str(holed), "--json")

    assert result.exit_code == 1
    assert "did you mean as_of?" in json.loads(result.stdout)["findings"][0]["message_en"]


def test_the_scenarios_of_a_pack_are_run(typed: Typed) -> None:
    report = answer(typed, "rules", "test", "home_service", "--json")

    assert (report["failed"], report["failures"]) == (0, [])
    assert report["reached"][ZHEJIANG] == list(range(1, 12))


def test_two_rule_sets_are_compared_in_words(typed: Typed) -> None:
    result = typed("rules", "diff", ZHEJIANG, JIAXING, "--json")
    found = json.loads(result.stdout)

    assert result.exit_code == 1
    assert (found["complete"], len(found["differences"])) == (True, 8)
    first = found["differences"][0]
    assert (first["before"], first["after"], first["example"]["risk"]) == (
        {"colour": "green"},
        {"colour": "red"},
        "high",
    )
    assert first["situation_zh"].endswith("风险等级为高风险")


def test_differences_are_printed_by_the_change_they_make(typed: Typed) -> None:
    shown = typed("rules", "diff", ZHEJIANG, JIAXING).stdout

    assert [line for line in shown.splitlines() if not line.startswith(" ")] == [
        "green code → red code",
        "red code → yellow code",
        "yellow code → red code",
        f"{ZHEJIANG} → {JIAXING}: 8 situations differ",
    ]


def test_a_rule_set_does_not_differ_from_its_file(typed: Typed) -> None:
    file = HOME_SERVICE / "rules" / f"{ZHEJIANG}.dmn"

    assert typed("rules", "diff", ZHEJIANG, str(file)).exit_code == 0


def test_a_rule_set_that_is_not_there_is_refused(typed: Typed) -> None:
    assert typed("rules", "diff", ZHEJIANG, "atlantis-2020-01-01").exit_code == 1
