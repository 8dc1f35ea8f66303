"""Signed roots: what an installation publishes each day so that outsiders can hold it to its journal.

A root is one line of text, `anxin-root:<after>:<seq>:<hash>:<tree>:<moment>:<signature>`: the hash of entry `seq`, the
RFC 6962 root over the hashes of the entries from `after` + 1 to it, and the signature, Ed25519 (RFC 8032) over all that
stands before it, in base64url without padding.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid
from anxin.kernel.journal import chain

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


class Root(NamedTuple):
    """A root that was noted: the hash of entry `seq`, and the tree over the hashes of the entries from `after` + 1 on.
    Without a tree, the hash alone was noted."""

    seq: int
    hash: str
    after: int = 0
    tree: str = ""
    moment: str = ""


def line_of(root: Root) -> str:
    """The signed line of a root."""
    stem = f"{WORD}:{root.after}:{root.seq}:{root.hash}:{root.tree}:{root.moment}"
    return f"{stem}:{_text(_key().sign(stem.encode()))}"


def stamp(at: datetime) -> str:
    """A moment as a root has it, without a colon."""
    return at.strftime("%Y%m%dT%H%M%S%z")


def checked(line: str, *, key: str | None = None) -> Root:
    """What a signed line binds; `Invalid` unless the signature is right under `key` (default: our own)."""
    stem, _colon, signature = line.strip().rpartition(":")
    public = Ed25519PublicKey.from_public_bytes(_bytes(key or public_key()))
    try:
        public.verify(_bytes(signature), stem.encode())
        word, after, seq, root, tree, moment = stem.split(":")
        if word != WORD or {len(root), len(tree)} != {len(chain.GENESIS)}:
            raise ValueError(word)
        return Root(int(seq), root, int(after), tree, moment)
    except (InvalidSignature, ValueError):
        raise Invalid(
            _("This is not a root signed by that key."), field="root", read=line[:80], allowed=f"{WORD}:…:…:…:…:…:…"
        ) from None


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
