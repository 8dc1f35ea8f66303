"""Keys: an issuer's root signs the list of its signing keys; readers carry the root and believe nothing else.

A key's id is four octets: the first two of the root's thumbprint, so that a reader can tell a foreign issuer from an
unknown key, and the first two of its own. Thumbprints follow RFC 9679.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from anxin.credentials.algorithms import ALGORITHMS, CRV, EC2, KTY, Algorithm, CoseKey, Sign, Verify, X, Y
from anxin.credentials.cbor import Value, decode, encode, unreadable
from anxin.credentials.cose import Sign1, read_sign1, sign1
from anxin.credentials.rejected import Fault, Rejected
from anxin.credentials.sm2 import Unavailable

KEY_LIST = "application/anxin-keys+cwt"
ISS, EXP, IAT, KEYS = 1, 4, 6, -65537
KEY_KID, KEY_ALG, KEY_DAYS, KEY_USES = 2, 3, -65537, -65538
LEEWAY = 60  # seconds by which clocks may differ
MOST_KEYS = 64
MOST_OCTETS = 16 * 1024


class Use(StrEnum):
    """What a key may sign."""

    CARD = "card"
    RECEIPT = "receipt"
    SCREEN = "screen"
    STATUS = "status"


def thumbprint(key: CoseKey) -> bytes:
    """SHA-256 over the COSE_Key with its required members (RFC 9679)."""
    return hashlib.sha256(encode({label: key[label] for label in (KTY, CRV, X, Y) if label in key})).digest()


@dataclass(frozen=True)
class Root:
    """An issuer's root as readers carry it: it signs lists of keys and nothing else."""

    algorithm: Algorithm
    cose_key: CoseKey

    @cached_property
    def kid(self) -> bytes:
        return thumbprint(self.cose_key)[:4]

    @cached_property
    def verify(self) -> Verify:
        return self.algorithm.verifier(self.cose_key)

    @classmethod
    def of(cls, algorithm: Algorithm, private: bytes) -> Root:
        return cls(algorithm, algorithm.public(private))


@dataclass(frozen=True)
class VerificationKey:
    """A listed key: moments are seconds since 1970, both ends inclusive."""

    kid: bytes
    algorithm: Algorithm
    cose_key: CoseKey
    not_before: int
    not_after: int
    uses: frozenset[Use]

    @cached_property
    def verify(self) -> Verify:
        return self.algorithm.verifier(self.cose_key)


@dataclass(frozen=True)
class SigningKey:
    """A private key with what readers know of it. Its octets are in no repr."""

    private: bytes = field(repr=False)
    listed: VerificationKey

    @cached_property
    def sign(self) -> Sign:
        return self.listed.algorithm.signer(self.private)

    def token(self, payload: bytes, *, typ: str = "") -> bytes:
        """A COSE_Sign1 over `payload` under this key."""
        return sign1(payload, alg=self.listed.algorithm.number, kid=self.listed.kid, sign=self.sign, typ=typ)


def new_signing_key(
    *, root: Root, algorithm: Algorithm, private: bytes, not_before: int, not_after: int, uses: Iterable[Use]
) -> SigningKey:
    """A key under `root`; its id follows from both."""
    public = algorithm.public(private)
    kid = root.kid[:2] + thumbprint(public)[:2]
    return SigningKey(private, VerificationKey(kid, algorithm, public, not_before, not_after, frozenset(uses)))


@dataclass(frozen=True)
class KeyList:
    """An issuer's keys as its root signed them. `issuer` is an origin such as https://c.zj.cn."""

    issuer: str
    issued_at: int
    expires: int
    root: Root
    keys: Mapping[bytes, VerificationKey]

    def key_for(self, token: Sign1, *, use: Use, now: int) -> VerificationKey:
        """The key that a token names, if it may sign this and its days hold `now`; else `Rejected`."""
        if token.kid[:2] != self.root.kid[:2]:
            raise Rejected(Fault.WRONG_ISSUER, "the key id belongs to another issuer")
        key = self.keys.get(token.kid)
        if key is None:
            raise Rejected(Fault.KEY_UNKNOWN, "the key is not on the issuer's list")
        if use not in key.uses:
            raise Rejected(Fault.KEY_UNKNOWN, f"the key may not sign a {use}")
        if not key.not_before - LEEWAY <= now <= key.not_after + LEEWAY:
            raise Rejected(Fault.KEY_UNKNOWN, "the key's days are over or have not begun")
        return key


def believe(token: Sign1, key: VerificationKey | Root) -> None:
    """`Rejected` (altered) unless the key made the signature with its own algorithm."""
    if token.alg != key.algorithm.number:
        raise Rejected(Fault.ALTERED, "the algorithm is not the key's")
    try:
        verify = key.verify
    except Unavailable as missing:
        raise Rejected(Fault.KEY_UNKNOWN, str(missing)) from None
    if not verify(token.signature, token.signed):
        raise Rejected(Fault.ALTERED, "the signature does not belong to the content")


