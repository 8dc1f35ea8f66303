"""A million changed tokens: none is accepted but those that came out unchanged, and nothing but `Rejected` is raised.

20,000 of them here; `FUZZ=1000000` in the environment makes as many as one likes, `FUZZ_SEED` others.
"""

from __future__ import annotations

import os
import random
import resource
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from anxin.credentials import Rejected, check, read_key_list, read_status_list, read_text
from anxin.credentials.cbor import decode, encode
from anxin.credentials.claims import claims_of, read_claims
from anxin.credentials.cose import read_sign1, sign1
from anxin.credentials.sm2 import Unavailable
from anxin.credentials.status_list import MOST_OCTETS, inflated
from tests.unit.credentials.mutations import ORDERS, mutated, mutated_text
from tests.unit.credentials.reading import corpus, keys, root
from tools.refused_corpus.stage import CARD, KEY_LIST, SCREEN, STATUS, STATUS_LIST, es256, secret, token

pytestmark = pytest.mark.static

MANY = int(os.environ.get("FUZZ", "20000"))
SEED = int(os.environ.get("FUZZ_SEED", "20261122"))
NOW: int = corpus()["now"]
MOST_KIB = 64 * 1024


def originals(kind: str, *names: str) -> list[bytes]:
    """What the corpus accepts, of one kind."""
    return [
        bytes.fromhex(entry["token"])
        for entry in corpus()["accepted"]
        if entry["kind"] == kind and (not names or entry["name"] in names) and not entry.get("needs")
    ]


Make = Callable[[random.Random], Any]
CREDENTIALS = originals("credential")


def run(
    share: int, make: Callable[[random.Random], Any], judge: Callable[[Any], bool], right: Callable[[Any], bool]
) -> None:
    """`share` hundredths of all: whatever is accepted must be `right`."""
    draw = random.Random(f"{SEED} {make.__qualname__}")
    count, told = MANY * share // 100, Counter[str]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _turn in range(count):
        given = make(draw)
        try:
            accepted = judge(given)
        except Rejected as rejected:
            told[rejected.fault] += 1
            continue
        told["accepted"] += accepted
        assert right(given), given
    assert sum(told.values()) == count
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_KIB
    print(f"{count:,}: " + ", ".join(f"{fault} {found:,}" for fault, found in told.most_common()))


def unchanged(tokens: Sequence[bytes]) -> Callable[[bytes], bool]:
    known = frozenset(tokens)
    return lambda token: token in known


def test_no_changed_credential_is_accepted() -> None:
    held = keys()

    def credential(draw: random.Random) -> bytes:
        return mutated(CREDENTIALS, draw)

    run(50, credential, lambda token: bool(check(token, held, now=NOW)), unchanged(CREDENTIALS))


def test_no_changed_status_list_is_accepted() -> None:
    tokens, held = originals("status-list"), keys()

    def status_list(draw: random.Random) -> bytes:
        return mutated(tokens, draw)

    uri = corpus()["issuer"] + "/s/7"
    run(12, status_list, lambda token: bool(read_status_list(token, held, uri=uri, now=NOW)), unchanged(tokens))


def test_no_changed_list_of_keys_is_accepted() -> None:
    tokens = originals("key-list")

    def key_list(draw: random.Random) -> bytes:
        return mutated(tokens, draw)

    run(8, key_list, lambda token: bool(read_key_list(token, roots=[root()], now=NOW)), unchanged(tokens))


def test_no_changed_text_leads_to_another_credential() -> None:
    texts = [entry["text"] for entry in corpus()["accepted"] if entry["kind"] == "text"]
    held, issuer = keys(), corpus()["issuer"]

    def text(draw: random.Random) -> str:
        return mutated_text(texts, draw)

    known = frozenset(CREDENTIALS)
    run(
        10,
        text,
        lambda text: bool(check(read_text(text, issuer), held, now=NOW)),
        lambda text: read_text(text, issuer) in known,
    )


def test_what_cbor_reads_it_writes_again_and_both_ways_to_claims_agree() -> None:
    payloads = [payload_of(token) for token in (*CREDENTIALS, *originals("status-list"), *originals("key-list"))]

    def payload(draw: random.Random) -> bytes:
        return mutated(payloads, draw)

    def agree(payload: bytes) -> bool:
        straight, around = (
            read_or_none(claims_of, payload),
            read_or_none(lambda held: read_claims(decode(held)), payload),
        )
        assert straight == around
        assert encode(decode(payload)) == payload
        return True

    run(5, payload, agree, lambda _payload: True)


def test_a_changed_content_that_was_signed_after_all_is_refused_or_read_to_the_octet() -> None:
    """What a careless or a captured issuer might sign: nothing behind the signature may give way either."""
    held, uri, sign_root = keys(), corpus()["issuer"] + "/s/7", es256(secret("root"))
    payloads = {
        kind: [payload_of(token) for token in originals(kind)] for kind in ("credential", "status-list", "key-list")
    }

    def signed(draw: random.Random) -> tuple[str, bytes]:
        kind = draw.choice(tuple(payloads))
        payload = mutated(payloads[kind], draw)
        if kind == "credential":
            return kind, token(payload, draw.choice((CARD, SCREEN)))
        if kind == "status-list":
            return kind, token(payload, STATUS, typ=STATUS_LIST)
        return kind, sign1(payload, alg=-7, kid=root().kid, sign=sign_root, typ=KEY_LIST)

    def judged(given: tuple[str, bytes]) -> bool:
        kind, octets = given
        if kind == "credential":
            return bool(check(octets, held, now=NOW))
        if kind == "status-list":
            return bool(read_status_list(octets, held, uri=uri, now=NOW))
        return bool(read_key_list(octets, roots=[root()], now=NOW))

    def right(given: tuple[str, bytes]) -> bool:
        payload = payload_of(given[1])
        return encode(decode(payload)) == payload

    run(15, signed, judged, right)


def payload_of(token: bytes) -> bytes:
    return read_sign1(token).payload


def read_or_none(read: Callable[[bytes], Any], payload: bytes) -> Any:
    try:
        return read(payload)
    except Rejected:
        return None


def test_a_stream_of_zlib_never_takes_more_room_than_a_list_may() -> None:
    draw, stream = random.Random(SEED), zlib.compress(random.Random(SEED).randbytes(2000) * 8)
    for _turn in range(MANY // 20):
        try:
            assert len(inflated(mutated([stream], draw))) <= MOST_OCTETS
        except Rejected:
            continue


def test_the_other_form_of_a_signature_is_refused_and_names_no_other_credential() -> None:
    """(r, n - s): were it accepted, a credential would still be known by its id, never by its octets."""
    for held in CREDENTIALS:
        s = int.from_bytes(held[-32:], "big")
        other = held[:-32] + ((ORDERS[0] - s) % 2**256).to_bytes(32, "big")
        with pytest.raises(Rejected):
            check(other, keys(), now=NOW)
        assert claims_of(payload_of(other)) == claims_of(payload_of(held))


def test_sm2_needs_no_library_to_refuse() -> None:
    tokens = [bytes.fromhex(entry["token"]) for entry in corpus()["accepted"] if entry.get("needs") == "SM2"]
    draw, held = random.Random(SEED), keys("with SM2")
    for _turn in range(MANY // 100):
        changed = mutated(tokens, draw)
        try:
            check(changed, held, now=NOW)
        except Rejected:
            continue
        except Unavailable:
            pytest.fail("a missing library is an answer, not an error")
        assert changed in tokens
