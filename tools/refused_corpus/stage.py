"""The invented issuer of the corpus: keys that follow from their names, one moment, and tokens put together by hand.

Nothing here is secret, and nothing signed here is worth anything: the private keys stand in the published file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from anxin.credentials import EDDSA, ES256, SM2, Algorithm, Root, SigningKey, Use, issue_key_list, new_signing_key
from anxin.credentials.algorithms import P256_ORDER, CoseKey
from tools.refused_corpus.loose import Raw, write
from tools.refused_corpus.sm2_by_hand import sm2_public, sm2_sign

ISSUER = "https://code.example"
NOW = 1_800_000_000  # 15 January 2027, 16:00 in Shanghai
DAY = 86_400
EMPTY = Raw(b"\xa0")
STATUS_LIST, KEY_LIST = "application/statuslist+cwt", "application/anxin-keys+cwt"
Sign = Callable[[bytes], bytes]


def secret(name: str) -> bytes:
    """32 octets that follow from a name; below every order used here."""
    return b"\x00" + hashlib.sha256(f"Anxin, test key, never for use: {name}".encode()).digest()[1:]


def es256(private: bytes) -> Sign:
    """ES256 by RFC 6979, so that the corpus is the same each time it is made; the lower s."""
    key = ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1())

    def sign(message: bytes) -> bytes:
        der = key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        r, s = decode_dss_signature(der)
        return r.to_bytes(32, "big") + min(s, P256_ORDER - s).to_bytes(32, "big")

    return sign


SIGNERS: dict[int, Callable[[bytes], Sign]] = {
    ES256.number: es256,
    EDDSA.number: EDDSA.signer,
    SM2.number: lambda private: lambda message: sm2_sign(private, message),
}


@dataclass(frozen=True)
class Key:
    """A key of the corpus: a signing key with its name, signing the same way each time."""

    name: str
    held: SigningKey
    sign: Sign

    @property
    def kid(self) -> bytes:
        return self.held.listed.kid

    @property
    def alg(self) -> int:
        return self.held.listed.algorithm.number


def root(name: str) -> Root:
    return Root.of(ES256, secret(name))


ROOT, FOREIGN_ROOT = root("root"), root("another issuer's root")


def key(
    name: str, *uses: Use, algorithm: Algorithm = ES256, under: Root = ROOT, days: tuple[int, int] = (-100, 500)
) -> Key:
    private = secret(name)
    if algorithm is SM2:  # by hand, so that the corpus can be made where libcrypto has no SM2
        x, y = sm2_public(private)
        algorithm = Algorithm(
            SM2.number, "SM2", SM2.generate, lambda _private: {1: 2, -1: -65537, -2: x, -3: y}, SM2.signer,
            SM2.verifier, SM2.shape,
        )  # fmt: skip
    start, end = (NOW + day * DAY for day in days)
    held = new_signing_key(root=under, algorithm=algorithm, private=private, not_before=start, not_after=end, uses=uses)
    return Key(name, held, SIGNERS[algorithm.number](private))


CARD = key("cards", Use.CARD)
SCREEN = key("screens", Use.SCREEN)
STATUS = key("status lists", Use.STATUS)
ED25519 = key("Ed25519", Use.CARD, Use.SCREEN, Use.STATUS, algorithm=EDDSA)
RECEIPT = key("receipts", Use.RECEIPT)
PAST = key("past", Use.CARD, Use.SCREEN, days=(-200, -10))
COMING = key("coming", Use.CARD, Use.SCREEN, days=(10, 300))
ENDING = key("ending", Use.CARD, days=(-100, 30))
UNLISTED = key("unlisted", Use.CARD, Use.SCREEN)
FOREIGN = key("another issuer's", Use.CARD, Use.SCREEN, under=FOREIGN_ROOT)
WITH_SM2 = key("SM2", Use.CARD, Use.SCREEN, algorithm=SM2)
LISTED = (CARD, SCREEN, STATUS, ED25519, RECEIPT, PAST, COMING, ENDING)


def coordinates(key: CoseKey) -> tuple[bytes, bytes]:
    x, y = key[-2], key[-3]
    assert isinstance(x, bytes) and isinstance(y, bytes)
    return x, y


def key_list(keys: Iterable[Key], *, issued_at: int = NOW - DAY, expires: int = NOW + 30 * DAY) -> bytes:
    return issue_key_list(
        root=ROOT,
        sign=es256(secret("root")),
        issuer=ISSUER,
        keys=[one.held.listed for one in keys],
        issued_at=issued_at,
        expires=expires,
    )


KEY_LISTS = {"main": key_list(LISTED), "with SM2": key_list((CARD, WITH_SM2))}


def header(key: Key, typ: str = "") -> dict[int, Any]:
    return {1: key.alg, 4: key.kid} | ({16: typ} if typ else {})


def signed_bytes(protected: bytes, payload: bytes, *, context: str = "Signature1", external: bytes = b"") -> bytes:
    return write([context, protected, external, payload])


def token(
    payload: Any,
    key: Key = CARD,
    *,
    protected: Any = None,
    unprotected: Any = EMPTY,
    typ: str = "",
    signature: Callable[[bytes], bytes] | bytes | None = None,
    opening: bytes = b"\xd2\x84",
    closing: bytes = b"",
) -> bytes:
    """A token whose signature belongs to what it says, so that the fault meant is the only one.

    `payload` and `protected` are values to be written, or octets. `signature` replaces the one over the content, or
    is made out of it.
    """
    held = payload if isinstance(payload, bytes) else write(payload)
    head = protected if isinstance(protected, bytes) else write(header(key, typ) if protected is None else protected)
    made = signature if isinstance(signature, bytes) else key.sign(signed_bytes(head, held))
    if callable(signature):
        made = signature(made)
    return opening + write(head) + write(unprotected) + write(held) + write(made) + closing
