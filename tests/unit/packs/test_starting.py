"""A new trust code is one new folder and no Python."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from anxin.kernel.errors import Invalid
from anxin.packs import PackInvalid, load_pack, new
from anxin.packs.case_trying import run_requests
from anxin.packs.lint import lint
from anxin.packs.starting import Office, Shape
from anxin.packs.trying import run_scenarios

SINCE = date(2022, 1, 1)


def pest_control(root: Path) -> Path:
    return new("pest_control", root=root, since=SINCE, zh="有害生物防治安心码", en="Pest-control safety code")


def test_a_new_pack_lints_green_from_the_first_minute(tmp_path: Path) -> None:
    pack = load_pack(pest_control(tmp_path))

    assert lint(pack) == []
    assert (pack.slug, pack.title.zh) == ("pest_control", "有害生物防治安心码")
    assert [rules.stem for rules in pack.rule_files] == ["zhejiang-2022-01-01"]


def test_a_new_packs_scenarios_pass(tmp_path: Path) -> None:
    report = run_scenarios(load_pack(pest_control(tmp_path)))

    assert (report.tried, report.failed, report.reached) == (36, 0, {"zhejiang-2022-01-01": {1, 2, 3, 4, 5}})


def test_a_new_pack_holds_no_python(tmp_path: Path) -> None:
    folder = pest_control(tmp_path)

    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "CHANGELOG.md",
        "README.md",
        "evidence.yaml",
        "examples/README.md",
        "intake.yaml",
        "pack.yaml",
        "rules/zhejiang-2022-01-01.dmn",
        "scenarios/zhejiang-2022-01-01.yaml",
        "texts/reasons.yaml",
    ]


def test_a_title_with_signs_of_its_own_is_kept(tmp_path: Path) -> None:
    folder = new("odd", root=tmp_path, since=SINCE, zh='除虫: "安心" <码>, {甲}', en="Pests: a & b")

    pack = load_pack(folder)

    assert (pack.title.zh, pack.title.en, lint(pack)) == ('除虫: "安心" <码>, {甲}', "Pests: a & b", [])


@given(
    shape=st.sampled_from(Shape),
    since=st.dates(date(2004, 1, 1), date(2026, 12, 31)),
    days=st.integers(0, 250),
    zh=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30),
    office=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30),
)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_a_new_pack_lints_green_and_its_scenarios_pass_whatever_is_answered(
    shape: Shape, since: date, days: int, zh: str, office: str
) -> None:
    assume(zh.strip() and office.strip())
    with TemporaryDirectory() as root:
        folder = new(
            "any", root=Path(root), since=since, zh=zh, en="Any", shape=shape, office=Office(office, "Office", days)
        )
        pack = load_pack(folder)
        rules, requests = run_scenarios(pack), run_requests(pack)

        assert (pack.title.zh, lint(pack), rules.failures, requests.failures) == (zh.strip(), [], [], [])
        assert (rules.tried > 0, requests.tried > 0) == (shape != Shape.REQUESTS, shape != Shape.COLOUR)


@pytest.mark.parametrize("days", [-1, 251])
def test_a_time_limit_nobody_could_mean_is_refused(tmp_path: Path, days: int) -> None:
    with pytest.raises(Invalid):
        new("pests", root=tmp_path, since=SINCE, zh="防治", en="Pests", office=Office(days=days))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("slug", ["Pest", "pest control", "../pest", "", "9lives", "a" * 41])
def test_a_name_that_is_no_slug_is_refused(tmp_path: Path, slug: str) -> None:
    with pytest.raises(PackInvalid):
        new(slug, root=tmp_path / "packs", since=SINCE, zh="甲", en="A")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    folder = pest_control(tmp_path)
    (folder / "README.md").write_text("mine", encoding="utf-8")

    with pytest.raises(PackInvalid):
        pest_control(tmp_path)

    assert (folder / "README.md").read_text("utf-8") == "mine"


def test_a_scenario_that_comes_out_otherwise_says_what_was_decided(tmp_path: Path) -> None:
    folder = pest_control(tmp_path)
    path = folder / "scenarios" / "zhejiang-2022-01-01.yaml"
    path.write_text(path.read_text("utf-8").replace("next_change: 2022-01-01", "next_change: 2022-01-02"), "utf-8")

    report = run_scenarios(load_pack(folder))

    assert (report.passed, report.tried, report.failed) == (False, 36, 1)
    assert str(report.failures[0].as_error()) == (
        "scenarios/zhejiang-2022-01-01.yaml:14: zhejiang-2022-01-01 on 2021-10-29 with card issued, qualified passed,"
        " qualified_until 2021-12-31 decides otherwise · read: row 4, green, in-date, next change 2022-01-01"
        " · allowed: row 4, green, in-date, next change 2022-01-02"
    )
