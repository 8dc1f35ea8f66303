"""Faults of status lists and of lists of keys; cards read against a list."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from anxin.credentials import Fault, thumbprint
from tools.refused_corpus.bases import URI, card, in_order
from tools.refused_corpus.entry import Entry
from tools.refused_corpus.loose import BREAK, Raw, head, write
from tools.refused_corpus.stage import (
    CARD,
    DAY,
    FOREIGN_ROOT,
    ISSUER,
    KEY_LIST,
    KEY_LISTS,
    NOW,
    ROOT,
    SCREEN,
    STATUS,
    STATUS_LIST,
    coordinates,
    es256,
    header,
    secret,
    signed_bytes,
    token,
)

SUB, EXP, IAT, LIST, TTL = 2, 4, 6, 65533, 65534
ISSUED, EXPIRES = NOW - 10, NOW + 3600
PACKED = bytes((0b11100100, *bytes(15)))  # 0, 1, 2, 3, then zeros: 64 entries
LOOK = {"uri": URI}


def stored(raw: bytes) -> bytes:
    """Deflate with one stored block, so that the octets depend on no compressor."""
    return b"\x01" + len(raw).to_bytes(2, "little") + (len(raw) ^ 0xFFFF).to_bytes(2, "little") + raw


def packed(raw: bytes = PACKED) -> bytes:
    return b"\x78\x01" + stored(raw) + zlib.adler32(raw).to_bytes(4, "big")


def zeros(runs: int) -> bytes:
    """zlib of 1 + 258 × `runs` zeros: in fixed codes (RFC 1951 §3.2.6) a zero, then copies of 258, then the end."""
    bits = "110" + "00110000" + runs * "1100010100000" + "0000000"
    octets = bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))
    return b"\x78\x01" + octets + zlib.adler32(bytes(1 + 258 * runs)).to_bytes(4, "big")


def claims(lst: Any = None, **changes: Any) -> dict[Any, Any]:
    held: dict[str, Any] = {"sub": URI, "exp": EXPIRES, "iat": ISSUED, "bits": 2, "ttl": 30} | changes
    inner = {"bits": held["bits"], "lst": packed() if lst is None else lst} | held.get("inside", {})
    found = {
        SUB: held["sub"],
        EXP: held["exp"],
        IAT: held["iat"],
        LIST: held.get("list", in_order(inner)),
        TTL: held["ttl"],
    }
    return in_order({label: value for label, value in found.items() if value is not None} | held.get("more", {}))


def status_list(payload: Any, typ: str = STATUS_LIST, key: Any = STATUS, **how: Any) -> bytes:
    return token(payload, key, typ=typ, **how)


GOOD_LIST = status_list(claims())


def status_lists() -> Iterator[Entry]:
    unreadable, altered, unknown, cannot = Fault.UNREADABLE, Fault.ALTERED, Fault.KEY_UNKNOWN, Fault.CANNOT_CONFIRM
    raw = packed()
    bare = stored(PACKED)
    gzip = b"\x1f\x8b\x08" + bytes(6) + b"\xff" + bare + zlib.crc32(PACKED).to_bytes(4, "little") + b"\x10" + bytes(3)
    for name, why, reason, octets in (
        ("list-typ-missing", "a status list without its type", unreadable, status_list(claims(), "")),
        ("list-typ-jwt", "the type of the JWT form", unreadable, status_list(claims(), "statuslist+jwt")),
        ("list-typ-keys", "the type of a list of keys", unreadable, status_list(claims(), KEY_LIST)),
        ("list-is-a-card", "a card in place of a list", unreadable, token(card())),
        ("list-trailing", "an octet follows the list", unreadable, status_list(claims(), closing=b"\x00")),
        ("list-exp-missing", "no expiry: the draft allows it, the profile does not", unreadable, status_list(claims(exp=None))),
        ("list-iat-missing", "no moment of issue: a rollback could not be told", unreadable, status_list(claims(iat=None))),
        ("list-sub-missing", "it does not say which list it is", unreadable, status_list(claims(sub=None))),
        ("list-list-missing", "no entries", unreadable, status_list(in_order({k: v for k, v in claims().items() if k != LIST}))),
        ("list-extra-claim", "a claim too many", unreadable, status_list(claims(more={1: ISSUER}))),
        ("list-exp-float", "the expiry as a float", unreadable, status_list(claims(exp=float(EXPIRES)))),
        ("list-iat-text", "the moment of issue as a text", unreadable, status_list(claims(iat=str(ISSUED)))),
        ("list-iat-after-exp", "it was issued after it expires", unreadable, status_list(claims(iat=EXPIRES + 1))),
        ("list-iat-negative", "issued before 1970", unreadable, status_list(claims(iat=-1))),
        ("list-ttl-negative", "a negative ttl", unreadable, status_list(claims(ttl=-1))),
        ("list-ttl-text", "the ttl as a text", unreadable, status_list(claims(ttl="30"))),
        *((f"list-bits-{bits}", f"{bits} bits an entry", unreadable, status_list(claims(bits=bits))) for bits in (0, 1, 3, 4, 8)),
        ("list-bits-text", "the bits as a text", unreadable, status_list(claims(bits="2"))),
        ("list-aggregation", "a member too many inside: the aggregation's address", unreadable, status_list(claims(inside={"aggregation_uri": ISSUER}))),
        ("list-lst-text", "the entries as base64url, as in the JWT form", unreadable, status_list(claims("eNrbuRgAAhcBXQ"))),
        ("list-lst-missing", "no entries inside", unreadable, status_list(claims(list={"bits": 2}))),
        ("list-lst-empty", "no octet of zlib", unreadable, status_list(claims(b""))),
        ("list-lst-plain", "the entries as they are, not deflated", unreadable, status_list(claims(PACKED))),
        ("list-lst-raw-deflate", "deflate without zlib's frame", unreadable, status_list(claims(bare))),
        ("list-lst-gzip", "gzip in place of zlib", unreadable, status_list(claims(gzip))),
        ("list-lst-cut", "the stream ends before its check sum", unreadable, status_list(claims(raw[:-4]))),
        ("list-lst-cut-inside", "the stream ends inside", unreadable, status_list(claims(raw[:12]))),
        ("list-lst-trailing", "an octet follows the stream", unreadable, status_list(claims(raw + b"\x00"))),
        ("list-lst-twice", "a second stream follows the first", unreadable, status_list(claims(raw + raw))),
        ("list-lst-check-sum", "the check sum is another", unreadable, status_list(claims(raw[:-1] + bytes((raw[-1] ^ 1,))))),
        ("list-lst-dictionary", "the stream wants a dictionary", unreadable, status_list(claims(b"\x78\xbb\x00\x00\x00\x01" + raw[2:]))),
        ("list-lst-bad-block", "a block of the reserved kind", unreadable, status_list(claims(b"\x78\x01\x07" + raw[3:]))),
        ("list-bomb", "it inflates to a million octets", unreadable, status_list(claims(zeros(3876)))),
        ("list-too-large", "it inflates to 65,791 octets", unreadable, status_list(claims(zeros(255)))),
        ("list-use", "signed by a key for screens", unknown, status_list(claims(), key=SCREEN)),
        ("list-use-card", "signed by a key for cards", unknown, status_list(claims(), key=CARD)),
        ("list-altered", "the signature is another's", altered, status_list(claims(), signature=bytes(64))),
        ("list-typ-not-signed", "the signature covers another type", altered, status_list(claims(), signature=STATUS.sign(signed_bytes(write(header(STATUS)), write(claims()))))),
        ("list-another", "the list of another shard in its place", altered, status_list(claims(sub=f"{ISSUER}/s/8"))),
        ("list-another-origin", "it says it is a list of another origin", altered, status_list(claims(sub="https://other.example/s/7"))),
        ("list-expired", "one second past its expiry", cannot, status_list(claims(iat=NOW - 3600, exp=NOW - 1))),
        ("list-yesterday", "a list of yesterday", cannot, status_list(claims(iat=NOW - 2 * DAY, exp=NOW - DAY))),
        ("list-future", "issued 61 seconds after the reader's now", Fault.CLOCK_WRONG, status_list(claims(iat=NOW + 61))),
    ):  # fmt: skip
        yield Entry(name, why, octets, reason, "status-list", also=LOOK)
    rolled = LOOK | {"seen": ISSUED + 1}
    yield Entry(
        "list-rolled-back",
        "a list issued a second before one already seen",
        GOOD_LIST,
        cannot,
        "status-list",
        also=rolled,
    )


def cards_and_lists() -> Iterator[Entry]:
    """A good card whose colour cannot be read."""
    cannot, listed = Fault.CANNOT_CONFIRM, GOOD_LIST.hex()
    for name, why, reason, octets, lists in (
        (
            "idx-just-beyond",
            "the index is the list's size: 64 entries are 0 to 63",
            Fault.UNREADABLE,
            token(card(idx=64)),
            listed,
        ),
        ("idx-far-beyond", "an index of 2^53 - 1", Fault.UNREADABLE, token(card(idx=2**53 - 1)), listed),
        ("idx-wraps", "an index of 2^32: 0 in 32 bits", Fault.UNREADABLE, token(card(idx=2**32)), listed),
        ("status-list-missing", "there is no list to read the colour from", cannot, token(card()), ""),
        (
            "status-list-other",
            "only the list of another shard is there",
            cannot,
            token(card(uri=f"{ISSUER}/s/8")),
            listed,
        ),
    ):
        yield Entry(name, why, octets, reason, also={"status_list": lists})


def written(key: Any, **changes: Any) -> dict[Any, Any]:
    """A key as it stands on the list."""
    one = key.held.listed
    held = dict(one.cose_key) | {
        2: one.kid,
        3: one.algorithm.number,
        -65537: [one.not_before, one.not_after],
        -65538: sorted(one.uses),
    }
    labels = {"kty": 1, "kid": 2, "alg": 3, "crv": -1, "x": -2, "y": -3, "d": -4, "days": -65537, "uses": -65538}
    for name, value in changes.items():
        held[labels[name]] = value
    return in_order({label: value for label, value in held.items() if value is not None})


def keys(
    listed: Any = None,
    *,
    typ: str = KEY_LIST,
    private: str = "root",
    kid: bytes = ROOT.kid,
    alg: int = -7,
    signature: Any = None,
    **changes: Any,
) -> bytes:
    held: dict[int, Any] = {
        1: ISSUER,
        4: NOW + 30 * DAY,
        6: NOW - DAY,
        -65537: [written(CARD)] if listed is None else listed,
    }
    labels = {"iss": 1, "exp": 4, "iat": 6, "more": -65538}
    for name, value in changes.items():
        held[labels[name]] = value
    payload = write(in_order({label: value for label, value in held.items() if value is not None}))
    protected = write({1: alg, 4: kid} | ({16: typ} if typ else {}))
    made = signature or es256(secret(private))(signed_bytes(protected, payload))
    return b"\xd2\x84" + write(protected) + b"\xa0" + write(payload) + write(made)


def key_lists() -> Iterator[Entry]:
    unreadable, wrong, cannot = Fault.UNREADABLE, Fault.WRONG_ISSUER, Fault.CANNOT_CONFIRM
    x, y = coordinates(CARD.held.listed.cose_key)
    off = bytes(31) + b"\x05"
    for name, why, reason, octets in (
        ("keys-other-root", "signed by another issuer's root", wrong, keys(private="another issuer's root", kid=FOREIGN_ROOT.kid)),
        ("keys-signed-by-listed-key", "signed by a key of the list, not by the root", wrong, keys(private="cards", kid=CARD.kid)),
        ("keys-forged", "it names the root, another key signed", Fault.ALTERED, keys(private="cards")),
        ("keys-altered", "the signature is nothing", Fault.ALTERED, keys(signature=bytes(64))),
        ("keys-alg", "EdDSA is declared, the root is of P-256", Fault.ALTERED, keys(alg=-8)),
        ("keys-expired", "61 seconds past its expiry", cannot, keys(iat=NOW - DAY, exp=NOW - 61)),
        ("keys-future", "issued 61 seconds after the reader's now", Fault.CLOCK_WRONG, keys(iat=NOW + 61)),
        ("keys-typ-missing", "a list of keys without its type", unreadable, keys(typ="")),
        ("keys-typ-status", "the type of a status list", unreadable, keys(typ=STATUS_LIST)),
        ("keys-trailing", "an octet follows the list", unreadable, KEY_LISTS["main"] + b"\x00"),
        ("keys-iss-missing", "no issuer", unreadable, keys(iss=None)),
        ("keys-iss-number", "a number for the issuer", unreadable, keys(iss=1)),
        ("keys-exp-missing", "no expiry", unreadable, keys(exp=None)),
        ("keys-iat-missing", "no moment of issue: a rollback could not be told", unreadable, keys(iat=None)),
        ("keys-iat-after-exp", "issued after it expires", unreadable, keys(iat=NOW + 40 * DAY)),
        ("keys-extra-claim", "a claim too many", unreadable, keys(more=1)),
        ("keys-none", "no keys", unreadable, keys([])),
        ("keys-map", "the keys as a map", unreadable, keys({1: written(CARD)})),
        ("keys-sixty-five", "65 keys", unreadable, keys(65 * [written(CARD)])),
        ("keys-kid-twice", "one key twice: which days hold?", unreadable, keys([written(CARD), written(CARD, days=[0, 2**40])])),
        ("keys-kid-other", "a key id that does not follow from the key", unreadable, keys([written(CARD, kid=SCREEN.kid)])),
        ("keys-kid-missing", "a key without its id", unreadable, keys([written(CARD, kid=None)])),
        ("keys-alg-other-curve", "EdDSA for a key of P-256", unreadable, keys([written(CARD, alg=-8)])),
        ("keys-alg-unknown", "an algorithm nobody knows", unreadable, keys([written(CARD, alg=-65000)])),
        ("keys-crv-other", "the curve P-384", unreadable, keys([written(CARD, crv=2)])),
        ("keys-kty-symmetric", "a symmetric key", unreadable, keys([written(CARD, kty=4)])),
        ("keys-y-missing", "half a point", unreadable, keys([written(CARD, y=None)])),
        ("keys-y-sign", "a compressed point: y is its sign", unreadable, keys([written(CARD, y=Raw(b"\xf5"))])),
        ("keys-x-short", "x of 31 octets", unreadable, keys([written(CARD, x=x[1:])])),
        ("keys-x-long", "x of 33 octets", unreadable, keys([written(CARD, x=b"\x00" + x)])),
        ("keys-off-curve", "a point off the curve", unreadable, keys([of_point(off, y)])),
        ("keys-infinity", "zeros for a point", unreadable, keys([of_point(bytes(32), bytes(32))])),
        ("keys-private", "the private half as well", unreadable, keys([written(CARD, d=secret("cards"))])),
        ("keys-days-missing", "a key without its days", unreadable, keys([written(CARD, days=None)])),
        ("keys-days-backwards", "days that end before they begin", unreadable, keys([written(CARD, days=[NOW, NOW - 1])])),
        ("keys-days-three", "three moments", unreadable, keys([written(CARD, days=[1, 2, 3])])),
        ("keys-days-float", "days as floats", unreadable, keys([written(CARD, days=[1.0, 2.0])])),
        ("keys-uses-missing", "a key without its uses", unreadable, keys([written(CARD, uses=None)])),
        ("keys-uses-empty", "a key for nothing", unreadable, keys([written(CARD, uses=[])])),
        ("keys-uses-unknown", "a use nobody knows", unreadable, keys([written(CARD, uses=["card", "door"])])),
        ("keys-uses-order", "uses out of order", unreadable, keys([written(CARD, uses=["screen", "card"])])),
        ("keys-uses-twice", "a use twice", unreadable, keys([written(CARD, uses=["card", "card"])])),
        ("keys-uses-text", "the use as a text", unreadable, keys([written(CARD, uses="card")])),
        ("keys-key-extra", "a member too many", unreadable, keys([in_order(written(CARD) | {4: [2]})])),
        ("keys-key-array", "a key as an array", unreadable, keys([[1, 2]])),
        ("keys-indefinite", "the keys without their number", unreadable, keys(Raw(b"\x9f" + write(written(CARD)) + BREAK))),
        ("keys-length-long", "the number of keys in two octets", unreadable, keys(Raw(head(4, 1, octets=1) + write(written(CARD))))),
        ("keys-octets", "more than 16 KiB", unreadable, keys(iss=ISSUER + "/" * 16_384)),
    ):  # fmt: skip
        yield Entry(name, why, octets, reason, "key-list")
    older = {"seen": NOW - DAY + 1}
    yield Entry(
        "keys-rolled-back",
        "a list issued a second before one already seen",
        KEY_LISTS["main"],
        cannot,
        "key-list",
        also=older,
    )


def of_point(x: bytes, y: bytes) -> dict[Any, Any]:
    """A key of that point, with the id that follows from it."""
    return written(CARD, x=x, y=y, kid=ROOT.kid[:2] + thumbprint({1: 2, -1: 1, -2: x, -3: y})[:2])
