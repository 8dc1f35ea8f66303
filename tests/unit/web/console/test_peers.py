"""The page of peers: how each dataset stands, what the last comparison found, and comparing now."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils.translation import override

from anxin.kernel.peers.asking import NoAnswer
from anxin.kernel.peers.comparing import reconcile
from anxin.kernel.peers.identity import Card, own
from anxin.kernel.peers.joining import add_peer
from anxin.kernel.peers.models import Given, Peer, Reconciliation
from anxin.kernel.peers.questions import Unanswerable
from anxin.kernel.reference import queries as reference
from anxin.web.console.peer_words import fault_word
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.peers.two_sites import CITY, GREEN, MINISTRY, Sites, city_and_ministry, given_to, green_workers
from tests.unit.web.console.desks import account, at_desk, on_desks

pytestmark = pytest.mark.django_db


def test_a_site_without_peers_says_how_to_take_one_on() -> None:
    on_desks()
    page = at_desk("zhou", language="en").get("/console/peers/").content.decode()
    assert "This site has no peer" in page
    assert "anxin peers join" in page


def manned() -> Sites:
    """City and ministry in one database, with the city's and the province's desk."""
    sites = city_and_ministry()
    cast = sites.stage.cast
    for actor in (cast.zhou, cast.province):
        account(actor, cast)
    return sites


def test_each_dataset_shows_lag_certificate_and_what_differed() -> None:
    sites = manned()
    green_workers(3)
    given_to(sites.share.peer)
    made = reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)
    gone = Given.objects.filter(share=sites.share).latest("pk")
    gone.left, gone.changed_at, gone.got_at = True, NOON, NOON + timedelta(seconds=7)
    gone.save()
    made.differences = [{"ref": "ab" * 16, "what": "missing"}]
    made.save()

    page = at_desk("zhou").get("/console/peers/").content.decode()
    english = at_desk("province", language="en").get("/console/peers/").content.decode()

    assert "持绿码家政服务人员" in page
    assert ("7 秒" in page, "7 seconds" in english) == (True, True)
    assert ("本方缺少 1" in page, "was missing here 1" in english) == (True, True)
    assert page.count("立即对账") == 1  # of what is taken; what is given is compared by the other side
    assert made.certificate is not None
    assert json.loads(made.certificate.body)["root"][:12] in page


def test_the_button_compares_and_says_that_both_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    sites = manned()
    green_workers(2)
    given_to(add_peer(by=OPERATOR, at=NOON, slug="here", card=Card("本站", "", own().public), identity=CITY))
    now = reference.now()
    monkeypatch.setattr("anxin.web.console.peers.post", sites.posting(now))  # no second process here

    told = at_desk("zhou", language="en").post(f"/console/peers/city/{GREEN}/reconcile/", follow=True)

    assert "Equal: 3 records, signed by both." in told.content.decode()
    assert Reconciliation.objects.filter(taken=sites.taken, certificate__isnull=False).count() == 1


def test_a_peer_that_does_not_answer_is_said_so() -> None:
    manned()
    Peer.objects.filter(slug="city").update(address="http://127.0.0.1:9")
    told = at_desk("zhou", language="en").post(f"/console/peers/city/{GREEN}/reconcile/", follow=True)
    assert "The peer gave no answer that counts: it does not answer." in told.content.decode()


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (NoAnswer("the platform answered 400"), "it does not know this site"),
        (NoAnswer("the platform answered 502"), "it is broken"),
        (Unanswerable("over", "it was given until 2021-01-01"), "the term"),
        (Unanswerable("form", "ask: 'x' is not feed"), "it said: form"),
    ],
)
def test_why_there_was_no_answer_is_said_in_a_desks_words(fault: Exception, word: str) -> None:
    with override("en"):
        assert fault_word(str(fault)).startswith(word)


@pytest.mark.parametrize("name", ["lin", "an", "shen", "hu"])
def test_only_the_city_and_the_province_see_and_start_it(name: str) -> None:
    on_desks()
    assert at_desk(name).get("/console/peers/").status_code == 403
    assert at_desk(name).post(f"/console/peers/city/{GREEN}/reconcile/").status_code == 403
