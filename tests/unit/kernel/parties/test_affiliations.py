"""One worker, one agency at a time."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal.models import Entry
from anxin.kernel.parties import actions, queries
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, Identifier, Party, PartyKind
from tests.cast import LUCHENG, NOON, OPERATOR, PACK, Cast, agency, everybody, identity_number, worker


def start(party: Party, firm: Party, day: date) -> Affiliation:
    return actions.start_affiliation(by=OPERATOR, at=NOON, party=party, organisation=firm, role=PACK, started_on=day)


def end(affiliation: Affiliation, day: date) -> Affiliation:
    return actions.end_affiliation(by=OPERATOR, at=NOON, affiliation=affiliation, ended_on=day)


def test_a_second_agency_is_refused_until_the_first_recorded_the_exit(cast: Cast) -> None:
    with pytest.raises(Conflict):
        start(cast.fang, cast.leju, date(2021, 5, 1))

    held = queries.affiliation_of(cast.fang, role=PACK, on=date(2021, 5, 1))
    assert held is not None
    end(held, date(2021, 5, 31))
    start(cast.fang, cast.leju, date(2021, 6, 1))

    on_may = queries.affiliation_of(cast.fang, role=PACK, on=date(2021, 5, 31))
    on_june = queries.affiliation_of(cast.fang, role=PACK, on=date(2021, 6, 1))
    assert on_may is not None and on_may.organisation == cast.anjia
    assert on_june is not None and on_june.organisation == cast.leju


def test_a_start_before_the_last_exit_is_refused(cast: Cast) -> None:
    held = Affiliation.objects.get(party=cast.fang)
    end(held, date(2021, 5, 31))

    with pytest.raises(Conflict):
        start(cast.fang, cast.leju, date(2021, 5, 31))


def test_an_exit_before_the_start_or_twice_is_refused(cast: Cast) -> None:
    held = Affiliation.objects.get(party=cast.fang)
    with pytest.raises(Invalid):
        end(held, date(2020, 12, 31))
    end(held, date(2021, 5, 31))

    with pytest.raises(Conflict):
        end(held, date(2021, 6, 30))


@pytest.mark.django_db(transaction=True)
def test_of_twenty_agencies_that_race_for_one_worker_exactly_one_wins() -> None:
    fang = worker("王小芳", serial=101)
    firms = [agency(f"第{n}家政", serial=n, area=LUCHENG) for n in range(1, 21)]
    won: list[int] = []
    refused: list[Conflict] = []
    gate = threading.Barrier(len(firms))

    def enter(firm: Party) -> None:
        gate.wait()
        try:
            start(fang, firm, date(2021, 6, 1))
            won.append(firm.pk)
        except Conflict as no:
            refused.append(no)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=enter, args=(firm,)) for firm in firms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    assert len(refused) == 19
    assert [row.organisation_id for row in Affiliation.objects.filter(party=fang)] == won


class AnyOrderOfJoiningAndLeaving(TestCase):
    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.sampled_from(["join", "leave"]), st.integers(0, 1), st.integers(0, 60)), max_size=12))
    def test_never_two_agencies_on_one_day(self, acts: list[tuple[str, int, int]]) -> None:
        cast = everybody()
        firms = (cast.anjia, cast.leju)
        for act, firm, offset in acts:
            day = date(2021, 2, 1) + timedelta(days=offset)
            held = Affiliation.objects.filter(party=cast.fang, ended_on__isnull=True).first()
            try:
                if act == "join":
                    start(cast.fang, firms[firm], day)
                elif held is not None:
                    end(held, day)
            except (Conflict, Invalid):
                continue

        for offset in range(-40, 70):
            day = date(2021, 2, 1) + timedelta(days=offset)
            assert queries.affiliations_on(day, PACK).filter(party=cast.fang).count() <= 1


def test_a_number_belongs_to_one_party(cast: Cast) -> None:
    with pytest.raises(Conflict):
        worker("另一个人", serial=101)

    assert Party.objects.filter(kind=PartyKind.PERSON).count() == 3


def test_a_party_is_found_by_its_number_and_the_number_lies_nowhere_in_plain(cast: Cast) -> None:
    number = identity_number(101)

    found = queries.party_by_number(Scheme.IDENTITY_NUMBER, number)

    assert found == cast.fang
    assert queries.party_by_number(Scheme.IDENTITY_NUMBER, identity_number(999)) is None
    held = Identifier.objects.get(party=cast.fang)
    assert number not in held.sealed + held.blind_index + held.masked
    assert "13800000001" not in cast.fang.phone_sealed


def test_registering_twice_keeps_one_file(cast: Cast) -> None:
    first = queries.registration_of(cast.fang, pack=PACK)
    again = actions.register_party(by=OPERATOR, at=NOON, party=cast.fang, pack=PACK, area=LUCHENG)

    assert again == first


def test_a_refused_act_leaves_no_entry_in_the_journal(cast: Cast) -> None:
    before = Entry.objects.count()
    with pytest.raises(Conflict):
        start(cast.fang, cast.leju, date(2021, 5, 1))

    assert Entry.objects.count() == before
    assert connection.in_atomic_block


def transfer(affiliation: Affiliation, to: Party, day: date) -> Affiliation:
    return actions.transfer_affiliation(by=OPERATOR, at=NOON, affiliation=affiliation, to=to, first_day=day)


def days_with(party: Party, since: date, until: date) -> list[str]:
    """Where somebody was on each day; a day with two would be seen by the database's own unique column."""
    span = (until - since).days + 1
    return [queries.organisation_name(party, role=PACK, on=since + timedelta(days=one)) for one in range(span)]


def test_a_transfer_leaves_no_day_with_two_and_none_without(cast: Cast) -> None:
    held = Affiliation.objects.get(party=cast.fang)
    made = transfer(held, cast.leju, date(2021, 6, 1))

    both = [cast.anjia.name, cast.anjia.name, cast.leju.name, cast.leju.name]
    assert days_with(cast.fang, date(2021, 5, 30), date(2021, 6, 2)) == both
    assert Affiliation.objects.filter(party=cast.fang, slot__isnull=False).get() == made
    assert Entry.objects.filter(act="affiliation.transfer").count() == 1


def test_a_transfer_that_is_refused_leaves_everything_as_it_was(cast: Cast) -> None:
    held = Affiliation.objects.get(party=cast.fang)
    before = Affiliation.objects.values().get(pk=held.pk)
    with pytest.raises(Invalid):
        transfer(held, cast.leju, held.started_on)
    with pytest.raises(Conflict):
        transfer(held, cast.anjia, date(2021, 6, 1))
    assert [*Affiliation.objects.filter(party=cast.fang).values()] == [before]

    end(held, date(2021, 5, 31))
    with pytest.raises(Conflict):
        transfer(held, cast.leju, date(2021, 6, 1))


@pytest.mark.django_db(transaction=True)
def test_transfers_to_two_places_at_once_come_to_one(cast: Cast) -> None:
    third = agency("第三家政", serial=77, area=LUCHENG)
    held = Affiliation.objects.get(party=cast.fang)
    said: list[str] = []

    def run(to: Party) -> None:
        try:
            transfer(held, to, date(2021, 6, 1))
            said.append("done")
        except Conflict:
            said.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(to,)) for to in (cast.leju, third) * 4]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(said) == ["done", *["refused"] * 7]
    assert days_with(cast.fang, date(2021, 5, 31), date(2021, 5, 31)) == [cast.anjia.name]
    assert Affiliation.objects.filter(party=cast.fang).count() == 2