def issue_key_list(
    *, root: Root, sign: Sign, issuer: str, keys: Iterable[VerificationKey], issued_at: int, expires: int
) -> bytes:
    """The list of keys as a token signed by the root."""
    listed: list[Value] = [_written(key) for key in sorted(keys, key=lambda key: key.kid)]
    payload = encode({ISS: issuer, EXP: expires, IAT: issued_at, KEYS: listed})
    return sign1(payload, alg=root.algorithm.number, kid=root.kid, sign=sign, typ=KEY_LIST)


def _written(key: VerificationKey) -> dict[int | str, Value]:
    written: dict[int | str, Value] = dict(key.cose_key.items())
    return written | {
        KEY_KID: key.kid,
        KEY_ALG: key.algorithm.number,
        KEY_DAYS: [key.not_before, key.not_after],
        KEY_USES: sorted(key.uses),
    }


def read_key_list(token: bytes, *, roots: Iterable[Root], now: int, seen: int = 0) -> KeyList:
    """A believed list: signed by one of `roots`, in date, not issued before `seen`, the newest known; or `Rejected`."""
    if len(token) > MOST_OCTETS:
        raise unreadable("a list of keys has 16 KiB at most")
    taken = read_sign1(token)
    if taken.typ != KEY_LIST:
        raise unreadable("it is not a list of keys")
    issuer, expires, issued_at, listed = _claims(decode(taken.payload))
    root = next((root for root in roots if root.kid == taken.kid), None)
    if root is None:
        raise Rejected(Fault.WRONG_ISSUER, "no root carried here signed this list")
    believe(taken, root)
    if max(now, seen) > expires + LEEWAY:
        raise Rejected(Fault.CANNOT_CONFIRM, "the list of keys is out of date")
    if issued_at < seen:
        raise Rejected(Fault.CANNOT_CONFIRM, "a newer list of keys has been seen")
    if issued_at > now + LEEWAY:
        raise Rejected(Fault.CLOCK_WRONG, "the list of keys was issued after the reader's now")
    found = [_read(key, root) for key in listed]
    if len({key.kid for key in found}) < len(found):
        raise unreadable("a key id stands twice")
    return KeyList(issuer, issued_at, expires, root, {key.kid: key for key in found})


def _claims(claims: Value) -> tuple[str, int, int, list[Value]]:
    if not isinstance(claims, dict) or claims.keys() != {ISS, EXP, IAT, KEYS}:
        raise unreadable("a list of keys has four claims")
    issuer, expires, issued_at, listed = (claims[label] for label in (ISS, EXP, IAT, KEYS))
    if not (isinstance(issuer, str) and isinstance(listed, list) and 0 < len(listed) <= MOST_KEYS):
        raise unreadable("issuer or keys are of another kind")
    if not (isinstance(expires, int) and isinstance(issued_at, int) and 0 <= issued_at < expires):
        raise unreadable("its moments are not in order")
    return issuer, expires, issued_at, listed


def _read(held: Value, root: Root) -> VerificationKey:
    if not isinstance(held, dict):
        raise unreadable("a key is not a map")
    number = held.get(KEY_ALG)
    algorithm = ALGORITHMS.get(number) if isinstance(number, int) else None
    if algorithm is None or (held.get(KTY), held.get(CRV)) != algorithm.shape:
        raise unreadable("a key's algorithm is unknown or not its curve's")
    points = {X, Y} if algorithm.shape[0] == EC2 else {X}
    if held.keys() != {KTY, KEY_KID, KEY_ALG, CRV, KEY_DAYS, KEY_USES} | points:
        raise unreadable("a key has other members than the profile's")
    public = {label: octets for label in (KTY, CRV, X, Y) if isinstance(octets := held.get(label), int | bytes)}
    key = VerificationKey(
        root.kid[:2] + thumbprint(public)[:2], algorithm, public, *_days(held[KEY_DAYS]), _uses(held[KEY_USES])
    )
    if held[KEY_KID] != key.kid:
        raise unreadable("a key's id is not the one that follows from it")
    try:
        key.verify  # noqa: B018  # -- a point that is not on its curve is found by taking it up
    except (KeyError, ValueError):
        raise unreadable("a key's point is not on its curve") from None
    except Unavailable:
        pass  # the other keys of the list are as good without SM2; `believe` names this one
    return key


def _days(held: Value) -> tuple[int, int]:
    if isinstance(held, list) and len(held) == 2:
        start, end = held
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            return start, end
    raise unreadable("a key's days are not two moments in order")


def _uses(held: Value) -> frozenset[Use]:
    if isinstance(held, list) and held and all(isinstance(use, str) and use in set(Use) for use in held):
        uses = frozenset(Use(use) for use in held)
        if held == sorted(uses):
            return uses
    raise unreadable("a key's uses are not known words in order")
