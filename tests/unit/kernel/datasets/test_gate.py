"""Through the gate: acceptance facts 1, 3, 5 and 8 of data exchange, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from anxin import packs
from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.datasets.gate import COUNTY_RETURN, read_rows, returned_parts
from anxin.kernel.datasets.granting import ask, grant, grant_named, grants_seen, refuse, withdraw
from anxin.kernel.datasets.keeping import keep_datasets
from anxin.kernel.datasets.models import Grant, GrantState
from anxin.kernel.datasets.rows import rows
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry, EntrySubject
from anxin.kernel.parties import actions as parties
from anxin.packs.exchange import datasets_of
from tests.cast import DAY, LUCHENG, NOON, OPERATOR, OUHAI, PACK, worker
from tests.unit.web.phone.stage import Stage

REGISTERED, CERTIFICATES = "home_service.registered_workers", "home_service.training_certificates"
PURPOSE, BASIS, UNTIL = "发放稳岗补贴", "浙江省公共数据条例", date(2021, 12, 31)
FIELDS = ["colour", "name"]
DESK = Actor(Role.CITY, "desk", user_id=1, area="330300")
OWNER = Actor(Role.CITY, "owner", user_id=2, area="330300")


def granted(by: Actor = DESK, fields: list[str] = FIELDS) -> Grant:
    asked = ask(by=by, at=NOON, name=REGISTERED, fields=fields, purpose=PURPOSE, basis=BASIS, until=UNTIL)
    return grant(by=OWNER, at=NOON, asked=asked)


def reading(
    by: Actor = DESK, *, purpose: str = PURPOSE, fields: list[str] = FIELDS, name: str = REGISTERED
) -> list[str]:
    found = read_rows(by=by, at=NOON, name=name, fields=fields, purpose=purpose)
    return [str(row.values.get("name")) for row in found.rows]


def refused(**how: object) -> str:
    with pytest.raises(Refused) as fault:
        reading(**how)  # type: ignore[arg-type]  # -- whatever the case needs
    return fault.value.rule


def test_a_restricted_set_is_read_under_a_grant_and_each_person_finds_the_line(stage: Stage) -> None:
    under = granted()
    assert reading() == ["王小芳", "李梅", "陈丽华", "周玲"]
    entry = Entry.objects.get(act="dataset.read")

    assert (entry.is_read, entry.purpose, entry.actor) == (True, PURPOSE, "desk")
    assert entry.detail == {"dataset": REGISTERED, "fields": FIELDS, "under": under.public_id}
    parties_read = {row.party for row in EntrySubject.objects.filter(entry=entry)}
    assert parties_read == {one.public_id for one in (stage.cast.fang, stage.cast.mei, stage.cast.hua, stage.ling)}


def test_without_a_grant_that_fits_it_is_refused_and_the_refusal_is_written_down(stage: Stage) -> None:
    granted()
    over = Grant.objects.get()
    refusals = [
        refused(fields=["agency"]),
        refused(purpose="别的用途"),
        refused(by=Actor(Role.PROVINCE, "province", user_id=9, area="330000")),
        refused(name=CERTIFICATES, fields=["training_no"]),
    ]
    Grant.objects.filter(pk=over.pk).update(until=DAY - timedelta(days=1))
    refusals.append(refused())

    assert refusals == ["dataset.grant"] * 3 + ["dataset.not-shared", "dataset.grant"]
    lines = Entry.objects.filter(act="dataset.refused").order_by("seq")
    assert [line.detail["rule"] for line in lines] == refusals
    assert not Entry.objects.filter(act="dataset.read").exists()


def test_a_grant_that_is_withdrawn_stops_the_very_next_read(stage: Stage) -> None:
    held = granted()
    reading()
    withdraw(by=OWNER, at=NOON, granted=held, reason="项目结束")

    assert refused() == "dataset.grant"
    with pytest.raises(Conflict):
        withdraw(by=OWNER, at=NOON, granted=held, reason="再收一次")


def test_nobody_decides_on_their_own_request_and_a_decision_is_made_once(stage: Stage) -> None:
    asked = ask(by=DESK, at=NOON, name=REGISTERED, fields=FIELDS, purpose=PURPOSE, basis=BASIS, until=UNTIL)
    with pytest.raises(Refused) as fault:
        grant(by=DESK, at=NOON, asked=asked)
    assert fault.value.rule == "dataset.two-persons"
    with pytest.raises(Refused):
        grant(by=OPERATOR, at=NOON, asked=asked)
    with pytest.raises(Invalid):
        refuse(by=OWNER, at=NOON, asked=asked, reason=" ")
    refuse(by=OWNER, at=NOON, asked=asked, reason="与职责无关")
    with pytest.raises(Conflict):
        grant(by=OWNER, at=NOON, asked=asked)
    assert Grant.objects.get().state == GrantState.REFUSED


def test_a_unit_sees_its_own_requests_and_the_owner_and_the_auditor_all(stage: Stage) -> None:
    held = granted()
    assert list(grants_seen(OWNER)) == list(grants_seen(stage.cast.shen)) == [held]
    assert list(grants_seen(stage.cast.lin)) == []
    with pytest.raises(NotFound):
        grant_named(stage.cast.lin, held.public_id)
    with pytest.raises(Refused):
        grants_seen(stage.cast.an)


def test_what_is_not_shared_cannot_be_asked_for(stage: Stage) -> None:
    with pytest.raises(Refused) as fault:
        ask(by=DESK, at=NOON, name=CERTIFICATES, fields=["file"], purpose=PURPOSE, basis=BASIS, until=UNTIL)
    assert (fault.value.rule, "只供主管部门核对" in fault.value.why) == ("dataset.not-shared", True)


def test_who_has_no_public_duty_reads_nothing(stage: Stage) -> None:
    for by in (stage.cast.an, stage.cast.household, stage.cast.as_worker(stage.cast.fang), OPERATOR, stage.cast.shen):
        assert refused(by=by) == "access.ask-data"


def test_a_county_reads_its_own_people_without_a_grant_and_nobody_elses(stage: Stage) -> None:
    ouhai = Actor(Role.COUNTY, "ouhai", area=OUHAI)
    assert reading(stage.cast.lin, purpose="数据回流") == ["王小芳", "李梅", "周玲"]
    assert reading(ouhai, purpose="数据回流") == ["陈丽华"]
    assert refused(by=ouhai, name=CERTIFICATES, fields=["file"]) == "dataset.not-shared"
    assert {line.detail["under"] for line in Entry.objects.filter(act="dataset.read")} == {COUNTY_RETURN}


def test_pages_follow_one_another_without_a_gap(stage: Stage) -> None:
    granted()
    seen, after = list[str](), 0
    while True:
        part = read_rows(by=DESK, at=NOON, name=REGISTERED, fields=FIELDS, purpose=PURPOSE, after=after, size=1)
        seen += [str(row.values["name"]) for row in part.rows]
        if part.after is None:
            break
        after = part.after
    assert seen == ["王小芳", "李梅", "陈丽华", "周玲"]


@pytest.mark.django_db(transaction=True)
def test_when_the_journal_cannot_be_written_nothing_is_served(stage: Stage) -> None:
    granted()
    closing, opening = {
        "sqlite": (
            "CREATE TRIGGER shut BEFORE INSERT ON journal_entry BEGIN SELECT RAISE(ABORT, 'shut'); END",
            "DROP TRIGGER shut",
        ),
        "postgresql": (
            (
                "CREATE FUNCTION shut() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'shut'; END $$ LANGUAGE plpgsql; "
                "CREATE TRIGGER shut BEFORE INSERT ON journal_entry EXECUTE FUNCTION shut()"
            ),
            "DROP TRIGGER shut ON journal_entry; DROP FUNCTION shut",
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(closing)
    try:
        with pytest.raises(DatabaseError):
            reading()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(opening)
    assert len(reading()) == 4


class TestTheParts(TestCase):
    """Whoever is registered where: what goes back to the counties adds up to the whole."""

    @settings(max_examples=15)
    @given(st.lists(st.sampled_from([LUCHENG, OUHAI, "330300", "330381"]), max_size=8))
    def test_what_goes_back_to_the_counties_adds_up_to_the_whole(self, areas: list[str]) -> None:
        keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=datasets_of(packs.current(PACK)))
        for place, area in enumerate(areas):
            person = worker(f"人{place}", serial=700 + place, area=area)
            parties.register_party(by=OPERATOR, at=NOON, party=person, pack=PACK, area=area)
        terms = dataset(REGISTERED, on=DAY)
        whole = len(list(rows(terms, on=DAY)))
        parts = returned_parts(terms, on=DAY, areas=[LUCHENG, OUHAI, "330381"])
        city_itself = areas.count("330300")

        assert sum(parts.values()) + city_itself == whole == len(areas)
        assert returned_parts(terms, on=DAY, areas=["330300"]) == {"330300": whole}
