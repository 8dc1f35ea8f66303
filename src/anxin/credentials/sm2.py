"""SM2 signatures with SM3 (GB/T 32918, GM/T 0003) by the system's libcrypto; the signer's id is 1234567812345678.

A private key is 32 octets, a signature r ‖ s in 64. Unlike ECDSA, (r, n − s) is no signature at all, and nobody without
the private key can write another s to an r: the second one is −s − 2rd/(1 + d), which gives the key d away. So there is
no lower s to ask for, and numbers held below n leave a signature one form only.
"""

from __future__ import annotations

import secrets
import weakref
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes

from anxin.credentials.sm2_library import ORDER, Library, Refused, Unavailable, libcrypto

__all__ = ["ORDER", "Refused", "Unavailable", "generate", "public_of", "sign", "signer", "sm3", "verifier", "verify"]


class _Key:
    """A handle of libcrypto's, freed with this object."""

    def __init__(self, held_by: Library, handle: int) -> None:
        self.crypto = held_by
        self.handle = handle
        # Not at the interpreter's end: a thread may still be verifying then, and the memory goes anyway.
        weakref.finalize(self, held_by.free, handle).atexit = False

    def sign(self, message: bytes) -> bytes:
        return self.crypto.sign(self.handle, message)

    def verify(self, signature: bytes, message: bytes) -> bool:
        return self.crypto.verify(self.handle, signature, message)

    def point(self) -> bytes:
        return self.crypto.point(self.handle)


def _private(private: bytes) -> _Key:
    found = libcrypto()
    return _Key(found, found.private_key(private))


def generate() -> bytes:
    """32 new private octets: a number from 1 to n − 2, so that 1 + d can be inverted."""
    return (secrets.randbelow(ORDER - 2) + 1).to_bytes(32, "big")


def public_of(private: bytes) -> tuple[bytes, bytes]:
    """The point of a private key: x and y, 32 octets each. `Refused` (ValueError) for a number out of range."""
    point = _private(private).point()
    return point[:32], point[32:]


def signer(private: bytes) -> Callable[[bytes], bytes]:
    """Signs message after message with one key."""
    return _private(private).sign


def verifier(x: bytes, y: bytes) -> Callable[[bytes, bytes], bool]:
    """Verifies (signature, message) after another with one key. `Refused` (ValueError) for a point off the curve."""
    found = libcrypto()
    return _Key(found, found.public_key(x, y)).verify


def sign(private: bytes, message: bytes) -> bytes:
    """r ‖ s over `message`, another one each time."""
    return signer(private)(message)


def verify(x: bytes, y: bytes, message: bytes, signature: bytes) -> bool:
    """Whether r ‖ s over `message` was made with the key of this point."""
    return verifier(x, y)(signature, message)


def sm3(message: bytes) -> bytes:
    """The digest of GM/T 0004, 32 octets. Needs no system library."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(message)
    return digest.finalize()
