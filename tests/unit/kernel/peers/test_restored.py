"""What goes wrong between two sites in time: backups, late commits, files that change owner, terms that end."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.kernel.merging.actions import merge_parties, split_parties
from anxin.kernel.outcomes.actions import decide_parties, recolour
from anxin.kernel.outcomes.models import Cause
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.models import Party
from anxin.kernel.peers.answering import answer
from anxin.kernel.peers.asking import NoAnswer, pull
from anxin.kernel.peers.comparing import reconcile
from anxin.kernel.peers.envelopes import closed, opened, question_digest
from anxin.kernel.peers.joining import end_share, end_taking
from anxin.kernel.peers.models import Given, Overruled, Received, Share
from anxin.kernel.peers.queries import read_received
from anxin.kernel.peers.questions import Unanswerable
from anxin.kernel.peers.records import canonical
from anxin.kernel.peers.retention import remove_received
from tests.cast import DAY, NOON, OPERATOR, PACK, noon, worker
from tests.unit.kernel.peers.two_sites import (
    CITY,
    GREEN,
    MINISTRY,
    UNTIL,
    Sites,
    city_and_ministry,
    green_workers,
    held_names,
    make_green,
    turn_green,
    turn_red,
)

DESK = Actor.system("ministry desk")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sites(db: None) -> Sites:
    return city_and_ministry()


def test_who_leaves_green_after_the_giver_was_restored_leaves_the_other_side(sites: Sites) -> None:
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    share, given = Share.objects.get(pk=sites.share.pk), list(Given.objects.filter(share=sites.share))
    fang = sites.stage.cast.fang
    for minute in (1, 3):  # she leaves and returns; the ministry hears of it
        for act, more in ((turn_red, 0), (turn_green, 1)):
            act(fang, at=NOON + (minute + more) * MINUTE)
            pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    assert "王小芳" in held_names(sites.taken)

    Share.objects.filter(pk=share.pk).update(seq=share.seq)  # last night's backup
    for one in given:
        one.save()
    turn_red(fang, at=NOON + 9 * MINUTE)
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    assert "王小芳" not in held_names(sites.taken)


def test_a_place_beyond_every_number_is_refused(sites: Sites) -> None:
    asked = {"ask": "feed", "set": GREEN, "sent": NOON.isoformat(), "after": 2**63 - 1, "after_left": 0}
    message = closed(canonical(asked), by=MINISTRY, to=CITY.public)
    told = opened(
        answer(message, at=NOON, identity=CITY), by=MINISTRY, sender=CITY.public, bound=question_digest(message)
    )
    assert json.loads(told)["error"] == "form"


@pytest.mark.django_db(transaction=True)
def test_a_change_whose_transaction_ends_late_is_published_all_the_same() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    sites = city_and_ministry()
    [first, second] = green_workers(2)
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    day = date(2022, 7, 1)  # health checks ended the day before
    at, decided, go = noon(day), threading.Event(), threading.Event()

    def tick() -> None:
        try:
            with transaction.atomic():
                decide_parties(by=OPERATOR, at=at, pack=PACK, party_ids=[first.pk], as_of=day, cause=Cause.TICK)
                decided.set()
                go.wait(20)
                journal.write(by=OPERATOR, at=at, act="outcomes.tick", detail={})
        finally:
            connection.close()

    def other() -> None:
        try:
            turn_red(second, at=at, on=day)
        finally:
            connection.close()

    late, soon = threading.Thread(target=tick), threading.Thread(target=other)
    late.start()
    assert decided.wait(20)
    soon.start()
    go.set()
    for thread in (late, soon):
        thread.join()
    pull(sites.taken, at=at, post=sites.posting(at), identity=MINISTRY)
    assert {first.name, second.name} & set(held_names(sites.taken)) == set()


def test_a_person_whose_file_is_another_one_is_equal_at_both_sides_again(sites: Sites) -> None:
    kept, goes = worker("甲", serial=701), worker("甲", serial=702)
    parties.register_party(by=OPERATOR, at=NOON, party=goes, pack=PACK, area=goes.area)
    make_green(goes, at=NOON)

    def certified() -> bool:
        recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)
        found = reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)
        return found.certificate is not None

    assert certified()
    done = merge_parties(by=OPERATOR, at=NOON, kept=kept.public_id, merged=goes.public_id, reason="同一人两次登记")
    assert certified()
    split_parties(by=OPERATOR, at=NOON, merge=done.public_id, reason="核实为两人")
    assert certified()
    parties.register_party(by=OPERATOR, at=NOON, party=Party.objects.get(pk=kept.pk), pack=PACK, area=kept.area)
    make_green(kept, at=NOON)
    assert certified()


def looked(sites: Sites) -> Received:
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    received = Received.objects.get(taken=sites.taken)
    read_received(received, by=DESK, at=NOON, purpose="查询", fields=["name"])
    return received


def test_a_look_on_the_last_day_and_before_an_end_is_told(sites: Sites) -> None:
    Share.objects.filter(pk=sites.share.pk).update(until=DAY)
    looked(sites)
    later = NOON + timedelta(days=1)
    for _again in range(3):
        with contextlib.suppress(Unanswerable):
            pull(sites.taken, at=later, post=sites.posting(later), identity=MINISTRY)
    assert Entry.objects.filter(act="peer.look").count() == 1

    Share.objects.filter(pk=sites.share.pk).update(until=UNTIL)
    looked(sites)
    with pytest.raises(Conflict):
        end_taking(by=OPERATOR, at=NOON, taken=sites.taken)
    end_share(by=OPERATOR, at=NOON, share=sites.share)
    with contextlib.suppress(Unanswerable):
        pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    assert Entry.objects.filter(act="peer.look").count() == 2


def test_what_is_given_no_more_is_read_no_more_and_removed(sites: Sites) -> None:
    received = looked(sites)
    end_share(by=OPERATOR, at=NOON, share=sites.share)
    with pytest.raises(Unanswerable):
        pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    received = Received.objects.select_related("taken__peer").get(pk=received.pk)
    with pytest.raises(Refused):
        read_received(received, by=DESK, at=NOON, purpose="查询", fields=["name"])

    assert remove_received(by=OPERATOR, at=NOON) == 0  # its term is not over here
    assert remove_received(by=OPERATOR, at=noon(UNTIL + timedelta(days=1))) == 1


def test_a_peer_overrules_only_what_its_source_states(sites: Sites) -> None:
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    given = Given.objects.get(share=sites.share)

    def told(field: str, source: str) -> int:
        said = {"ref": given.ref, "element": bytes(given.element).hex(), "field": field, "source": source, "value": "x"}
        asked = {
            "ask": "feed",
            "set": GREEN,
            "sent": NOON.isoformat(),
            "after": 0,
            "after_left": 0,
            "overruled": [said],
        }
        answer(closed(canonical(asked), by=MINISTRY, to=CITY.public), at=NOON, identity=CITY)
        return Overruled.objects.count()

    assert told("police_check", "mofcom") == told("id_number", "mofcom") == told("id_number", "") == 0
    assert told("identity_review", "mofcom") == 1
    assert "passed" not in str(Overruled.objects.get().ours)  # kept sealed


PAGE: dict[str, Any] = {"left": [], "rows": [], "after": 0, "after_left": 0, "rules": "", "about": {}}
ROW: dict[str, Any] = {"ref": "a" * 32, "key": 1, "seq": 1, "fields": {"name": "\ud800"}}


@pytest.mark.parametrize(
    "page",
    [
        {**PAGE, "rows": [ROW]},
        {**PAGE, "about": {"title": "\x00"}},
        {**PAGE, "about": {"title": float("nan")}},
        {**PAGE, "rules": "\x00"},
        {"error": "form", "why": "\x00"},
    ],
)
def test_whatever_no_database_keeps_ends_no_round(sites: Sites, page: dict[str, Any]) -> None:
    def signed(made: dict[str, Any]) -> Callable[[str, bytes], bytes]:
        def post(_address: str, message: bytes) -> bytes:
            return closed(json.dumps(made).encode(), by=CITY, to=MINISTRY.public, bound=question_digest(message))

        return post

    with pytest.raises((NoAnswer, Unanswerable)):
        pull(sites.taken, at=NOON, post=signed(page), identity=MINISTRY)
    assert Received.objects.count() == 0
