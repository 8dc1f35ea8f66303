"""COSE_Sign1 (RFC 9052 §4.2), cut down to the profile: algorithm and key id in the protected header, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.credentials.algorithms import SIGNATURE_OCTETS, Sign
from anxin.credentials.cbor import ARRAY, BYTES, Value, decode, encode, head, unreadable

ALG, KID, TYP = 1, 4, 16  # header labels (RFC 9052 §3.1, RFC 9596)
KID_OCTETS = 4
TAG = b"\xd2"  # tag 18
OPENING = TAG + head(ARRAY, 4)
NOTHING = b"\xa0"  # the unprotected header, always empty
SIGNATURE_HEAD = head(BYTES, SIGNATURE_OCTETS)
SIGNED_OPENING = head(ARRAY, 4) + encode("Signature1")
NO_EXTERNAL = head(BYTES, 0)


@dataclass(frozen=True)
class Sign1:
    """A token taken apart, not yet believed. `signed` is what its signature covers; `typ` is empty for a credential."""

    alg: int
    kid: bytes
    typ: str
    payload: bytes
    signature: bytes
    signed: bytes


def sign1(payload: bytes, *, alg: int, kid: bytes, sign: Sign, typ: str = "") -> bytes:
    """The token over `payload`."""
    header: dict[int | str, Value] = {ALG: alg, KID: kid}
    if typ:
        header[TYP] = typ
    protected, held = encode(encode(header)), encode(payload)
    signature = sign(SIGNED_OPENING + protected + NO_EXTERNAL + held)
    return OPENING + protected + NOTHING + held + SIGNATURE_HEAD + signature


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
    major, information = divmod(token[at], 32) if at < len(token) else (-1, 0)
    octets = {24: 1, 25: 2}.get(information, 0)
    if major != BYTES or information > 25:
        raise unreadable("a byte string is missing")
    start = at + 1 + octets
    length = int.from_bytes(token[at + 1 : start], "big") if octets else information
    end = start + length
    if token[at:start] != head(BYTES, length) or end > len(token):
        raise unreadable("a byte string is cut off or not in its shortest form")
    return token[start:end], end


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
