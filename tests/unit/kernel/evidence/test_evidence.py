"""Evidence is never edited: what was known stays known."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.decisions import FactSpec
from anxin.kernel.access.actions import open_party
from anxin.kernel.access.rules import Purpose
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.evidence import actions
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.facts import facts_in_force
from anxin.kernel.evidence.items import items_in_force
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.evidence.queries import records_to_explain
from tests.cast import DAY, NOON, OPERATOR, PACK, Cast

UNTIL = FactSpec("health_until", "health_check", "health_institution", "valid_until")


def health(cast: Cast, start: date, end: date | None, corrects: Evidence | None = None) -> Evidence:
    statement = Statement("health_check", "health_institution", start, result="passed", valid_until=end)
    return actions.record_evidence(by=OPERATOR, at=NOON, party=cast.fang, statement=statement, corrects=corrects)


def until(cast: Cast, on: date, known_through: int | None = None) -> object:
    records = Evidence.objects.filter(party=cast.fang)
    return facts_in_force(records, [UNTIL], as_of=on, known_through=known_through).values["health_until"]


def test_the_record_begun_last_is_in_force(cast: Cast) -> None:
    health(cast, date(2021, 9, 1), date(2022, 8, 31))
    health(cast, date(2020, 9, 1), date(2021, 8, 31))  # arrives later, but is older

    assert until(cast, DAY) == date(2022, 8, 31)
    assert until(cast, date(2021, 8, 1)) == date(2021, 8, 31)
    assert until(cast, date(2020, 8, 1)) is None


def test_a_record_that_begins_later_is_announced_as_the_next_start(cast: Cast) -> None:
    health(cast, date(2021, 9, 1), date(2021, 11, 30))
    health(cast, date(2021, 12, 1), date(2022, 11, 30))

    facts = facts_in_force(Evidence.objects.all(), [UNTIL], as_of=DAY)

    assert (facts.values["health_until"], facts.next_start) == (date(2021, 11, 30), date(2021, 12, 1))


def test_a_correction_takes_the_place_and_the_past_keeps_its_knowledge(cast: Cast) -> None:
    wrong = health(cast, date(2021, 9, 1), date(2022, 8, 31))
    health(cast, date(2021, 9, 1), date(2021, 9, 30), corrects=wrong)

    assert until(cast, DAY) == date(2021, 9, 30)
    assert until(cast, DAY, known_through=wrong.pk) == date(2022, 8, 31)


def test_a_withdrawn_record_lets_the_one_before_it_stand_again(cast: Cast) -> None:
    health(cast, date(2020, 12, 1), date(2021, 11, 30))
    renewed = health(cast, date(2021, 10, 1), date(2022, 9, 30))
    before = Evidence.objects.filter(pk=renewed.pk).values().get()

    actions.withdraw_evidence(by=OPERATOR, at=NOON, evidence=renewed, reason="报错人")

    assert until(cast, DAY) == date(2021, 11, 30)
    assert Evidence.objects.filter(pk=renewed.pk).values().get() == before


def test_a_record_is_followed_once(cast: Cast) -> None:
    record = health(cast, date(2021, 9, 1), date(2022, 8, 31))
    actions.withdraw_evidence(by=OPERATOR, at=NOON, evidence=record, reason="报错人")

    with pytest.raises(Conflict):
        actions.withdraw_evidence(by=OPERATOR, at=NOON, evidence=record, reason="再撤一次")
    with pytest.raises(Conflict):
        health(cast, date(2021, 9, 1), date(2022, 8, 31), corrects=record)


def test_a_validity_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as caught:
        health(cast, date(2021, 9, 1), date(2021, 8, 31))

    assert (caught.value.field, caught.value.read) == ("valid_until", "2021-08-31")
    assert Evidence.objects.count() == 0


def test_a_disputed_record_is_marked_at_once_and_stays_in_force(cast: Cast) -> None:
    record = health(cast, date(2021, 9, 1), date(2022, 8, 31))

    actions.dispute_evidence(by=cast.as_worker(cast.fang), at=NOON, evidence=record, reason="不是我的体检")

    fang, own = cast.as_worker(cast.fang), Purpose.OWN_RECORD
    opened = open_party(
        by=fang, at=NOON, pack=PACK, public_id=cast.fang.public_id, purpose=own, fields=["items", "outcome"]
    )
    items = items_in_force(records_to_explain(opened), on=DAY)
    assert [(item.kind, item.disputed) for item in items] == [("health_check", True)]
    assert until(cast, DAY) == date(2022, 8, 31)
