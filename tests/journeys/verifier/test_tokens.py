"""What Python issues, the browser believes; what differs from it, it refuses for the reason the profile gives."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from anxin.credentials import EDDSA, ES256, SM2, Algorithm, Status, Use, issue, to_digits
from anxin.credentials.status_list import octets_for, set_statuses
from tests.journeys.verifier.conftest import InBrowser
from tests.journeys.verifier.issuing import CARD, DAY, NOW, ORIGIN, SCREEN, SHARD, Issuer, address, point

pytestmark = [pytest.mark.browser, pytest.mark.static]

ISSUER = Issuer()
NO_CRYPTO = "Object.defineProperty(crypto, 'subtle', {value: undefined})"
NO_STREAMS = "delete window.DecompressionStream"
CARD_READ = {
    "kind": "card",
    "id": "0123456789abcdef",
    "expires": CARD.expires,
    "uri": SHARD,
    "index": 40_001,
    "name": "王*芳",
    "agency": "温州安心家政",
}
SCREEN_READ = {
    "kind": "screen",
    "id": bytes(range(16)).hex(),
    "expires": SCREEN.expires,
    "status": 2,
    "name": "王*芳",
    "agency": "温州安心家政",
}


def by(algorithm: Algorithm) -> Issuer:
    """An issuer with that algorithm; the test is skipped where this machine's libcrypto lacks it."""
    issuer = Issuer(algorithm)
    try:
        issuer.key_list()
    except Exception as missing:  # whatever the port raises
        if algorithm is SM2:
            pytest.skip(f"no SM2 on this machine: {missing}")
        raise
    return issuer


@pytest.mark.parametrize("verifier", ["source", "shipped"])
@pytest.mark.parametrize("algorithm", [ES256, EDDSA, SM2], ids=lambda algorithm: algorithm.name)
def test_a_card_and_a_screen_made_in_python_are_believed(
    in_browser: InBrowser, verifier: str, algorithm: Algorithm
) -> None:
    issuer = by(algorithm)
    entries = [issuer.entry(claims, verifier=verifier) for claims in (CARD, SCREEN)]
    assert in_browser("judgeAll", entries) == [CARD_READ, SCREEN_READ]


@pytest.mark.parametrize("algorithm", [ES256, EDDSA], ids=lambda algorithm: algorithm.name)
def test_a_browser_without_cryptography_believes_and_refuses_the_same(
    in_browser: InBrowser, algorithm: Algorithm
) -> None:
    issuer = Issuer(algorithm)
    forged = bytearray(issue(CARD, issuer.key))
    forged[-1] ^= 1
    entries = [issuer.entry(CARD), issuer.entry(SCREEN), issuer.entry(CARD, token=bytes(forged))]
    read = in_browser("judgeAll", entries, without=NO_CRYPTO)
    assert [read[0], read[1], read[2]["reason"]] == [CARD_READ, SCREEN_READ, "altered"]


def test_a_code_is_read_from_its_address_and_whatever_an_app_appends_is_left(in_browser: InBrowser) -> None:
    scanned = address(issue(CARD, ISSUER.key))
    digits = scanned.partition("#")[2]
    foreign = [f"https://c.zj.cn.example/v#{digits}", f"{ORIGIN}/w#{digits}", f"{ORIGIN}/v/#{digits}", f"#{digits}"]
    texts = [scanned, digits, f" {scanned}\n", f"{scanned}&appinstall=0#x", f"{ORIGIN}/v?from=scan#{digits}"]
    read = in_browser(
        "judgeAll", [ISSUER.entry(CARD, token=b"", text=text) | {"token": ""} for text in texts + foreign]
    )
    assert read[: len(texts)] == [CARD_READ] * len(texts)
    assert [one["reason"] for one in read[len(texts) :]] == ["wrong-issuer"] * len(foreign)


def reasons(in_browser: InBrowser, entries: list[dict[str, Any]]) -> list[str]:
    return [read.get("reason", "believed") for read in in_browser("judgeAll", entries)]


