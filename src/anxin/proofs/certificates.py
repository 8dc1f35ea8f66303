"""A certificate of equality: what two sites both sign when they hold the same set.

Its octets are JSON with sorted keys and no blanks in UTF-8 (after RFC 8785); a signature is Ed25519 over the word
`anxin-certificate`, a line feed and those octets.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from anxin.proofs.tree import DIGEST_OCTETS, root

WORD = "anxin-equal-1"
SIGNED = b"anxin-certificate\n"
KEYS = {"certificate", "count", "day", "root", "rules", "set", "sites"}


class BadCertificate(ValueError):
    """Octets that are no certificate, or one that was not signed by both. The words say which."""


@dataclass(frozen=True)
class Certificate:
    """`rules`: the version of the rules that the set follows from. `root`: of RFC 6962 over the ids in their order.
    `sites`: the key ids of both, in order."""

    dataset: str
    day: date
    rules: str
    count: int
    root: bytes
    sites: tuple[bytes, ...]

    @property
    def body(self) -> bytes:
        """The octets that are signed."""
        held = {
            "certificate": WORD,
            "set": self.dataset,
            "day": self.day.isoformat(),
            "rules": self.rules,
            "count": self.count,
            "root": self.root.hex(),
            "sites": [one.hex() for one in self.sites],
        }
        return json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def body(*, dataset: str, day: date, rules: str, ids: Sequence[bytes], key_ids: Iterable[bytes]) -> bytes:
    """What both sites sign: the same octets exactly when day, rules and every id are the same."""
    return Certificate(dataset, day, rules, len(ids), root(ids), tuple(sorted(key_ids))).body


def signed_content(body: bytes) -> bytes:
    """What a signature under a certificate is over: it is never one over anything else."""
    return SIGNED + body


def read(body: bytes) -> Certificate:
    """Raises BadCertificate for octets that `Certificate.body` does not give."""
    try:
        held = json.loads(body)
        if not isinstance(held, dict) or held.keys() != KEYS or held["certificate"] != WORD:
            raise ValueError("other keys")
        found = Certificate(
            str(held["set"]),
            date.fromisoformat(held["day"]),
            str(held["rules"]),
            int(held["count"]),
            bytes.fromhex(held["root"]),
            tuple(bytes.fromhex(one) for one in held["sites"]),
        )
    except (ValueError, TypeError, RecursionError) as fault:
        raise BadCertificate(f"not a certificate: {type(fault).__name__}") from None
    if found.body != body or len(found.root) != DIGEST_OCTETS or found.count < 0:
        raise BadCertificate("not a certificate: written in another way")
    return found


def check(body: bytes, signatures: Mapping[bytes, tuple[bytes, bytes]]) -> Certificate:
    """The certificate, where every site it names has signed it; BadCertificate says who has not.

    `signatures`: for each key id the site's signing key (Ed25519, 32 octets) and its signature (64). That a key id
    belongs to a key is for the caller to know.
    """
    held = read(body)
    for site in held.sites:
        if site not in signatures:
            raise BadCertificate(f"site {site.hex()} has not signed")
        key, signature = signatures[site]
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, signed_content(body))
        except (InvalidSignature, ValueError):
            raise BadCertificate(f"the signature of site {site.hex()} does not hold") from None
    return held


def differing(one: Certificate, other: Certificate) -> list[str]:
    """In what two certificates do not say the same: names of their members, none where they are the same."""
    return [each.name for each in fields(Certificate) if getattr(one, each.name) != getattr(other, each.name)]
