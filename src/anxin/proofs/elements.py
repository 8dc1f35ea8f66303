"""A set as reconciliation sees it: elements in a stable order, and a fingerprint of any range of them at once.

An element is an order key (below 2^64 - 1) and an id of 32 octets. It is held as the 40 octets of both, big-endian, so
that sorting, searching and bounds are comparisons of octets.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from hashlib import sha256
from itertools import accumulate

from anxin.proofs.wire import FINGERPRINT_OCTETS, ID_OCTETS, INFINITY, KEY_OCTETS, varint

_MOST = 2**256 - 1


class Elements:
    """Immutable. Takes about 200 octets an element and O(1) for the fingerprint of a range."""

    def __init__(self, elements: Iterable[tuple[int, bytes]]) -> None:
        """`ValueError` for a key or an id that cannot be, and for the same id twice."""
        self._order = sorted(_octets(key, identity) for key, identity in elements)
        if len({element[KEY_OCTETS:] for element in self._order}) < len(self._order):
            raise ValueError("the same id twice")
        numbers = (int.from_bytes(element[KEY_OCTETS:], "little") for element in self._order)
        self._sums = list(accumulate(numbers, initial=0))

    def __len__(self) -> int:
        return len(self._order)

    def ids(self, lower: int = 0, upper: int | None = None) -> list[bytes]:
        """The ids from place `lower` up to, and without, `upper`, in order."""
        return [element[KEY_OCTETS:] for element in self._order[lower:upper]]

    def place(self, bound: bytes, from_place: int = 0) -> int:
        """The place of the first element that is not below `bound`."""
        return bisect_left(self._order, bound, from_place)

    def fingerprint(self, lower: int, upper: int) -> bytes:
        """16 octets over the sum of the ids modulo 2^256 and their number."""
        total = (self._sums[upper] - self._sums[lower]) & _MOST
        return sha256(total.to_bytes(ID_OCTETS, "little") + varint(upper - lower)).digest()[:FINGERPRINT_OCTETS]

    def bound_before(self, place: int) -> bytes:
        """The shortest bound that parts element `place` from the one before it."""
        here, before = self._order[place], self._order[place - 1]
        if here[:KEY_OCTETS] != before[:KEY_OCTETS]:
            return here[:KEY_OCTETS]
        differs = next(at for at in range(KEY_OCTETS, len(here)) if here[at] != before[at])
        return here[: differs + 1]


def _octets(key: int, identity: bytes) -> bytes:
    if not 0 <= key < INFINITY:
        raise ValueError(f"an order key is from 0 to 2^64 - 2, not {key}")
    if len(identity) != ID_OCTETS:
        raise ValueError(f"an id has 32 octets, not {len(identity)}")
    return key.to_bytes(KEY_OCTETS, "big") + identity
