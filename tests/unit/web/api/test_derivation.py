"""The derivation through the API and the console: the same bytes at every door, within scope, written down."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.decisions.deriving.verifying import verify
from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.outcomes.models import Outcome
from tests.cast import NOON, OPERATOR
from tests.unit.web.console.desks import at_desk, on_desks
from tests.unit.web.phone.stage import Stage, account_of


@pytest.fixture
def stage(db: None) -> Stage:
    made = on_desks()
    account_of(made.cast.fang, "fang")
    return made


def program(username: str) -> Client:
    key = issue_token(by=OPERATOR, at=NOON, user=User.objects.get(username=username), label="test")
    return Client(headers={"authorization": f"Bearer {key}"})


def test_every_door_hands_out_the_same_bytes(stage: Stage) -> None:
    public_id = stage.cast.fang.public_id
    number = Outcome.objects.get(party=stage.cast.fang, slot__isnull=False).pk
    recorded = {
        "api": program("an").get(f"/api/v1/parties/{public_id}/derivation?outcome={number}"),
        "console": at_desk("zhou").get(f"/console/people/{public_id}/outcomes/{number}/proof.json"),
        "phone": at_desk("fang").get(f"/me/outcomes/{number}/proof.json"),
    }
    today = {
        "api": program("fang").get(f"/api/v1/parties/{public_id}/derivation"),
        "console": at_desk("an").get(f"/console/people/{public_id}/proof.json"),
        "phone": at_desk("fang").get("/me/proof.json"),
    }

    for answers in (recorded, today):
        assert {answer.status_code for answer in answers.values()} == {200}
        assert len({answer.content for answer in answers.values()}) == 1
        assert verify(answers["api"].content).faults == ()


def test_each_of_them_is_among_who_looked(stage: Stage) -> None:
    public_id = stage.cast.fang.public_id
    program("an").get(f"/api/v1/parties/{public_id}/derivation")
    at_desk("zhou").get(f"/console/people/{public_id}/proof.json")

    told = [(entry.actor, entry.detail["fields"]) for entry in reads_of(public_id)[:2]]
    assert told == [("zhou", ["derivation", "outcome"]), ("an", ["derivation", "outcome"])]


@pytest.mark.parametrize("who", ["le", "shen", "hu"])
def test_who_may_not_know_her_gets_none(stage: Stage, who: str) -> None:
    public_id = stage.cast.fang.public_id
    before = reads_of(public_id).count()

    assert program(who).get(f"/api/v1/parties/{public_id}/derivation").status_code in (403, 404)
    assert at_desk(who).get(f"/console/people/{public_id}/proof.json").status_code in (403, 404)
    assert reads_of(public_id).count() == before


def test_another_day_is_decided_for_it(stage: Stage) -> None:
    answer = program("zhou").get(f"/api/v1/parties/{stage.cast.fang.public_id}/derivation?as_of=2022-01-31")

    assert (answer.json()["asked"]["as_of"], answer.json()["decided"]["outcome"]) == ("2022-01-31", "yellow")
    assert verify(answer.content).faults == ()
