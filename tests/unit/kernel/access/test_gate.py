"""The gate: scope, purpose, fields, and a line in the journal for every person read."""

from __future__ import annotations

import pytest

from anxin.kernel.access import actions, queries
from anxin.kernel.access.actions import Opened
from anxin.kernel.access.rules import FIELDS, MAY, PURPOSES, Act, Purpose, require
from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.journal import queries as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.parties.models import Party
from tests.cast import NOON, PACK, Cast


def open_as(by: Actor, person: Party, purpose: str, *fields: str) -> Opened:
    return actions.open_party(by=by, at=NOON, pack=PACK, public_id=person.public_id, purpose=purpose, fields=fields)


def test_each_role_knows_of_its_own_people_only(cast: Cast) -> None:
    def seen(by: Actor) -> set[str]:
        return {person.name for person in queries.visible_people(by)}

    assert seen(cast.province) == seen(cast.zhou) == {"王小芳", "李梅", "陈丽华"}
    assert seen(cast.lin) == seen(cast.an) == {"王小芳", "李梅"}
    assert seen(cast.le) == {"陈丽华"}
    assert seen(cast.as_worker(cast.mei)) == {"李梅"}
    assert seen(cast.shen) == seen(cast.household) == set()
    assert seen(Actor(Role.CITY, "无辖区")) == set()


def test_an_agency_cannot_open_another_agencys_worker_nor_learn_that_there_is_one(cast: Cast) -> None:
    with pytest.raises(NotFound) as hidden:
        open_as(cast.le, cast.fang, Purpose.EMPLOYMENT, "items")
    with pytest.raises(NotFound) as absent:
        actions.open_party(
            by=cast.le, at=NOON, pack=PACK, public_id="a" * 16, purpose=Purpose.EMPLOYMENT, fields=["items"]
        )

    assert str(hidden.value) == str(absent.value)


def test_a_household_is_refused_a_name_a_number_a_phone(cast: Cast) -> None:
    for field in ("name", "masked_number", "phone", "history"):
        with pytest.raises(Refused) as no:
            actions.open_shown(
                by=cast.household, at=NOON, pack=PACK, party=cast.fang, purpose=Purpose.DOOR_CHECK, fields=[field]
            )
        assert no.value.rule == "access.fields"


def test_every_read_is_in_the_subjects_view_with_who_when_why_and_which_fields(cast: Cast) -> None:
    open_as(cast.zhou, cast.fang, Purpose.SUPERVISION, "items", "outcome")
    actions.open_shown(
        by=cast.household, at=NOON, pack=PACK, party=cast.fang, purpose=Purpose.DOOR_CHECK, fields=["outcome"]
    )
    actions.open_list(
        by=cast.an,
        at=NOON,
        pack=PACK,
        people=Party.objects.order_by("pk"),
        purpose=Purpose.EMPLOYMENT,
        fields=["outcome"],
    )

    looks = [(entry.actor, entry.purpose, entry.detail["fields"]) for entry in journal.reads_of(cast.fang.public_id)]

    assert looks == [
        ("an", "employment", ["outcome"]),
        ("住户", "door-check", ["outcome"]),
        ("zhou", "supervision", ["items", "outcome"]),
    ]


def test_a_list_opens_only_people_in_scope_and_notes_each_of_them(cast: Cast) -> None:
    before = journal.entries().count()

    opened = actions.open_list(
        by=cast.an,
        at=NOON,
        pack=PACK,
        people=Party.objects.order_by("pk"),
        purpose=Purpose.EMPLOYMENT,
        fields=["outcome"],
    )

    assert [one.party.name for one in opened] == ["王小芳", "李梅"]
    assert journal.entries().count() == before + 1
    assert list(journal.reads_of(cast.hua.public_id)) == []


def test_a_refused_read_serves_nothing_and_a_read_not_written_down_is_not_served(cast: Cast) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused):
        open_as(cast.shen, cast.fang, Purpose.AUDIT, "items")

    assert Entry.objects.count() == before


def test_nobody_makes_a_key_by_hand(cast: Cast) -> None:
    with pytest.raises(TypeError):
        Opened(cast.fang, cast.shen, NOON, "audit", frozenset({"items"}), object())


def test_a_field_not_asked_for_is_not_served(cast: Cast) -> None:
    opened = open_as(cast.zhou, cast.fang, Purpose.SUPERVISION, "outcome")

    with pytest.raises(Refused):
        opened.require("items")


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_the_table_of_roles_and_acts_is_what_is_enforced(role: Role, act: Act) -> None:
    by = Actor(role, "x")
    if role in MAY[act]:
        require(by, act)
    else:
        with pytest.raises(Refused) as no:
            require(by, act)
        assert no.value.rule == f"access.{act}"
        assert no.value.ask


def test_every_role_has_its_purposes_and_fields() -> None:
    assert set(PURPOSES) == set(FIELDS) == set(Role)
    assert FIELDS[Role.HOUSEHOLD] == {"masked_name", "agency", "items", "outcome"}
