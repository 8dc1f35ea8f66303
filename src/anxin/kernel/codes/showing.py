"""A showing: this code was shown at this moment. Its handle of 16 octets tells nobody but the issuer whose it is.

The handle is one AES block over the showing (a block is a random-looking permutation of it): no row is kept until
somebody confirms, two handles of one code have nothing in common, and a guessed one passes once in 2⁴⁷.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

HANDLE_OCTETS = 16
NONCE_OCTETS = 4
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
MARK = b"\xa5\x1c"  # what a guessed handle does not come out with
CODE_OCTETS, SECOND_OCTETS = 5, 4


class ShowingKind(IntEnum):
    """How a code was shown, and for how long its showing can be confirmed."""

    SCREEN = 1  # the holder's own phone: fresh every half minute
    CARD = 2  # a card was scanned, or its short address opened
    FAMILY = 3  # somebody of the family carries the code
    LOOKUP = 4  # found at a desk with a code sent to the holder's phone


KINDS = frozenset(ShowingKind)
LIVES = {
    ShowingKind.SCREEN: timedelta(minutes=10),
    ShowingKind.CARD: timedelta(minutes=30),
    ShowingKind.FAMILY: timedelta(minutes=30),
    ShowingKind.LOOKUP: timedelta(minutes=30),
}


@dataclass(frozen=True)
class Showing:
    """A code (by row id) shown at a moment (whole seconds)."""

    code_id: int
    kind: ShowingKind
    at: datetime


@lru_cache(maxsize=1)
def _block(secret: bytes) -> Cipher[modes.ECB]:
    # ECB of a single block is the bare permutation, which is what is wanted here.
    key = HKDF(algorithm=hashes.SHA256(), length=16, salt=None, info=b"anxin showing 1").derive(secret)
    return Cipher(algorithms.AES(key), modes.ECB())


def seal(showing: Showing, *, nonce: bytes) -> bytes:
    """The handle; `nonce` is 4 random octets, so that one second has many."""
    if len(nonce) != NONCE_OCTETS:
        raise ValueError("a nonce has 4 octets")
    seconds = int((showing.at - EPOCH).total_seconds())
    plain = (
        MARK
        + bytes((showing.kind,))
        + showing.code_id.to_bytes(CODE_OCTETS, "big")
        + seconds.to_bytes(SECOND_OCTETS, "big")
        + nonce
    )
    return _block(settings.KEYS.sealing).encryptor().update(plain)


def letters(handle: bytes) -> str:
    """Octets as letters (RFC 4648 base32, small, without padding): the end of a short address. A handle has 26, a
    card's id 13."""
    return base64.b32encode(handle).decode().rstrip("=").lower()


def from_letters(written: str) -> bytes:
    """The octets that `letters` wrote; none for anything else."""
    try:
        return base64.b32decode(written.upper() + "=" * (-len(written) % 8))
    except ValueError:
        return b""


def opened(handle: bytes) -> Showing | None:
    """The showing behind a handle; None for octets that are none of ours. Says nothing of whether its time is over."""
    return opened_all([handle])[0]


def opened_all(handles: Sequence[bytes]) -> list[Showing | None]:
    """The showings behind many handles, each as `opened` gives it: one setting up of the cipher serves all."""
    whole = [handle if len(handle) == HANDLE_OCTETS else bytes(HANDLE_OCTETS) for handle in handles]
    plain = _block(settings.KEYS.sealing).decryptor().update(b"".join(whole))
    return [
        _showing(plain[start : start + HANDLE_OCTETS]) if len(handle) == HANDLE_OCTETS else None
        for start, handle in zip(range(0, len(plain), HANDLE_OCTETS), handles, strict=True)
    ]


def _showing(plain: bytes) -> Showing | None:
    if plain[:2] != MARK or plain[2] not in KINDS:
        return None
    seconds = int.from_bytes(plain[8:12], "big")
    return Showing(int.from_bytes(plain[3:8], "big"), ShowingKind(plain[2]), EPOCH + timedelta(seconds=seconds))
