"""This site's keys towards other platforms, the card it hands to their operators, and what two sites share.

Both keys are derived from the site's own secret (HKDF, RFC 5869), so a site that is restored from its backup is the
same peer. Signatures are Ed25519 (RFC 8032), key agreement is X25519 (RFC 7748).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import cache, cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid

KEY_OCTETS, ID_OCTETS = 32, 8
CARD_WORD = "anxin-peer-1"
LONGEST_CARD = 2000


def derived(secret: bytes, info: bytes, *, salt: bytes | None = None) -> bytes:
    """32 octets by HKDF-SHA-256."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


@dataclass(frozen=True)
class PublicKeys:
    """What another site knows of a site: 32 octets to check its signatures, 32 to agree on a secret with it."""

    signing: bytes
    agreement: bytes

    @classmethod
    def read(cls, text: str) -> PublicKeys:
        """The keys of a text that `written` made; `Invalid` for any other."""
        try:
            held = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            held = b""
        if len(held) != 2 * KEY_OCTETS:
            raise Invalid(_("These are not the keys of a peer."), field="keys", read=text[:60], allowed=_("64 octets"))
        return cls(held[:KEY_OCTETS], held[KEY_OCTETS:])

    @property
    def written(self) -> str:
        return base64.urlsafe_b64encode(self.signing + self.agreement).decode().rstrip("=")

    @property
    def key_id(self) -> bytes:
        """8 octets that name the keys in a message."""
        return hashlib.sha256(self.signing + self.agreement).digest()[:ID_OCTETS]

    @property
    def fingerprint(self) -> str:
        """40 digits in groups of five, for two operators to compare by telephone."""
        number = int.from_bytes(hashlib.sha256(b"fingerprint" + self.signing + self.agreement).digest(), "big")
        digits = str(number % 10**40).zfill(40)
        return " ".join(digits[start : start + 5] for start in range(0, 40, 5))

    def verified(self, signature: bytes, content: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.signing).verify(signature, content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Pair:
    """What two sites share and nobody else: a key to seal messages with and one to make the ids of records."""

    sealing: bytes
    records: bytes

    def keyed(self, content: bytes) -> bytes:
        """HMAC-SHA-256 under the key for records: whoever lacks it cannot try identity numbers out."""
        return hmac.digest(self.records, content, "sha256")


@dataclass(frozen=True)
class Identity:
    """A site's private keys."""

    signing_key: Ed25519PrivateKey
    agreement_key: X25519PrivateKey

    @classmethod
    def of(cls, secret: bytes) -> Identity:
        """The keys of a site with this secret."""
        return cls(
            Ed25519PrivateKey.from_private_bytes(derived(secret, b"anxin peers: signing")),
            X25519PrivateKey.from_private_bytes(derived(secret, b"anxin peers: agreement")),
        )

    @cached_property
    def public(self) -> PublicKeys:
        return PublicKeys(
            self.signing_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
            self.agreement_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
        )

    def signed(self, content: bytes) -> bytes:
        return self.signing_key.sign(content)

    def pair(self, other: PublicKeys) -> Pair:
        """What this site shares with another. `Invalid` for keys that agree on nothing secret."""
        try:
            shared = self.agreement_key.exchange(X25519PublicKey.from_public_bytes(other.agreement))
        except ValueError:
            raise Invalid(_("These are not the keys of a peer."), field="keys") from None
        salt = b"".join(sorted((self.public.key_id, other.key_id)))
        return Pair(
            derived(shared, b"anxin pair: messages", salt=salt), derived(shared, b"anxin pair: records", salt=salt)
        )


@cache
def _own(secret: bytes) -> Identity:
    return Identity.of(secret)


def own() -> Identity:
    """This site's."""
    return _own(settings.KEYS.roots)


@dataclass(frozen=True)
class Card:
    """What an operator sends another to be taken on: the site's name, its address and its public keys."""

    name: str
    address: str
    keys: PublicKeys

    @property
    def written(self) -> str:
        """One line of text."""
        body = json.dumps([self.name, self.address, self.keys.written], ensure_ascii=False).encode()
        return f"{CARD_WORD}:{base64.urlsafe_b64encode(body).decode().rstrip('=')}"

    @classmethod
    def read(cls, text: str) -> Card:
        """The card of a line that `written` made; `Invalid` for any other."""
        word, _colon, body = text.strip().partition(":")
        try:
            if word != CARD_WORD or len(text) > LONGEST_CARD:
                raise ValueError(word)
            name, address, keys = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
            if not all(isinstance(one, str) for one in (name, address, keys)) or not name.strip() or len(address) > 300:
                raise ValueError("not texts")
        except (ValueError, TypeError, RecursionError):
            raise Invalid(
                _("This is not the card of a platform."),
                field="card",
                read=text[:60],
                allowed=f"{CARD_WORD}:…",
                todo=_("Copy the whole line that the other platform's operator sent."),
            ) from None
        return cls(name.strip()[:80], address, PublicKeys.read(keys))
