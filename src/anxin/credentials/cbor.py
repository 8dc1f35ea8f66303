"""The part of CBOR that credentials use, in its one deterministic encoding (RFC 8949 §4.2.1).

Integers up to 53 bits, byte and text strings, arrays, maps with integer or text keys. Anything else, and any other way
of writing these, is refused: what `decode` accepts, `encode` gives back byte for byte. A general library reads floats,
dates, regular expressions and shared references, and accepts longer lengths: all of that is attack surface here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from anxin.credentials.rejected import Fault, Rejected

Value: TypeAlias = "int | bytes | str | Sequence[Value] | Mapping[int | str, Value]"

DEEPEST = 8
LARGEST = 2**53 - 1  # exact in JavaScript too
UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP = range(6)
KEY, ROW, STRINGS = (int, str), (list, tuple), (BYTES, TEXT)  # made once: `int | str` in a loop is made at every turn
ONE_OCTET = [bytes((octet,)) for octet in range(256)]
# additional information → octets of the argument, and the least value that needs as many (RFC 8949 §3, §4.2.1)
ARGUMENT = {24: (1, 24), 25: (2, 1 << 8), 26: (4, 1 << 16), 27: (8, 1 << 32)}


def encode(value: Value) -> bytes:
    """The deterministic encoding; TypeError or ValueError for what the profile does not hold."""
    kind = type(value)
    if kind is str:
        text = value.encode()  # type: ignore[union-attr]  # -- `kind` says so, and isinstance would cost a third more
        return head(TEXT, len(text)) + text
    if kind is int:
        return _number(value)  # type: ignore[arg-type]  # -- as above
    if kind is bytes:
        return head(BYTES, len(value)) + value  # type: ignore[arg-type,operator]  # -- as above
    if isinstance(value, dict):
        pairs = sorted([(encode(key), encode(held)) for key, held in value.items()])
        return head(MAP, len(pairs)) + b"".join([key + held for key, held in pairs])
    if isinstance(value, ROW):
        return head(ARRAY, len(value)) + b"".join([encode(held) for held in value])
    return encode(_plain(value))


def _number(value: int) -> bytes:
    if not -LARGEST <= value <= LARGEST:
        raise ValueError(f"{value} is beyond 53 bits")
    return head(UNSIGNED, value) if value >= 0 else head(NEGATIVE, -1 - value)


def _plain(value: Value) -> Value:
    """The plain value behind a member of an enumeration, a read-only map or the like."""
    if isinstance(value, bool):
        raise TypeError("true and false have no place in a credential")
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place in a credential")


def head(major: int, argument: int) -> bytes:
    """The initial octet of an item with its shortest argument."""
    if argument < 24:
        return ONE_OCTET[major << 5 | argument]
    if argument < 256:
        return ONE_OCTET[major << 5 | 24] + ONE_OCTET[argument]
    for information, (octets, _least) in ARGUMENT.items():
        if argument < 1 << 8 * octets:
            return ONE_OCTET[major << 5 | information] + argument.to_bytes(octets, "big")
    raise ValueError(f"{argument} is too large")


def decode(data: bytes) -> Value:
    """The one item that `data` is; `Rejected` (unreadable) for anything but its deterministic encoding."""
    try:
        value, end = item(data, 0, DEEPEST)
    except IndexError:
        raise unreadable("it ends too early") from None
    except UnicodeDecodeError:
        raise unreadable("a text is not UTF-8") from None
    if end != len(data):
        raise unreadable("something follows the last byte")
    return value


def unreadable(why: str) -> Rejected:
    return Rejected(Fault.UNREADABLE, why)


def item(data: bytes, at: int, deeper: int) -> tuple[Value, int]:
    """The item that begins at `at`, and where it ends; `deeper` levels may lie inside. Besides `Rejected`, IndexError
    where it ends too early and UnicodeDecodeError."""
    initial = data[at]
    major, argument = initial >> 5, initial & 31
    at += 1
    if argument > 23:
        argument, at = _long(data, at, argument)
    if major == UNSIGNED:
        return argument, at
    if major in STRINGS:
        end = at + argument
        if end > len(data):
            raise unreadable("a string ends too early")
        return (data[at:end] if major == BYTES else data[at:end].decode()), end
    if major == NEGATIVE:
        if argument == LARGEST:
            raise unreadable("a number is beyond 53 bits")
        return -1 - argument, at
    if not deeper:
        raise unreadable(f"it is more than {DEEPEST} levels deep")
    if argument > len(data) - at:  # each member takes an octet at least: no room is made for a claimed million
        raise unreadable("it claims more members than it has bytes")
    if major == MAP:
        return _map(data, at, argument, deeper - 1)
    if major == ARRAY:
        members: list[Value] = []
        for _member in range(argument):
            held, at = item(data, at, deeper - 1)
            members.append(held)
        return members, at
    raise unreadable("it holds a tag, a float or a simple value")


def _long(data: bytes, at: int, information: int) -> tuple[int, int]:
    """An argument of 1, 2, 4 or 8 octets that needs as many, and where it ends."""
    if information > 27:
        raise unreadable("a length is indefinite or reserved")
    octets, least = ARGUMENT[information]
    end = at + octets
    argument = int.from_bytes(data[at:end], "big") if octets > 1 else data[at]
    if end > len(data):
        raise unreadable("it ends too early")
    if argument < least:
        raise unreadable("a number is not written in its shortest form")
    if argument > LARGEST:
        raise unreadable("a number is beyond 53 bits")
    return argument, end


def _map(data: bytes, at: int, pairs: int, deeper: int) -> tuple[dict[int | str, Value], int]:
    held: dict[int | str, Value] = {}
    before = b""
    for _pair in range(pairs):
        start = at
        key, at = item(data, at, 0)
        written = data[start:at]
        if written <= before:
            raise unreadable("keys stand twice or out of order")
        if not isinstance(key, KEY):
            raise unreadable("a key is neither a number nor a text")
        before = written
        held[key], at = item(data, at, deeper)
    return held, at
