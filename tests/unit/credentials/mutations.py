"""Seeded mutations of tokens and texts: of bits, of octets, of parts, of numbers, and of what CBOR means by them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

EDGES = (0, 1, 23, 24, 25, 26, 27, 28, 31, 64, 127, 128, 223, 224, 245, 246, 247, 249, 251, 255)
HEADS = tuple(
    bytes((major << 5 | information,)) + bytes(octets) + b"\x01"[: octets > 0]
    for major in range(8)
    for information, octets in ((0, 0), (1, 0), (23, 0), (24, 0), (25, 1), (26, 3), (27, 7), (28, 0), (31, 0))
)
# Simple values, floats, tags, breaks, empty and indefinite items, 2^64, and texts that are not UTF-8.
ITEMS = (
    *(bytes((octet,)) for octet in (0xF4, 0xF5, 0xF6, 0xF7, 0xFF, 0xA0, 0x80, 0x40, 0x60)),
    *(bytes((octet, 0xFF)) for octet in (0x5F, 0x7F, 0x9F, 0xBF)),
    *(bytes.fromhex(held) for held in ("d284", "f93c00", "fb0000000000000000", "c100", "c24101", "a10000", "8100")),
    *(bytes.fromhex(held) for held in ("1bffffffffffffffff", "3bffffffffffffffff", "62c0af", "63eda080")),
)
# Parts of a token whose edges are worth cutting at: the tag, headers, the signature's head, the claims' keys.
MARKS = (
    *(bytes.fromhex(held) for held in ("d284", "a058", "5840", "041a", "0748", "0750", "19ffff", "3a00010000")),
    *(b"cidx", b"curi", b"status_list"),
)

Draw = random.Random
Change = Callable[[bytearray, Sequence[bytes], Draw], bytes]


def place(held: Sequence[int], draw: Draw, *, room: int = 0) -> int:
    return draw.randrange(max(1, len(held) - room + 1))


def bits(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    for _flip in range(draw.choice((1, 1, 1, 2, 8))):
        at = draw.randrange(len(held))
        held[at] ^= 1 << draw.randrange(8)
    return bytes(held)


def octet(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    held[draw.randrange(len(held))] = draw.choice(EDGES) if draw.random() < 0.7 else draw.randrange(256)
    return bytes(held)


def number(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    """One, two, four or eight octets taken for a number and moved a little."""
    size = draw.choice((1, 2, 4, 8))
    at = place(held, draw, room=size)
    moved = int.from_bytes(held[at : at + size], "big") + draw.choice((-256, -60, -2, -1, 1, 2, 60, 61, 256, 86_400))
    held[at : at + size] = (moved % (1 << 8 * size)).to_bytes(size, "big")
    return bytes(held)


def cut(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    at = draw.randrange(len(held))
    return bytes(held[:at] if draw.random() < 0.6 else held[at:])


def removed(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    at = draw.randrange(len(held))
    del held[at : at + draw.choice((1, 1, 2, 4, 17, 64))]
    return bytes(held)


def inserted(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    at = place(held, draw)
    held[at:at] = draw.choice((draw.choice(ITEMS), draw.choice(HEADS), draw.randbytes(draw.choice((1, 2, 8)))))
    return bytes(held)


def repeated(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    at = draw.randrange(len(held))
    part = held[at : at + draw.choice((1, 2, 5, 17, 64, len(held)))]
    held[at:at] = part * draw.choice((1, 1, 2, 50))
    return bytes(held)


def swapped(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    size = draw.choice((1, 2, 4, 8, 32))
    one, other = sorted((place(held, draw, room=size), place(held, draw, room=size)))
    held[one : one + size], held[other : other + size] = held[other : other + size], held[one : one + size]
    return bytes(held)


def spliced(held: bytearray, others: Sequence[bytes], draw: Draw) -> bytes:
    """The beginning of one and the end of another, cut anywhere or where a part begins."""
    other = draw.choice(others)
    mark = draw.choice(MARKS)
    here, there = held.find(mark), other.find(mark)
    if here < 0 or there < 0 or draw.random() < 0.3:
        here, there = place(held, draw), draw.randrange(len(other))
    return bytes(held[:here]) + other[there:]


def signed_by_another(held: bytearray, others: Sequence[bytes], draw: Draw) -> bytes:
    return bytes(held[:-64]) + draw.choice(others)[-64:]


def head_changed(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    """The kind or the length of an item, leaving the other as it is; or the same number written longer."""
    at = draw.randrange(len(held))
    initial = held[at]
    choice = draw.randrange(3)
    if choice == 0:
        held[at] = initial & 31 | draw.randrange(8) << 5
    elif choice == 1:
        held[at] = initial & 224 | draw.randrange(32)
    elif initial & 31 < 24:
        size = draw.choice((1, 2, 4, 8))
        held[at : at + 1] = bytes((initial & 224 | 23 + size.bit_length(),)) + (initial & 31).to_bytes(size, "big")
    return bytes(held)


def item_replaced(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    """An item of the kinds the profile does not hold in place of some octets."""
    at = draw.randrange(len(held))
    held[at : at + draw.choice((1, 1, 2, 3, 5, 9))] = draw.choice(ITEMS)
    return bytes(held)


def lengths_adjusted(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    """An item put into the payload, with the payload's length moved along, so that the envelope still holds."""
    start = held.find(b"\xa0\x58")
    if start < 0 or start + 3 >= len(held) - 66:
        return bits(held, _others, draw)
    at = draw.randrange(start + 3, len(held) - 66)
    put, gone = draw.choice((*ITEMS, *HEADS, b"")), draw.choice((0, 0, 1, 2, 4))
    held[at : at + gone] = put
    held[start + 2] = (held[start + 2] + len(put) - gone) % 256
    return bytes(held)


