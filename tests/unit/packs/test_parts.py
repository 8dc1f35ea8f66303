"""A pack without an outcome has none of what only an outcome needs, and says so where somebody mixes the two."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from anxin.kernel.errors import Conflict
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.models import RuleSet
from anxin.packs import Pack, PackError, PackInvalid, load_all, load_pack, new
from anxin.packs.actions import apply
from anxin.packs.lint import lint
from anxin.packs.queries import plan
from anxin.packs.trying import run_scenarios
from tests.unit.packs.conftest import line_of

AT = datetime(2021, 10, 29, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

PLAIN = """\
slug: voices
version: 1.0.0
kernel: ">=0.1,<1"
title: {zh: 职工说事, en: Workers' voice}
summary: {zh: 职工说事，限时答复。, en: Workers speak and are answered in time.}
owner: {zh: 县总工会, en: County trade union}
effective: {from: 2021-01-01}
legal_basis: []
"""
EVIDENCE = """\
freshness: P6M
sources: {union: {zh: 工会, en: Union}}
kinds: {}
"""
INTAKE = """\
layouts:
  members:
    title: {zh: 会员名册, en: Members}
    uploaded_by: [county]
    source: union
    columns:
      - {name: 身份证号, key: id_number, type: identity_number, required: true, purpose: {zh: 一人一档, en: One file}}
    makes: {registration: {area: organisation}}
"""


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A service in a single file."""
    folder = tmp_path / "packs" / "voices"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(PLAIN, encoding="utf-8")
    return folder


def refused(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(PackInvalid) as caught:
        load_pack(folder)
    return [(error.file, error.line, error.what) for error in caught.value.errors]


def test_a_service_without_an_outcome_is_one_file_and_lints_green(plain: Path) -> None:
    pack = load_pack(plain)

    assert (pack.decides, pack.layouts, dict(pack.outcomes), pack.rule_files, lint(pack)) == (False, {}, {}, (), [])
    assert (run_scenarios(pack).tried, run_scenarios(pack).passed) == (0, True)


def test_it_may_have_evidence_and_tables(plain: Path) -> None:
    (plain / "evidence.yaml").write_text(EVIDENCE, encoding="utf-8")
    (plain / "intake.yaml").write_text(INTAKE, encoding="utf-8")

    pack = load_pack(plain)

    assert (list(pack.layouts), lint(pack)) == (["members"], [])


def test_what_it_decides_is_a_clear_refusal(plain: Path) -> None:
    with pytest.raises(Conflict, match="The service voices decides nothing"):
        _ = load_pack(plain).deciding


@pytest.mark.django_db
def test_applying_it_writes_no_rule_set(plain: Path) -> None:
    pack = load_pack(plain)

    assert plan(pack).steps == apply(pack, by=Actor.system("operator"), at=AT).steps == ()
    assert RuleSet.objects.count() == 0


@pytest.mark.parametrize("key", ["rule_sets", "parameters", "outcomes"])
def test_a_key_that_only_an_outcome_needs_is_refused_where_it_stands(plain: Path, key: str) -> None:
    (plain / "pack.yaml").write_text(f"{PLAIN}{key}: {{}}\n", encoding="utf-8")

    assert refused(plain) == [
        ("pack.yaml", 9, f"`{key}` is only for a service that decides: say which table under `decides`, or take it out")
    ]


@pytest.mark.parametrize("file", ["rules/zhejiang-2021-01-01.dmn", "texts/reasons.yaml"])
def test_a_file_that_only_an_outcome_needs_is_refused(plain: Path, file: str) -> None:
    (plain / file).parent.mkdir()
    (plain / file).write_text("reasons: {}", encoding="utf-8")

    assert refused(plain) == [
        (file, 0, "only for a service that decides: say which table under `decides` in pack.yaml, or take the file out")
    ]


@pytest.mark.parametrize(
    ("key", "held"),
    [
        ("facts", "{card: {kind: card, column: result}}"),
        ("card", "{kind: card, source: union, issued: issued, invalid: invalid}"),
        ("materials", "[{kind: card, result: issued}]"),
    ],
)
def test_what_evidence_holds_for_an_outcome_alone_is_refused(plain: Path, key: str, held: str) -> None:
    (plain / "evidence.yaml").write_text(f"{EVIDENCE}{key}: {held}\n", encoding="utf-8")

    what = f"`{key}` is only for a service that decides: say which table under `decides` in pack.yaml, or take it out"
    assert refused(plain) == [("evidence.yaml", 4, what)]


def test_tables_of_a_service_without_sources_are_refused(plain: Path) -> None:
    (plain / "intake.yaml").write_text(INTAKE, encoding="utf-8")

    what = "its tables speak in the name of sources, and those are declared in evidence.yaml, which is missing"
    assert refused(plain) == [("intake.yaml", 0, what)]


def test_codes_without_an_outcome_are_refused(plain: Path) -> None:
    (plain / "evidence.yaml").write_text(EVIDENCE, encoding="utf-8")
    (plain / "intake.yaml").write_text(INTAKE.replace("organisation}}", "organisation}, code: true}"), "utf-8")

    what = "a code shows an outcome, and without `decides` in pack.yaml there is none; take `code` out"
    assert refused(plain) == [("intake.yaml", 8, what)]


@pytest.mark.parametrize("key", ["areas", "rule_sets", "shown", "outcomes"])
def test_a_service_that_decides_needs_every_key_of_an_outcome(tmp_path: Path, key: str) -> None:
    folder = new("pests", root=tmp_path, since=date(2022, 1, 1), zh="防治", en="Pests")
    yaml = YAML(typ="safe", pure=True)
    held = yaml.load(folder / "pack.yaml")
    del held[key]
    yaml.dump(held, folder / "pack.yaml")

    assert refused(folder) == [("pack.yaml", 1, f"the key '{key}' is missing; a service with `decides` has one")]


@pytest.mark.parametrize("file", ["evidence.yaml", "texts/reasons.yaml"])
def test_a_service_that_decides_needs_every_file_of_an_outcome(copy: Path, file: str) -> None:
    (copy / file).unlink()

    assert refused(copy) == [(file, 0, "the file is missing; a service with `decides` in pack.yaml has one")]


def test_a_misspelt_file_is_told_instead_of_left_out(plain: Path) -> None:
    (plain / "evidence.yml").write_text(EVIDENCE, encoding="utf-8")

    with pytest.raises(PackInvalid) as caught:
        load_pack(plain)

    (error,) = caught.value.errors
    assert (error.file, error.read, error.nearest) == ("evidence.yml", "evidence.yml", "evidence.yaml")


def test_a_misspelt_folder_is_told_instead_of_left_out(plain: Path) -> None:
    (plain / "scenario").mkdir()

    with pytest.raises(PackInvalid) as caught:
        load_pack(plain)

    assert caught.value.errors == (
        PackError(
            "scenario",
            0,
            "no folder of a pack has this name, so nothing would read it",
            "scenario",
            "rules, tables, texts, scenarios, examples",
            "scenarios",
        ),
    )


def test_services_with_and_without_an_outcome_stand_side_by_side(plain: Path) -> None:
    new("pests", root=plain.parent, since=date(2022, 1, 1), zh="防治", en="Pests")

    held = load_all(plain.parent)

    assert [(pack.slug, pack.decides) for pack in held if isinstance(pack, Pack)] == [
        ("pests", True),
        ("voices", False),
    ]


def test_a_scenario_of_rules_that_are_not_there_says_why(plain: Path) -> None:
    (plain / "scenarios").mkdir()
    situation = (
        "kind: situations\nsituations:\n  - title: {zh: 例, en: One}\n    as_of: 2021-01-01\n    given: {}\n"
        "    expect:\n      zhejiang-2021-01-01: {row: 1, colour: green, reason: fine, next_change: null}\n"
    )
    (plain / "scenarios" / "one.yaml").write_text(situation, encoding="utf-8")

    (error,) = lint(load_pack(plain))

    assert (error.line, error.what) == (
        line_of(plain, "scenarios/one.yaml", "zhejiang-2021-01-01"),
        "no such rule set; without `decides` a service has none",
    )
