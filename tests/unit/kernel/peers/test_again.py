"""A question that somebody caught and sends again is not answered again; who compares stands in the journal; how fast
leavings arrive is known at both ends."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.peers.answering import answer
from anxin.kernel.peers.asking import NoAnswer, pull
from anxin.kernel.peers.comparing import reconcile
from anxin.kernel.peers.models import Heard, Received
from anxin.kernel.peers.queries import arrived_within, left_within
from anxin.kernel.peers.questions import Unanswerable
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.peers.two_sites import CITY, MINISTRY, city_and_ministry, green_workers, turn_red

MINUTE = timedelta(minutes=1)


def reads() -> int:
    return Entry.objects.filter(act="peer.read").count()


@pytest.mark.django_db
def test_a_caught_question_sent_again_writes_no_second_reading() -> None:
    sites = city_and_ministry()
    green_workers(3)
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    caught, before = sites.wire[0], reads()

    def once_more(_address: str, _message: bytes) -> bytes:
        return answer(caught, at=NOON + MINUTE, identity=CITY)

    with pytest.raises((NoAnswer, Unanswerable)):  # the answer is bound to the question it answers
        pull(sites.taken, at=NOON, post=once_more, identity=MINISTRY)
    assert reads() == before
    held = Heard.objects.count()
    pull(sites.taken, at=NOON + timedelta(hours=1), post=sites.posting(NOON + timedelta(hours=1)), identity=MINISTRY)
    assert Heard.objects.count() < held + 1  # those no longer fresh were forgotten


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_answered_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    sites = city_and_ministry()
    green_workers(3)
    asked: list[bytes] = []

    def keep(_address: str, message: bytes) -> bytes:
        asked.append(message)
        raise NoAnswer("kept")

    with pytest.raises(NoAnswer):
        pull(sites.taken, at=NOON, post=keep, identity=MINISTRY)

    def send() -> None:
        answer(asked[0], at=NOON, identity=CITY)
        connection.close()

    both = [threading.Thread(target=send) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert reads() == 1


@pytest.mark.django_db
def test_who_compares_stands_in_the_journal_and_not_everybody_may() -> None:
    sites = city_and_ministry()
    green_workers(2)
    zhou = sites.stage.cast.zhou
    reconcile(sites.taken, by=zhou, at=NOON, post=sites.post, identity=MINISTRY)
    assert Entry.objects.filter(act="peer.reconcile").latest("seq").actor == zhou.label
    with pytest.raises(Refused):
        reconcile(sites.taken, by=Actor(Role.COUNTY, "lin"), at=NOON, post=sites.post, identity=MINISTRY)


@pytest.mark.django_db
def test_how_fast_leavings_arrive_is_known_at_both_ends() -> None:
    sites = city_and_ministry()
    people = green_workers(4)
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    assert arrived_within(sites.taken, at=NOON) is None
    for place, person in enumerate(people[:2]):
        turn_red(person, at=NOON + place * MINUTE)
    for later in (5, 6):
        at = NOON + later * MINUTE
        pull(sites.taken, at=at, post=sites.posting(at), identity=MINISTRY)
    at = NOON + 10 * MINUTE
    assert Received.objects.filter(left=True).count() == 2
    found, told = arrived_within(sites.taken, at=at), left_within(sites.share, at=at)
    assert found is not None and told is not None
    assert timedelta() <= found <= told
    reconcile(sites.taken, by=OPERATOR, at=at, post=sites.posting(at), identity=MINISTRY)
