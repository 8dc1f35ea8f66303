"""A peer that is broken or hostile: every message is refused with its place, and nothing is half kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.journal.models import Entry
from anxin.kernel.peers.answering import answer
from anxin.kernel.peers.asking import NoAnswer, pull
from anxin.kernel.peers.comparing import reconcile
from anxin.kernel.peers.envelopes import MAGIC, Unopened, closed, opened, question_digest
from anxin.kernel.peers.identity import Card, Identity, PublicKeys
from anxin.kernel.peers.joining import add_peer, end_peer, end_share
from anxin.kernel.peers.models import Certificate, Given, Received, Taken
from anxin.kernel.peers.questions import Unanswerable, read_question
from anxin.kernel.peers.receiving import read_page
from anxin.kernel.peers.records import canonical
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.peers.two_sites import CITY, GREEN, MINISTRY, Sites, city_and_ministry, green_workers

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FEED = {"ask": "feed", "set": GREEN, "sent": NOON.isoformat(), "after": 0, "after_left": 0}
KEYS = [
    "ask",
    "set",
    "sent",
    "after",
    "after_left",
    "overruled",
    "looks",
    "elements",
    "refs",
    "message",
    "day",
    "signature",
]


@given(st.sampled_from(["feed", "ranges", "records"]), st.dictionaries(st.sampled_from(KEYS), json_values, max_size=4))
def test_whatever_is_asked_is_read_or_refused_with_its_place(ask: str, more: dict[str, Any]) -> None:
    held = {**FEED, "ask": ask, "day": "2021-10-29", **more}
    try:
        read_question(canonical(held), at=NOON)
    except Unanswerable as fault:
        assert fault.code in ("form", "clock") and fault.why


@given(st.binary(max_size=200))
def test_octets_that_are_no_question_are_refused(content: bytes) -> None:
    with pytest.raises(Unanswerable):
        read_question(content, at=NOON)


@given(st.dictionaries(st.sampled_from(["rows", "left"]), json_values, max_size=2))
def test_whatever_is_answered_is_a_page_or_refused(held: dict[str, Any]) -> None:
    try:
        page = read_page(held, dataset=GREEN, keys=CITY.public)
    except Unanswerable:
        return
    assert (held["rows"], held["left"]) == ([], []) == (list(page.rows), list(page.left))


@given(st.binary(max_size=400))
def test_octets_that_are_no_envelope_are_nobodys(message: bytes) -> None:
    for held in (message, MAGIC + message):
        with pytest.raises(Unopened):
            opened(held, by=CITY, sender=MINISTRY.public)


@pytest.fixture
def sites(db: None) -> Sites:
    sites = city_and_ministry()
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    return sites


def asked(question: dict[str, Any], identity: Identity = MINISTRY) -> dict[str, Any]:
    message = closed(canonical(question), by=identity, to=CITY.public)
    held = answer(message, at=NOON, identity=CITY)
    found: dict[str, Any] = json.loads(opened(held, by=identity, sender=CITY.public, bound=question_digest(message)))
    return found


def test_who_is_no_peer_gets_nothing_sealed_or_not(sites: Sites) -> None:
    stranger = Identity.of(b"stranger" * 4)
    with pytest.raises(Unopened):
        asked(FEED, stranger)
    end_peer(by=OPERATOR, at=NOON, peer=sites.share.peer)
    with pytest.raises(Unopened):
        asked(FEED)


def test_a_set_that_is_not_given_or_no_more_is_answered_in_the_same_words(sites: Sites) -> None:
    never = asked({**FEED, "set": "home_service.registered_workers"})
    end_share(by=OPERATOR, at=NOON, share=sites.share)

    assert never == asked(FEED) == {"error": "not-given", "why": "this dataset is not given to you"}
    assert not Given.objects.exclude(body=None).exists()


def test_a_question_of_an_hour_ago_is_refused_and_says_that_the_clock_is_wrong(sites: Sites) -> None:
    before = Entry.objects.count()
    old = asked({**FEED, "sent": NOON.replace(hour=11).isoformat()})
    assert (old["error"], Entry.objects.count()) == ("clock", before)


ROW = {"ref": "0" * 32, "key": 1, "seq": 10**6, "fields": {"name": "甲"}}
STONE = {"ref": "0" * 32, "seq": 10**6, "at": "2021-10-29T00:00:00+08:00", "signature": ""}
WRONG: list[dict[str, Any]] = [
    {"rows": [{**ROW, "key": -1}]},
    {"rows": [{**ROW, "seq": 2**63}]},
    {"rows": [{**ROW, "seq": True}]},
    {"rows": [{**ROW, "ref": "../../etc"}]},
    {"rows": [{**ROW, "fields": {"name": 1}}]},
    {"rows": [{**ROW, "fields": None}]},
    {"rows": [ROW], "after": -1},
    {"rows": [ROW], "after_left": "0"},
    {"rows": [ROW], "left": [STONE]},
    {"rows": [ROW], "left": {"0": STONE}},
    {"rows": "many"},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_page_with_one_fault_is_not_kept_at_all(sites: Sites, wrong: dict[str, Any]) -> None:
    before = (list(Received.objects.values()), list(Taken.objects.values("after", "after_left")))

    def hostile(_address: str, message: bytes) -> bytes:
        held = {"rows": [], "left": [], "after": 10**6, "after_left": 10**6, "more": False, **wrong}
        bound = question_digest(message)
        return closed(canonical(held), by=CITY, to=MINISTRY.public, bound=bound)

    with pytest.raises(Unanswerable):
        pull(sites.taken, at=NOON, post=hostile, identity=MINISTRY)
    assert (list(Received.objects.values()), list(Taken.objects.values("after", "after_left"))) == before


def test_a_peer_that_signs_another_certificate_or_none_certifies_nothing(sites: Sites) -> None:
    green_workers(2)

    def hostile(signature: str) -> Callable[[str, bytes], bytes]:
        def post(address: str, message: bytes) -> bytes:
            content = json.loads(opened(message, by=CITY, sender=MINISTRY.public))
            if content["ask"] != "ranges":
                return sites.post(address, message)
            held = {"certificate": signature}
            return closed(canonical(held), by=CITY, to=MINISTRY.public, bound=question_digest(message))

        return post

    for signature in ("", "AAAA", "A" * 86 + "=="):
        with pytest.raises((NoAnswer, Unanswerable)):
            reconcile(sites.taken, by=OPERATOR, at=NOON, post=hostile(signature), identity=MINISTRY)
    assert Certificate.objects.count() == 0


CARD = Card("市平台", "https://peer.example", Identity.of(b"another site" + bytes(20)).public)


def test_only_the_operator_takes_on_peers_and_only_with_a_whole_card(sites: Sites) -> None:
    with pytest.raises(Refused):
        add_peer(by=sites.stage.cast.zhou, at=NOON, slug="other", card=CARD, identity=CITY)
    with pytest.raises(Invalid):
        add_peer(by=OPERATOR, at=NOON, slug="self", card=Card("自己", "", CITY.public), identity=CITY)
    with pytest.raises(Invalid):  # the point at zero agrees on nothing secret
        zero = PublicKeys(CARD.keys.signing, bytes(32))
        add_peer(by=OPERATOR, at=NOON, slug="zero", card=Card("零", "", zero), identity=CITY)
    with pytest.raises(Invalid):
        add_peer(by=OPERATOR, at=NOON, slug="file", card=Card("文件", "file:///etc/passwd", CARD.keys), identity=CITY)
    with pytest.raises(Conflict):
        add_peer(by=OPERATOR, at=NOON, slug="ministry", card=CARD, identity=CITY)
    add_peer(by=OPERATOR, at=NOON, slug="other", card=CARD, identity=CITY)


@given(st.text(max_size=200))
def test_a_line_that_is_no_card_is_refused(text: str) -> None:
    for line in (text, "anxin-peer-1:" + text):
        with pytest.raises(Invalid):
            Card.read(line)


def test_a_card_reads_as_it_was_written() -> None:
    assert Card.read(CARD.written + "\n") == CARD
