"""`journal`, `token` and `packs` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anxin.kernel.access.models import ApiToken
from anxin.kernel.access.queries import actor_of_token
from anxin.kernel.journal import queries as journal
from anxin.kernel.journal import roots
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.models import RuleSet
from tests.cast import PACK
from tests.unit.cli.conftest import Typed
from tests.unit.web.phone.stage import Stage, account_of


def test_a_whole_chain_is_said_to_be_whole_with_its_root(stage: Stage, typed: Typed) -> None:
    verdict = journal.verify()

    result = typed("journal", "verify")

    assert result.exit_code == 0
    assert f"{verdict.entries}:{verdict.root}" in result.stdout


def test_a_root_noted_earlier_still_lies_on_the_chain(stage: Stage, typed: Typed) -> None:
    noted = typed("journal", "root").stdout.strip()
    typed("explain", stage.cast.fang.public_id)

    assert typed("journal", "verify", "--known", noted).exit_code == 0


def test_a_root_that_was_never_there_breaks_the_check(stage: Stage, typed: Typed) -> None:
    result = typed("journal", "verify", "--known", f"1:{'0' * 64}", "--json")

    assert result.exit_code == 1
    assert (json.loads(result.stdout)["whole"], json.loads(result.stdout)["broken_at"]) == (False, 1)


def test_a_changed_entry_is_found(stage: Stage, typed: Typed) -> None:
    Entry.objects.filter(seq=3).update(act="nothing.happened")

    result = typed("journal", "verify")

    assert result.exit_code == 1
    assert "broken at entry 3" in result.stderr


def test_a_root_in_another_form_is_refused(stage: Stage, typed: Typed) -> None:
    assert typed("journal", "verify", "--known", "yesterday").exit_code == 1


def test_a_signed_root_is_checked_by_the_published_key(stage: Stage, typed: Typed) -> None:
    line = typed("journal", "root").stdout.strip()
    key = typed("journal", "key").stdout.strip()

    verdict = journal.verify()
    assert roots.checked(line, key=key)[:2] == (verdict.entries, verdict.root)


def test_a_token_is_printed_once_and_acts_as_its_account(stage: Stage, typed: Typed) -> None:
    key = typed("token", account_of(stage.cast.fang, "fang"), "her own program").stdout.strip()

    actor = actor_of_token(key)
    assert actor is not None
    assert (actor.label, actor.party_id) == ("fang", stage.cast.fang.pk)
    assert key not in str(list(ApiToken.objects.values()))


def test_a_token_for_nobody_is_refused(stage: Stage, typed: Typed) -> None:
    result = typed("token", "nobody", "x")

    assert result.exit_code == 1
    assert result.stderr.startswith("What: There is no account “nobody”.")


def test_the_packs_of_the_checkout_are_without_errors(typed: Typed) -> None:
    result = typed("packs", "lint", PACK)

    assert (result.exit_code, result.stderr) == (0, "")


def test_an_unknown_pack_is_refused_with_those_there_are(typed: Typed) -> None:
    result = typed("packs", "lint", "pest_control")

    assert result.exit_code == 1
    assert PACK in result.stderr


def test_a_pack_is_planned_and_applied_once(db: None, typed: Typed) -> None:
    planned = typed("packs", "plan", PACK)
    refused = typed("packs", "apply", PACK, answers="n\n")
    held_after_no = RuleSet.objects.count()
    applied = typed("packs", "apply", PACK, answers="y\n")
    again = typed("packs", "plan", PACK)

    assert (planned.exit_code, applied.exit_code, again.exit_code) == (0, 0, 0)
    assert (refused.exit_code, held_after_no, RuleSet.objects.count()) == (1, 0, 4)
    assert "Nothing to apply." in again.stdout


def test_a_new_pack_is_a_folder_that_lints_green(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None, typed: Typed
) -> None:
    monkeypatch.setenv("ANXIN_PACKS", str(tmp_path))

    made = typed("packs", "new", "pest_control", "--zh", "有害生物防治员安心码", "--en", "Pest-control safety code")
    linted = typed("packs", "lint")
    tried = typed("packs", "test")
    twice = typed("packs", "new", "pest_control", "--zh", "又一个")

    assert made.exit_code == 0
    assert (tmp_path / "pest_control" / "pack.yaml").is_file()
    assert (linted.exit_code, tried.exit_code) == (0, 0)
    assert twice.exit_code == 1
    assert twice.stderr.startswith("What:")


def test_the_schemas_of_a_packs_files_are_printed_or_written(tmp_path: Path, typed: Typed) -> None:
    printed = json.loads(typed("packs", "schema").stdout)
    typed("packs", "schema", "--to", str(tmp_path))

    assert set(printed) >= {"pack.yaml", "evidence.yaml", "intake.yaml", "texts/reasons.yaml"}
    assert json.loads((tmp_path / "pack.schema.json").read_text("utf-8")) == printed["pack.yaml"]
