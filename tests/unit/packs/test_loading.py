"""Reading a pack: the manifest first, every key known, every error with its place, a bad pack put aside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from anxin import packs
from anxin.decisions import FactSpec
from anxin.kernel.errors import NotFound
from anxin.kernel.intake.layouts import ColumnType
from anxin.kernel.journal.actor import Role
from anxin.packs import Pack, PackError, PackInvalid, Quarantined, load_all, load_pack
from tests.unit.packs.conftest import HOME_SERVICE, line_of

Spoil = Callable[[str, str, str], Path]


def refused(folder: Path) -> tuple[PackError, ...]:
    with pytest.raises(PackInvalid) as caught:
        load_pack(folder)
    return caught.value.errors


def test_the_home_service_pack_loads() -> None:
    pack = load_pack(HOME_SERVICE)

    assert (pack.slug, pack.title.zh, pack.title.said("en")) == (
        "home_service",
        "家政安心码",
        "Home-service safety code",
    )
    assert list(pack.outcomes) == ["green", "yellow", "red", "grey"]
    assert [rules.stem for rules in pack.rule_files] == [
        "jiaxing-2020-12-20",
        "ningbo-2020-09-01",
        "wenzhou-2021-01-01",
        "zhejiang-2020-07-05",
    ]
    assert pack.facts[5] == FactSpec("health_until", "health_check", "health_institution", "valid_until")


def test_layouts_are_what_intake_takes() -> None:
    roster = load_pack(HOME_SERVICE).layouts["roster"]

    assert roster.uploaded_by == (Role.AGENCY_CLERK, Role.COUNTY, Role.CITY)
    assert roster.column("status").choices == {"在岗": "working", "求职": "seeking", "离职": "left"}
    assert roster.key_of(ColumnType.IDENTITY_NUMBER) == "id_number"
    assert [made.kind for made in roster.makes.evidence] == ["employment", "training", "authorisation"]


def test_wenzhou_alone_asks_for_the_city_platforms_review() -> None:
    pack = load_pack(HOME_SERVICE)

    assert [(one.kind, one.source) for one in pack.materials_for("330226")][1] == ("identity_review", "mofcom")
    assert [(one.kind, one.source) for one in pack.materials_for("330302")][1] == ("identity_review", "jiafuyun")
    assert len(pack.materials_for("330302")) == len(pack.materials_for("330226")) + 1


def test_facts_are_due_for_refresh_after_half_a_year() -> None:
    pack = load_pack(HOME_SERVICE)

    assert {pack.freshness(kind) for kind in pack.evidence_kinds} == {6}


def test_an_unknown_key_is_refused_with_its_line_and_the_nearest_one(spoil: Spoil) -> None:
    folder = spoil("pack.yaml", "\nowner: ", "\nownr: ")

    missing, unknown = sorted(refused(folder), key=lambda error: error.what)

    assert missing == PackError("pack.yaml", 1, "the key 'owner' is missing")
    assert (unknown.file, unknown.line) == ("pack.yaml", line_of(folder, "pack.yaml", "ownr:"))
    assert (unknown.what, unknown.read, unknown.nearest) == ("unknown key", "ownr", "owner")


def test_an_unknown_key_deep_in_a_file_names_the_keys_of_its_place(spoil: Spoil) -> None:
    old = "sharing: not_shared\n        purpose: {zh: 出险时由企业与保险公司核对"
    folder = spoil("evidence.yaml", old, old.replace("sharing", "sharin"))

    unknown = next(error for error in refused(folder) if error.what == "unknown key")

    assert (unknown.read, unknown.allowed, unknown.nearest) == ("sharin", "purpose, sharing, title", "sharing")
    assert unknown.line == line_of(folder, "evidence.yaml", "sharin:")


def test_a_word_that_is_not_allowed_names_those_that_are(spoil: Spoil) -> None:
    folder = spoil("pack.yaml", "shape: octagon-cross", "shape: octagon-crss")

    (error,) = refused(folder)

    assert error == PackError(
        "pack.yaml",
        line_of(folder, "pack.yaml", "octagon-crss"),
        "not an allowed value",
        "octagon-crss",
        "circle-check, triangle-alert, pentagon-dots, octagon-cross, square-dash",
        "octagon-cross",
    )


def test_a_number_where_a_text_belongs_is_refused(spoil: Spoil) -> None:
    folder = spoil("pack.yaml", 'code: "330300"', "code: 330300")

    (error,) = refused(folder)

    assert (error.read, error.line) == ("330300", line_of(folder, "pack.yaml", "code: 330300"))


def test_the_same_key_twice_is_refused_where_it_stands_again(spoil: Spoil) -> None:
    folder = spoil("evidence.yaml", "freshness: P6M", "freshness: P6M\nfreshness: P3M")

    (error,) = refused(folder)

    assert error.file == "evidence.yaml"
    assert error.line == line_of(folder, "evidence.yaml", "freshness: P3M")


def test_bytes_that_are_not_utf_8_are_refused(copy: Path) -> None:
    (copy / "intake.yaml").write_bytes("layouts: 花名册".encode("gb18030"))

    (error,) = refused(copy)

    assert (error.file, error.what) == ("intake.yaml", "byte 9 is not UTF-8; save the file as UTF-8")


def test_errors_of_several_files_are_told_together(spoil: Spoil) -> None:
    spoil("evidence.yaml", "freshness: P6M", "freshness: 6 months")
    folder = spoil("texts/reasons.yaml", "\nreasons:", "\nreason:")

    assert {error.file for error in refused(folder)} == {"evidence.yaml", "texts/reasons.yaml"}


def test_a_pack_for_another_kernel_is_judged_before_anything_else_is_read(spoil: Spoil) -> None:
    folder = spoil("pack.yaml", 'kernel: ">=0.1,<1"', 'kernel: ">=7"')
    (folder / "evidence.yaml").write_text("{ not yaml", encoding="utf-8")

    (error,) = refused(folder)

    assert (error.what, error.read) == ("this pack is for another Anxin; this one is 0.1.0", ">=7")
    assert error.line == line_of(folder, "pack.yaml", "kernel:")


def test_a_pack_must_be_named_like_its_folder(copy: Path) -> None:
    moved = copy.rename(copy.with_name("other"))

    (error,) = refused(moved)

    assert (error.read, error.allowed) == ("home_service", "other")


def test_a_rule_file_that_is_named_otherwise_is_refused(copy: Path) -> None:
    (copy / "rules" / "wenzhou-2021-01-01.dmn").rename(copy / "rules" / "wenzhou-2021.dmn")

    assert [(error.file, error.read) for error in refused(copy)] == [("rules/wenzhou-2021.dmn", "wenzhou-2021.dmn")]


def test_a_bad_pack_is_quarantined_and_the_others_go_on(spoil: Spoil) -> None:
    root = spoil("pack.yaml", "\nowner: ", "\nownr: ").parent
    packs.new(
        "pest_control", root=root, since=packs.load_pack(HOME_SERVICE).manifest.effective.from_, zh="防治", en="Pests"
    )

    bad, good = load_all(root)

    assert isinstance(bad, Quarantined)
    assert (bad.slug, len(bad.errors)) == ("home_service", 2)
    assert isinstance(good, Pack)
    assert good.slug == "pest_control"


def test_the_current_pack_is_read_once_until_a_file_changes(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANXIN_PACKS", str(copy.parent))
    first = packs.current("home_service")
    assert packs.current("home_service") is first

    texts = copy / "texts" / "reasons.yaml"
    texts.write_text(texts.read_text("utf-8").replace("还没有发码", "尚未发码"), encoding="utf-8")

    assert packs.current("home_service").reasons["no-card"].title.zh == "尚未发码"


def test_a_pack_broken_while_the_site_runs_stays_as_it_was(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANXIN_PACKS", str(copy.parent))
    before = packs.current("home_service")

    (copy / "texts" / "reasons.yaml").write_text("reasons: {", encoding="utf-8")

    assert packs.current("home_service") is before


@pytest.mark.parametrize("slug", ["nothing_here", "../home_service", "home_service/", ""])
def test_an_unknown_name_is_not_found(slug: str) -> None:
    with pytest.raises(NotFound):
        packs.current(slug)
