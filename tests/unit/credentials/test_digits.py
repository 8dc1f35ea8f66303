"""Octets as decimal digits: every token has one form, and nothing else reads as it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.credentials import Rejected, from_digits, to_digits
from anxin.credentials.digits import GROUP, SHORT, WIDTH

pytestmark = pytest.mark.static


@given(st.binary(min_size=1, max_size=400))
@settings(max_examples=200, deadline=None)
def test_digits_read_back(octets: bytes) -> None:
    digits = to_digits(octets)
    assert digits.isascii() and digits.isdigit()
    assert from_digits(digits) == octets
    assert len(digits) == len(octets) // GROUP * WIDTH + SHORT[len(octets) % GROUP]


@given(st.text("0123456789", min_size=1, max_size=120))
@settings(max_examples=300, deadline=None)
def test_what_is_read_has_these_digits_and_no_others(digits: str) -> None:
    try:
        octets = from_digits(digits)
    except Rejected:
        return
    assert to_digits(octets) == digits


@given(st.binary(min_size=1, max_size=200), st.characters(exclude_characters="0123456789"), st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_reading_stops_at_the_first_sign_that_is_no_digit(octets: bytes, stop: str, rest: str) -> None:
    assert from_digits(to_digits(octets) + stop + rest) == octets


@pytest.mark.parametrize("octets", range(1, GROUP + 1))
def test_the_largest_number_of_a_group_is_read_and_the_next_is_not(octets: int) -> None:
    width = WIDTH if octets == GROUP else SHORT[octets]
    assert from_digits(f"{256**octets - 1:0{width}d}") == b"\xff" * octets
    with pytest.raises(Rejected):
        from_digits(f"{256**octets:0{width}d}")


def test_four_hundred_octets_are_read_and_one_more_is_not() -> None:
    assert from_digits(to_digits(b"\xff" * 400)) == b"\xff" * 400
    with pytest.raises(Rejected, match="too many"):
        from_digits(to_digits(b"\xff" * 401))
    with pytest.raises(Rejected, match="too many"):
        from_digits("9" * 10_000_000)


@pytest.mark.parametrize("text", ["", "x", " 1", "٣", "²", "１２３", "\ud800"])
def test_a_text_that_does_not_begin_with_a_digit_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        from_digits(text)
