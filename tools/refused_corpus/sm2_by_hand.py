"""SM2 by GB/T 32918.2 in plain numbers, for the corpus alone: slow, open to timing, and the same each time it is run."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
SIGNER = b"1234567812345678"
Point = tuple[int, int] | None  # None: the point at infinity


def added(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    rise = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (rise * rise - x1 - x2) % P
    return x, (rise * (x1 - x) - y1) % P


def times(number: int, point: Point) -> Point:
    total: Point = None
    while number:
        if number & 1:
            total = added(total, point)
        point = added(point, point)
        number >>= 1
    return total


def octets(number: int) -> bytes:
    return number.to_bytes(32, "big")


def sm3(message: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(message)
    return digest.finalize()


def sm2_public(private: bytes) -> tuple[bytes, bytes]:
    point = times(int.from_bytes(private, "big"), G)
    assert point
    return octets(point[0]), octets(point[1])


def digest_of(message: bytes, public: tuple[bytes, bytes], signer: bytes = SIGNER) -> int:
    """e = SM3(Z ‖ M), where Z holds the signer's id, the curve and the key."""
    curve = b"".join(map(octets, (A, B, *G)))
    z = sm3((8 * len(signer)).to_bytes(2, "big") + signer + curve + b"".join(public))
    return int.from_bytes(sm3(z + message), "big")


def sm2_sign(private: bytes, message: bytes, *, signer: bytes = SIGNER, nonce: int | None = None) -> bytes:
    """r ‖ s. The nonce follows from key and message unless given."""
    d = int.from_bytes(private, "big")
    k = nonce or int.from_bytes(hmac.digest(private, message, hashlib.sha256), "big") % (N - 1) + 1
    point = times(k, G)
    assert point
    r = (digest_of(message, sm2_public(private), signer) + point[0]) % N
    s = pow(1 + d, -1, N) * (k - r * d) % N
    assert r and s and r + k != N
    return octets(r) + octets(s)
