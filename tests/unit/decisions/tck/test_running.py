"""Conformance cases in the kit's form are read, run, compared and reported."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anxin.cli.main import app
from anxin.decisions import DecisionError
from anxin.decisions.feel.temporal import Date, Duration
from anxin.decisions.tck.cases import read_cases
from anxin.decisions.tck.judging import as_expected
from anxin.decisions.tck.reporting import kit_results
from anxin.decisions.tck.running import Outcome, run_folder
from tests.unit.decisions.dmn import models
from tests.unit.decisions.dmn.models import decision, feel
from tests.unit.decisions.tck.files import NIL, case, given, result, value, write


def statuses(folder: Path) -> dict[str, str]:
    return {found.case: found.status for found in run_folder(folder)}


SERVICE = (
    '<decisionService id="_s" name="s"><outputDecision href="#_d"/><outputDecision href="#_e"/>'
    '<inputData href="#_n"/></decisionService>'
)
MODEL = models.xml(
    models.given("n", "number"),
    decision(feel("n + 1"), inputs=["n"]),
    decision(feel("{a: n, list: [n, null]}"), "e", inputs=["n"]),
    decision(feel("1 +"), "broken"),
    decision(f'<functionDefinition kind="Java">{feel("{}")}</functionDefinition>', "java"),
    SERVICE,
)
TWO = given("n", value("decimal", "2"))


def test_cases_pass_fail_and_do_not_apply(tmp_path: Path) -> None:
    context = (
        f'<component name="a">{value("double", "2.0")}</component>'
        f'<component name="list"><list><item>{value("decimal", "2")}</item><item>{NIL}</item></list></component>'
    )
    write(
        tmp_path / "level",
        MODEL,
        case("sum", TWO, result("d", value("decimal", "3"))),
        case("wrong", TWO, result("d", value("decimal", "4"))),
        case("context", TWO, result("e", context)),
        case("broken", result("broken", NIL, error=True)),
        case("no error", TWO, result("d", value("decimal", "3"), error=True)),
        case("service", TWO, result("d", value("decimal", "3")), result("e", context), invocable="s"),
        case("java", result("java", NIL, error=True)),
        case("unknown", result("nobody", value("string", "x"))),
    )
    assert statuses(tmp_path) == {
        "sum": "passed",
        "wrong": "failed",
        "context": "passed",
        "broken": "passed",
        "no error": "failed",
        "service": "passed",
        "java": "not applicable",
        "unknown": "failed",
    }


def test_a_failure_says_what_was_expected_and_what_came(tmp_path: Path) -> None:
    write(tmp_path / "level", MODEL, case("wrong", result("d", value("decimal", "4"))))
    (outcome,) = run_folder(tmp_path)
    (failure,) = outcome.failures
    assert (outcome.level, outcome.folder, outcome.file) == ("level", "0001-own", "0001-own-test-01")
    assert (failure.expected, failure.got) == (Decimal(4), None)
    assert failure.why == "the input 'n' is not given [n]; null + number: these cannot be added [n + 1]"


def test_values_of_all_types_are_read(tmp_path: Path) -> None:
    nodes = [
        given("text", value("string", " a ")),
        given("date", value("date", "2021-10-29")),
        given("span", value("duration", "P1D")),
        given("true", value("boolean", "true")),
        given("nothing", NIL),
        given("list", "<list/>"),
    ]
    place = write(tmp_path / "level", MODEL, case("all", *nodes))
    found = read_cases(place / "0001-own-test-01.xml")
    assert found is not None
    assert found.cases[0].inputs == {
        "text": " a ",
        "date": Date(2021, 10, 29),
        "span": Duration(86_400 * 1_000_000_000),
        "true": True,
        "nothing": None,
        "list": [],
    }


@pytest.mark.parametrize(
    ("got", "expected", "same"),
    [
        (Decimal("1.000000009"), Decimal(1), True),
        (Decimal("1.00000001"), Decimal(1), False),
        (True, Decimal(1), False),
        (Decimal(1), True, False),
        ("1", Decimal(1), False),
        ([], None, False),
        ([Decimal(1)], Decimal(1), False),
        ({"a": None}, {"a": None}, True),
        ({"a": None}, {}, False),
        (Date(2021, 1, 1), Date(2021, 1, 1), True),
        (None, Date(2021, 1, 1), False),
    ],
)
def test_results_are_compared_as_the_kit_does(got: object, expected: object, same: bool) -> None:
    assert as_expected(got, expected) is same


def test_a_file_that_cannot_be_read_fails_and_the_others_run(tmp_path: Path) -> None:
    write(tmp_path / "level", MODEL, case("bad", given("n", value("decimal", "x"))), name="0001-bad")
    write(tmp_path / "level", MODEL, case("sum", TWO, result("d", value("decimal", "3"))), name="0002-good")
    outcomes = list(run_folder(tmp_path))
    assert [(found.folder, found.status) for found in outcomes] == [("0001-bad", "failed"), ("0002-good", "passed")]
    assert "this is not an xsd:decimal" in outcomes[0].comment


def test_imported_models_are_found_by_their_namespace_in_the_folder(tmp_path: Path) -> None:
    logic = decision(feel("lib.d"), "mine", needs=["urn:library#_d"])
    place = write(
        tmp_path / "level",
        models.xml(models.imported("lib", "urn:library"), logic),
        case("imported", result("mine", value("decimal", "1"))),
    )
    library = models.xml(decision(feel("1")), namespace="urn:library")
    (place / "other name.dmn").write_text(library, "utf-8")
    assert statuses(tmp_path) == {"imported": "passed"}


def test_a_model_may_not_be_named_outside_its_folder(tmp_path: Path) -> None:
    place = write(tmp_path / "level", MODEL, case("x"))
    path = place / "0001-own-test-01.xml"
    path.write_text(path.read_text("utf-8").replace("0001-own.dmn", "../secret.dmn"), "utf-8")
    (outcome,) = run_folder(tmp_path)
    assert "modelName names a file in the same folder" in outcome.comment


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DecisionError, match="no test case is here"):
        list(run_folder(tmp_path))


def test_the_kits_result_file_has_a_line_for_each_case() -> None:
    outcomes = [Outcome("level", "folder", "file", "1", "passed"), Outcome("level", "folder", "file", "2", "failed")]
    assert kit_results(outcomes) == '"level/folder","file","1","SUCCESS",""\n"level/folder","file","2","ERROR",""\n'


def test_the_command_prints_rates_and_ends_with_one_when_a_case_fails(tmp_path: Path) -> None:
    write(tmp_path / "level", MODEL, case("sum", TWO, result("d", value("decimal", "3"))), name="0001-good")
    good = CliRunner().invoke(app, ["tck", str(tmp_path), "--csv", str(tmp_path / "results.csv")])
    assert (good.exit_code, "100.00%" in good.stdout) == (0, True)
    written = (tmp_path / "results.csv").read_text("utf-8")
    assert written == '"level/0001-good","0001-good-test-01","sum","SUCCESS",""\n'
    write(tmp_path / "level", MODEL, case("wrong", TWO, result("d", value("decimal", "4"))), name="0002-bad")
    bad = CliRunner().invoke(app, ["tck", str(tmp_path), "--json"])
    assert bad.exit_code == 1
    found = json.loads(bad.stdout)
    assert found["levels"] == {"level": {"passed": 1, "failed": 1, "not_applicable": 0, "rate": 0.5}}
    (failed,) = found["cases"]
    assert failed["results"] == [{"name": "d", "expected": "4", "got": "3", "why": ""}]
