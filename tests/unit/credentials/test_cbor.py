"""The deterministic part of CBOR: what is written reads back, and only what would be written so is read."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import cbor2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anxin.credentials import Fault, Rejected, Status
from anxin.credentials.cbor import DEEPEST, LARGEST, decode, encode
from tools.refused_corpus.loose import head

pytestmark = pytest.mark.static

NUMBERS = st.integers(-LARGEST, LARGEST)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LEAVES = NUMBERS | st.binary(max_size=300) | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NUMBERS | TEXTS, inner, max_size=5),
    max_leaves=20,
)


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(VALUES.filter(lambda value: depth(value) <= DEEPEST))
@settings(max_examples=200, deadline=None)
def test_what_is_written_reads_back_here_and_elsewhere(value: Any) -> None:
    raw = encode(value)
    assert decode(raw) == value
    assert cbor2.loads(raw) == value


@given(st.dictionaries(NUMBERS | TEXTS, NUMBERS, max_size=8), st.randoms())
@settings(max_examples=50, deadline=None)
def test_the_order_in_which_a_map_was_filled_does_not_show(held: dict[Any, int], draw: Any) -> None:
    mixed = list(held.items())
    draw.shuffle(mixed)
    assert encode(dict(mixed)) == encode(held)


@given(st.binary(max_size=40))
@example(b"\x3b\x00\x1f\xff\xff\xff\xff\xff\xff")  # -(2^53), one beyond what is written
@example(b"\x1b\x00\x20\x00\x00\x00\x00\x00\x00")  # 2^53
@settings(max_examples=500, deadline=None)
def test_what_is_read_would_be_written_so(raw: bytes) -> None:
    try:
        value = decode(raw)
    except Rejected as rejected:
        assert rejected.fault is Fault.UNREADABLE
    else:
        assert encode(value) == raw


@given(NUMBERS.map(abs), st.sampled_from((1, 2, 4, 8)), st.sampled_from(range(6)))
@settings(max_examples=200, deadline=None)
def test_a_head_longer_than_needed_is_refused(argument: int, octets: int, major: int) -> None:
    argument %= 1 << 8 * octets
    longer, shortest = head(major, argument, octets=octets), head(major, argument)
    if longer != shortest:
        with pytest.raises(Rejected):
            decode(longer + bytes(min(argument, 1000)))


@pytest.mark.parametrize(
    "number", [0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, LARGEST, -1, -24, -25, -LARGEST]
)
def test_numbers_at_the_edges_of_their_lengths(number: int) -> None:
    assert encode(number) == cbor2.dumps(number)
    assert decode(encode(number)) == number


@pytest.mark.parametrize(
    "value", [None, True, False, 1.0, 2**53, -(2**53), {None: 1}, {1.0: 1}, [None], {True: 1}, {1, 2}, object()]
)
def test_what_has_no_place_in_a_credential_is_not_written(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        encode(value)


def test_members_of_enumerations_and_read_only_maps_are_written_as_what_they_are() -> None:
    assert encode(Status.SUSPENDED) == b"\x02"
    assert encode(Fault.STALE) == encode("stale")
    assert encode(MappingProxyType({1: (2, 3)})) == encode({1: [2, 3]})


def test_eight_levels_are_read_and_nine_are_not() -> None:
    assert decode(b"\x81" * DEEPEST + b"\x00")
    with pytest.raises(Rejected, match="levels"):
        decode(b"\x81" * (DEEPEST + 1) + b"\x00")
    with pytest.raises(Rejected):
        decode(b"\x81" * 100_000 + b"\x00")


def test_a_claimed_length_takes_no_room() -> None:
    for major in (2, 3, 4, 5):
        with pytest.raises(Rejected):
            decode(head(major, LARGEST) + b"\x00" * 8)
