"""A bureau's desk sees how its peers stand, and one that does not answer; nothing about any person."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.kernel.peers.comparing import reconcile
from anxin.kernel.peers.models import Peer
from anxin.kernel.reference import queries as reference
from tests.cast import NOON, OPERATOR
from tests.journeys.cases.at_work import sign_in
from tests.journeys.conftest import DESK, PHONE, Window
from tests.journeys.looking import look
from tests.unit.kernel.peers.two_sites import MINISTRY, city_and_ministry, given_to, green_workers, turn_red
from tests.unit.web.console.desks import account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def compared() -> None:
    """City and ministry in one database: equal at noon, then one person left green."""
    sites = city_and_ministry()
    account(sites.stage.cast.zhou, sites.stage.cast)
    gone = green_workers(3)[0]
    given_to(sites.share.peer)
    reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)
    turn_red(gone, at=reference.now())
    later = reference.now()
    reconcile(sites.taken, by=OPERATOR, at=later, post=sites.posting(later), identity=MINISTRY)
    Peer.objects.filter(slug="city").update(address="http://127.0.0.1:9")


def seen(page: Page, name: str) -> None:
    """The page passes at a desk and at 360 px."""
    look(page, f"peers-{name}")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    look(page, f"peers-{name}-360")
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


def test_a_desk_sees_the_proof_and_compares(window: Window) -> None:
    page = window(size=DESK)
    sign_in(page, "zhou")
    page.get_by_role("link", name="对接平台").click()
    expect(page.get_by_role("heading", name="家政信用查")).to_be_visible()
    expect(page.get_by_role("heading", name="温州家服云")).to_be_visible()
    expect(page.get_by_text("无差异")).to_be_visible()
    seen(page, "standing")
    page.get_by_role("button", name="立即对账").click()
    expect(page.get_by_text("对方平台没有给出有效答复：没有应答。")).to_be_visible()
    seen(page, "no-answer")
