"""Status lists: packing, signing, and when one is believed."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.credentials import Fault, Rejected, Status, issue_status_list, read_status_list
from anxin.credentials.status_list import MOST_OCTETS, get_status, inflated, octets_for, set_statuses
from tests.unit.credentials.reading import corpus, keys
from tools.refused_corpus.stage import ISSUER, NOW, STATUS

pytestmark = pytest.mark.static

URI = f"{ISSUER}/s/7"
SIZE = 4096
CHANGES = st.lists(st.tuples(st.integers(0, SIZE - 1), st.sampled_from(Status)), max_size=200)


@given(CHANGES)
@settings(max_examples=50, deadline=None)
def test_an_entry_is_what_was_last_written_and_the_others_are_untouched(changes: list[tuple[int, Status]]) -> None:
    packed = bytearray(octets_for(SIZE))
    set_statuses(packed, changes)
    wanted = dict.fromkeys(range(SIZE), Status.VALID) | dict(changes)
    assert {index: get_status(packed, index) for index in range(SIZE)} == wanted


@given(st.binary(max_size=2000) | st.builds(bytes, st.integers(0, 4000)))
@settings(max_examples=50, deadline=None)
def test_a_signed_list_reads_back(packed: bytes) -> None:
    token = issue_status_list(STATUS.held, uri=URI, packed=packed, issued_at=NOW - 1, expires=NOW + 60, ttl=30)
    listed = read_status_list(token, keys(), uri=URI, now=NOW)
    assert (listed.uri, listed.issued_at, listed.expires, listed.ttl, listed.packed) == (
        URI,
        NOW - 1,
        NOW + 60,
        30,
        packed,
    )


def listed(*, issued_at: int = NOW, expires: int = NOW + 100) -> bytes:
    return issue_status_list(STATUS.held, uri=URI, packed=bytes(4), issued_at=issued_at, expires=expires, ttl=30)


def fault(token: bytes, *, now: int = NOW, seen: int = 0, uri: str = URI) -> Fault | None:
    try:
        read_status_list(token, keys(), uri=uri, now=now, seen=seen)
    except Rejected as rejected:
        return rejected.fault
    return None


def test_a_list_is_believed_until_the_second_it_expires() -> None:
    assert [fault(listed(), now=NOW + late) for late in (0, 100, 101)] == [None, None, Fault.CANNOT_CONFIRM]


def test_a_list_from_the_future_means_a_clock_that_is_behind() -> None:
    assert [fault(listed(issued_at=NOW + early)) for early in (60, 61)] == [None, Fault.CLOCK_WRONG]


def test_no_list_older_than_the_newest_seen_is_believed() -> None:
    assert [fault(listed(), seen=NOW + newer) for newer in (-1, 0, 1)] == [None, None, Fault.CANNOT_CONFIRM]


def test_a_clock_put_back_does_not_bring_an_old_list_to_life() -> None:
    assert fault(listed(), now=NOW - 50, seen=NOW) is None
    assert fault(listed(issued_at=NOW + 200, expires=NOW + 300), now=NOW + 150, seen=NOW + 301) is Fault.CANNOT_CONFIRM


def test_a_list_is_believed_only_for_the_address_it_names() -> None:
    assert fault(listed(), uri=f"{ISSUER}/s/8") is Fault.ALTERED


def test_no_index_outside_the_list_has_a_status() -> None:
    found = read_status_list(listed(), keys(), uri=URI, now=NOW)
    assert [found.status(index) for index in (0, 15)] == [Status.VALID, Status.VALID]
    for index in (-1, 16, 2**53 - 1):
        with pytest.raises(Rejected):
            found.status(index)


def test_a_full_list_inflates_and_an_octet_more_does_not() -> None:
    assert inflated(zlib.compress(bytes(MOST_OCTETS))) == bytes(MOST_OCTETS)
    for octets in (MOST_OCTETS + 1, 50_000_000):
        with pytest.raises(Rejected, match="inflates to more"):
            inflated(zlib.compress(bytes(octets)))


def test_the_corpus_has_the_same_issuer() -> None:
    assert corpus()["issuer"] == ISSUER
