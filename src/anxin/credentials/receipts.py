"""Receipts of visits: what the issuer signed over both sides' signatures, so that neither side can deny or forge one.

The household's browser signs what it confirmed, the worker's phone what it saw; each with a P-256 key of its own that
cannot be taken out of it. The receipt names both keys by thumbprint and both signatures by digest. A file of a receipt
holds the signatures themselves and the issuer's list of keys: it can be judged without any site. See
docs/codes/profile.md.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from anxin.credentials.algorithms import CRV, EC2, ES256, KTY, P256, P256_ORDER, SIGNATURE_OCTETS, CoseKey, X, Y
from anxin.credentials.cbor import Value, decode, encode, unreadable
from anxin.credentials.claims import COLOURS, STATUS_OF, Status
from anxin.credentials.cose import read_sign1
from anxin.credentials.keys import EXP, IAT, ISS, KeyList, Root, SigningKey, Use, believe, read_key_list, thumbprint
from anxin.credentials.rejected import Fault, Rejected

RECEIPT = "application/anxin-receipt+cwt"
VISIT, HOUSEHOLD, WORKER = -65537, -65538, -65539
MOST_FILE = 64 * 1024
FORMAT = "anxin-receipt 1"


@dataclass(frozen=True)
class VisitFacts:
    """What was confirmed: `showing` 16 octets, `code` the code's public number, `confirmed` in seconds since 1970."""

    showing: bytes
    code: str
    outcome: str
    confirmed: int
    acknowledged: bool
    kind: str

    def written(self) -> list[Value]:
        status = int(STATUS_OF[self.outcome])
        return [self.showing, self.code, status, self.confirmed, int(self.acknowledged), self.kind]

    @property
    def digest(self) -> str:
        """SHA-256 over the facts, as hex: what the worker's phone signs."""
        return hashlib.sha256(encode(self.written())).hexdigest()


@dataclass(frozen=True)
class Signed:
    """One side's signature: its public key as a JWK, 64 octets, and the moment it names."""

    jwk: Mapping[str, str]
    signature: bytes
    at: int

    def named(self) -> list[Value]:
        """How a receipt names it: thumbprint, digest of the signature, moment."""
        return [thumbprint(cose_key(self.jwk)), hashlib.sha256(self.signature).digest(), self.at]

    def holds(self, text: str) -> bool:
        """Whether the key made the signature over `text`."""
        return len(self.signature) == SIGNATURE_OCTETS and ES256.verifier(cose_key(self.jwk))(
            self.signature, text.encode()
        )


def confirmed_text(showing: bytes, outcome: str, at: int) -> str:
    """What the household's browser signs."""
    return f"anxin-confirm:{showing.hex()}:{outcome}:{at}"


def seen_text(digest: str, at: int) -> str:
    """What the worker's phone signs when its page shows the confirmation."""
    return f"anxin-seen:{digest}:{at}"


