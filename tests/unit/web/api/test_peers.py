"""The door for other platforms: octets in, octets out, and one answer for whatever is not from a peer."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.kernel.peers.asking import pull
from anxin.kernel.peers.envelopes import MOST_SEALED, closed
from anxin.kernel.peers.identity import Card, Identity, own
from anxin.kernel.peers.joining import add_peer
from anxin.kernel.peers.models import Given, Taken
from anxin.kernel.peers.publishing import publish_everything
from anxin.kernel.reference import queries as reference
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.peers.two_sites import GREEN, MINISTRY, city_and_ministry, green_workers, held_names

pytestmark = pytest.mark.django_db

STRANGER = Identity.of(b"stranger" * 4)
OCTETS = "application/octet-stream"


def sent(message: bytes, **headers: str) -> tuple[int, bytes]:
    answer = Client(enforce_csrf_checks=True).post("/peers/1", message, content_type=OCTETS, **headers)  # type: ignore[arg-type]  # -- WSGI names
    return answer.status_code, answer.content


def test_a_peer_reads_its_dataset_over_http() -> None:
    sites = city_and_ministry()
    green_workers(3)
    here = add_peer(
        by=OPERATOR, at=NOON, slug="here", card=Card("本站", "https://here", own().public), identity=MINISTRY
    )
    Given.objects.all().delete()
    publish_everything(sites.share, at=NOON, identity=own())  # with this site's own keys, as a real one does
    taken = Taken.objects.create(peer=here, dataset=GREEN, since=NOON, taken_by="test")

    def post(address: str, message: bytes) -> bytes:
        assert address == "https://here/peers/1"
        status, answer = sent(message)
        assert status == 200
        return answer

    assert pull(taken, at=reference.now(), post=post, identity=MINISTRY) == 4
    assert len(held_names(taken)) == 4


@pytest.mark.parametrize("length", ["", "abc", "-1", "1.5", "+3", "１"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    assert sent(b"AXP1", CONTENT_LENGTH=length) == (400, b"")


@pytest.mark.parametrize("length", [str(MOST_SEALED + 1), "9" * 5000])
def test_more_than_a_message_holds_is_not_read(length: str) -> None:
    assert sent(b"AXP1", CONTENT_LENGTH=length) == (413, b"")


def test_a_stranger_learns_nothing_not_even_who_is_a_peer() -> None:
    city_and_ministry()
    messages = [
        b"AXP1",
        bytes(500),
        closed(b"{}", by=STRANGER, to=own().public),
        closed(b"{}", by=MINISTRY, to=STRANGER.public),
        closed(b"{}", by=MINISTRY, to=own().public)[:-1] + b"\x00",
    ]
    assert {sent(message) for message in messages} == {(400, b"")}


def test_it_is_asked_by_post_only() -> None:
    assert Client().get("/peers/1").status_code == 405
