"""Sealing of private values at rest (AES-256-GCM) and finding them again (keyed blind index).

A sealed text is `key id : base64(nonce ‖ ciphertext)`, bound to a `context` so that a value moved to another column
or row kind does not open. The blind index is HMAC-SHA-256 under a second key: equal numbers meet, nobody without the
key can try numbers out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


@cache
def _cipher() -> AESGCM:
    return AESGCM(settings.KEYS.sealing)


def seal(plain: str, *, context: str) -> str:
    nonce = secrets.token_bytes(12)
    sealed = _cipher().encrypt(nonce, plain.encode(), context.encode())
    return f"{settings.KEYS.key_id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, context: str) -> str:
    """The plain text; `cryptography.exceptions.InvalidTag` if altered, or sealed in another context."""
    _key_id, _, body = sealed.partition(":")
    raw = base64.b64decode(body)
    return _cipher().decrypt(raw[:12], raw[12:], context.encode()).decode()


def seal_bytes(plain: bytes, *, context: str) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + _cipher().encrypt(nonce, plain, context.encode())


def unseal_bytes(sealed: bytes, *, context: str) -> bytes:
    return _cipher().decrypt(sealed[:12], sealed[12:], context.encode())


def blind_index(scheme: str, value: str) -> str:
    """64 hex digits; the same for the same value, useless without the key."""
    return hmac.new(settings.KEYS.indexing, f"{scheme}:{value}".encode(), hashlib.sha256).hexdigest()


def phone_index(phone: str) -> str:
    """A phone number's blind index, however it is grouped; empty for none."""
    digits = "".join(sign for sign in phone if sign in "0123456789")
    return blind_index("phone", digits[-11:]) if digits else ""
