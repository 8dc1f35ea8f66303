"""`decide`, `explain`, `tick` as they are typed."""

from __future__ import annotations

import json

import pytest

from anxin.kernel.journal import queries as journal
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.reference import queries as reference
from tests.cast import DAY, PACK
from tests.unit.cli.conftest import Typed
from tests.unit.web.phone.stage import Stage


def test_decide_prints_exactly_one_object_for_programs(stage: Stage, typed: Typed) -> None:
    result = typed("decide", PACK, "--as-of", "2021-10-29", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "green": 1,
        "yellow": 1,
        "red": 1,
        "grey": 1,
        "total": 4,
        "as_of": "2021-10-29",
        "rules": ["wenzhou-2021-01-01"],
        "reasons": {
            "green": {"both-valid": 1},
            "yellow": {"insurance-expiring": 1},
            "red": {"both-expired": 1},
            "grey": {"no-card": 1},
        },
    }


def test_decide_puts_everybody_under_the_rules_of_a_named_area(stage: Stage, typed: Typed) -> None:
    by_name = json.loads(typed("decide", "--as-of", "2021-10-29", "--rules", "ningbo", "--json").stdout)
    by_code = json.loads(typed("decide", "--as-of", "2021-10-29", "--rules", "330200", "--json").stdout)

    assert by_name == by_code
    assert (by_name["green"], by_name["yellow"], by_name["red"], by_name["grey"]) == (2, 1, 0, 1)


def test_decide_without_a_day_takes_the_sites(stage: Stage, typed: Typed) -> None:
    assert json.loads(typed("decide", "--json").stdout)["as_of"] == DAY.isoformat()


def test_the_table_names_colours_and_reasons_in_both_languages_with_shares(stage: Stage, typed: Typed) -> None:
    shown = typed("decide", "--as-of", "2021-10-29").stdout

    for words in ("绿码 green", "从业责任保险即将到期", "Liability insurance about to expire", "25.00%", "100.00%"):
        assert words in shown


@pytest.mark.parametrize("wrong", [["--as-of", "2021-02-30"], ["--as-of", "tomorrow"], ["--rules", "atlantis"]])
def test_a_wrong_use_ends_with_two(stage: Stage, typed: Typed, wrong: list[str]) -> None:
    assert typed("decide", *wrong).exit_code == 2


@pytest.mark.parametrize("by", ["public id", "file number"])
def test_explain_finds_a_person_and_says_why(stage: Stage, typed: Typed, by: str) -> None:
    mei = stage.cast.mei
    named = mei.public_id if by == "public id" else mei.registrations.get().number

    shown = typed("explain", named, "--as-of", "2021-10-29").stdout

    for words in ("李*", "黄码 yellow", "wenzhou-2021-01-01", "2021-11-12", "Next change by itself: 2021-11-13"):
        assert words in shown
    assert "李梅" not in shown


def test_explain_takes_the_service_under_which_the_person_has_a_file(
    stage: Stage, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anxin.packs import current, on_site

    monkeypatch.setattr(on_site, "deciding", lambda: (current("home_service"), current("health_code")))
    assert typed("explain", stage.cast.mei.public_id).exit_code == 0
    assert typed("explain", "aaaaaaaaaaaaaaaa").exit_code != 0


def test_explain_is_a_reading_and_the_person_sees_it(stage: Stage, typed: Typed) -> None:
    typed("explain", stage.cast.mei.public_id)

    look = journal.reads_of(stage.cast.mei.public_id).first()
    assert look is not None
    assert (look.actor, look.purpose) == ("operator", "supervision")


def test_explain_as_json_holds_the_whole_reasoning(stage: Stage, typed: Typed) -> None:
    said = json.loads(typed("explain", stage.cast.hua.public_id, "--as-of", "2021-10-29", "--json").stdout)

    assert (said["colour"], said["reason"], said["next_change"]) == ("red", "both-expired", None)
    assert [one["fact"] for one in said["conditions"] if one["input"] == "体检有效期至"] == ["2021-08-12"]


def test_an_unknown_person_is_told_in_three_lines_without_a_traceback(stage: Stage, typed: Typed) -> None:
    result = typed("explain", "aaaaaaaaaaaaaaaa")

    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["What", "Why", "To do"]
    assert result.stdout == ""


def test_tick_turns_the_days_moves_the_played_day_and_comes_to_what_decide_says(stage: Stage, typed: Typed) -> None:
    ticked = typed("tick", "--to", "2021-12-20")
    decided = json.loads(typed("decide", "--as-of", "2021-12-20", "--json").stdout)

    standing = Outcome.objects.filter(slot__isnull=False).values_list("outcome", "reason")
    counted: dict[str, dict[str, int]] = {}
    for outcome, reason in standing:
        counted.setdefault(outcome, {})[reason] = counted.setdefault(outcome, {}).get(reason, 0) + 1
    assert ticked.exit_code == 0
    # Ling has a file and no evidence yet, so that nothing has decided her.
    assert {**counted, "grey": {"no-card": 1}} == decided["reasons"]
    assert reference.today().isoformat() == "2021-12-20"


def test_a_second_tick_to_the_same_day_finds_nobody_due(stage: Stage, typed: Typed) -> None:
    typed("tick", "--to", "2021-12-20")

    assert typed("tick", "--to", "2021-12-20").stdout == (
        "Turned to 2021-12-20: 0 days with somebody due, 0 decided anew, 0 changed.\nAccepted by silence: 0.\n"
    )
