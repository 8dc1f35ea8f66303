"""A hundred thousand damaged tokens: none is accepted, nothing but a refusal is thrown; and Python gives the same
reason for each of some thousands."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from anxin.credentials import (
    EDDSA,
    ES256,
    Card,
    KeyList,
    Rejected,
    Screen,
    check,
    issue,
    read_key_list,
    read_text,
    to_digits,
)
from anxin.credentials.cose import read_sign1, sign1
from anxin.credentials.keys import KEY_LIST
from anxin.credentials.status_list import STATUS_LIST, octets_for, read_status_list
from tests.journeys.verifier.conftest import OLD_PHONE, InBrowser
from tests.journeys.verifier.issuing import CARD, NOW, ORIGIN, SCREEN, SHARD, Issuer, address

pytestmark = [pytest.mark.browser, pytest.mark.static]

ISSUER = Issuer()
ED25519 = Issuer(EDDSA)
BOTH: list[Card | Screen] = [CARD, SCREEN]


def fuzzed() -> list[dict[str, Any]]:
    listed = ISSUER.status_list(bytes(octets_for(4096)))
    return [
        ISSUER.entry(CARD),
        ISSUER.entry(SCREEN),
        ED25519.entry(CARD),
        ED25519.entry(SCREEN),
        ISSUER.entry(CARD, token=listed, kind="list", uri=SHARD),
        ISSUER.entry(CARD, token=ISSUER.key_list(), kind="keys"),
    ]


@pytest.mark.parametrize("seed", [20260101, 20260102])
def test_of_a_hundred_thousand_damaged_tokens_none_is_accepted_and_nothing_else_is_thrown(
    in_browser: InBrowser, seed: int
) -> None:
    outcome = in_browser("fuzz", {"entries": fuzzed(), "times": 9000, "seed": seed})
    assert (outcome["accepted"], outcome["thrown"]) == ([], [])
    assert sum(outcome["refused"].values()) > 50_000
    assert outcome["refused"].keys() == {"unreadable", "wrong-issuer", "key-unknown", "altered"}


def test_of_fifty_thousand_damaged_texts_nothing_but_a_refusal_is_thrown(in_browser: InBrowser) -> None:
    texts = [to_digits(issue(CARD, ISSUER.key)), to_digits(bytes(range(30))), "0" * 17, ""]
    outcome = in_browser("fuzzDigits", {"texts": texts, "times": 50_000, "seed": 7})
    assert outcome["thrown"] == []
    assert min(outcome["refused"], outcome["read"]) > 5_000


def damaged(token: bytes, chance: random.Random) -> bytes:
    data = bytearray(token)
    for _change in range(chance.randint(1, 3)):
        at = chance.randrange(len(data)) if data else 0
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randint(1, 4)]
            case 2:
                data[at:at] = chance.randbytes(chance.randint(1, 4))
            case _:
                start = chance.randrange(len(data) + 1)
                data[at:at] = data[start : start + chance.randrange(12)]
    return bytes(data)


def resigned(chance: random.Random) -> bytes:
    """A credential whose claims are damaged and then signed: what an issuer gone wrong would hand out."""
    whole = issue(chance.choice(BOTH), ISSUER.key)
    start = whole.index(b"\x04\x1a") - 1  # the claims begin with exp
    return ISSUER.key.token(damaged(whole[start:-66], chance))


def python_says(token: bytes, keys: KeyList, floor: int) -> str:
    try:
        check(token, keys, now=NOW, floor=floor)
    except Rejected as rejected:
        return str(rejected.fault)
    return "believed"


def in_words(read: dict[str, Any]) -> str:
    return str(read.get("reason", "believed"))


def test_python_and_the_browser_give_the_same_reason_for_damaged_tokens(in_browser: InBrowser) -> None:
    chance = random.Random(20261122)
    tokens = [damaged(issue(chance.choice(BOTH), ISSUER.key), chance) for _time in range(1500)]
    tokens += [resigned(chance) for _time in range(1500)]
    floors = [chance.choice([0, 0, NOW + 61, CARD.expires + 61]) for _token in tokens]
    entries = [
        ISSUER.entry(CARD) | {"token": token.hex() or "00", "floor": floor}
        for token, floor in zip(tokens, floors, strict=True)
    ]
    found = [in_words(read) for read in in_browser("judgeAll", entries)]
    keys = read_key_list(ISSUER.key_list(), roots=[ISSUER.root], now=NOW)
    said = [python_says(token, keys, floor) for token, floor in zip(tokens, floors, strict=True)]
    differing = [
        (token.hex(), floor, mine, theirs)
        for token, floor, mine, theirs in zip(tokens, floors, said, found, strict=True)
        if mine != theirs
    ]
    assert differing == []
    assert min(Counter(said)[reason] for reason in ("unreadable", "altered", "believed", "clock-wrong")) > 10


def test_python_and_the_browser_read_the_same_damaged_texts(in_browser: InBrowser) -> None:
    chance = random.Random(20261123)
    whole = address(issue(CARD, ISSUER.key))
    signs = "0123456789#&?/:abcvAV .%\t、1"
    texts = []
    for _time in range(1500):
        text = list(whole if chance.random() < 0.6 else whole.partition("#")[2])
        for _change in range(chance.randint(1, 2)):
            at = chance.choice([chance.randrange(len(text)), chance.randrange(min(len(text), 26))])
            text[at : at + chance.randrange(3)] = chance.choice(signs) * chance.randrange(2)
        texts.append("".join(text))
    keys = read_key_list(ISSUER.key_list(), roots=[ISSUER.root], now=NOW)

    def said(text: str) -> str:
        try:
            return python_says(read_text(text, ORIGIN), keys, 0)
        except Rejected as rejected:
            return str(rejected.fault)

    entries = [ISSUER.entry(CARD) | {"token": "", "text": text} for text in texts]
    found = [in_words(read) for read in in_browser("judgeAll", entries)]
    assert [(text, said(text), one) for text, one in zip(texts, found, strict=True) if said(text) != one] == []
    assert set(found) >= {"believed", "unreadable", "wrong-issuer"}


def python_reads(entry: dict[str, Any], keys: KeyList) -> Any:
    token = bytes.fromhex(entry["token"])
    try:
        if entry["kind"] == "key-list":
            believed = read_key_list(token, roots=[ISSUER.root], now=NOW)
            return {"issuer": believed.issuer, "kids": sorted(kid.hex() for kid in believed.keys)}
        listed = read_status_list(token, keys, uri=SHARD, now=NOW)
    except Rejected as rejected:
        return str(rejected.fault)
    return {"iat": listed.issued_at, "exp": listed.expires, "ttl": listed.ttl, "packed": listed.packed.hex()}


def damaged_lists(chance: random.Random) -> list[dict[str, Any]]:
    """Lists whose claims are damaged and then signed, so that what stands behind the signature is looked at too."""
    keys = read_sign1(ISSUER.key_list(keys=[issuer.key.listed for issuer in (ISSUER, ED25519)])).payload
    statuses = read_sign1(ISSUER.status_list(bytes(range(256)))).payload
    sign, kid = ES256.signer(ISSUER.root_private), ISSUER.root.kid
    entries = []
    for _time in range(800):
        listed = sign1(damaged(keys, chance), alg=-7, kid=kid, sign=sign, typ=KEY_LIST)
        held = ISSUER.key.token(damaged(statuses, chance), typ=STATUS_LIST)
        entries.append({"kind": "key-list", "token": listed.hex(), "now": NOW})
        entries.append({"kind": "status-list", "token": held.hex(), "now": NOW, "uri": SHARD})
    return entries


@pytest.mark.parametrize("without", ["", OLD_PHONE], ids=["today's browser", "an old phone"])
def test_python_and_the_browser_read_the_same_in_damaged_lists(in_browser: InBrowser, without: str) -> None:
    entries = damaged_lists(random.Random(20261124))
    corpus = {"roots": [ISSUER.carried], "key_lists": {"main": ISSUER.key_list().hex()}, "now": NOW, "issuer": ORIGIN}
    asked = {"corpus": corpus, "entries": entries, "verifier": "source"}
    found = in_browser("answers", asked, without=without)
    keys = read_key_list(ISSUER.key_list(), roots=[ISSUER.root], now=NOW)
    said = [python_reads(entry, keys) for entry in entries]
    differing = [
        (entry, mine, theirs) for entry, mine, theirs in zip(entries, said, found, strict=True) if mine != theirs
    ]
    assert differing == []
    assert {type(one) for one in said} == {dict, str}