def test_codes_are_refused_for_the_reason_of_the_profile(in_browser: InBrowser) -> None:
    foreign, retired = Issuer(private=9), Issuer(private=2, not_after=NOW - DAY)
    receipts = Issuer(private=3, uses=frozenset({Use.RECEIPT}))
    brief = Issuer(private=4, not_after=CARD.expires - 1)
    token = issue(CARD, ISSUER.key)
    altered = token[:-1] + bytes([token[-1] ^ 1])
    renamed = token.replace("芳".encode(), "芬".encode())
    other_list = replace(CARD, uri="https://c.zj.cn.example/s/7")
    entries = {
        "unreadable": [ISSUER.entry(CARD, token=made) for made in (token + b"\0", token[:-1], token[1:], bytes(401))],
        "wrong-issuer": [ISSUER.entry(CARD, token=issue(CARD, foreign.key)), ISSUER.entry(other_list)],
        "key-unknown": [retired.entry(CARD), receipts.entry(CARD), brief.entry(CARD)],
        "altered": [ISSUER.entry(CARD, token=altered), ISSUER.entry(CARD, token=renamed)],
        "expired": [ISSUER.entry(replace(CARD, expires=NOW - 61))],
        "stale": [ISSUER.entry(replace(SCREEN, expires=NOW - 61)), ISSUER.entry(SCREEN, floor=SCREEN.expires + 61)],
        "clock-wrong": [
            ISSUER.entry(replace(SCREEN, expires=NOW + 181)),
            ISSUER.entry(replace(CARD, expires=NOW + 400 * DAY + 1)),
            ISSUER.entry(CARD, floor=NOW + 61),
        ],
        "believed": [
            ISSUER.entry(replace(CARD, expires=NOW - 60)),
            ISSUER.entry(replace(SCREEN, expires=NOW - 60)),
            ISSUER.entry(replace(SCREEN, expires=NOW + 180)),
            ISSUER.entry(CARD, floor=NOW + 60),
        ],
    }
    found = {reason: set(reasons(in_browser, cases)) for reason, cases in entries.items()}
    assert found == {reason: {reason} for reason in entries}


def test_the_higher_s_is_refused_by_the_browser_and_by_the_library(in_browser: InBrowser) -> None:
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    token = issue(CARD, ISSUER.key)
    higher = token[:-32] + (order - int.from_bytes(token[-32:], "big")).to_bytes(32, "big")
    entry = [ISSUER.entry(CARD, token=higher)]
    assert [
        in_browser("judgeAll", entry)[0]["reason"],
        in_browser("judgeAll", entry, without=NO_CRYPTO)[0]["reason"],
    ] == [
        "altered",
        "altered",
    ]


def test_a_list_of_keys_is_believed_from_a_carried_root_in_date_and_never_an_older_one(in_browser: InBrowser) -> None:
    other = Issuer(private=9)
    forged = bytearray(ISSUER.key_list())
    forged[-1] ^= 1
    entries = [
        ISSUER.entry(CARD, roots=[other.carried, ISSUER.carried]),
        ISSUER.entry(CARD, roots=[other.carried]),
        ISSUER.entry(CARD, keyList=forged.hex()),
        ISSUER.entry(CARD, keyList=ISSUER.key_list(expires=NOW - 61).hex()),
        ISSUER.entry(CARD, keysSeen=NOW - 3599),
        ISSUER.entry(CARD, keyList=ISSUER.key_list(issued_at=NOW + 61).hex()),
        ISSUER.entry(CARD, keyList=issue(CARD, ISSUER.key).hex()),
    ]
    expected = ["believed", "wrong-issuer", "altered", "cannot-confirm", "cannot-confirm", "clock-wrong", "unreadable"]
    assert reasons(in_browser, entries) == expected


def packed() -> bytes:
    statuses = bytearray(octets_for(65_536))
    set_statuses(statuses, [(CARD.index, Status.OUT_OF_SERVICE), (CARD.index - 1, Status.SUSPENDED)])
    return bytes(statuses)


