"""CBOR written any way one likes, also wrongly: what the credentials' own writer cannot be brought to write."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG = range(7)
TRUE, FALSE, NULL, UNDEFINED = b"\xf5", b"\xf4", b"\xf6", b"\xf7"
BREAK = b"\xff"


@dataclass(frozen=True)
class Raw:
    """Octets that stand as they are."""

    octets: bytes


@dataclass(frozen=True)
class Pairs:
    """A map whose members stand in the order given, twice if given twice."""

    members: tuple[tuple[Any, Any], ...]

    @classmethod
    def of(cls, *members: tuple[Any, Any]) -> Pairs:
        return cls(members)


def head(major: int, argument: int, *, octets: int | None = None) -> bytes:
    """An initial octet and its argument: the shortest, or in `octets` (0, 1, 2, 4, 8) octets."""
    if octets is None:
        octets = next(
            size for size in (0, 1, 2, 4, 8) if argument < (24 if not size else 1 << 8 * size)
        )  # RFC 8949 §4.2.1
    if not octets:
        return bytes((major << 5 | argument,))
    return bytes((major << 5 | 24 + (1, 2, 4, 8).index(octets),)) + argument.to_bytes(octets, "big")


def write(value: Any) -> bytes:
    """`value` as it stands: no order is made, nothing is refused."""
    match value:
        case Raw(octets):
            return octets
        case None:
            return NULL
        case bool():
            return TRUE if value else FALSE
        case int():
            return head(UNSIGNED, value) if value >= 0 else head(NEGATIVE, -1 - value)
        case float():
            return b"\xfb" + struct.pack(">d", value)
        case bytes():
            return head(BYTES, len(value)) + value
        case str():
            return head(TEXT, len(value.encode())) + value.encode()
        case Pairs(members):
            return head(MAP, len(members)) + pairs(members)
        case dict():
            return head(MAP, len(value)) + pairs(value.items())
        case _:
            return head(ARRAY, len(value)) + b"".join(map(write, value))


def pairs(members: Iterable[tuple[Any, Any]]) -> bytes:
    return b"".join(write(key) + write(held) for key, held in members)
