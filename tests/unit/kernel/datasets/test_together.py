"""What is brought together, by whatever way, is assessed together; and who read a wrong value is found by every way."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta

import pytest

from anxin import packs
from anxin.kernel.datasets.assessing import sensitive
from anxin.kernel.datasets.correcting import correct, corrections_seen, put_right, report_wrong
from anxin.kernel.datasets.gate import read_rows
from anxin.kernel.datasets.granting import ask, grant, withdraw
from anxin.kernel.datasets.keeping import keep_datasets
from anxin.kernel.datasets.models import AssessmentTable, Consumer, Correction, Grant
from anxin.kernel.datasets.terms import Sharing
from anxin.kernel.errors import Conflict, NotFound, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.merging.actions import merge_parties
from anxin.kernel.parties.models import Party
from anxin.packs.actions import apply
from anxin.packs.exchange import datasets_of
from tests.cast import NOON, OPERATOR, PACK, worker
from tests.unit.kernel.peers.two_sites import green_workers
from tests.unit.web.phone.stage import Stage

REGISTERED, GREEN = "home_service.registered_workers", "home_service.green_workers"
DESK = Actor(Role.CITY, "desk", user_id=1, area="330300")
OWNER = Actor(Role.CITY, "owner", user_id=2, area="330300")
LATER = datetime(2022, 3, 2, 9, 0, tzinfo=NOON.tzinfo)
RIGHT = Statement("health_check", "health_institution", date(2021, 3, 12), "passed", date(2023, 3, 11))
PURPOSE = "发放稳岗补贴"


def asked_for(name: str, fields: list[str], at: datetime = LATER) -> Grant:
    until = date(2022, 12, 31)
    return ask(by=DESK, at=at, name=name, fields=fields, purpose=PURPOSE, basis="浙江省公共数据条例", until=until)


@pytest.fixture
def assessed(stage: Stage) -> Stage:
    """The rule is in force, and there are so many people that their number alone sets nothing off."""
    green_workers(25)
    apply(packs.current("public_data"), by=OPERATOR, at=LATER)
    return stage


def test_identity_of_one_set_and_health_of_another_wait_for_a_signature(assessed: Stage) -> None:
    grant(by=OWNER, at=LATER, asked=asked_for(REGISTERED, ["name"]))
    with pytest.raises(Refused):
        grant(by=OWNER, at=LATER, asked=asked_for(GREEN, ["health_until"]))


def test_two_fields_of_one_set_are_together_too(assessed: Stage) -> None:
    with pytest.raises(Refused):
        grant(by=OWNER, at=LATER, asked=asked_for(REGISTERED, ["name", "health_until"]))


def test_what_was_given_back_was_read_all_the_same(assessed: Stage) -> None:
    first = grant(by=OWNER, at=LATER, asked=asked_for(REGISTERED, ["file", "name"]))
    withdraw(by=DESK, at=LATER, granted=first, reason="用完了")
    with pytest.raises(Refused):
        grant(by=OWNER, at=LATER, asked=asked_for(GREEN, ["file", "health_until"]))


def test_what_everybody_may_read_counts_as_in_ones_hands(assessed: Stage) -> None:
    def free(name: str) -> None:
        held = [
            dataclasses.replace(
                one,
                sharing=Sharing.UNCONDITIONAL,
                fields=tuple(dataclasses.replace(field, sharing=Sharing.UNCONDITIONAL) for field in one.fields),
            )
            if one.name == name
            else one
            for one in datasets_of(packs.current(PACK))
        ]
        keep_datasets(by=OPERATOR, at=LATER, pack=PACK, declared=held)

    free(REGISTERED)
    with pytest.raises(Refused):
        grant(by=OWNER, at=LATER, asked=asked_for(GREEN, ["area", "agency"]))


def test_a_later_table_of_another_service_does_not_silence_the_first(assessed: Stage) -> None:
    table = AssessmentTable.objects.get()
    lax = table.dmn.replace("<text>true</text></outputEntry>", "<text>false</text></outputEntry>")
    AssessmentTable.objects.create(pack="zz_other", since=LATER.date(), dmn=lax, sha256="x", applied_at=LATER)
    assert sensitive({GREEN: ["name", "health_until"]}, on=LATER.date()) is not None


def test_a_grant_of_a_retired_set_does_not_stand_against_every_other(assessed: Stage) -> None:
    grant(by=OWNER, at=LATER, asked=asked_for(REGISTERED, ["area", "colour"]))
    held = [
        dataclasses.replace(one, retired=LATER.date()) if one.name == REGISTERED else one
        for one in datasets_of(packs.current(PACK))
    ]
    keep_datasets(by=OPERATOR, at=LATER, pack=PACK, declared=held)
    assert grant(by=OWNER, at=LATER, asked=asked_for(GREEN, ["area", "agency"])).state == "granted"


def reported(stage: Stage, *, field: str = "health_until", person: Party | None = None) -> Correction:
    public_id = (person or stage.cast.fang).public_id
    return report_wrong(
        by=stage.cast.zhou, at=NOON, name=REGISTERED, field=field, public_id=public_id, said="录错了一年"
    )


def told() -> list[str]:
    return list(Consumer.objects.order_by("unit").values_list("unit", flat=True))


def test_who_read_the_wrong_value_in_another_set_is_told_too(stage: Stage) -> None:
    grant(by=OWNER, at=NOON, asked=asked_for(GREEN, ["health_until"], NOON))
    read_rows(by=DESK, at=NOON, name=GREEN, fields=["health_until"], purpose=PURPOSE)
    correct(by=stage.cast.zhou, at=NOON + timedelta(hours=1), correction=reported(stage), statement=RIGHT)
    assert told() == ["city:330300"]


def test_who_read_it_under_the_file_that_was_merged_is_told_too(stage: Stage) -> None:
    kept = worker("王小芳", serial=801)
    read_rows(by=stage.cast.lin, at=NOON, name=REGISTERED, fields=["health_until"], purpose="数据回流")
    merge_parties(by=OPERATOR, at=NOON, kept=kept.public_id, merged=stage.cast.fang.public_id, reason="同一人两次登记")
    wrong = reported(stage, person=kept)
    correct(by=stage.cast.zhou, at=NOON + timedelta(hours=1), correction=wrong, statement=RIGHT)
    assert told() == ["county:330302"]


def test_a_value_of_the_file_itself_is_put_right_and_its_readers_are_told(stage: Stage) -> None:
    read_rows(by=stage.cast.lin, at=NOON, name=REGISTERED, fields=["agency"], purpose="数据回流")
    wrong = reported(stage, field="agency")
    with pytest.raises(Refused):
        correct(by=stage.cast.zhou, at=NOON, correction=wrong, statement=RIGHT)
    put_right(by=stage.cast.zhou, at=NOON, correction=wrong, answer="已在档案改正")
    assert told() == ["county:330302"]
    with pytest.raises(Conflict):
        put_right(by=stage.cast.zhou, at=NOON, correction=reported(stage), answer="是来源记录")


def test_a_city_neither_sees_nor_settles_reports_about_another_citys_people(stage: Stage) -> None:
    wrong = reported(stage)
    hangzhou = Actor(Role.CITY, "hangzhou", user_id=7, area="330100")
    assert list(corrections_seen(hangzhou)) == []
    with pytest.raises(NotFound):
        correct(by=hangzhou, at=NOON, correction=wrong, statement=RIGHT)
