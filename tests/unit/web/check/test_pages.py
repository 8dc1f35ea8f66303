"""The check page over HTTP: the same bytes for everybody, packed, cacheable, without cookies or scripts of others."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from django.test import Client

from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.codes.keys import pinned_roots
from anxin.kernel.reference.actions import set_played_day
from anxin.web.check.words import REFUSALS
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.web.phone.stage import PASSWORD, city_account
from tools.vendor_frontend import VENDOR, check_page

pytestmark = pytest.mark.django_db

ADDRESSES = ["/v", "/v/answer", "/v/explanations", "/offline.js"]
FACTS = re.compile(r'<script type="application/json" id="check-facts">(.*?)</script>')


@pytest.fixture(autouse=True)
def keys_of_its_own(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]  # -- pytest's own fixtures
    settings.CODE_KEYS_FOLDER = tmp_path / "codes"


@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_gets_the_same_bytes_and_no_cookie(address: str) -> None:
    signed_in = Client(headers={"accept-language": "en"})
    signed_in.login(username=city_account(), password=PASSWORD)
    signed_in.cookies["elder"] = "1"
    answers = [Client().get(address), Client(headers={"accept-language": "en"}).get(address), signed_in.get(address)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert [dict(answer.cookies) for answer in answers] == [{}, {}, {}]
    assert {answer["Vary"] for answer in answers} == {"Accept-Encoding"}
    assert {answer["Content-Language"] for answer in answers} == {"zh-Hans, en"}
    assert {answer["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    assert {answer["Cache-Control"].split(",")[0] for answer in answers} == {"public"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_comes_packed_to_whoever_can_unpack_it(address: str) -> None:
    plain, packed = Client().get(address), Client(headers={"accept-encoding": "br, gzip"}).get(address)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_browser_that_has_it_is_not_sent_it_again(address: str) -> None:
    etag = Client().get(address)["ETag"]
    again = Client(headers={"if-none-match": etag}).get(address)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_it_lets_no_other_script_in() -> None:
    answer = Client().get("/v")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert re.findall(r'(?:src|href)="(?!/|#|data:image)([^"]*)"', answer.content.decode()) == []


def test_the_offline_worker_is_asked_for_anew_every_time() -> None:
    assert Client().get("/offline.js")["Cache-Control"] == "public, max-age=0"


def facts() -> dict[str, object]:
    found = FACTS.search(Client().get("/v").content.decode())
    assert found is not None
    read: dict[str, object] = json.loads(found[1])
    return read


def test_it_carries_the_pinned_roots_and_the_day_of_a_demonstration() -> None:
    assert facts() == {"roots": [], "day": None}
    keep_own_keys(by=OPERATOR, at=NOON)
    set_played_day(day=DAY)
    (root,) = pinned_roots()
    points = {"x": root.cose_key[-2], "y": root.cose_key[-3]}
    carried = {"alg": -7, **{name: octets.hex() for name, octets in points.items() if isinstance(octets, bytes)}}
    assert facts() == {"roots": [carried], "day": "2021-10-29"}


def test_every_refusal_is_told_in_both_languages_with_all_four_answers() -> None:
    page = Client().get("/v/explanations").content.decode()
    told = re.findall(r'<article data-reason="([^"]+)" data-tone="(\w+)">(.*?)</article>', page, re.DOTALL)
    assert [(reason, tone) for reason, tone, _text in told] == [(one.reason, one.tone) for one in REFUSALS]
    for _reason, _tone, text in told:
        assert text.count("<dt>") == 4
        for language in ("zh", "en"):
            assert re.findall(rf'<span class="{language}"></span>', text) == []


def test_the_files_at_set_up_are_made_of_those_that_lie_here() -> None:
    made = check_page()
    assert {name: (VENDOR / name).read_text("utf-8") == text for name, text in made.items()} == dict.fromkeys(
        made, True
    )
    assert re.findall(r"=>|\b(?:const|let|class) ", made["check-old.min.js"]) == []  # for browsers of ES5


def test_only_reading_is_allowed() -> None:
    assert [Client().post(address).status_code for address in ADDRESSES] == [405] * 4
