"""python-cwt reads what we write, and we read what it writes as far as the profile goes."""

from __future__ import annotations

from typing import Any

import cbor2
import cwt
import pytest

from anxin.credentials import ES256, Fault, Rejected, check, issue, issue_status_list
from anxin.credentials.algorithms import P256_HALF, P256_ORDER
from anxin.credentials.claims import Card, Screen, Status
from tests.unit.credentials.reading import corpus, keys
from tools.refused_corpus.bases import card, screen
from tools.refused_corpus.stage import CARD, DAY, ED25519, ISSUER, NOW, SCREEN, STATUS, Key, es256

pytestmark = pytest.mark.static

A_CARD = Card(bytes(range(8)), NOW + 90 * DAY, f"{ISSUER}/s/7", 12_345, "王*", "安心家政")
A_SCREEN = Screen(bytes(range(16)), NOW + 90, Status.SUSPENDED, "王*", "安心家政")


def cose_key(key: Key, *, private: bool = False) -> Any:
    held = dict(key.held.listed.cose_key) | {2: key.kid, 3: key.alg}
    return cwt.COSEKey.new(held | ({-4: key.held.private} if private else {}))


@pytest.mark.parametrize(
    ("claims", "key"), [(A_CARD, CARD), (A_SCREEN, SCREEN), (A_CARD, ED25519), (A_SCREEN, ED25519)]
)
def test_python_cwt_reads_our_credentials(claims: Card | Screen, key: Key) -> None:
    assert cwt.decode(issue(claims, key.held), cose_key(key)) == claims.claims()


def test_python_cwt_reads_our_status_list() -> None:
    token = issue_status_list(STATUS.held, uri=f"{ISSUER}/s/7", packed=b"\xe4", issued_at=1, expires=NOW, ttl=30)
    claims = cwt.decode(token, cose_key(STATUS))
    assert isinstance(claims, dict)
    assert (claims[2], claims[4], claims[6], claims[65534], claims[65533]["bits"]) == (f"{ISSUER}/s/7", NOW, 1, 30, 2)


def test_python_cwt_reads_our_list_of_keys() -> None:
    root = corpus()["roots"][0]
    private = bytes.fromhex(root["TEST_private"])
    key = cwt.COSEKey.new(dict(ES256.public(private)) | {2: bytes.fromhex(root["kid"]), 3: -7})
    claims = cwt.decode(bytes.fromhex(corpus()["key_lists"]["main"]), key)
    assert isinstance(claims, dict)
    assert {one[2] for one in claims[-65537]} == set(keys().keys)


def written(key: Key, claims: dict[Any, Any]) -> bytes:
    """python-cwt's token with both headers protected, its payload by cbor2."""
    coder = cwt.COSE.new(alg_auto_inclusion=False, kid_auto_inclusion=False)
    header, payload = {1: key.alg, 4: key.kid}, cbor2.dumps(claims, canonical=True)
    return bytes(coder.encode(payload, cose_key(key, private=True), protected=header, unprotected={}))


def low(token: bytes) -> bool:
    return int.from_bytes(token[-32:], "big") <= P256_HALF


@pytest.mark.parametrize(("claims", "key"), [(card(), CARD), (screen(), SCREEN)], ids=["card", "screen"])
def test_we_read_what_python_cwt_writes_when_its_s_is_low(claims: dict[Any, Any], key: Key) -> None:
    """It makes either s; half of its signatures are refused, and their other half is then the accepted one."""
    answers = []
    for _turn in range(24):
        token = written(key, claims)
        try:
            answers.append(check(token, keys(), now=NOW).claims.claims() == claims)
        except Rejected as rejected:
            assert rejected.fault is Fault.ALTERED and not low(token)
        else:
            assert low(token)
    assert answers and all(answers)


def test_we_read_what_python_cwt_writes_with_ed25519() -> None:
    assert check(written(ED25519, card()), keys(), now=NOW).claims.claims() == card()


def test_the_headers_python_cwt_chooses_by_itself_are_refused() -> None:
    """It puts the key id into the unprotected header."""
    token = cwt.encode(card(), cose_key(CARD, private=True))
    with pytest.raises(Rejected, match=r"unprotected|protected header"):
        check(token, keys(), now=NOW)


def test_python_cwt_takes_the_other_form_of_a_signature_and_we_do_not() -> None:
    token = issue(A_CARD, CARD.held)
    s = int.from_bytes(token[-32:], "big")
    other = token[:-32] + (P256_ORDER - s).to_bytes(32, "big")
    assert cwt.decode(other, cose_key(CARD)) == A_CARD.claims()
    with pytest.raises(Rejected) as rejected:
        check(other, keys(), now=NOW)
    assert rejected.value.fault is Fault.ALTERED


def test_signing_by_rfc_6979_gives_the_same_twice() -> None:
    sign = es256(bytes(31) + b"\x05")
    assert sign(b"door") == sign(b"door") != sign(b"gate")
