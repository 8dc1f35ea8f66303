"""A record as it travels: its reference, its place, its fields, and the keyed id that reconciliation compares.

The canonical text of a record is JSON with sorted keys and no blanks in UTF-8 (after RFC 8785): `{"fields": {…}, "key":
n, "ref": "…"}`. Every field is in it, known or not, so what one side does not understand is compared all the same and
survives being sent on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anxin.kernel.peers.identity import Identity, Pair, PublicKeys

REF_OCTETS = 16
Fields = Mapping[str, str | None]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def reference(pair: Pair, public_id: str) -> str:
    """How a person of a set is named between two sites: 32 hex digits, always the same, that tell a third nothing."""
    return pair.keyed(b"ref:" + public_id.encode())[:REF_OCTETS].hex()


@dataclass(frozen=True)
class Sent:
    """A record as sent. `key`: its place in the stable order; `seq`: the number of its newest change in the feed."""

    ref: str
    key: int
    seq: int
    fields: Fields

    @property
    def canonical(self) -> bytes:
        return canonical({"ref": self.ref, "key": self.key, "fields": dict(self.fields)})

    def element(self, pair: Pair) -> bytes:
        """32 octets: the same at both sides exactly when the record is."""
        return pair.keyed(b"rec:" + self.canonical)


@dataclass(frozen=True)
class Tombstone:
    """A record left the set: signed by itself, so that the other side can show later that it was told so."""

    dataset: str
    ref: str
    seq: int
    left_at: str
    signature: bytes

    @staticmethod
    def content(dataset: str, ref: str, seq: int, left_at: str) -> bytes:
        return b"anxin-left\n" + canonical({"set": dataset, "ref": ref, "seq": seq, "at": left_at})

    @classmethod
    def made(cls, *, by: Identity, dataset: str, ref: str, seq: int, left_at: str) -> Tombstone:
        return cls(dataset, ref, seq, left_at, by.signed(cls.content(dataset, ref, seq, left_at)))

    def is_from(self, keys: PublicKeys) -> bool:
        return keys.verified(self.signature, self.content(self.dataset, self.ref, self.seq, self.left_at))
