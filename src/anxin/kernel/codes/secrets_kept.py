"""Links, one-time numbers and a phone's own secret: made at random, handed out once, kept as keyed digests."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

from anxin.kernel.parties.sealing import blind_index

NUMBER_DIGITS = 6
MOST_TRIES = 5
Numbers = Callable[[], str]


def new_secret() -> str:
    """128 random bits, URL-safe. None begins with a dash, or a command it is typed after would read it as an option."""
    while (made := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return made


def new_number() -> str:
    """Six decimal digits: good for a few tries within minutes, and for nothing else."""
    return str(secrets.randbelow(10**NUMBER_DIGITS)).zfill(NUMBER_DIGITS)


def kept(kind: str, value: str) -> str:
    """How a secret is kept: the same for the same value, useless without the site's key, even for a short number."""
    return blind_index(f"secret-{kind}", value)


def matches(kind: str, value: str, digest: str) -> bool:
    return hmac.compare_digest(kept(kind, value), digest)
