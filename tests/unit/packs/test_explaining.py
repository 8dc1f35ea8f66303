"""An outcome told to the worker: why it is what it is, on what source, and what would turn it green."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from anxin.kernel.outcomes.models import RuleRow, RuleSet
from anxin.kernel.outcomes.queries import Explained
from anxin.packs import Pack, load_pack
from anxin.packs.explaining import Telling, tell
from anxin.packs.trying import compiled
from tests.unit.packs.conftest import HOME_SERVICE

DAY = date(2021, 10, 29)
STEM = "zhejiang-2020-07-05"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(HOME_SERVICE)


def told(pack: Pack, stem: str = STEM, **other: Any) -> Telling:
    """What is told of a worker with everything in order but for what is named."""
    rules = pack.rule_file(stem)
    assert rules is not None
    table = compiled(pack, rules)
    known = {
        **dict.fromkeys(["identity_city", "identity_ministry", "police", "health"], "passed"),
        **dict.fromkeys(["health_until", "insurance_until"], date(2022, 6, 30)),
        "card": "issued",
        "risk": None,
        **other,
    }
    facts = {given.name: known[given.name] for given in table.inputs}
    decision = table.decide(facts, DAY)
    days = {name: f"P{parameter.values[stem].days}D" for name, parameter in pack.parameters.items()
            if stem in parameter.values}  # fmt: skip
    rule_set = RuleSet(slug=stem, dmn=rules.dmn, decision="colour", output="colour", parameters=days)
    sources = {"legal_source": "legal source", "legal_source_en": "legal source (en)"}
    row = RuleRow(number=decision.row or 0, **{key: decision.annotations[note] for key, note in sources.items()})
    colour, reason = str(decision.outputs["colour"]), str(decision.outputs["reason"])
    found = Explained(DAY, colour, reason, rule_set, row, decision.because, facts, [], decision.next_change)
    return tell(pack, found)


def test_an_expired_check_is_told_with_its_day_its_source_and_what_to_renew(pack: Pack) -> None:
    telling = told(pack, health_until=date(2021, 10, 1))

    assert telling.said("zh") == (
        "黄码：健康体检已于 2021-10-01 到期。"
        "依据：省商务厅通知（2020-07-05 起全省实施）：其中一项过期，为黄码。"
        "更新健康体检（有效期至 2021-10-29 或以后）后即转绿码。"
    )
    assert telling.said("en").startswith("Yellow code: health check expired on 2021-10-01. Legal source: ")
    assert telling.said("en").endswith(
        "Renew health check (valid until 2021-10-29 or later), and it turns into a green code."
    )


def test_where_a_rule_warns_early_the_new_check_has_to_outlast_the_warning(pack: Pack) -> None:
    telling = told(pack, "wenzhou-2021-01-01", health_until=date(2021, 11, 3))

    assert [(one.fact, one.to) for one in telling.remedy.changes or ()] == [("health_until", date(2021, 11, 28))]
    assert "健康体检将于 2021-11-03 到期" in telling.said("zh")


def test_nobody_is_told_to_renew_a_police_conclusion(pack: Pack) -> None:
    telling = told(pack, police="failed", health_until=date(2021, 10, 1))

    assert telling.remedy.changes is None
    assert telling.said("zh").endswith("本人和企业能够更新的材料都不能使其转为绿码。")


def test_a_police_conclusion_that_is_not_there_yet_can_be_obtained(pack: Pack) -> None:
    assert told(pack, police=None).said("zh").endswith("补办治安背景核查（通过）后即转绿码。")


def test_green_is_told_with_the_day_until_which_it_lasts(pack: Pack) -> None:
    assert told(pack).said("zh").endswith("没有新的凭据，2022-07-01 起可能变化。")
