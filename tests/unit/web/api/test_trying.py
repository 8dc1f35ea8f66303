"""Rules tried, and a draft published, by the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.models import Outcome, RuleSet
from tests.cast import NOON, OPERATOR
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import Stage


@pytest.fixture
def desks(db: None) -> Stage:
    return on_desks()


def asked(who: str, body: dict[str, Any], path: str = "/simulations") -> tuple[int, Any]:
    key = issue_token(by=OPERATOR, at=NOON, user=User.objects.get(username=who), label="test")
    client = Client(headers={"authorization": f"Bearer {key}", "accept-language": "en"})
    answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def test_rules_are_tried_on_everybody_and_the_journal_keeps_the_counts(desks: Stage) -> None:
    ningbo = RuleSet.objects.get(slug="ningbo-2020-09-01")
    before = list(Outcome.objects.values_list())
    status, told = asked("zhou", {"dmn": ningbo.dmn, "area": "330300", "as_of": "2021-10-29"})
    assert (status, told["total"], told["changed"], told["sha256"]) == (200, 4, 2, ningbo.sha256)
    moves = {(one["colour_before"], one["colour"]): one["people"] for one in told["moves"]}
    assert moves == {("green", "green"): 1, ("grey", "grey"): 1, ("red", "yellow"): 1, ("yellow", "green"): 1}
    entry = Entry.objects.get(act="rules.simulate")
    assert (entry.actor, entry.is_read, entry.detail["sha256"]) == ("zhou", True, ningbo.sha256)
    assert list(Outcome.objects.values_list()) == before


@pytest.mark.parametrize(
    "body",
    [{"dmn": "<definitions"}, {"dmn": "x", "area": "999999"}, {"dmn": "<!DOCTYPE a><a/>"}, {"dmn": "\ud800"}],
    ids=["no xml", "no area", "a document type", "half a character"],
)
def test_what_cannot_be_tried_is_told(desks: Stage, body: dict[str, str]) -> None:
    status, told = asked("zhou", body)
    assert status in (400, 422)
    assert told["what"]
    assert not Entry.objects.filter(act="rules.simulate").exists()


def test_a_county_may_not_count_everybody(desks: Stage) -> None:
    status, told = asked("lin", {"dmn": "x"})
    assert (status, told["rule"]) == (403, "access.count-everybody")


def test_a_draft_that_is_not_there_is_not_published(desks: Stage) -> None:
    status, _told = asked("zhou", {"sha256": "0" * 64}, "/rule-drafts/aaaaaaaaaaaaaaaa/publish")
    assert status == 404
