"""What many stand at: the outcome kept is used only on days for which it is certain; then it is what deciding gives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.outcomes.applied import applied
from anxin.kernel.outcomes.deciding import decided_by
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.outcomes.standing import standing
from anxin.kernel.parties.queries import area_of
from tests.cast import DAY, PACK
from tests.unit.web.phone.stage import Stage, on_stage

DAYS = [DAY + timedelta(days=n) for n in range(-40, 220, 3)]


@pytest.fixture
def stage(db: None) -> Stage:
    return on_stage()


def decided_afresh(stage: Stage, on: date) -> dict[tuple[str, int], tuple[str, int, date | None]]:
    found = {}
    for party in (stage.cast.fang, stage.cast.mei, stage.cast.hua, stage.ling):
        rules = applied(PACK).ruling(area_of(party, pack=PACK) or "", on)
        if rules is not None:
            made = decided_by(rules, records_to_decide([party.pk])[party.pk], as_of=on)
            found[PACK, party.pk] = (made.outcome, made.row, made.next_change)
    return found


def test_on_every_day_it_is_what_deciding_afresh_gives(stage: Stage) -> None:
    people = [(PACK, party.pk) for party in (stage.cast.fang, stage.cast.mei, stage.cast.hua, stage.ling)]
    for on in DAYS:
        found = standing(people, on=on)
        outcomes = {who: (one.row.outcome, one.row.number) for who, one in found.items()}
        assert outcomes == {who: made[:2] for who, made in decided_afresh(stage, on).items()}


def test_a_kept_outcome_of_other_rules_is_not_used(stage: Stage) -> None:
    kept = Outcome.objects.get(party=stage.cast.fang, slot__isnull=False)
    other = next(rules for rules in applied(PACK).rule_sets if rules.pk != kept.rule_set_id)
    Outcome.objects.filter(pk=kept.pk).update(rule_set=other, outcome="red")

    assert standing([(PACK, stage.cast.fang.pk)], on=DAY)[PACK, stage.cast.fang.pk].row.outcome == "green"


def test_who_has_no_file_stands_at_nothing(stage: Stage) -> None:
    assert standing([(PACK, stage.cast.anjia.pk), ("none", 1)], on=DAY) == {}
    assert standing([], on=DAY) == {}
