"""The published vectors of others, in the page's own JavaScript: COSE working group, RFC 8392, Token Status List."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.verifier.conftest import InBrowser

pytestmark = [pytest.mark.browser, pytest.mark.static]

Vectors = Callable[[str], Any]
DRAFT = "status-list/draft-ietf-oauth-status-list-examples.json"
# The key of the draft's examples (src/util.py of its repository).
DRAFT_KEY = {
    "alg": -7,
    "x": "2371d69bfd03b3574f308f885a67f8981987f9869e0156cf56eeef076ec2c57a",
    "y": "e8dfdde44963f5bb3586d815de890928875b1c4a6481398096e60a25e9b39f53",
}

TAG, UNPROTECTED = "it is not tag 18", "something stands in the unprotected header"
HEADER = "the protected header has other members than algorithm, key id and type"
SIGNATURE = "the signature has not 64 octets"
# Every one of them is refused, valid or not, and this is the fault the profile finds first. Its key id stands in the
# protected header, where it is signed; the examples have it in the unprotected one, or none.
REFUSED = {
    "cose/ecdsa-01.json": TAG,  # COSE_Sign: several signers
    "cose/ecdsa-02.json": TAG,
    "cose/ecdsa-03.json": TAG,
    "cose/ecdsa-04.json": TAG,
    "cose/ecdsa-sig-01.json": UNPROTECTED,
    "cose/ecdsa-sig-02.json": UNPROTECTED,
    "cose/ecdsa-sig-03.json": UNPROTECTED,
    "cose/ecdsa-sig-04.json": UNPROTECTED,
    "cose/eddsa-01.json": TAG,
    "cose/eddsa-02.json": TAG,
    "cose/eddsa-sig-01.json": UNPROTECTED,
    "cose/eddsa-sig-02.json": UNPROTECTED,
    "cose/sign-fail-01.json": TAG,
    "cose/sign-fail-02.json": UNPROTECTED,
    "cose/sign-fail-03.json": UNPROTECTED,
    "cose/sign-fail-04.json": UNPROTECTED,
    "cose/sign-fail-06.json": UNPROTECTED,
    "cose/sign-fail-07.json": UNPROTECTED,
    "cose/sign-pass-01.json": UNPROTECTED,  # even the algorithm stands there, unsigned
    "cose/sign-pass-02.json": UNPROTECTED,  # and it is signed with external data, which the profile has none of
    "cose/sign-pass-03.json": TAG,  # it has none
    "cwt/A_3.json": HEADER,  # it names no key
    "cwt/A_4.json": TAG,  # a MAC
    "cwt/A_5.json": TAG,  # encrypted
    "cwt/A_6.json": TAG,  # signed and encrypted
    "cwt/A_7.json": TAG,  # a MAC
}
# What remains when the envelope's faults are overlooked: does the signature belong to the content? Those of other
# algorithms (P-384, P-521, P-256 with SHA-512, Ed448) are not asked.
BELONGS = {
    "cose/ecdsa-sig-01.json": True,
    "cose/eddsa-sig-01.json": True,
    "cose/sign-fail-02.json": False,
    "cose/sign-fail-03.json": False,
    "cose/sign-fail-04.json": False,
    "cose/sign-fail-06.json": False,
    "cose/sign-fail-07.json": False,
    "cose/sign-pass-01.json": False,  # signed over an empty text instead of the empty header that is sent
    "cose/sign-pass-02.json": False,  # external data
    "cose/sign-pass-03.json": True,
    "cwt/A_3.json": True,
}


def test_the_profile_refuses_every_example_of_the_working_group_and_of_rfc_8392(
    in_browser: InBrowser, vectors: Vectors
) -> None:
    tokens = [vectors(name)["output"]["cbor"] for name in REFUSED]
    found = [(read["reason"], read["why"]) for read in in_browser("tokens", tokens)]
    assert dict(zip(REFUSED, found, strict=True)) == {name: ("unreadable", why) for name, why in REFUSED.items()}


def coordinate(key: dict[str, str], name: str) -> str:
    if f"{name}_hex" in key:
        return key[f"{name}_hex"]
    return base64.urlsafe_b64decode(key[name] + "==").hex() if name in key else ""


@pytest.mark.parametrize("means", ["natively", "byLibrary"])
def test_signatures_of_the_working_group_and_of_rfc_8392_are_told_apart(
    in_browser: InBrowser, vectors: Vectors, means: str
) -> None:
    read = {name: vectors(name) for name in BELONGS}
    bare = [re.sub("^D2", "", one["output"]["cbor"], flags=re.IGNORECASE) for one in read.values()]
    members = in_browser("cbor", bare)
    signed = in_browser("signedBytes", [[held[0]["bytes"], held[2]["bytes"]] for held in members])
    intended = {n: one["intermediates"]["ToBeSign_hex"].lower() for n, one in read.items() if BELONGS[n]}
    assert {name: made for name, made in zip(BELONGS, signed, strict=True) if BELONGS[name]} == intended
    keys = [one["input"]["sign0"]["key"] for one in read.values()]
    cases = [
        {
            "alg": -7 if key["kty"] == "EC" else -8,
            "x": coordinate(key, "x"),
            "y": coordinate(key, "y"),
            "signature": held[3]["bytes"],
            "message": message,
        }
        for key, held, message in zip(keys, members, signed, strict=True)
    ]
    answers = in_browser("signatures", {"cases": cases, "means": means})
    assert dict(zip(BELONGS, answers, strict=True)) == BELONGS


# As the draft prints them: a list of 2²⁰ entries has these values and is 0 everywhere else.
ONE_BIT = [0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345]
FOUR_BITS = [0, 1993, 35460, 459495, 595669, 754353, 845645, 923232, 924445, 934534, 1000345, 1004534, 1030203]
FOUR_BITS += [1030204, 1030205]
PRINTED = {
    "status_list_encoding_cbor": (1, [(at, 1) for at in (0, 3, 4, 5, 7, 8, 9, 13, 15)]),
    "status_list_encoding2_cbor": (
        2,
        [(0, 1), (1, 2), (3, 3), (5, 1), (7, 1), (8, 1), (9, 2), (10, 3), (11, 3)],
    ),
    "status_list_encoding1_long_cbor": (1, [(at, 1) for at in ONE_BIT]),
    "status_list_encoding2_long_cbor": (
        2,
        list(zip(ONE_BIT, (1, 2, 1, 3, 1, 1, 2, 1, 1, 2, 3), strict=True)),
    ),
    "status_list_encoding4_cbor": (
        4,
        list(zip(FOUR_BITS, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 11, 13, 14, 15), strict=True)),
    ),
}


def encoded(printed: str) -> str:
    """The hexadecimal text of an example, with what is printed before it left out."""
    return re.sub(r"\s", "", printed.partition("encoded:")[2] or printed)


def in_order(printed: str) -> str:
    """An example with its two keys in deterministic order: "lst" before "bits", which the draft does not ask for."""
    opening, bits, lst = printed[:2], printed[2:14], printed[14:]
    return opening + lst + bits


def in_python(compressed: bytes) -> list[list[int]]:
    return [[at, status] for at, status in enumerate(zlib.decompress(compressed)) if status]


@pytest.mark.parametrize("means", ["natively", "byLibrary"])
def test_status_lists_of_one_two_four_and_eight_bits_hold_what_the_draft_prints(
    in_browser: InBrowser, vectors: Vectors, means: str
) -> None:
    draft = vectors(DRAFT)
    for name, (bits, statuses) in PRINTED.items():
        held = dict(in_browser("cbor", [in_order(encoded(draft[name]))])[0]["map"])
        compressed = held["lst"]["bytes"]
        asked = {"compressed": compressed, "bits": bits, "most": 2**20, "means": means}
        assert (held["bits"], in_browser("statuses", asked)) == (bits, [list(pair) for pair in statuses]), name
    eight = in_order(encoded(draft["status_list_encoding8_cbor"]))
    whole = dict(in_browser("cbor", [eight])[0]["map"])["lst"]["bytes"]
    asked = {"compressed": whole, "bits": 8, "most": 2**20, "means": means}
    assert in_browser("statuses", asked) == in_python(bytes.fromhex(whole))


def test_the_json_examples_of_the_draft_hold_the_same_lists(in_browser: InBrowser, vectors: Vectors) -> None:
    draft = vectors(DRAFT)
    names = [*PRINTED, "status_list_encoding8_cbor"]
    lists = [dict(held["map"]) for held in in_browser("cbor", [in_order(encoded(draft[name])) for name in names])]
    printed = [json.loads(encoded(draft[name.replace("cbor", "json")])) for name in names]
    assert [base64.urlsafe_b64decode(one["lst"] + "==").hex() for one in printed] == [
        one["lst"]["bytes"] for one in lists
    ]


def test_the_examples_of_the_draft_as_they_stand_are_not_deterministic_and_refused(
    in_browser: InBrowser, vectors: Vectors
) -> None:
    draft = vectors(DRAFT)
    whys = {read["why"] for read in in_browser("cbor", [encoded(draft[name]) for name in PRINTED])}
    assert whys == {"keys stand twice or out of order"}


def test_the_tokens_of_the_draft_are_signed_as_it_says_and_refused_for_their_unsigned_key_id(
    in_browser: InBrowser, vectors: Vectors
) -> None:
    draft = vectors(DRAFT)
    tokens = [encoded(draft[name]) for name in ("status_list_cwt", "referenced_token_cwt")]
    assert [read["why"] for read in in_browser("tokens", tokens)] == [UNPROTECTED] * 2
    members = in_browser("cbor", [token.removeprefix("d2") for token in tokens])
    signed = in_browser("signedBytes", [[held[0]["bytes"], held[2]["bytes"]] for held in members])
    cases = [
        {**DRAFT_KEY, "signature": held[3]["bytes"], "message": message}
        for held, message in zip(members, signed, strict=True)
    ]
    assert in_browser("signatures", {"cases": cases, "means": "natively"}) == [True, True]


@pytest.mark.parametrize("means", ["natively", "byLibrary"])
def test_no_small_file_becomes_a_large_one(in_browser: InBrowser, means: str) -> None:
    most = 64 * 1024
    whole = zlib.compress(bytes(most))
    bombs = [zlib.compress(bytes(size)) for size in (most + 1, 10 * most, 50_000_000)]
    broken = [whole[:-1], whole[:-10], b"", b"\x78", whole[2:], bytes(100), zlib.compress(bytes(300))[:9]]
    results = [
        in_browser("inflated", {"compressed": data.hex(), "most": most, "means": means})
        for data in (whole, *bombs, *broken)
    ]
    assert results[0] == most
    assert [one["reason"] for one in results[1:]] == ["unreadable"] * (len(bombs) + len(broken))
