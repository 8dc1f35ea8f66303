"""Every name a pack uses stands for something it declares, or the pack is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from anxin.packs import PackInvalid, load_pack, references
from tests.unit.packs.conftest import line_of

Spoil = Callable[[str, str, str], Path]

DANGLING = [
    # file, what stands there, what is put in its place, what was read, what was probably meant
    ("evidence.yaml", "sources: [jiafuyun, mofcom]", "sources: [jiafuyun, mofcon]", "mofcon", "mofcom"),
    ("evidence.yaml", "facts:\n  card: {kind: card,", "facts:\n  card: {kind: carb,", "carb", "card"),
    (
        "evidence.yaml",
        "{kind: risk_notice, source: credit_office,",
        "{kind: risk_notice, source: agency,",
        "agency",
        "",
    ),
    ("evidence.yaml", "- {kind: training, result: passed}", "- {kind: training, result: pasted}", "pasted", "passed"),
    ("evidence.yaml", "passed, areas: [wenzhou]}", "passed, areas: [wenzou]}", "wenzou", "wenzhou"),
    (
        "evidence.yaml",
        "{zh: 技能培训, en: Training}, shows: [result]",
        "{zh: 技能培训, en: Training}, shows: [valid_until]",
        "valid_until",
        "",
    ),
    ("evidence.yaml", "issued: issued, invalid: invalid}", "issued: isued, invalid: invalid}", "isued", "issued"),
    ("intake.yaml", "source: insurer", "source: insurers", "insurers", "insurer"),
    ("intake.yaml", "kind: employment, result: status", "kind: employmnt, result: status", "employmnt", "employment"),
    ("intake.yaml", "valid_from: trained_on", "valid_from: traned_on", "traned_on", "trained_on"),
    ("intake.yaml", "{高风险: high, 已解除: cleared}", "{高风险: hihg, 已解除: cleared}", "hihg", "high"),
    ("intake.yaml", "open_when: [working]", "open_when: [worcing]", "worcing", "working"),
    ("intake.yaml", "details: [policy_no]", "details: [policy_nr]", "policy_nr", "policy_no"),
    (
        "pack.yaml",
        "values: {wenzhou-2021-01-01: P30D}",
        "values: {wenzhou-2021-10-01: P30D}",
        "wenzhou-2021-10-01",
        "wenzhou-2021-01-01",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "read", "nearest"), DANGLING, ids=[case[3] for case in DANGLING])
def test_a_dangling_name_is_refused(spoil: Spoil, file: str, old: str, new: str, read: str, nearest: str) -> None:
    folder = spoil(file, old, new)

    with pytest.raises(PackInvalid) as caught:
        load_pack(folder)

    found = next(error for error in caught.value.errors if error.read == read)
    assert (found.file, found.nearest) == (file, nearest)
    assert abs(found.line - line_of(folder, file, new.splitlines()[-1])) <= 1


def test_a_rule_file_without_an_entry_is_refused(copy: Path) -> None:
    rules = copy / "rules"
    (rules / "wenzhou-2022-01-01.dmn").write_bytes((rules / "wenzhou-2021-01-01.dmn").read_bytes())

    with pytest.raises(PackInvalid) as caught:
        load_pack(copy)

    (error,) = caught.value.errors
    assert (error.file, error.read) == ("rules/wenzhou-2022-01-01.dmn", "wenzhou-2022-01-01")


def test_two_columns_of_one_name_are_refused(spoil: Spoil) -> None:
    folder = spoil("intake.yaml", "{name: 授权书签署日期,", "{name: 培训合格日期,")

    with pytest.raises(PackInvalid) as caught:
        load_pack(folder)

    (error,) = caught.value.errors
    assert (error.what, error.read) == ("two columns have this name", "培训合格日期")


def test_a_missing_english_text_is_a_warning_and_the_pack_loads(spoil: Spoil) -> None:
    folder = spoil("evidence.yaml", "insurer: {zh: 保险公司, en: Insurer}", "insurer: {zh: 保险公司}")

    (found,) = references.check(load_pack(folder))

    assert (found.severity, found.what, found.read) == ("warning", "English is missing", "保险公司")
    assert found.line == line_of(folder, "evidence.yaml", "insurer: {zh")


def test_a_missing_chinese_text_is_an_error(spoil: Spoil) -> None:
    folder = spoil("evidence.yaml", "insurer: {zh: 保险公司, en: Insurer}", "insurer: {en: Insurer}")

    with pytest.raises(PackInvalid) as caught:
        load_pack(folder)

    assert [error.what for error in caught.value.errors] == ["the key 'zh' is missing"]


def test_a_column_without_a_purpose_is_an_error(spoil: Spoil) -> None:
    old = ", purpose: {zh: 向住户显示所属企业, en: To show the household the agency}"
    folder = spoil("intake.yaml", old, "")

    with pytest.raises(PackInvalid) as caught:
        load_pack(folder)

    assert [error.what for error in caught.value.errors] == ["the key 'purpose' is missing"]
