"""COSE_Sign1 (RFC 9052 §4.2), cut down to the profile: algorithm and key id in the protected header, nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from anxin.credentials.algorithms import SIGNATURE_OCTETS, Sign
from anxin.credentials.cbor import ARRAY, BYTES, Value, decode, encode, head, unreadable

ALG, KID, TYP = 1, 4, 16  # header labels (RFC 9052 §3.1, RFC 9596)
KID_OCTETS = 4
TAG = b"\xd2"  # tag 18
OPENING = TAG + head(ARRAY, 4)
NOTHING = b"\xa0"  # the unprotected header, always empty
SIGNATURE_HEAD = head(BYTES, SIGNATURE_OCTETS)
SIGNED_OPENING = head(ARRAY, 4) + encode("Signature1")
SHORTEST = (0, 0, 24, 256)  # the least length that is written in so many octets
HEADERS = 256  # remembered: an issuer has few keys, and each writes the same header every time
NO_EXTERNAL = head(BYTES, 0)


class Sign1(NamedTuple):
    """A token taken apart, not yet believed. `signed` is what its signature covers; `typ` is empty for a credential."""

    alg: int
    kid: bytes
    typ: str
    payload: bytes
    signature: bytes
    signed: bytes


def sign1(payload: bytes, *, alg: int, kid: bytes, sign: Sign, typ: str = "") -> bytes:
    """The token over `payload`."""
    protected, held = _protected(alg, kid, typ), encode(payload)
    signature = sign(SIGNED_OPENING + protected + NO_EXTERNAL + held)
    return OPENING + protected + NOTHING + held + SIGNATURE_HEAD + signature


@lru_cache(maxsize=HEADERS)
def _protected(alg: int, kid: bytes, typ: str) -> bytes:
    header: dict[int | str, Value] = {ALG: alg, KID: kid}
    if typ:
        header[TYP] = typ
    return encode(encode(header))


def read_sign1(token: bytes) -> Sign1:
    """Take a token apart; `Rejected` (unreadable) unless it has exactly the profile's shape."""
    if not token.startswith(OPENING):
        raise unreadable("it is not tag 18 with four members")
    at = len(OPENING)
    protected, at = _string(token, at)
    start_of_payload = at + 1
    if token[at : at + 1] != NOTHING:
        raise unreadable("something stands in the unprotected header")
    payload, at = _string(token, start_of_payload)
    if token[at : at + 2] != SIGNATURE_HEAD or len(token) != at + 2 + SIGNATURE_OCTETS:
        raise unreadable("the signature is not 64 octets at the end")
    signed = SIGNED_OPENING + token[2 : start_of_payload - 1] + NO_EXTERNAL + token[start_of_payload:at]
    return Sign1(*_header(protected), payload, token[at + 2 :], signed)


def _string(token: bytes, at: int) -> tuple[bytes, int]:
    """A byte string of at most 65,535 octets that begins at `at`, in its shortest form, and where it ends."""
    initial = token[at] if at < len(token) else 0
    length, start = initial - (BYTES << 5), at + 1
    if length == 24:
        length, start = int.from_bytes(token[start : at + 2], "big"), at + 2
    elif length == 25:
        length, start = int.from_bytes(token[start : at + 3], "big"), at + 3
    elif not 0 <= length < 24:
        raise unreadable("a byte string is missing")
    end = start + length
    if end > len(token) or length < SHORTEST[start - at]:
        raise unreadable("a byte string is cut off or not in its shortest form")
    return token[start:end], end


@lru_cache(maxsize=HEADERS)
def _header(protected: bytes) -> tuple[int, bytes, str]:
    header = decode(protected)
    if not isinstance(header, dict) or not {ALG, KID} <= header.keys() <= {ALG, KID, TYP}:
        raise unreadable("the protected header has other members than algorithm, key id and type")
    alg, kid, typ = header[ALG], header[KID], header.get(TYP, "")
    if not isinstance(alg, int) or not isinstance(kid, bytes) or len(kid) != KID_OCTETS:
        raise unreadable("algorithm or key id is of another kind")
    if not isinstance(typ, str) or (TYP in header and not typ):
        raise unreadable("the type is not a text")
    return alg, kid, typ
