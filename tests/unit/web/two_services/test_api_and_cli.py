"""API and command line on a site with two services: they are named where they are needed, and told apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from typer.testing import CliRunner, Result

from anxin.cli.main import app
from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.outcomes.models import Outcome
from tests.cast import NOON, OPERATOR
from tests.unit.web.phone.stage import Stage
from tests.unit.web.two_services.site import PESTS, Site


def asked(path: str, **query: str) -> Any:
    """What the province's program is answered, in English."""
    user = User.objects.get(username="province")
    token = issue_token(by=OPERATOR, at=NOON, user=user, label="test")
    headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
    return Client(headers=headers).get(f"/api/v1{path}", query_params=query)


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An English terminal, wide enough for every line; the language goes back after the test."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    spoken = translation.get_language()
    yield
    translation.activate(spoken or "zh-hans")


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_the_api_names_the_services_where_none_was_named(site: Site) -> None:
    answer = asked("/tally")

    assert (answer.status_code, answer.json()) == (
        422,
        {
            "code": "invalid",
            "what": "This site has several services; say which one is meant.",
            "why": f"allowed: home_service, {PESTS}",
            "todo": "",
            "field": "service",
        },
    )


def test_the_api_needs_no_name_on_a_site_with_one_service(stage: Stage) -> None:
    assert (asked("/tally").json()["total"], asked("/tally", service="home_service").json()["total"]) == (4, 4)


def test_the_api_decides_each_service_by_its_own_rules(site: Site) -> None:
    fang = site.stage.cast.fang.public_id

    found = {slug: asked(f"/parties/{fang}/outcome", service=slug).json() for slug in ("home_service", PESTS)}

    assert {slug: (one["colour"], one["reason"]) for slug, one in found.items()} == {
        "home_service": ("green", "both-valid"),
        PESTS: ("yellow", "out-of-date"),
    }
    assert {slug: asked("/tally", service=slug).json()["total"] for slug in found} == {"home_service": 4, PESTS: 1}
    assert [one["slug"] for one in asked("/rule-sets", service=PESTS).json()] == ["zhejiang-2021-01-01"]


def test_the_api_shows_agency_and_file_of_the_service_asked_for(site: Site) -> None:
    fang = site.stage.cast.fang.public_id

    agencies = [asked(f"/parties/{fang}", service=slug).json()["agency"]["name"] for slug in ("home_service", PESTS)]

    assert agencies == ["安家乐家政", "乐居家政"]


def test_an_unknown_service_is_not_found(site: Site) -> None:
    assert asked("/tally", service="voices").status_code == 404


def test_commands_name_the_services_where_none_was_named(site: Site) -> None:
    for command in (["decide"], ["explain", site.stage.cast.fang.public_id], ["export-outcome", "1"]):
        result = typed(*command)

        assert result.exit_code == 1
        assert ("This site has several services" in result.output, f"home_service, {PESTS}" in result.output) == (
            True,
            True,
        )


def test_commands_decide_the_service_that_is_named(site: Site) -> None:
    fang, day = site.stage.cast.fang.public_id, ("--as-of", "2021-10-29", "--json")

    totals = [
        json.loads(typed("decide", *named, *day).stdout)["total"]
        for named in (("home_service",), ("--service", "home_service"), ("--service", PESTS))
    ]
    colours = [
        json.loads(typed("explain", fang, "--service", slug, *day).stdout)["colour"] for slug in ("home_service", PESTS)
    ]

    assert (totals, colours) == ([4, 4, 1], ["green", "yellow"])


def test_the_nightly_tick_turns_the_days_of_every_service(site: Site) -> None:
    Outcome.objects.filter(slot__isnull=False).update(next_change="2021-10-30")

    shown = typed("tick", "--to", "2021-10-30").stdout

    assert [line for line in shown.splitlines() if line in ("home_service", PESTS)] == ["home_service", PESTS]
    assert not Outcome.objects.filter(slot__isnull=False, next_change="2021-10-30").exists()


def test_a_rule_file_is_read_with_the_words_of_the_service_it_belongs_to(site: Site) -> None:
    assert typed("rules", "lint", PESTS).exit_code == 0
    assert typed("rules", "diff", "zhejiang-2020-07-05", "jiaxing-2020-12-20").exit_code == 1
