"""The acts behind the doors are the same: an act leaves the same rows and the same entries in the journal whichever
door it came through, and who may not do it is refused under the same rule at each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from pytest_django import Settings

from anxin.kernel.access.rules import MAY, Act
from anxin.kernel.codes.models import Visit
from anxin.kernel.codes.visiting import open_code
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import verify
from anxin.kernel.reference.queries import now
from tests.promises.doors import DESK, HOUSEHOLD, OPERATORS, Door, Said, Site, api, built, page
from tests.unit.web.console.desks import DESKS

pytestmark = pytest.mark.django_db

# Which desk does the act in the comparison.
DOES = {"start-affiliation": "an", "end-affiliation": "an"}
# The API answers with the person it entered; that showing is a reading like any other.
MORE_READS = {("start-affiliation", "api"): [("party.read", "employment", "agency_clerk", True)]}


@pytest.fixture
def site(db: None, settings: Settings, tmp_path: Path) -> Site:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    return built(tmp_path)


@dataclass(frozen=True)
class Left:
    """What an act left behind: rows made or changed, and entries as (act, purpose, role, whether a read)."""

    rows: list[tuple[str, tuple[tuple[str, Any], ...]]]
    entries: list[tuple[str, str, str, bool]]


# Random, counted or sealed: never the same twice, and no part of what an act means.
NEVER_THE_SAME = {
    "id", "public", "public_id", "token", "sealed", "known_through", "showing", "facts", "visit", "upload", "receipt",
    "rule_set",
}  # fmt: skip
SAID_OR_NOT = {"slot", "origin", "entry"}
NOT_COMPARED = {"journal_entry", "journal_subject", "journal_head", "django_session", "account", "api_token"}


def watched() -> Iterable[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.db_table not in NOT_COMPARED]


def rows_now() -> dict[tuple[str, Any], tuple[tuple[str, Any], ...]]:
    """Every row of every table by what it says; moments only as said or not."""
    return {(model._meta.db_table, row.pk): values(row) for model in watched() for row in model._default_manager.all()}


def values(row: models.Model) -> tuple[tuple[str, Any], ...]:
    return tuple((one.name, value(row, one)) for one in row._meta.local_fields if one.name not in NEVER_THE_SAME)


def value(row: models.Model, one: Any) -> Any:
    held = getattr(row, one.attname)
    if isinstance(one, models.DateTimeField) or one.name in SAID_OR_NOT:
        return held is not None
    return repr(held)


def through(door: Door, site: Site, who: str) -> tuple[Said, Left]:
    """Do the act, look at what it left, and undo it."""
    with transaction.atomic():
        before, seq = rows_now(), verify().entries
        said = door(site, who)
        rows = sorted((key[0], row) for key, row in rows_now().items() if before.get(key) != row)
        written = Entry.objects.filter(seq__gt=seq).order_by("seq")
        left = Left(rows, list(written.values_list("act", "purpose", "role", "is_read")))
        transaction.set_rollback(True)
    cache.clear()
    return said, left


def acts_of(left: Left) -> list[tuple[str, str, str, bool]]:
    return [entry for entry in left.entries if not entry[3]]


def reads_of(left: Left) -> list[tuple[str, str, str, bool]]:
    return [entry for entry in left.entries if entry[3]]


@pytest.mark.parametrize("act", sorted(HOUSEHOLD))
def test_what_a_household_does_is_the_same_on_the_page_and_by_the_api(site: Site, act: str) -> None:
    phone, program = (through(HOUSEHOLD[act][door], site, "") for door in ("phone", "api"))
    assert (phone[0].done, program[0].done) == (True, True)
    assert phone[1].entries
    assert phone[1] == program[1]


@pytest.mark.parametrize("act", sorted(DESK))
def test_what_a_desk_does_is_the_same_through_every_door(site: Site, act: str) -> None:
    found = {name: through(door, site, DOES.get(act, "zhou")) for name, door in DESK[act].items()}
    assert {name: said for name, (said, _left) in found.items() if not said.done} == {}
    (_first, (first, first_left)), *others = found.items()
    assert others
    for name, (said, left) in others:
        assert left.rows == first_left.rows
        assert acts_of(left) == acts_of(first_left)
        assert reads_of(left) == reads_of(first_left) + MORE_READS.get((act, name), [])
        if first.told is not None:
            assert said.told == first.told
    assert first_left.entries or first.told


@pytest.mark.parametrize("act", sorted(OPERATORS))
def test_the_operators_command_comes_to_the_same_and_is_written_down_as_the_operators(site: Site, act: str) -> None:
    said, left = through(DESK[act]["api"], site, "zhou")
    by_command, left_by_command = through(OPERATORS[act], site, "")
    assert by_command.told == said.told
    assert left_by_command.rows == left.rows == []
    as_operator = [(name, purpose, "system", is_read) for name, purpose, _role, is_read in left.entries]
    assert left_by_command.entries == as_operator


@pytest.mark.parametrize("act", sorted(DESK))
def test_who_may_not_is_refused_under_the_same_rule_at_every_door(site: Site, act: str) -> None:
    wanted = Act.ENTER_EVIDENCE if act == "correct" else Act(act)
    outside = [name for name in DESKS if getattr(site.stage.cast, name).role not in MAY[wanted]]
    assert outside
    for who in outside:
        for name, door in DESK[act].items():
            said, left = through(door, site, who)
            assert (who, name, said.done, said.refused) == (who, name, False, f"access.{wanted}")
            assert left == Left([], [])


@pytest.mark.parametrize("act", ["enter-evidence", "end-affiliation", "read-person"])
def test_a_person_out_of_scope_is_not_there_through_any_door(site: Site, act: str) -> None:
    who = "le"  # Mei and Fang are Anjia's
    for door in DESK[act].values():
        said, left = through(door, site, who)
        assert said.done is False
        assert left == Left([], [])


def test_a_code_that_is_not_green_is_not_confirmed_unread_through_any_door(site: Site) -> None:
    showing = open_code(at=now(), public=site.stage.hua.public).showing
    before = Visit.objects.count()
    by_api = api(site, "", "POST", "/showings/confirm", {"showing": showing})
    on_page = page(Client().post(f"/c/{site.stage.hua.public}/confirm", {"showing": showing}))
    assert (by_api.refused, on_page.refused) == ("codes.acknowledge", "")  # the page shows the box to tick instead
    assert Visit.objects.count() == before
