"""`simulate` and `publish` as they are typed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from anxin import packs
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.drafting import Draft, propose_draft, start_draft
from anxin.kernel.outcomes.models import Outcome, RuleSet
from tests.cast import NOON, PACK
from tests.unit.cli.conftest import Typed
from tests.unit.packs.conftest import HOME_SERVICE
from tests.unit.web.console.desks import DESKS, account
from tests.unit.web.phone.stage import Stage

NINGBO, WENZHOU = (HOME_SERVICE / "rules" / name for name in ("ningbo-2020-09-01.dmn", "wenzhou-2021-01-01.dmn"))


def test_simulate_prints_exactly_one_object_for_programs(stage: Stage, typed: Typed) -> None:
    result = typed("simulate", PACK, "--rules", str(NINGBO), "--area", "wenzhou", "--as-of", "2021-10-29", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["moves"] == {"green→green": 1, "grey→grey": 1, "red→yellow": 1, "yellow→green": 1}
    assert (told["total"], told["changed"], told["replaces"]) == (4, 2, ["wenzhou-2021-01-01"])
    assert len(told["year"]["old"]) == len(told["year"]["new"]) == 366
    assert told["year"]["new"]["2021-10-29"] == {"green": 2, "yellow": 1, "grey": 1}


def test_simulate_changes_nothing_but_the_journal(stage: Stage, typed: Typed) -> None:
    before = list(Outcome.objects.order_by("pk").values_list())
    shown = typed("simulate", "--rules", str(NINGBO), "--area", "330300", "--as-of", "2021-10-29").stdout
    for words in ("黄码 yellow", "2 变色 change colour", "一年预测"):
        assert words in shown
    assert list(Outcome.objects.order_by("pk").values_list()) == before
    assert Entry.objects.filter(act="rules.simulate", role="system").count() == 1


def test_a_file_named_as_packs_name_theirs_needs_no_area_and_a_parameter_can_be_set(stage: Stage, typed: Typed) -> None:
    asked = ("simulate", "--rules", str(WENZHOU), "--as-of", "2021-10-29", "--no-year", "--json")
    same = json.loads(typed(*asked).stdout)
    shorter = json.loads(typed(*asked, "--parameter", "about_to_expire=P10D").stdout)
    assert (same["area"], same["changed"], same["parameters"]) == ("330300", 0, {"about_to_expire": "P30D"})
    assert (shorter["changed"], shorter["moves"]["yellow→green"]) == (1, 1)


def test_a_file_of_another_name_is_tried_on_everybody(stage: Stage, typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "new.dmn").write_bytes(NINGBO.read_bytes())
    told = json.loads(typed("simulate", "--rules", str(tmp_path / "new.dmn"), "--no-year", "--json").stdout)
    assert (told["area"], told["total"]) == ("", 4)


@pytest.mark.parametrize("wrong", [["--area", "atlantis"], ["--parameter", "P3D"], ["--as-of", "now"]])
def test_a_wrong_use_ends_with_two(stage: Stage, typed: Typed, wrong: list[str]) -> None:
    assert typed("simulate", "--rules", str(NINGBO), *wrong).exit_code == 2


@pytest.mark.parametrize("text", ["<definitions", "no xml at all", ""])
def test_a_file_that_cannot_be_read_ends_with_one_and_its_place(
    stage: Stage, typed: Typed, tmp_path: Path, text: str
) -> None:
    (tmp_path / "broken.dmn").write_text(text, "utf-8")
    result = typed("simulate", "--rules", str(tmp_path / "broken.dmn"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "everywhere" in result.stderr


def test_publish_needs_every_condition_and_a_second_person(stage: Stage, typed: Typed, tmp_path: Path) -> None:
    for name in DESKS:
        account(getattr(stage.cast, name), stage.cast)
    rules = packs.current(PACK).rule_file("wenzhou-2021-01-01")
    assert rules is not None
    content = Draft(rules.dmn, date(2021, 12, 1), "温州新规")
    draft = start_draft(by=stage.cast.zhou, at=NOON, pack=PACK, area="330300", content=content)
    draft = propose_draft(by=stage.cast.zhou, at=NOON, draft=draft)
    too_early = typed("publish", draft.public_id, "--as", "province", "--yes")
    assert (too_early.exit_code, "✗" in too_early.stdout) == (1, True)
    assert not RuleSet.objects.filter(slug="wenzhou-2021-12-01").exists()
    (tmp_path / "wenzhou-2021-12-01.dmn").write_text(draft.dmn, "utf-8", newline="")
    typed("simulate", "--rules", str(tmp_path / "wenzhou-2021-12-01.dmn"), "--as-of", "2021-12-01", "--no-year")
    done = typed("publish", draft.public_id, "--as", "province", "--yes")
    assert (done.exit_code, draft.sha256 in done.stdout) == (0, True)
    assert RuleSet.objects.get(slug="wenzhou-2021-12-01").applied_by == "province"
