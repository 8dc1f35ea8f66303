"""Signed roots: what an installation publishes each day so that outsiders can hold it to its journal.

A root is one line of text, `anxin-root:<seq>:<hash>:<moment>:<signature>`; the signature is Ed25519 (RFC 8032) over all
that stands before it, in base64url without padding.
"""

from __future__ import annotations

import base64
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid
from anxin.kernel.journal import chain
from anxin.kernel.journal.queries import Verdict

WORD = "anxin-root"
SEAL_WORD = b"anxin-derivation\n"  # what a seal signs begins with it, so that no seal is ever a root


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.KEYS.roots)


def public_key() -> str:
    """The key that checks this installation's roots, 32 bytes in base64url."""
    return _text(_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def seal(content: bytes) -> dict[str, str]:
    """The site's signature over a file that leaves it: Ed25519, deterministic, with the key that checks it."""
    return {"algorithm": "Ed25519", "key": public_key(), "signature": _text(_key().sign(SEAL_WORD + content))}


def signed(verdict: Verdict, at: datetime) -> str:
    """One line that binds this installation to its journal as verified. A broken chain is not signed."""
    if not verdict.whole:
        raise Invalid(
            _("A broken journal is not signed."),
            field="journal",
            read=str(verdict.broken_at),
            todo=_("Find out what happened to that entry, with the last root that was published."),
        )
    stem = f"{WORD}:{verdict.entries}:{verdict.root}:{at.strftime('%Y%m%dT%H%M%S%z')}"
    return f"{stem}:{_text(_key().sign(stem.encode()))}"


def checked(line: str, *, key: str | None = None) -> tuple[int, str]:
    """The (seq, hash) of a signed root; `Invalid` unless the signature is right under `key` (default: our own)."""
    stem, _colon, signature = line.strip().rpartition(":")
    parts = stem.split(":")
    public = Ed25519PublicKey.from_public_bytes(_bytes(key or public_key()))
    try:
        public.verify(_bytes(signature), stem.encode())
        word, seq, root, _moment = parts
        if word != WORD or len(root) != len(chain.GENESIS):
            raise ValueError(word)
        return int(seq), root
    except (InvalidSignature, ValueError):
        raise Invalid(
            _("This is not a root signed by that key."), field="root", read=line[:80], allowed=f"{WORD}:…:…:…:…"
        ) from None


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
