"""Range-based reconciliation: it finds exactly the differences, costs what it promises, and refuses what cannot be."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.proofs.ranges import BadMessage, Elements, Initiator, Tuning, respond
from anxin.proofs.wire import END, Mode, Range, Writing, ranges, varint, written

pytestmark = pytest.mark.static

COUNTRY = 27_033
Pairs = list[tuple[int, bytes]]

ids = st.binary(min_size=32, max_size=32)
# Few keys and ids that share prefixes, so that bounds need parts of ids.
close_ids = st.builds(
    lambda head, tail: bytes(28) + bytes([head]) + tail, st.integers(0, 2), st.binary(min_size=3, max_size=3)
)
pairs = st.tuples(st.one_of(st.integers(0, 3), st.integers(0, 2**64 - 2)), st.one_of(ids, close_ids))
tunings = st.builds(Tuning, st.integers(2, 17), st.integers(1, 40))


def reconcile(ours: Elements, theirs: Elements, *, frames: tuple[int, int] = (0, 0)) -> tuple[Initiator, int]:
    """The initiator when it is done, and the octets of all messages, both ways."""
    initiator = Initiator(ours, frame_limit=frames[0])
    message: bytes | None = initiator.begin()
    total = 0
    while message is not None:
        answer = respond(theirs, message, frame_limit=frames[1])
        assert not frames[0] or len(message) <= frames[0]
        assert not frames[1] or len(answer) <= frames[1]
        total += len(message) + len(answer)
        message = initiator.take(answer)
    return initiator, total


def country(count: int = COUNTRY, seed: int = 1) -> Pairs:
    """Keys in small steps, as a register numbers people by the day."""
    random = Random(seed)
    return [(place // 3, random.randbytes(32)) for place in range(count)]


def altered(pairs: Pairs, places: list[int], seed: int = 2) -> Pairs:
    """The records at `places` have other content: the same key, another id."""
    random, found = Random(seed), list(pairs)
    for place in places:
        found[place] = (found[place][0], random.randbytes(32))
    return found


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(pairs, st.sampled_from(["both", "ours", "theirs"])), max_size=70), tunings, tunings)
def test_both_differences_are_found_whatever_the_sets_and_the_tuning(
    held: list[tuple[tuple[int, bytes], str]], asking: Tuning, answering: Tuning
) -> None:
    # An id stands once on a side, yet perhaps under another key on the other: then it is missing in both places.
    here = {one: key for (key, one), side in held if side != "theirs"}
    there = {one: key for (key, one), side in held if side != "ours"}
    initiator = Initiator(Elements((key, one) for one, key in here.items()), tuning=asking)
    theirs = Elements((key, one) for one, key in there.items())
    message: bytes | None = initiator.begin()
    while message is not None:
        message = initiator.take(respond(theirs, message, tuning=answering))
    alone = here.items() - there.items(), there.items() - here.items()
    moved = here.keys() & there.keys() & {one for one, _ in alone[0]}
    assert set(initiator.have) - moved == {one for one, _ in alone[0]} - moved
    assert set(initiator.need) - moved == {one for one, _ in alone[1]} - moved


def test_equal_sides_know_it_after_one_exchange_of_less_than_64_octets() -> None:
    pairs = country()
    initiator, octets = reconcile(Elements(pairs), Elements(reversed(pairs)))
    assert (initiator.exchanges, initiator.have, initiator.need) == (1, [], [])
    assert octets == 21


@pytest.mark.parametrize("place", [0, 1, 13_000, 20_001, COUNTRY - 1])
def test_an_isolated_difference_costs_less_than_1_kb(place: int) -> None:
    pairs = country()
    whole, missing = Elements(pairs), Elements(pairs[:place] + pairs[place + 1 :])
    changed = Elements(altered(pairs, [place]))
    lost = pairs[place][1]
    for ours, theirs, have, need in (
        (whole, missing, [lost], []),
        (missing, whole, [], [lost]),
        (whole, changed, [lost], [altered(pairs, [place])[place][1]]),
    ):
        initiator, octets = reconcile(ours, theirs)
        assert (initiator.have, initiator.need) == (have, need)
        assert octets <= 1024


@pytest.mark.parametrize("seed", range(3))
def test_a_hundred_scattered_differences_cost_less_than_50_kb(seed: int) -> None:
    pairs = country()
    places = Random(seed).sample(range(COUNTRY), 100)
    gone = set(places)
    for theirs in (altered(pairs, places), [pair for place, pair in enumerate(pairs) if place not in gone]):
        initiator, octets = reconcile(Elements(pairs), Elements(theirs))
        assert set(initiator.have) == {pairs[place][1] for place in places}
        assert octets <= 50 * 1024


def test_a_days_edits_next_to_one_another_cost_far_less_than_scattered_ones() -> None:
    pairs = country()
    _, together = reconcile(Elements(pairs), Elements(altered(pairs, list(range(9_000, 9_200)))))
    _, scattered = reconcile(Elements(pairs), Elements(altered(pairs, Random(3).sample(range(COUNTRY), 200))))
    assert together * 3 < scattered


def test_an_empty_side_learns_all_ids_and_a_full_one_that_the_other_is_empty() -> None:
    pairs = country(500)
    initiator, _ = reconcile(Elements([]), Elements(pairs))
    assert initiator.need == [one for _, one in sorted(pairs)]
    assert initiator.exchanges == 1
    initiator, octets = reconcile(Elements(pairs), Elements([]))
    assert set(initiator.have) == {one for _, one in pairs}
    assert octets < 64


def test_two_empty_sides_are_equal() -> None:
    initiator, octets = reconcile(Elements([]), Elements([]))
    assert (initiator.have, initiator.need, initiator.exchanges) == ([], [], 1)
    assert octets < 64


@pytest.mark.parametrize("frames", [(4096, 0), (0, 4096), (4096, 4096), (5000, 20_000)])
def test_no_message_is_longer_than_its_frame_and_nothing_is_lost_by_it(frames: tuple[int, int]) -> None:
    pairs, random = country(6_000), Random(4)
    ours = Elements(pair for pair in pairs if random.random() > 0.1)
    theirs = Elements(pair for pair in pairs if random.random() > 0.1)
    initiator, _ = reconcile(ours, theirs, frames=frames)
    assert set(initiator.have) == set(ours.ids()) - set(theirs.ids())
    assert set(initiator.need) == set(theirs.ids()) - set(ours.ids())


@pytest.mark.parametrize("frames", [(4096, 0), (0, 4096), (4096, 4096)])
def test_a_bootstrap_through_small_frames_brings_every_id(frames: tuple[int, int]) -> None:
    full = Elements(country(3_000))
    initiator, _ = reconcile(Elements([]), full, frames=frames)
    assert set(initiator.need) == set(full.ids())
    initiator, _ = reconcile(full, Elements([]), frames=frames)
    assert set(initiator.have) == set(full.ids())


def test_another_version_is_answered_with_the_one_that_is_spoken() -> None:
    assert respond(Elements([]), b"\x62\x01\x02\x03") == b"\x61"
    with pytest.raises(BadMessage, match="version 2"):
        Initiator(Elements([])).take(b"\x62")


HUGE = varint(2**63)
INFINITE = b"\x00\x00"
HOSTILE = {
    "nothing at all": b"",
    "another protocol": b"\x13\x00\x00\x00",
    "a number that does not end": b"\x61" + b"\x81" * 4,
    "a number that never ends": b"\x61" + b"\xff" * 40,
    "a number above 64 bits": b"\x61\x82" + b"\x80" * 8 + b"\x00\x00\x00",
    "a number of ten octets above 64 bits": b"\x61\x83\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x00\x00",
    "a number with leading zeros": b"\x61\x80\x01\x00\x00",
    "no mode": b"\x61" + INFINITE,
    "an unknown mode": b"\x61" + INFINITE + b"\x03",
    "half a fingerprint": b"\x61" + INFINITE + b"\x01" + bytes(15),
    "more ids said than sent": b"\x61" + INFINITE + b"\x02\x02" + bytes(32),
    "more ids said than there can be": b"\x61" + INFINITE + b"\x02" + HUGE + bytes(32),
    "half an id": b"\x61" + INFINITE + b"\x02\x01" + bytes(31),
    "the same id twice": b"\x61" + INFINITE + b"\x02\x02" + bytes(64),
    "a bound with more than an id": b"\x61\x05\x21" + bytes(33) + b"\x00",
    "a bound with more than is sent": b"\x61\x05" + HUGE + b"\x00",
    "half a bound": b"\x61\x05\x04\x01",
    "an infinite bound with an id": b"\x61\x00\x01\x01\x00",
    "a key above the highest": b"\x61" + varint(2**64 - 1) + b"\x00\x00" + varint(3) + b"\x00\x00",
    "a bound going backwards within a key": b"\x61\x05\x01\x09\x00\x01\x01\x08\x00",
    "a finite bound after the infinite one": b"\x61" + INFINITE + b"\x00" + b"\x01\x00\x00",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_message_that_cannot_be_is_refused_by_both_sides(name: str) -> None:
    for held in (Elements([]), Elements(country(100))):
        with pytest.raises(BadMessage):
            respond(held, HOSTILE[name])
        initiator = Initiator(held)
        initiator.begin()
        with pytest.raises(BadMessage):
            initiator.take(HOSTILE[name])


def test_a_message_of_endless_ranges_is_refused_by_its_length() -> None:
    endless = b"\x61" + b"\x02\x00\x00" * 50_000
    with pytest.raises(BadMessage, match="octets"):
        respond(Elements([]), endless, most_octets=100_000)
    assert respond(Elements([]), endless) == b"\x61"


def test_a_responder_that_never_agrees_is_left_after_so_many_exchanges() -> None:
    initiator = Initiator(Elements(country(100)), most_exchanges=20)
    message: bytes | None = initiator.begin()
    never = written([Range(END, Mode.FINGERPRINT, fingerprint=bytes(16))])
    with pytest.raises(BadMessage, match="no end"):
        for _ in range(100):
            message = initiator.take(never)
    assert message is not None


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200), st.booleans())
def test_any_octets_are_answered_or_refused_and_never_anything_else(octets: bytes, versioned: bool) -> None:
    held = Elements(country(50))
    message = b"\x61" + octets if versioned else octets
    with suppress(BadMessage):
        assert respond(held, message)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_message_with_one_octet_altered_is_answered_or_refused(data: st.DataObject) -> None:
    held, other = Elements(country(300)), Elements(country(300, seed=9))
    first = respond(other, Initiator(held).begin())
    place = data.draw(st.integers(0, len(first) - 1))
    altered = bytearray(first)
    altered[place] ^= data.draw(st.integers(1, 255))
    with suppress(BadMessage):
        respond(held, bytes(altered))
        Initiator(held).take(bytes(altered))


@given(
    st.lists(
        st.tuples(st.integers(0, 2**64 - 2), st.binary(max_size=31)).map(
            lambda bound: bound[0].to_bytes(8, "big") + bound[1].rstrip(b"\x00")
        ),
        unique=True,
    ),
    st.data(),
)
def test_what_is_written_is_read_again(bounds: list[bytes], data: st.DataObject) -> None:
    kinds: st.SearchStrategy[tuple[Mode, bytes, list[bytes]]] = st.one_of(
        st.just((Mode.SKIP, b"", [])),
        st.binary(min_size=16, max_size=16).map(lambda digest: (Mode.FINGERPRINT, digest, [])),
        st.lists(ids, unique=True, max_size=3).map(lambda some: (Mode.IDS, b"", some)),
    )
    made = []
    for upper in [*sorted(bounds), END]:
        mode, digest, some = data.draw(kinds)
        made.append(Range(upper, mode, fingerprint=digest, ids=some))
    assert [Range(one.upper, one.mode, one.fingerprint, list(one.ids)) for one in ranges(written(made))] == made


def test_the_size_of_a_range_is_known_before_it_is_written() -> None:
    writing = Writing()
    for key in (5, 300, 300_000):
        one = Range(key.to_bytes(8, "big"), Mode.FINGERPRINT, fingerprint=bytes(16))
        expected = len(writing.octets) + len(writing.encoded(one))
        writing.add(one)
        assert len(writing.octets) == expected


@pytest.mark.parametrize(("key", "identity"), [(-1, bytes(32)), (2**64 - 1, bytes(32)), (0, bytes(31)), (0, bytes(33))])
def test_an_element_that_cannot_be_is_refused(key: int, identity: bytes) -> None:
    with pytest.raises(ValueError, match=r"order key|an id has"):
        Elements([(key, identity)])


@pytest.mark.parametrize("key", [1, 2])
def test_the_same_id_twice_is_refused(key: int) -> None:
    with pytest.raises(ValueError, match="twice"):
        Elements([(1, bytes(32)), (key, bytes(32))])


@pytest.mark.parametrize(("buckets", "most_ids"), [(1, 1), (2, 0)])
def test_a_tuning_that_never_grows_smaller_is_refused(buckets: int, most_ids: int) -> None:
    with pytest.raises(ValueError, match="never grow smaller"):
        Tuning(buckets, most_ids)


def test_a_frame_too_small_to_move_on_is_refused() -> None:
    with pytest.raises(ValueError, match="4096"):
        Initiator(Elements([]), frame_limit=100)
