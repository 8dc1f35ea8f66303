"""No secret hand: every route and every command is walked as every role, with everything an act takes and everything
nobody may set. What a worker stands at changes only by evidence, the day or a published rule, and she sees by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from anxin.cli.main import app
from anxin.decisions.deriving.verifying import verify
from anxin.kernel.access import shown
from anxin.kernel.access.actions import issue_token, open_party
from anxin.kernel.access.models import User
from anxin.kernel.access.rules import Purpose
from anxin.kernel.codes.models import Code
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.outcomes.derivation import derivation_of_outcome
from anxin.kernel.outcomes.models import Outcome, RuleSet
from anxin.kernel.parties.models import Affiliation, Party, Registration
from anxin.kernel.reference.models import SiteClock
from tests.cast import NOON, OPERATOR, PACK, identity_number
from tests.promises.doors import Site, built, typed
from tests.promises.test_docs import commands
from tests.promises.walking import HOSTILE, READERS, SLOW, operations, planned, properties
from tests.promises.walking_commands import COMMANDS
from tests.unit.web.console.desks import DESKS, at_desk
from tests.unit.web.phone.stage import account_of

pytestmark = pytest.mark.django_db

# Fang stands in the police's return this time: not passed.
RETURN = f"身份证号,姓名,核查结论,核查日期\r\n{identity_number(101)},王小芳,不通过,2021-10-20\r\n"

# The routes by which what Fang stands at can change, and the role that changes it: entering or taking back evidence,
# letting her go (which states her card invalid), publishing rules; and letting another file of hers become part of this
# one, which brings its evidence. Nothing else may ever stand here.
MOVES = {
    ("console/merging/<str:kept>/<str:merged>/merge/", "zhou"),
    ("api/v1/evidence/<record>/withdraw", "zhou"),
    ("api/v1/parties/<public_id>/evidence", "zhou"),
    ("api/v1/parties/<public_id>/exit", "an"),
    ("console/people/<str:public_id>/evidence/", "zhou"),
    ("console/people/<str:public_id>/evidence/<int:record>/correct/", "zhou"),
    ("console/people/<str:public_id>/evidence/<int:record>/withdraw/", "zhou"),
    ("console/people/<str:public_id>/leave/", "an"),
}
MOVING_COMMANDS = {"import", "tick"}  # rules published for a later day wait for that day


@dataclass(frozen=True)
class Stands:
    """What Fang stands at: her outcome with its row, and the code that shows it."""

    outcomes: list[tuple[Any, ...]]
    codes: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Causes:
    """What alone may change it: records about her, her agency and area, rule sets, the day."""

    records: list[tuple[Any, ...]]
    belonging: list[tuple[Any, ...]]
    rules: list[tuple[Any, ...]]
    day: date | None


def stands(fang: Party) -> Stands:
    outcome = ("pk", "rule_set_id", "row", "outcome", "reason", "since", "ended", "slot")
    return Stands(
        list(Outcome.objects.filter(party=fang).order_by("pk").values_list(*outcome)),
        list(Code.objects.filter(party=fang).order_by("pk").values_list("pk", "ended_at", "slot")),
    )


def causes(fang: Party) -> Causes:
    record = ("pk", "kind", "source", "result", "valid_from", "valid_until", "standing", "replaces_id", "submitted_by")
    return Causes(
        list(Evidence.objects.filter(party=fang).order_by("pk").values_list(*record)),
        [
            *Affiliation.objects.filter(party=fang).order_by("pk").values_list("pk", "organisation_id", "ended_on"),
            *Registration.objects.filter(party=fang).values_list("pk", "pack", "area"),
        ],
        list(RuleSet.objects.order_by("pk").values_list("pk", "sha256", "applied_by")),
        SiteClock.objects.values_list("day", flat=True).first(),
    )


@pytest.fixture
def site(db: None, settings: Settings, tmp_path: Path) -> Site:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    made = built(tmp_path)
    made.file.write_text(RETURN, "utf-8-sig", newline="")
    account_of(made.stage.cast.fang, "fang")
    account_of(made.stage.cast.hua, "hua")
    return made


def callers(site: Site) -> Iterator[tuple[str, Client, Client]]:
    """Everybody there is: who, a browser and a program of theirs."""
    yield "stranger", Client(raise_request_exception=False), Client(raise_request_exception=False)
    for name in ("fang", "hua", *DESKS):
        browser = at_desk(name)
        browser.raise_request_exception = False
        key = issue_token(by=OPERATOR, at=NOON, user=User.objects.get(username=name), label="walk")
        yield name, browser, Client(headers={"authorization": f"Bearer {key}"}, raise_request_exception=False)


def require_explained(site: Site, before: Stands, why: Causes, who: str, what: str) -> None:
    """What changed has a cause, follows from it to the byte, and she sees whose act it was."""
    fang = site.stage.cast.fang
    after, now = stands(fang), causes(fang)
    assert now != why, f"{what} as {who} changed what she stands at without evidence, day or rule"
    fields = ("derivation", "outcome")
    opened = open_party(
        by=OPERATOR, at=NOON, pack=PACK, public_id=fang.public_id, purpose=Purpose.SUPERVISION, fields=fields
    )
    current = Outcome.objects.select_related("rule_set").get(party=fang, slot__isnull=False)
    assert verify(derivation_of_outcome(opened, current).content).faults == (), (what, who)
    assert after.outcomes[: len(before.outcomes)] or not before.outcomes  # nothing of the past is gone
    assert [row[0] for row in after.outcomes][: len(before.outcomes)] == [row[0] for row in before.outcomes]
    told = at_desk("fang").get("/me/outcomes").content.decode()
    assert (what, who, [name for name in authors(why, now) if name not in told]) == (what, who, [])


def authors(why: Causes, now: Causes) -> set[str]:
    """Who stands for the new causes: who entered the records, who put the rules into force."""
    records = {row[-1] for row in now.records if row not in why.records}
    return records | {row[-1] for row in now.rules if row not in why.rules}


def test_no_route_sets_a_colour(site: Site) -> None:
    fang, moved = site.stage.cast.fang, set()
    everybody = list(callers(site))
    before, why = stands(fang), causes(fang)
    every, missing = planned(site)
    assert missing == []
    for route, requests in every.items():
        for request in requests:
            for who, browser, program in everybody:
                if who not in SLOW.get(route, (who,)) or (request.method == "GET" and who not in READERS):
                    continue
                with transaction.atomic():
                    request.sent(program if route.startswith("api/") else browser)
                    if stands(fang) != before:
                        require_explained(site, before, why, who, f"{request.method} {route}")
                        moved.add((route, who))
                    transaction.set_rollback(True)
        cache.clear()
    assert moved == MOVES


def test_no_command_sets_a_colour(site: Site, tmp_path: Path) -> None:
    fang, moved = site.stage.cast.fang, set()
    dmn = tmp_path / "wenzhou-2021-12-01.dmn"
    dmn.write_text(site.draft.dmn, "utf-8")
    held = {"fang": fang.public_id, "draft": site.draft.public_id, "file": site.file, "dmn": dmn, "folder": tmp_path}
    before, why = stands(fang), causes(fang)
    for name, lines in COMMANDS.items():
        for line in lines:
            with transaction.atomic():
                typed(*line.format(**held, folder_name="home_service").split())
                if stands(fang) != before:
                    require_explained(site, before, why, "operator", line)
                    moved.add(name)
                transaction.set_rollback(True)
    shown.forget()
    assert moved == MOVING_COMMANDS


def test_every_command_is_walked() -> None:
    there = commands(typer.main.get_command(app))

    assert sorted(there - set(COMMANDS)) == [], (
        "name in tests/promises/walking_commands.py how it is typed about a person"
    )
    assert sorted(set(COMMANDS) - there) == []


def test_the_walk_finds_a_hand_that_sets_a_colour(site: Site) -> None:
    """The walk itself is tried: a row changed past all acts is found out."""
    fang = site.stage.cast.fang
    before, why = stands(fang), causes(fang)
    Outcome.objects.filter(party=fang, slot__isnull=False).update(outcome="red", row=3)

    with pytest.raises(AssertionError, match="without evidence, day or rule"):
        require_explained(site, before, why, "nobody", "UPDATE")


def test_what_nobody_may_set_is_named_in_no_form_of_the_api() -> None:
    asked = [
        form["schema"]
        for methods in operations()["paths"].values()
        for operation in methods.values()
        for form in operation.get("requestBody", {}).get("content", {}).values()
    ]
    assert asked
    assert {name for schema in asked for name in properties(schema)} & set(HOSTILE) == set()
