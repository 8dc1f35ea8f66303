"""Squares say what they were given, in as few modules as the standard allows, and other people's decoders read them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.credentials.claims import CARD_OCTETS, SCREEN_OCTETS
from anxin.credentials.digits import to_digits
from anxin.kernel.printing.squares import QUIET, Square, address_square, credential_square
from bench.codes.distorting import HARD, MODERATE, Distortion, picture
from bench.codes.reading import ORIGIN, by_zxing, rates, samples, wechat

pytestmark = pytest.mark.static


@given(st.binary(min_size=60, max_size=CARD_OCTETS))
@settings(max_examples=15, deadline=None)
def test_a_credential_is_read_back_digit_for_digit(credential: bytes) -> None:
    text = f"{ORIGIN}/v#{to_digits(credential)}"

    assert by_zxing(picture(credential_square(text), pixels=4)) == [text]


def test_the_fullest_card_fits_version_10_at_m_and_the_fullest_screen_version_8_at_l() -> None:
    found = {one.name: (one.square.version, one.square.level) for one in samples(random.Random(1))}

    assert found == {"card": (10, "M"), "screen": (8, "L"), "short link": (3, "M")}


def test_a_longer_address_of_the_site_costs_one_version() -> None:
    credential = to_digits(bytes(CARD_OCTETS))
    versions = [credential_square(f"https://{'a' * length}.cn/v#{credential}").version for length in (4, 12, 40)]

    assert versions == [10, 11, 11]


def test_digits_stand_in_the_numeric_mode() -> None:
    """3⅓ bits a digit; as octets the same text would take five versions more."""
    text = f"{ORIGIN}/v#{to_digits(bytes(SCREEN_OCTETS))}"

    assert (credential_square(text, level="L").version, address_square(text, level="L").version) == (8, 13)


@pytest.mark.parametrize(
    "text", ["https://c.zj.cn/v", "https://c.zj.cn/v#", "https://c.zj.cn/v#12a", "https://c.zj.cn/v#１２"]
)
def test_what_is_no_credential_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="decimal digits"):
        credential_square(text)


def test_what_no_square_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="more than a square holds"):
        credential_square("https://c.zj.cn/v#" + "1" * 8000)


def test_the_path_covers_each_dark_module_once() -> None:
    square = address_square("https://c.zj.cn/c/0123456789abcdef")
    painted = bytearray(square.modules**2)
    for column, row, length in square.runs():
        for along in range(column, column + length):
            painted[row * square.modules + along] += 1

    assert bytes(painted) == b"".join(square.rows)
    assert square.path.count("M") == len(list(square.runs()))
    assert square.view_box() == f"-{QUIET} -{QUIET} 37 37"


@pytest.mark.parametrize(
    ("how", "width", "wanted"), [(MODERATE, 240, 0.99), (HARD, 400, 0.95)], ids=["moderate", "hard"]
)
@pytest.mark.parametrize("square", ["card", "screen", "short link"])
def test_a_phone_reads_it_in_a_bad_light(square: str, how: Distortion, width: int, wanted: float) -> None:
    """40 pictures each, always the same ones; `bench/codes/reading.py` takes 300."""
    sample = next(one for one in samples(random.Random(20210705)) if one.name == square)

    found = rates(sample, how, width=width, trials=40, seed=7)

    assert {one.decoder: one.part for one in found if one.part < wanted} == {}


def test_both_decoders_can_fail_so_that_the_rates_say_something() -> None:
    blank = Square(1, "M", tuple(bytes(21) for _row in range(21)))

    assert [list(decode(picture(blank, pixels=8))) for decode in (by_zxing, wechat())] == [[], []]
