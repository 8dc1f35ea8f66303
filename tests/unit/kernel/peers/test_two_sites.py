"""Two sites that hold one set equal: what travels, what is proven, and what a third party learns."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest

from anxin.kernel.journal.models import Entry, EntrySubject
from anxin.kernel.peers.asking import NoAnswer, pull
from anxin.kernel.peers.comparing import reconcile
from anxin.kernel.peers.models import Certificate, Given, Received, Touched
from anxin.kernel.peers.publishing import publish_everything
from anxin.kernel.peers.queries import left_within, read_received, received_number
from anxin.kernel.peers.receiving import fields_of
from tests.cast import NOON, OPERATOR, identity_number
from tests.unit.kernel.peers.two_sites import (
    CITY,
    MINISTRY,
    PURPOSE,
    Sites,
    city_and_ministry,
    green_workers,
    held_names,
    turn_green,
    turn_red,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sites(db: None) -> Sites:
    return city_and_ministry()


def pulled(sites: Sites, minutes: int = 0) -> int:
    at = NOON + minutes * MINUTE
    return pull(sites.taken, at=at, post=sites.posting(at), identity=MINISTRY)


def test_an_empty_peer_takes_the_whole_set_and_both_sign(sites: Sites) -> None:
    green_workers(7)
    found = reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)

    assert held_names(sites.taken) == ["王小芳", *(f"工人{number}" for number in range(500, 507))]
    assert found.differences == []
    assert found.certificate is not None and found.certificate.count == 8
    # Each side keeps one: this one database holds both.
    assert sorted(Certificate.objects.values_list("peer__slug", "count")) == [("city", 8), ("ministry", 8)]
    first, other = Certificate.objects.order_by("pk")
    assert (first.body, bytes(first.own_signature)) == (other.body, bytes(other.peer_signature))


def test_a_bootstrap_after_a_year_of_feed_ends_with_the_same_certificate(sites: Sites) -> None:
    people = green_workers(5)
    reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)
    turn_red(people[0], at=NOON)
    turn_red(people[1], at=NOON)
    turn_green(people[1], at=NOON)
    lived = reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY).certificate
    Received.objects.all().delete()
    sites.taken.after = sites.taken.after_left = 0
    sites.taken.save()
    empty = reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)

    assert lived is not None and empty.certificate == lived
    assert empty.differences == []


def test_equal_sides_prove_it_in_one_exchange_of_at_most_64_octets(sites: Sites) -> None:
    green_workers(3)
    reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)
    again = reconcile(sites.taken, by=OPERATOR, at=NOON + MINUTE, post=sites.posting(NOON + MINUTE), identity=MINISTRY)

    assert again.messages == 2
    assert again.octets <= 64
    assert again.certificate is not None


def test_whoever_leaves_green_leaves_the_other_side_with_the_next_question_and_first(sites: Sites) -> None:
    people = green_workers(4)
    pulled(sites)
    turn_red(sites.stage.cast.fang, at=NOON + MINUTE)
    turn_red(people[0], at=NOON + MINUTE)
    green_workers(1, serial=600)
    changed = pulled(sites, 2)

    assert changed == 3
    assert held_names(sites.taken) == ["工人501", "工人502", "工人503", "工人600"]
    assert left_within(sites.share, at=NOON + 3 * MINUTE) == MINUTE
    left = Received.objects.filter(left=True)
    assert {row.body for row in left} == {None} and all(row.tombstone for row in left)


def test_the_outbox_is_written_in_the_transaction_of_the_change(sites: Sites) -> None:
    pulled(sites)
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        turn_red(sites.stage.cast.fang, at=NOON + MINUTE)
        raise RuntimeError("the act is undone")
    assert (Touched.objects.count(), pulled(sites, 2)) == (0, 0)

    turn_red(sites.stage.cast.fang, at=NOON + MINUTE)
    assert Touched.objects.count() == 1
    assert (pulled(sites, 2), Touched.objects.count()) == (1, 0)


def test_publishing_everything_finds_nothing_that_the_outbox_missed(sites: Sites) -> None:
    people = green_workers(3)
    pulled(sites)
    turn_red(people[0], at=NOON + MINUTE)
    pulled(sites, 2)

    assert publish_everything(sites.share, at=NOON + 2 * MINUTE, identity=CITY) == 0


def test_a_third_party_with_the_wire_dump_cannot_test_an_identity_number(sites: Sites) -> None:
    green_workers(3)
    reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)
    wire = b"".join(sites.wire)
    number = identity_number(101).encode()
    fang = Received.objects.get(number_index=received_number(sites.taken, identity_number(101)).number_index)  # type: ignore[union-attr]  # -- she is there
    guesses = [number, hashlib.sha256(number).digest(), hashlib.md5(number).digest(), hashlib.sha1(number).digest()]
    guesses += [hmac.digest(key, number, "sha256") for key in (CITY.public.signing, MINISTRY.public.agreement)]
    guesses += [
        bytes.fromhex(fang.ref),
        fang.ref.encode(),
        bytes(fang.element),
        sites.stage.cast.fang.public_id.encode(),
    ]

    assert [guess for guess in guesses if guess in wire or guess.hex().encode() in wire] == []
    assert "王小芳".encode() not in wire


def test_every_record_that_goes_out_is_a_line_in_the_persons_own_view(sites: Sites) -> None:
    pulled(sites)
    [entry] = Entry.objects.filter(act="peer.read")

    assert (entry.is_read, entry.purpose, entry.actor) == (True, PURPOSE, "家政信用查")
    assert entry.detail["fields"] == sorted(sites.share.fields)
    assert [row.party for row in EntrySubject.objects.filter(entry=entry)] == [sites.stage.cast.fang.public_id]


def test_a_look_at_the_other_side_is_told_back_and_written_down_once(sites: Sites) -> None:
    pulled(sites)
    received = received_number(sites.taken, identity_number(101))
    assert received is not None
    read = read_received(
        received, by=sites.stage.cast.zhou, at=NOON, purpose="supervision", fields=["name", "police_check"]
    )
    pulled(sites, 1)
    pulled(sites, 2)
    [entry] = Entry.objects.filter(act="peer.look")

    assert read == {"name": "王小芳", "police_check": "passed"}
    assert (entry.is_read, entry.purpose, entry.actor) == (True, "supervision", "家政信用查 · zhou")
    assert entry.detail["fields"] == ["name", "police_check"]
    assert [row.party for row in EntrySubject.objects.filter(entry=entry)] == [sites.stage.cast.fang.public_id]


def test_an_answer_to_one_question_is_no_answer_to_another(sites: Sites) -> None:
    pulled(sites)
    old = sites.wire[1]
    turn_red(sites.stage.cast.fang, at=NOON)
    before = list(Received.objects.values())

    with pytest.raises(NoAnswer):
        pull(sites.taken, at=NOON, post=lambda _address, _message: old, identity=MINISTRY)
    assert list(Received.objects.values()) == before


def test_a_record_holds_what_the_peer_sent_and_nothing_of_who_left(sites: Sites) -> None:
    pulled(sites)
    row = Received.objects.get()
    assert fields_of(row)["id_number"] == identity_number(101)
    assert identity_number(101).encode() not in bytes(row.body or b"")
    turn_red(sites.stage.cast.fang, at=NOON)
    pulled(sites, 1)
    given = Given.objects.get()
    assert (given.left, given.body, Received.objects.get().body) == (True, None, None)
