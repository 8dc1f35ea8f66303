"""The arithmetic of the chain: what an entry's hash covers, and how. Pure; an outsider can redo it.

An entry commits to two things apart from its number, its moment and the entry before: to its payload (who, what, why)
and to those it is about. Both are salted, so that a hash tells nothing by itself, one part can be shown without the
other, and a payload can be deleted while the chain still verifies. docs/api/journal.md is the format to the octet.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from anxin.proofs import tree

GENESIS = "0" * 64
SALT_OCTETS = 32
"""The first half salts the payload, the second is the key that the salts of the subjects are derived from."""
HALF = 16


def moment(at: datetime) -> str:
    """A moment as UTC with microseconds: the same bytes on every database."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(body: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no blanks (after RFC 8785)."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def salts(count: int) -> list[bytes]:
    """Fresh salts for so many entries: one call to the system, however many."""
    drawn = os.urandom(SALT_OCTETS * count)
    return [drawn[start : start + SALT_OCTETS] for start in range(0, len(drawn), SALT_OCTETS)]


def payload_hash(payload_salt: bytes, payload: bytes) -> str:
    """SHA-256 over 16 octets of salt and a payload's canonical text."""
    return hashlib.sha256(payload_salt + payload).hexdigest()


def subject_salt(salt: bytes, public_id: str) -> bytes:
    """The salt of one subject: to know it and the subject tells neither the key nor any other subject."""
    return hashlib.sha256(salt[HALF:] + public_id.encode()).digest()[:HALF]


def subject_leaf(own_salt: bytes, public_id: str) -> bytes:
    return own_salt + public_id.encode()


def subject_leaves(salt: bytes, public_ids: Iterable[str]) -> list[bytes]:
    """The leaves of an entry's subjects in the order of their octets, which the salts make a random one."""
    return sorted(subject_leaf(subject_salt(salt, one), one) for one in public_ids)


def subjects_hash(salt: bytes, public_ids: Iterable[str]) -> str:
    """The root of the RFC 6962 tree over an entry's subjects; that of none is SHA-256 of nothing."""
    return tree.root(subject_leaves(salt, public_ids)).hex()


def link(previous: str, seq: int, at: str, payload: str, subjects: str) -> str:
    """The hash of an entry: over the entry before it, its number and moment, and the two hashes it commits to."""
    return hashlib.sha256(f"{previous}\n{seq}\n{at}\n{payload}\n{subjects}".encode()).hexdigest()


def tree_of(hashes: Iterable[str]) -> str:
    """The RFC 6962 root over the hashes of entries, in their order, as 32 octets each."""
    return tree.root(map(bytes.fromhex, hashes)).hex()