def cose_key(jwk: Mapping[str, str]) -> CoseKey:
    """A browser's public key; `Rejected` (unreadable) for anything but a point of P-256."""
    if (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        raise unreadable("the key is not of P-256")
    key: CoseKey = {KTY: EC2, CRV: P256, X: octets(jwk.get("x", "")), Y: octets(jwk.get("y", ""))}
    try:
        ES256.verifier(key)
    except ValueError:
        raise unreadable("the key's point is not on its curve") from None
    return key


def octets(text: str) -> bytes:
    """The bytes of a base64url text without padding."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise unreadable("it is not base64url") from None


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def low_s(signature: bytes) -> bytes:
    """A browser's signature with the lower of its two s, as the profile has it."""
    s = int.from_bytes(signature[32:], "big")
    return signature[:32] + min(s, P256_ORDER - s).to_bytes(32, "big") if 0 < s < P256_ORDER else signature


def issue_receipt(
    facts: VisitFacts, *, issuer: str, issued_at: int, key: SigningKey, household: Signed | None, worker: Signed | None
) -> bytes:
    """The issuer's token over the visit and what is there of both sides' signatures."""
    claims: dict[int | str, Value] = {ISS: issuer, IAT: issued_at, VISIT: facts.written()}
    for label, side in ((HOUSEHOLD, household), (WORKER, worker)):
        if side is not None:
            claims[label] = side.named()
    return key.token(encode(claims), typ=RECEIPT)


def written_file(
    receipt: bytes, *, key_list: bytes, household: Signed | None, worker: Signed | None
) -> dict[str, object]:
    """A receipt's file as JSON values."""
    held: dict[str, object] = {"format": FORMAT, "receipt": base64url(receipt), "keys": base64url(key_list)}
    for name, side in (("household", household), ("worker", worker)):
        if side is not None:
            held[name] = {"key": dict(side.jwk), "signature": base64url(side.signature), "at": side.at}
    return held


@dataclass(frozen=True)
class Proof:
    """What a receipt's file proves. A side that is None left no signature: then the issuer alone says it was there."""

    issuer: str
    facts: VisitFacts
    issued: int
    household: Signed | None
    worker: Signed | None


def prove(file: bytes, *, roots: Iterable[Root]) -> Proof:
    """Judge a receipt's file by itself; `Rejected` where a part of it is missing, altered, or not the issuer's."""
    if len(file) > MOST_FILE:
        raise unreadable("a receipt's file has 64 KiB at most")
    try:
        held = json.loads(file)
    except ValueError:
        raise unreadable("it is not JSON") from None
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise unreadable("it is not a receipt's file")
    token = read_sign1(octets(_text(held, "receipt")))
    if token.typ != RECEIPT:
        raise unreadable("what is signed is not a receipt")
    claims = decode(token.payload)
    if not isinstance(claims, dict):
        raise unreadable("a receipt is a map")
    issued, facts = _issued(claims), facts_written(claims.get(VISIT))
    keys = _keys(octets(_text(held, "keys")), roots, issued)
    believe(token, keys.key_for(token, use=Use.RECEIPT, now=issued))
    if claims.get(ISS) != keys.issuer:
        raise unreadable("the receipt names another issuer than its keys")
    household, worker = (_side(held, name, claims.get(label)) for name, label in SIDES)
    if household is not None and not household.holds(confirmed_text(facts.showing, facts.outcome, household.at)):
        raise Rejected(Fault.ALTERED, "the household's signature is over something else")
    if worker is not None and not worker.holds(seen_text(facts.digest, worker.at)):
        raise Rejected(Fault.ALTERED, "the worker's signature is over something else")
    return Proof(keys.issuer, facts, issued, household, worker)


SIDES = (("household", HOUSEHOLD), ("worker", WORKER))


def _keys(token: bytes, roots: Iterable[Root], issued: int) -> KeyList:
    """The list that was in force when the receipt was signed; it may be out of date by now."""
    payload = decode(read_sign1(token).payload)
    listed = payload.get(IAT) if isinstance(payload, dict) else None
    until = payload.get(EXP) if isinstance(payload, dict) else None
    if not isinstance(listed, int) or not isinstance(until, int) or not listed <= issued <= until:
        raise unreadable("the list of keys is not the one in force when the receipt was signed")
    return read_key_list(token, roots=roots, now=issued)


def _text(held: Mapping[str, Any], name: str) -> str:
    text = held.get(name)
    if not isinstance(text, str):
        raise unreadable(f"“{name}” is missing")
    return text


def _issued(claims: Mapping[int | str, Value]) -> int:
    issued = claims.get(IAT)
    if not isinstance(issued, int) or not {ISS, IAT, VISIT} <= claims.keys() <= {ISS, IAT, VISIT, HOUSEHOLD, WORKER}:
        raise unreadable("a receipt has three claims, and one more for each side that signed")
    return issued


def facts_written(held: Value | None) -> VisitFacts:
    """The facts that `written` gave; `Rejected` (unreadable) for anything else."""
    if isinstance(held, list) and len(held) == 6:
        showing, code, status, confirmed, acknowledged, kind = held
        if (
            isinstance(showing, bytes)
            and isinstance(code, str)
            and isinstance(status, int)
            and isinstance(confirmed, int)
            and isinstance(kind, str)
            and acknowledged in (0, 1)
            and status in set(Status)
        ):
            return VisitFacts(showing, code, COLOURS[Status(status)], confirmed, acknowledged == 1, kind)
    raise unreadable("a receipt's visit has six members")


def _side(held: Mapping[str, Any], name: str, named: Value | None) -> Signed | None:
    """One side as the file has it, held against what the receipt names."""
    if name not in held and named is None:
        return None
    try:
        given = held[name]
        signed = Signed(
            {key: str(given["key"][key]) for key in ("kty", "crv", "x", "y")}, octets(given["signature"]), given["at"]
        )
        matches = signed.named() == named
    except (KeyError, TypeError, ValueError):
        raise unreadable(f"the {name}'s signature is missing or cannot be read") from None
    if not matches:
        raise Rejected(Fault.ALTERED, f"the {name}'s signature is not the one the receipt names")
    return signed
