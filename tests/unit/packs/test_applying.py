"""Plan in words, apply in one transaction, and never edit what was applied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from anxin.kernel.access.shown import limit_of
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.models import RuleRow, RuleSet
from anxin.packs import PackInvalid, load_pack
from anxin.packs.actions import apply
from anxin.packs.queries import plan
from tests.unit.packs.conftest import HOME_SERVICE

pytestmark = pytest.mark.django_db

Spoil = Callable[[str, str, str], Path]
AT = datetime(2021, 10, 29, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OPERATOR = Actor.system("operator")
WENZHOU = "rules/wenzhou-2021-01-01.dmn"


def test_a_first_plan_adds_every_rule_set_in_words() -> None:
    planned = plan(load_pack(HOME_SERVICE))

    assert [
        (step.change, step.rule_set) for step in planned.steps if step.change not in ("shown", "matter", "declared")
    ] == [
        ("added", "jiaxing-2020-12-20"),
        ("added", "ningbo-2020-09-01"),
        ("added", "wenzhou-2021-01-01"),
        ("added", "zhejiang-2020-07-05"),
    ]
    assert planned.steps[2].sentence.zh == "新增：温州规则（wenzhou-2021-01-01），温州市自 2021-01-01 起按此判定。"
    assert (
        planned.steps[2].sentence.en == "Added: Wenzhou rules (wenzhou-2021-01-01) decides in Wenzhou from 2021-01-01."
    )
    assert (planned.errors, RuleSet.objects.count()) == ((), 0)


def test_apply_writes_rule_sets_with_their_rows_and_one_journal_entry() -> None:
    apply(load_pack(HOME_SERVICE), by=OPERATOR, at=AT)

    wenzhou = RuleSet.objects.get(slug="wenzhou-2021-01-01")
    assert (wenzhou.area, wenzhou.effective_from, wenzhou.parameters) == (
        "330300",
        date(2021, 1, 1),
        {"about_to_expire": "P30D"},
    )
    assert wenzhou.dmn == (HOME_SERVICE / WENZHOU).read_text("utf-8")
    assert [fact["name"] for fact in wenzhou.facts] == [
        "card",
        "identity_city",
        "identity_ministry",
        "police",
        "health",
        "health_until",
        "insurance_until",
    ]
    assert RuleRow.objects.count() == 11 + 14 + 13 + 18
    assert RuleRow.objects.get(rule_set=wenzhou, number=6).reason == "both-expired"
    assert sorted(Entry.objects.values_list("act", flat=True)) == [
        *["dataset.keep"] * 4,
        "inquiry.declare",
        *["matter.apply"] * 5,
        "rules.apply",
        "shown.apply",
    ]


def test_applying_again_changes_nothing() -> None:
    apply(load_pack(HOME_SERVICE), by=OPERATOR, at=AT)

    again = apply(load_pack(HOME_SERVICE), by=OPERATOR, at=AT)

    assert {step.change for step in again.steps} == {"unchanged"}
    assert (RuleSet.objects.count(), Entry.objects.count()) == (4, 12)


def test_a_rule_set_that_was_applied_is_never_edited(spoil: Spoil) -> None:
    apply(load_pack(HOME_SERVICE), by=OPERATOR, at=AT)
    old = "WENZHOU"
    folder = spoil(WENZHOU, 'name="家政安心码 · 温州市（2021-01-01）"\n', f'name="{old}"\n')

    with pytest.raises(PackInvalid) as caught:
        apply(load_pack(folder), by=OPERATOR, at=AT)

    (error,) = caught.value.errors
    assert error.file == WENZHOU
    assert error.what.startswith("Refused: wenzhou-2021-01-01 was applied with other rules.")
    assert old not in RuleSet.objects.get(slug="wenzhou-2021-01-01").dmn


def test_a_parameter_of_an_applied_rule_set_is_never_edited(spoil: Spoil) -> None:
    apply(load_pack(HOME_SERVICE), by=OPERATOR, at=AT)
    folder = spoil("pack.yaml", "values: {wenzhou-2021-01-01: P30D}", "values: {wenzhou-2021-01-01: P20D}")

    changed = [step.sentence.zh for step in plan(load_pack(folder)).steps if step.change == "changed"]

    assert changed == ["不能改：wenzhou-2021-01-01 已经启用，但参数与启用时不同。"]


def test_a_new_date_retires_the_rule_set_before_it(copy: Path, spoil: Spoil) -> None:
    apply(load_pack(HOME_SERVICE), by=OPERATOR, at=AT)
    rules = copy / "rules"
    (rules / "jiaxing-2022-01-11.dmn").write_bytes((rules / "jiaxing-2020-12-20.dmn").read_bytes())
    entry = (
        "  jiaxing-2022-01-11:\n    title: {zh: 嘉兴新规则, en: New Jiaxing rules}\n    source: {zh: 例, en: Example}\n"
    )
    spoil("pack.yaml", "  jiaxing-2020-12-20:\n", entry + "  jiaxing-2020-12-20:\n")

    steps = {(step.change, step.sentence.zh) for step in plan(load_pack(copy)).steps if step.change != "unchanged"}

    assert steps == {
        ("added", "新增：嘉兴新规则（jiaxing-2022-01-11），嘉兴市自 2022-01-11 起按此判定。"),
        ("retired", "停用：jiaxing-2020-12-20 判定到 2022-01-10 为止；以前的判定仍按它解释。"),
    }


def test_a_missing_file_never_deletes_a_rule_set(copy: Path, spoil: Spoil) -> None:
    apply(load_pack(HOME_SERVICE), by=OPERATOR, at=AT)
    (copy / "rules" / "ningbo-2020-09-01.dmn").unlink()
    text = (copy / "pack.yaml").read_text("utf-8")
    entry = text[text.index("  ningbo-2020-09-01:") : text.index("  jiaxing-2020-12-20:")]
    spoil("pack.yaml", entry, "")

    absent = [step.rule_set for step in plan(load_pack(copy)).steps if step.change == "absent"]

    assert absent == ["ningbo-2020-09-01"]
    assert RuleSet.objects.filter(slug="ningbo-2020-09-01").exists()


def test_a_pack_with_errors_writes_nothing(spoil: Spoil) -> None:
    folder = spoil("texts/reasons.yaml", "\n  both-expiring:\n", "\n  both-ending:\n")

    with pytest.raises(PackInvalid):
        apply(load_pack(folder), by=OPERATOR, at=AT)

    assert (RuleSet.objects.count(), Entry.objects.count()) == (0, 0)


def test_what_is_shown_to_a_role_is_planned_in_words_and_taken_over(spoil: Spoil) -> None:
    apply(load_pack(HOME_SERVICE), by=OPERATOR, at=AT)
    folder = spoil(
        "pack.yaml",
        "  province:\n    fields: [name, masked_name, masked_number, agency, items, outcome, history, derivation]",
        "  province:\n    fields: [masked_name, outcome]",
    )

    (step,) = (one for one in plan(load_pack(folder)).steps if one.change == "shown")
    assert step.sentence.en.startswith("Shown to province: masked_name, outcome. Legal basis: Needed for a statutory")
    apply(load_pack(folder), by=OPERATOR, at=AT)

    assert limit_of(Actor(Role.PROVINCE, "province"), "home_service") == {"masked_name", "outcome"}
    assert [one.change for one in plan(load_pack(folder)).steps if one.change != "unchanged"] == []


def test_a_household_may_not_apply_a_pack() -> None:
    with pytest.raises(Refused):
        apply(load_pack(HOME_SERVICE), by=Actor.household(), at=AT)

    assert RuleSet.objects.count() == 0
