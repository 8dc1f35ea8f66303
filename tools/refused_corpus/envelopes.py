"""Faults of the envelope: the tag, the four members, the headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from anxin.credentials import Fault
from tools.refused_corpus.bases import card, screen
from tools.refused_corpus.entry import Entry
from tools.refused_corpus.loose import BREAK, BYTES, NULL, Pairs, Raw, head, write
from tools.refused_corpus.stage import (
    CARD,
    COMING,
    ED25519,
    FOREIGN,
    PAST,
    RECEIPT,
    SCREEN,
    STATUS,
    STATUS_LIST,
    UNLISTED,
    Key,
    header,
    signed_bytes,
    token,
)

GOOD = token(card())
PROTECTED, PAYLOAD = write(header(CARD)), write(card())
SIGNATURE = GOOD[-64:]
PARTS = (write(PROTECTED), b"\xa0", write(PAYLOAD), write(SIGNATURE))


def parts(
    protected: bytes = PARTS[0], unprotected: bytes = PARTS[1], payload: bytes = PARTS[2], end: bytes = PARTS[3]
) -> bytes:
    """The good card with a part written in another way; the signature covers the content, so it still verifies."""
    return b"\xd2\x84" + protected + unprotected + payload + end


def envelopes() -> Iterator[Entry]:
    for name, why, octets in (
        ("nothing", "no octet at all", b""),
        ("tag-missing", "COSE_Sign1 without tag 18: COSE allows it, the profile has one form", GOOD[1:]),
        ("tag-long", "tag 18 written in two octets", b"\xd8\x12" + GOOD[1:]),
        ("tag-cwt", "the CWT tag 61 stands before tag 18", b"\xd8\x3d" + GOOD),
        ("tag-cose-sign", "tag 98, COSE_Sign", b"\xd8\x62" + GOOD[1:]),
        ("tag-mac0", "tag 17, COSE_Mac0", b"\xd1" + GOOD[1:]),
        ("tag-twice", "tag 18 twice", b"\xd2" + GOOD),
        ("tag-self-described", "tag 55799 stands before tag 18", b"\xd9\xd9\xf7" + GOOD),
        ("array-of-three", "the signature is not there", b"\xd2\x83" + b"".join(PARTS[:3])),
        ("array-of-five", "a fifth member", b"\xd2\x85" + b"".join(PARTS) + b"\x00"),
        ("array-length-long", "the array's length in two octets", b"\xd2\x98\x04" + b"".join(PARTS)),
        ("array-indefinite", "the array without its length", b"\xd2\x9f" + b"".join(PARTS) + BREAK),
        ("map-for-array", "a map of two pairs in place of four members", b"\xd2\xa2" + b"".join(PARTS)),
        ("trailing-octet", "one octet follows the token", GOOD + b"\x00"),
        ("trailing-token", "a second token follows the first", GOOD[:2] + b"".join(PARTS) + token(screen(), SCREEN)),
        ("leading-octet", "one octet stands before the token", b"\x00" + GOOD),
        ("cut-in-signature", "the last octet is missing", GOOD[:-1]),
        ("cut-in-payload", "it ends inside the payload", GOOD[:60]),
        ("cut-in-header", "it ends inside the protected header", GOOD[:6]),
        ("only-tag", "the tag alone", b"\xd2"),
        ("in-a-byte-string", "the token inside a byte string", head(BYTES, len(GOOD)) + GOOD),
        ("protected-map", "the protected header as a map, not as a byte string", parts(protected=PROTECTED)),
        ("protected-length-long", "the protected header's length in two octets", parts(protected=head(BYTES, len(PROTECTED), octets=1) + PROTECTED)),
        ("protected-indefinite", "the protected header in chunks", parts(protected=b"\x5f" + PARTS[0] + BREAK)),
        ("payload-length-long", "the payload's length in three octets", parts(payload=head(BYTES, len(PAYLOAD), octets=2) + PAYLOAD)),
        ("payload-length-eight", "the payload's length in nine octets", parts(payload=head(BYTES, len(PAYLOAD), octets=8) + PAYLOAD)),
        ("payload-indefinite", "the payload in chunks", parts(payload=b"\x5f" + PARTS[2] + BREAK)),
        ("payload-detached", "the payload is null: to be had elsewhere", parts(payload=NULL)),
        ("payload-map", "the payload as a map, not as a byte string", parts(payload=PAYLOAD)),
        ("payload-text", "the payload as a text string", parts(payload=b"\x78" + PARTS[2][1:])),
        ("payload-beyond-end", "the payload claims 65,535 octets", parts(payload=b"\x59\xff\xff" + PAYLOAD)),
        ("payload-beyond-memory", "the payload claims 2^63 octets", parts(payload=b"\x5b\x7f" + 7 * b"\xff" + PAYLOAD)),
        ("signature-length-long", "the signature's length in three octets", parts(end=b"\x59\x00\x40" + SIGNATURE)),
        ("signature-text", "the signature as a text string", parts(end=b"\x78\x40" + SIGNATURE)),
        ("signature-empty", "a signature of no octets", parts(end=b"\x40")),
        ("signature-short", "a signature of 63 octets", parts(end=b"\x58\x3f" + SIGNATURE[:63])),
        ("signature-long", "a signature of 65 octets", parts(end=b"\x58\x41" + SIGNATURE + b"\x00")),
        ("signature-null", "null in place of the signature", parts(end=NULL)),
        ("unprotected-null", "null in place of the unprotected header", parts(unprotected=NULL)),
        ("unprotected-bytes", "an empty byte string in place of the unprotected header", parts(unprotected=b"\x40")),
        ("unprotected-indefinite", "the empty unprotected header without its length", parts(unprotected=b"\xbf\xff")),
        ("unprotected-length-long", "the empty unprotected header's length in two octets", parts(unprotected=b"\xb8\x00")),
        ("unprotected-junk", "a text in the unprotected header", parts(unprotected=write({"x": "y"}))),
        ("unprotected-kid", "the key id in the unprotected header as well", parts(unprotected=write({4: CARD.kid}))),
        ("unprotected-alg", "the algorithm in the unprotected header as well", parts(unprotected=write({1: -7}))),
        ("unprotected-countersignature", "a countersignature (RFC 9338)", parts(unprotected=write({11: [b"", {}, SIGNATURE]}))),
    ):  # fmt: skip
        yield Entry(name, why, octets)


def with_header(protected: Any, unprotected: Any = Raw(b"\xa0"), key: Key = CARD) -> bytes:  # noqa: B008 -- immutable
    return token(card(), key, protected=protected, unprotected=unprotected)


def headers() -> Iterator[Entry]:
    kid = CARD.kid
    for name, why, octets in (
        ("alg-only-unprotected", "the algorithm stands in the unprotected header only", with_header({4: kid}, {1: -7})),
        ("kid-only-unprotected", "the key id stands in the unprotected header only", with_header({1: -7}, {4: kid})),
        ("all-unprotected", "the protected header is an empty map", with_header({}, {1: -7, 4: kid})),
        ("protected-empty", "the protected header is an empty byte string", with_header(b"", {1: -7, 4: kid})),
        ("alg-missing", "no algorithm", with_header({4: kid})),
        ("kid-missing", "no key id", with_header({1: -7})),
        ("alg-none-text", "the algorithm is the text none, as in JWT", with_header({1: "none", 4: kid})),
        ("alg-text", "the algorithm by its name", with_header({1: "ES256", 4: kid})),
        ("alg-null", "the algorithm is null", with_header({1: None, 4: kid})),
        ("alg-float", "the algorithm is -7.0", with_header({1: -7.0, 4: kid})),
        ("alg-long", "-7 written in two octets", with_header({1: Raw(b"\x38\x06"), 4: kid})),
        ("alg-bignum", "-7 as a bignum", with_header({1: Raw(b"\xc3\x41\x06"), 4: kid})),
        ("alg-twice", "two algorithms", with_header(Pairs.of((1, -8), (1, -7), (4, kid)))),
        ("alg-key-true", "true beside the key 1: Python and others take them for the same", with_header(Pairs.of((1, -7), (4, kid), (True, -8)))),
        ("header-order", "the key id stands before the algorithm", with_header(Pairs.of((4, kid), (1, -7)))),
        ("header-key-long", "the label 4 in two octets", with_header(Pairs.of((1, -7), (Raw(b"\x18\x04"), kid)))),
        ("header-indefinite", "the header's map without its length", with_header(b"\xbf" + write(1) + write(-7) + write(4) + write(kid) + BREAK)),
        ("header-trailing", "an octet after the header's map", with_header(PROTECTED + b"\x00")),
        ("header-array", "the header is an array", with_header([1, -7, 4, kid])),
        ("crit-unknown", "crit names a label nobody knows (RFC 9052 §3.1: must be refused)", with_header({1: -7, 2: [99], 4: kid, 99: 1})),
        ("crit-known", "crit names alg: even so the profile has no crit", with_header({1: -7, 2: [1], 4: kid})),
        ("content-type", "a content type", with_header({1: -7, 3: 61, 4: kid})),
        ("iv", "an initialisation vector", with_header({1: -7, 4: kid, 5: b"\x00" * 4})),
        ("cwt-claims-in-header", "claims in the header (RFC 9597)", with_header({1: -7, 4: kid, 15: {4: 2**40}})),
        ("x5chain", "a certificate in the header: keys come from the list alone", with_header({1: -7, 4: kid, 33: b"\x30\x00"})),
        ("embedded-key", "a COSE_Key in the header", with_header({1: -7, 4: kid, -1: {1: 2, -1: 1}})),
        ("kid-short", "a key id of three octets", with_header({1: -7, 4: kid[:3]})),
        ("kid-long", "a key id of five octets", with_header({1: -7, 4: kid + b"\x00"})),
        ("kid-empty", "a key id of no octets", with_header({1: -7, 4: b""})),
        ("kid-text", "the key id as a text", with_header({1: -7, 4: "card"})),
        ("kid-number", "the key id as a number", with_header({1: -7, 4: int.from_bytes(kid, "big")})),
        ("typ-status-list", "a credential that calls itself a status list", with_header(header(CARD, STATUS_LIST))),
        ("typ-cwt", "a credential that names the type application/cwt", with_header(header(CARD, "application/cwt"))),
        ("typ-empty", "an empty type", with_header({1: -7, 4: kid, 16: ""})),
        ("typ-number", "a type by number", with_header({1: -7, 4: kid, 16: 61})),
    ):  # fmt: skip
        yield Entry(name, why, octets)


def keys_and_signatures() -> Iterator[Entry]:
    unknown, altered = Fault.KEY_UNKNOWN, Fault.ALTERED
    for name, why, reason, octets in (
        ("kid-other-issuer", "signed by another issuer's key", Fault.WRONG_ISSUER, token(card(), FOREIGN)),
        ("kid-other-issuer-screen", "a screen signed by another issuer's key", Fault.WRONG_ISSUER, token(screen(), FOREIGN)),
        ("kid-not-listed", "signed by a key of this issuer that is not on its list", unknown, token(card(), UNLISTED)),
        ("kid-zero", "the issuer's half of the key id is right, the key's is zero", unknown, with_header({1: -7, 4: CARD.kid[:2] + bytes(2)})),
        ("use-screen-for-card", "a card signed by a key for screens", unknown, token(card(), SCREEN)),
        ("use-card-for-screen", "a screen signed by a key for cards", unknown, token(screen(), CARD)),
        ("use-status-for-card", "a card signed by a key for status lists", unknown, token(card(), STATUS)),
        ("use-receipt-for-screen", "a screen signed by a key for receipts", unknown, token(screen(), RECEIPT)),
        ("key-past", "the key's days are over", unknown, token(screen(), PAST)),
        ("key-coming", "the key's days have not begun", unknown, token(screen(), COMING)),
        ("alg-zero", "algorithm 0, which is reserved", altered, with_header({1: 0, 4: CARD.kid})),
        ("alg-es384", "ES384 with a key of P-256", altered, with_header({1: -35, 4: CARD.kid})),
        ("alg-hmac", "HMAC under the public key: the old confusion of JWT", altered, with_header({1: 5, 4: CARD.kid})),
        ("alg-eddsa-for-es256", "EdDSA is declared, the listed key is of P-256", altered, with_header({1: -8, 4: CARD.kid})),
        ("alg-es256-for-eddsa", "ES256 is declared, the listed key is Ed25519", altered, with_header({1: -7, 4: ED25519.kid}, key=ED25519)),
        ("alg-esp256", "ESP256 (-9), the newer number of the same: one number only", altered, with_header({1: -9, 4: CARD.kid})),
        ("alg-ed25519-number", "Ed25519 (-19), the newer number of the same: one number only", altered, with_header({1: -19, 4: ED25519.kid}, key=ED25519)),
        ("signed-by-another", "signed by another listed key than the one it names", altered, token(card(), SCREEN, protected=header(CARD))),
        ("signed-with-external", "the signature covers external data", altered, token(card(), signature=CARD.sign(signed_bytes(PROTECTED, PAYLOAD, external=b"x")))),
        ("signed-as-signature", "signed as one of several (context Signature)", altered, token(card(), signature=CARD.sign(signed_bytes(PROTECTED, PAYLOAD, context="Signature")))),
        ("signed-payload-only", "the signature covers the payload alone", altered, token(card(), signature=CARD.sign(PAYLOAD))),
        ("signed-other-header", "the signature covers another header", altered, token(card(), signature=CARD.sign(signed_bytes(write({1: -7}), PAYLOAD)))),
        ("signature-of-another-token", "the signature of another card", altered, token(card(), signature=token(card(idx=1))[-64:])),
        ("content-one-bit", "the last bit of the agency's name is another", altered, parts(payload=PARTS[2][:-1] + bytes((PARTS[2][-1] ^ 1,)))),
        ("content-exp-later", "the expiry was put a day later", altered, token(card(exp=card()[4] + 86_400), signature=SIGNATURE)),
    ):  # fmt: skip
        yield Entry(name, why, octets, reason)