def negated(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    """s taken from an order: the second form of an ECDSA signature, and what is like it."""
    s = int.from_bytes(held[-32:], "big")
    held[-32:] = ((draw.choice(ORDERS) - s) % 2**256).to_bytes(32, "big")
    return bytes(held)


def reduced(held: bytearray, _others: Sequence[bytes], draw: Draw) -> bytes:
    """An order added to r or s where it fits, also in Ed25519's order of octets."""
    order, endian = draw.choice(ORDERS), draw.choice(("big", "little"))
    at = draw.choice((-64, -32))
    half = held[at : at + 32 or None]
    held[at : at + 32 or None] = ((int.from_bytes(half, endian) + order) % 2**256).to_bytes(32, endian)  # type: ignore[arg-type]  # -- one of both words
    return bytes(held)


ORDERS = (
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
    2**252 + 27742317777372353535851937790883648493,
)
CHANGES: tuple[Change, ...] = (
    bits, bits, octet, number, number, cut, removed, inserted, inserted, repeated, swapped, spliced, spliced,
    signed_by_another, head_changed, head_changed, item_replaced, item_replaced, lengths_adjusted, lengths_adjusted,
    negated, reduced,
)  # fmt: skip


def mutated(tokens: Sequence[bytes], draw: Draw) -> bytes:
    """One of the tokens, changed once, sometimes twice or five times."""
    held = draw.choice(tokens)
    for _change in range(draw.choice((1, 1, 1, 1, 2, 5))):
        if len(held) < 65:
            return held
        held = draw.choice(CHANGES)(bytearray(held), tokens, draw)
    return held


def mutated_text(texts: Sequence[str], draw: Draw) -> str:
    """A scanned text with signs changed, put in, taken out, or its digits moved."""
    held = draw.choice(texts)
    for _change in range(draw.choice((1, 1, 2, 3))):
        at = draw.randrange(len(held) + 1)
        match draw.randrange(6):
            case 0:
                held = held[:at] + draw.choice("0123456789") + held[at + 1 :]
            case 1:
                held = held[:at] + draw.choice("0123456789#?&%/ .-+_eExX\x00\n０²٣安\ud800") + held[at:]
            case 2:
                held = held[:at] + held[at + draw.choice((1, 2, 17)) :]
            case 3:
                held = held[:at]
            case 4:
                held = held[:at] + draw.choice(texts)[at:]
            case _:
                held = held[:at] + held[at : at + 17] * draw.choice((2, 60)) + held[at:]
    return held