@pytest.mark.parametrize("without", ["", NO_STREAMS], ids=["by the browser", "by the library"])
def test_a_card_has_the_status_of_its_place_on_its_list(in_browser: InBrowser, without: str) -> None:
    listed = {"token": ISSUER.status_list(packed()).hex(), "uri": SHARD, "seen": NOW - 20}
    places = [CARD.index, CARD.index - 1, CARD.index - 2, 65_535, 65_536]
    cards = [{"uri": SHARD, "index": place} for place in places]
    entries = [ISSUER.entry(CARD, list=listed, card=card) for card in [*cards, {"uri": f"{ORIGIN}/s/8", "index": 1}]]
    read = in_browser("judgeAll", entries, without=without)
    assert [one.get("status", one.get("reason")) for one in read] == [3, 2, 0, 0, "unreadable", "cannot-confirm"]
    assert read[0] == {"uri": SHARD, "issuedAt": NOW - 20, "expires": NOW + 3600, "ttl": 30, "status": 3}


def test_a_status_list_is_refused_when_it_is_old_early_foreign_forged_or_a_bomb(in_browser: InBrowser) -> None:
    bomb = ISSUER.status_list(bytes(64 * 1024 + 1))
    large = ISSUER.status_list(random.Random(1).randbytes(65_500))  # behind zlib its claims exceed 65,535 octets
    forged = bytearray(ISSUER.status_list(packed()))
    forged[-1] ^= 1
    no_status = Issuer(private=3, uses=frozenset({Use.CARD}))
    cases = {
        "cannot-confirm": [
            (ISSUER.status_list(packed(), expires=NOW - 1), 0),
            (ISSUER.status_list(packed()), NOW - 19),
        ],
        "clock-wrong": [(ISSUER.status_list(packed(), issued_at=NOW + 61), 0)],
        "altered": [(bytes(forged), 0), (ISSUER.status_list(packed(), uri=f"{ORIGIN}/s/8"), 0)],
        "unreadable": [(bomb, 0), (large, 0), (issue(CARD, ISSUER.key), 0)],
        "believed": [(ISSUER.status_list(bytes(64 * 1024)), NOW - 20)],
    }
    found = {}
    for reason, tokens in cases.items():
        lists = [{"token": token.hex(), "uri": SHARD, "seen": seen} for token, seen in tokens]
        found[reason] = set(reasons(in_browser, [ISSUER.entry(CARD, list=listed) for listed in lists]))
    unfit = [no_status.entry(CARD, list={"token": no_status.status_list(packed()).hex(), "uri": SHARD, "seen": 0})]
    assert found == {reason: {reason} for reason in cases}
    assert reasons(in_browser, unfit) == ["key-unknown"]


@pytest.mark.parametrize("algorithm", [ES256, EDDSA], ids=lambda algorithm: algorithm.name)
def test_a_cose_library_of_others_reads_what_we_sign_and_refuses_what_was_changed(
    in_browser: InBrowser, algorithm: Algorithm
) -> None:
    issuer = Issuer(algorithm)
    key = point(issuer.key.listed.cose_key)
    token = issue(CARD, issuer.key)
    changed = token.replace("芳".encode(), "芬".encode())
    assert in_browser("readByOthers", {"token": token.hex(), "key": key}) == {
        "alg": algorithm.number,
        "kid": issuer.key.listed.kid.hex(),
        "exp": CARD.expires,
        "cti": CARD.card_id.hex(),
        "shown": [CARD.name, CARD.agency],
    }
    assert "signature mismatch" in in_browser("readByOthers", {"token": changed.hex(), "key": key})["fault"]


def test_digits_are_the_bytes_python_wrote(in_browser: InBrowser) -> None:
    written = [bytes([255 - length % 256, length % 256] * 200)[:length] for length in range(1, 401)]
    assert in_browser("digits", [to_digits(data) for data in written]) == [data.hex() for data in written]
