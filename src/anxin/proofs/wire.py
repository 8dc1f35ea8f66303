"""The wire of Negentropy, version 1: varints, bounds and ranges, read strictly and written in the shortest form.

A bound is held as octets: the order key's eight and as many of an id's as are needed. An element has all its octets, so
that it lies below a shortened bound exactly when it lies below the same bound filled up with zeros.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

VERSION = 0x61
VERSIONS = range(0x60, 0x70)
ID_OCTETS, KEY_OCTETS, FINGERPRINT_OCTETS = 32, 8, 16
INFINITY = 2**64 - 1  # an order key no element has
END = INFINITY.to_bytes(KEY_OCTETS, "big")  # the bound above everything
MOST_OCTETS = 64 * 1024 * 1024
_VARINT_OCTETS = 10


class BadMessage(ValueError):
    """A message that the protocol does not allow. Nothing of it may be used."""


class Mode(IntEnum):
    SKIP = 0
    FINGERPRINT = 1
    IDS = 2


@dataclass(frozen=True, slots=True)
class Range:
    """From the bound of the range before (or the beginning) up to, and without, `upper`."""

    upper: bytes
    mode: Mode
    fingerprint: bytes = b""
    ids: Sequence[bytes] = ()


def varint(number: int) -> bytes:
    """Base 128, the most significant digit first, the high bit on all but the last."""
    octets = [number & 0x7F]
    while number := number >> 7:
        octets.append(number & 0x7F | 0x80)
    return bytes(reversed(octets))


def version_of(message: bytes) -> int:
    """The version a message is written in; `BadMessage` if it is none of this protocol's."""
    if not message:
        raise BadMessage("an empty message")
    if message[0] not in VERSIONS:
        raise BadMessage(f"no protocol version begins with {message[0]:#04x}")
    return message[0]


def ranges(message: bytes, *, most: int = MOST_OCTETS) -> Iterator[Range]:
    """The ranges of a message of this version, each checked before it is given."""
    if len(message) > most:
        raise BadMessage(f"{len(message)} octets, where {most} are allowed")
    reading = _Reading(message)
    last = b""
    while reading.at < len(message):
        upper = reading.bound()
        if upper < last:
            raise BadMessage("a bound lies before the one in front of it")
        last = upper
        yield reading.range(upper)


def written(ranges: list[Range]) -> bytes:
    """A whole message, without regard to its length."""
    writing = Writing()
    for each in ranges:
        writing.add(each)
    return bytes(writing.octets)


class Writing:
    """A message being written, with what offsets of order keys depend on."""

    def __init__(self) -> None:
        self.octets = bytearray([VERSION])
        self._key = 0

    def encoded(self, *added: Range) -> bytes:
        """What `added` would take, in this order, after what is written."""
        key, octets = self._key, bytearray()
        for each in added:
            octets += _bound(each.upper, key) + varint(each.mode) + _payload(each)
            key = _key_of(each.upper)
        return bytes(octets)

    def add(self, *added: Range) -> None:
        self.octets += self.encoded(*added)
        self._key = _key_of(added[-1].upper)


def _bound(upper: bytes, key: int) -> bytes:
    here, prefix = _key_of(upper), upper[KEY_OCTETS:]
    offset = 0 if here == INFINITY else 1 + here - key
    return varint(offset) + varint(len(prefix)) + prefix


def _payload(each: Range) -> bytes:
    return each.fingerprint if each.mode is not Mode.IDS else varint(len(each.ids)) + b"".join(each.ids)


def _key_of(bound: bytes) -> int:
    return int.from_bytes(bound[:KEY_OCTETS], "big")


class _Reading:
    def __init__(self, message: bytes) -> None:
        self.message, self.at, self.key = message, 1, 0

    def take(self, count: int) -> bytes:
        if count > len(self.message) - self.at:
            raise BadMessage(f"the message ends within {count} octets")
        self.at += count
        return self.message[self.at - count : self.at]

    def varint(self) -> int:
        number = 0
        for place in range(_VARINT_OCTETS):
            (octet,) = self.take(1)
            if octet == 0x80 and place == 0:
                raise BadMessage("a number with leading zeros")
            number = number << 7 | octet & 0x7F
            if not octet & 0x80:
                break
        if octet & 0x80 or number > INFINITY:
            raise BadMessage("a number above 2^64 - 1")
        return number

    def bound(self) -> bytes:
        offset, length = self.varint(), self.varint()
        if length > ID_OCTETS:
            raise BadMessage(f"a bound with {length} octets of an id")
        prefix = self.take(length)
        if offset == 0:
            if prefix:
                raise BadMessage("a bound above everything has no id")
            self.key = INFINITY
            return END
        self.key += offset - 1
        if self.key >= INFINITY:
            raise BadMessage("an order key above 2^64 - 2")
        # Trailing zeros say nothing: without them, equal bounds are equal octets.
        return self.key.to_bytes(KEY_OCTETS, "big") + prefix.rstrip(b"\x00")

    def range(self, upper: bytes) -> Range:
        mode = self.varint()
        if mode == Mode.SKIP:
            return Range(upper, Mode.SKIP)
        if mode == Mode.FINGERPRINT:
            return Range(upper, Mode.FINGERPRINT, fingerprint=self.take(FINGERPRINT_OCTETS))
        if mode != Mode.IDS:
            raise BadMessage(f"a range of mode {mode}")
        count = self.varint()
        octets = self.take(count * ID_OCTETS)
        ids = [octets[at : at + ID_OCTETS] for at in range(0, len(octets), ID_OCTETS)]
        if len(set(ids)) != count:
            raise BadMessage("the same id twice in one range")
        return Range(upper, Mode.IDS, ids=ids)
