"""What lint finds in tables, texts and scenarios before anything is applied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from anxin.packs import load_pack
from anxin.packs.lint import errors, lint
from tests.unit.packs.conftest import HOME_SERVICE, line_of

Spoil = Callable[[str, str, str], Path]
WENZHOU, ZHEJIANG = "rules/wenzhou-2021-01-01.dmn", "rules/zhejiang-2020-07-05.dmn"
WENZHOU_TABLE = "scenarios/wenzhou-2021-01-01.yaml"


def test_the_home_service_pack_has_no_finding() -> None:
    assert lint(load_pack(HOME_SERVICE)) == []


def test_a_table_with_a_hole_is_an_error_with_an_example(spoil: Spoil) -> None:
    green = "<inputEntry><text>&gt;= as_of + about_to_expire</text></inputEntry>\n        <outputEntry>"
    folder = spoil(WENZHOU, green, green.replace("about_to_expire", "about_to_expire + about_to_expire"))

    found = [error for error in errors(load_pack(folder)) if error.what.startswith("no row fires")]

    assert [error.file for error in found] == [WENZHOU]
    assert "insurance_until = " in found[0].what


def test_wenzhous_published_wording_alone_has_a_hole_where_exactly_one_item_has_expired(spoil: Spoil) -> None:
    text = (HOME_SERVICE / WENZHOU).read_text("utf-8")
    ours = text[text.index('      <rule id="row-10">') : text.index('      <rule id="row-14">')]
    folder = spoil(WENZHOU, ours, "")

    assert (
        "no row fires: card is issued, identity_city is passed, identity_ministry is passed, police is passed,"
        " health is passed, health_until on or after 30 days after the day of decision,"
        " insurance_until before the day of decision or not known;"
        " for instance card = issued, identity_city = passed, identity_ministry = passed, police = passed,"
        " health = passed, health_until = 2021-11-28, insurance_until = 2021-10-28, on 2021-10-29"
    ) in [error.what for error in errors(load_pack(folder))]


def test_a_row_that_never_fires_is_an_error(spoil: Spoil) -> None:
    text = (HOME_SERVICE / ZHEJIANG).read_text("utf-8")
    row = text[text.index('      <rule id="row-2">') : text.index('      <rule id="row-3">')]
    folder = spoil(ZHEJIANG, row, row + row.replace("row-2", "row-2-again"))

    found = [error.what for error in errors(load_pack(folder)) if "never fires" in error.what]

    assert found[0].startswith("row 3: never fires: row 2 fires before it whenever it is met")


def test_a_reason_without_a_text_is_an_error(spoil: Spoil) -> None:
    folder = spoil("texts/reasons.yaml", "\n  both-expiring:\n", "\n  both-ending:\n")

    (error,) = errors(load_pack(folder))
    warning = next(found for found in lint(load_pack(folder)) if found.severity == "warning")

    assert (error.file, error.what, error.read) == (WENZHOU, "row 15: no such reason", "both-expiring")
    assert (warning.what, warning.read) == ("no row gives this reason", "both-ending")


def test_an_outcome_that_the_pack_does_not_declare_is_an_error(spoil: Spoil) -> None:
    folder = spoil("pack.yaml", "\n  grey:\n    order: 4", "\n  gray:\n    order: 4")

    found = {(error.what, error.read, error.nearest) for error in errors(load_pack(folder))}

    assert ("row 1: no such colour", "grey", "gray") in found


def test_a_row_without_its_legal_source_is_an_error(spoil: Spoil) -> None:
    folder = spoil(
        WENZHOU,
        "<annotationEntry><text>温州规则（浙江工人日报 2021-10 月底）：证失效，为红码</text>",
        "<annotationEntry><text></text>",
    )

    (error,) = errors(load_pack(folder))

    assert error.what == "row 2 does not name its legal source"


def test_an_input_that_is_no_fact_is_an_error_with_the_nearest_fact(spoil: Spoil) -> None:
    folder = spoil("evidence.yaml", "\n  risk: {kind", "\n  risks: {kind")

    (error,) = errors(load_pack(folder))

    assert (error.file, error.read, error.nearest) == ("rules/jiaxing-2020-12-20.dmn", "risk", "risks")


def test_a_parameter_without_a_value_is_an_error(spoil: Spoil) -> None:
    folder = spoil("pack.yaml", "values: {wenzhou-2021-01-01: P30D}", "values: {}")

    assert (WENZHOU, "about_to_expire") in {(error.file, error.read) for error in errors(load_pack(folder))}


def test_a_result_that_no_table_allows_is_an_error(spoil: Spoil) -> None:
    new = "      cleared: {zh: 已解除, en: Lifted}\n      doubtful: {zh: 存疑, en: Doubtful}"
    folder = spoil("evidence.yaml", "      cleared: {zh: 已解除, en: Lifted}", new)

    (error,) = errors(load_pack(folder))

    assert (error.what, error.read, error.allowed) == (
        "the allowed values of risk are not the results of risk_notice",
        "high, cleared",
        "high, cleared, doubtful",
    )


def test_a_cell_that_is_not_feel_is_an_error_with_its_line(spoil: Spoil) -> None:
    old = "<inputEntry><text>&gt;= as_of + about_to_expire</text></inputEntry>\n        <outputEntry>"
    folder = spoil(WENZHOU, old, old.replace("&gt;= as_of + about_to_expire", "&gt;= tomorow ???"))

    (found,) = errors(load_pack(folder))

    assert (found.file, found.line) == (WENZHOU, line_of(folder, WENZHOU, "tomorow"))


def test_a_row_that_no_scenario_reaches_is_an_error(copy: Path) -> None:
    path = copy / WENZHOU_TABLE
    kept = [line for line in path.read_text("utf-8").splitlines() if "row: 15," not in line]
    path.write_text("\n".join(kept), encoding="utf-8")

    found = [(error.file, error.what) for error in errors(load_pack(copy))]

    assert (WENZHOU, "no scenario reaches row 15; write one under scenarios/") in found
    assert any(what.startswith("33075 combinations exist; ") for _, what in found)


def test_a_truth_table_that_leaves_a_value_out_is_an_error(spoil: Spoil) -> None:
    folder = spoil(WENZHOU_TABLE, "  police: [null, passed, failed]", "  police: [passed, failed]")

    found = [(error.what, error.read) for error in errors(load_pack(folder))]

    assert ("the values of police leave one out", "null") in found


def test_a_scenario_for_an_unknown_rule_set_is_an_error(spoil: Spoil) -> None:
    folder = spoil(WENZHOU_TABLE, "rules: wenzhou-2021-01-01", "rules: wenzhou-2021-01-02")

    found = errors(load_pack(folder))

    assert {error.nearest for error in found if error.read == "wenzhou-2021-01-02"} == {"wenzhou-2021-01-01"}
