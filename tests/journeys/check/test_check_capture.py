"""What leaves the phone: never the credential, few bytes, nothing to anybody else; and what stands in the page."""

from __future__ import annotations

import json
import logging
import re
from base64 import b64encode, urlsafe_b64encode
from random import Random
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from anxin.credentials import from_digits
from anxin.kernel.codes.models import StatusShard
from anxin.kernel.codes.status_lists import signed_list
from tests.journeys.check.conftest import Phone, Served
from tests.journeys.check.stage import Stage
from tests.journeys.check.test_check_confirming import press
from tests.journeys.check.test_check_refusals import refused
from tests.journeys.check.test_check_scanning import complete, shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_COLOUR = 30 * 1024
WITH_LIBRARY = 50 * 1024
LIST = 10_159  # entropy of 65,536 places, 62 green to 30 yellow to 8 red: no list of them can be smaller
NO_SUBTLE = "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined });"


def forms(digits: str) -> list[bytes]:
    """A credential as it might be written somewhere: digits, octets, hexadecimal, base64, and its signature alone."""
    token = from_digits(digits)
    found = [digits.encode(), digits[40:80].encode()]
    for octets in (token, token[-64:]):
        found += [octets, octets.hex().encode(), b64encode(octets)[:40], urlsafe_b64encode(octets)[:40]]
    return found


def test_the_credential_is_in_no_request_and_in_no_log(
    stage: Stage, served: Served, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    """From scan to visit, for card and screen, a refusal and a reload: everything that reached the site."""
    caplog.set_level(logging.DEBUG)
    scanned = [stage.fang.card_digits, stage.mei.screen_digits(), stage.hua.card_digits]
    page = phone()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    for digits in scanned:
        page.goto(f"/v#{digits}")
        complete(page)
        page.reload()
    page.goto(f"/v#{scanned[0][:-1]}0&x=1")
    refused(page, "altered")
    page.goto(f"/v#{scanned[0]}")
    press(page, "确认入户")
    expect(page.get_by_role("heading", name="已确认入户")).to_be_visible()
    seen = b"\n".join(
        b" ".join([one.path.encode(), one.query, *(b": ".join(pair) for pair in one.headers), one.body])
        for one in served.requests
    )
    assert [one.body for one in served.requests if one.path == "/api/v1/check"]
    for digits in scanned:
        for form in forms(digits):
            assert form not in seen
            assert form not in caplog.text.encode()
    assert {url for url in asked if not url.startswith(served.url + "/")} == set()
    # The visit's page is an ordinary one; the check page sends neither cookies nor its own address.
    before = served.requests[: [one.path for one in served.requests].index("/api/v1/showings/confirm") + 1]
    assert {name for one in before for name, _value in one.headers} & {b"cookie", b"authorization"} == set()
    assert {value for one in before for name, value in one.headers if name == b"referer"} <= {
        f"{served.url}/static/vendor/check.min.js".encode()  # the script names itself to what it loads
    }


def test_the_first_colour_of_a_card_takes_30_kilobytes_at_most(stage: Stage, served: Served, phone: Phone) -> None:
    assert received(stage, served, phone()) <= FIRST_COLOUR


def test_with_the_library_it_takes_50_kilobytes_at_most(stage: Stage, served: Served, phone: Phone) -> None:
    page = phone()
    page.add_init_script(NO_SUBTLE)
    assert received(stage, served, page) <= WITH_LIBRARY
    assert [one.path for one in served.requests if one.path.endswith("p256.min.js")]


def received(stage: Stage, served: Served, page: Page) -> int:
    """Octets over the network, headers included, until a card's colour stands on the page, on a phone's first visit."""
    number = stage.fang.card.shard.number
    pad_list(number)
    served.held.add("/static/vendor/check-later.min.js")  # all that comes after the colour
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    took: dict[str, float] = {}
    names: dict[str, str] = {}
    network.on("Network.requestWillBeSent", lambda said: names.update({said["requestId"]: said["request"]["url"]}))
    network.on("Network.loadingFinished", lambda said: took.update({said["requestId"]: said["encodedDataLength"]}))
    page.goto(f"/v#{stage.fang.card_digits}")
    shown(page, "绿码")
    page.wait_for_timeout(300)
    assert f"{served.url}/s/{number}" in names.values()
    return int(sum(took.values()))


def pad_list(number: int) -> None:
    """Fill the list's free places as a busy list's are, so that it is as large as a list gets."""
    shard = StatusShard.objects.get(number=number)
    chance = Random(1)
    mixed = bytes(
        sum(chance.choices((0, 2, 1), (62, 30, 8))[0] << shift for shift in (0, 2, 4, 6)) for _octet in shard.packed
    )
    packed = bytearray(mixed)
    for card in shard.cards.all():
        packed[card.index // 4] &= ~(3 << 2 * (card.index % 4)) & 0xFF
    StatusShard.objects.filter(pk=shard.pk).update(packed=bytes(packed), signed=None, signed_at=None)
    assert len(signed_list(number, timezone.now()).token) >= LIST


def test_the_page_holds_no_number_of_anybody(stage: Stage, phone: Phone) -> None:
    for who, digits in ((stage.fang, stage.fang.card_digits), (stage.hua, stage.hua.screen_digits())):
        page = phone()
        page.goto(f"/v#{digits}")
        complete(page)
        held = page.content() + json.dumps(page.evaluate("[{...localStorage}, {...sessionStorage}]"))
        assert re.findall(r"(?<![0-9a-f])\d{17}[\dXx](?![0-9a-f])|(?<![0-9a-f])1[3-9]\d{9}(?![0-9a-f])", held) == []
        assert who.code.party.name not in held


def old_browser(route: Route) -> None:
    """The page as a browser without modules reads it."""
    answer = route.fetch()
    text = answer.text().replace('type="module"', 'type="text/unknown"').replace("<script nomodule", "<script")
    headers = {
        name: value for name, value in answer.headers.items() if name not in ("content-encoding", "content-length")
    }
    route.fulfill(status=200, headers=headers, body=text)


def sent(served: Served) -> list[Any]:
    return [json.loads(one.body) for one in served.requests if one.path == "/api/v1/check"]


def test_a_browser_without_modules_asks_the_platform_and_says_so(stage: Stage, served: Served, phone: Phone) -> None:
    page = phone()
    page.route("**/v", old_browser)
    page.goto(f"/v#{stage.fang.card_digits}")
    complete(page)
    shown(page, "绿码")
    expect(page.get_by_text("码的内容已发给平台核验").filter(visible=True)).to_be_visible()
    expect(page.get_by_text("由平台核验", exact=True)).to_be_visible()
    assert sent(served) == [{"credential": stage.fang.card_digits, "items": True}]
    press(page, "确认入户")
    expect(page.get_by_role("heading", name="已确认入户")).to_be_visible()


def test_a_browser_that_cannot_verify_asks_the_platform_and_says_so(stage: Stage, served: Served, phone: Phone) -> None:
    served.gone.add("/static/vendor/p256.min.js")
    page = phone()
    page.add_init_script(NO_SUBTLE)
    page.goto(f"/v#{stage.mei.screen_digits()}")
    shown(page, "黄码")
    expect(page.get_by_text("码的内容已发给平台核验").filter(visible=True)).to_be_visible()
    assert [list(body) for body in sent(served)] == [["credential", "items"]]


def test_a_refusal_reaches_a_browser_without_modules_as_well(stage: Stage, served: Served, phone: Phone) -> None:
    page = phone()
    page.route("**/v", old_browser)
    page.goto("/v#123")
    refused(page, "unreadable")
