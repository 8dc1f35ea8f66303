"""Identity numbers and credit codes."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.errors import Invalid
from anxin.kernel.parties import sealing
from anxin.kernel.parties.identifiers import (
    checked_credit_code,
    checked_identity_number,
    mask,
    mask_name,
    mask_numbers,
)
from tests.cast import credit_code, identity_number


def test_a_right_number_is_returned_in_upper_case() -> None:
    number = next(n for n in map(identity_number, range(999)) if n.endswith("X"))

    assert checked_identity_number(f" {number.lower()} ") == number


@pytest.mark.parametrize("read", ["3.3E+17", "3.30302198001011E+17", "330302198001011000.0"])
def test_a_number_turned_into_scientific_notation_is_named_as_such(read: str) -> None:
    with translation.override("en"), pytest.raises(Invalid) as caught:
        checked_identity_number(read)

    assert caught.value.read == read
    assert caught.value.what.startswith("A spreadsheet turned the identity number into scientific notation")


def test_a_number_given_in_a_district_younger_than_its_holder_is_right() -> None:
    number = identity_number(1, born="19650512", area="330302")  # Lucheng was founded in 1984

    assert checked_identity_number(number) == number


@pytest.mark.parametrize(("born", "area"), [("19800230", "330302"), ("19801301", "330302"), ("19800101", "009999")])
def test_a_birth_date_or_an_area_that_never_was_is_refused(born: str, area: str) -> None:
    with pytest.raises(Invalid):
        checked_identity_number(identity_number(1, born=born, area=area))


def test_every_single_wrong_digit_is_noticed() -> None:
    right = identity_number(7)
    wrong = [right[:-1] + c for c in "0123456789X" if c != right[-1]]

    refused = 0
    for number in wrong:
        with pytest.raises(Invalid):
            checked_identity_number(number)
        refused += 1

    assert refused == 10


def test_an_error_never_repeats_the_whole_number() -> None:
    right = identity_number(7)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")

    with pytest.raises(Invalid) as caught:
        checked_identity_number(wrong)

    assert wrong not in str(caught.value)
    assert caught.value.read == "33**************" + wrong[-2:]


def test_credit_codes_are_checked_to_the_last_character() -> None:
    right = credit_code(5)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")

    assert checked_credit_code(right.lower()) == right
    with pytest.raises(Invalid):
        checked_credit_code(wrong)


@pytest.mark.parametrize(
    ("name", "shown"), [("王芳", "王*"), ("王小芳", "王**"), ("欧阳小芳", "欧阳**"), ("王", "王*")]
)
def test_names_are_masked_to_the_surname(name: str, shown: str) -> None:
    assert mask_name(name) == shown


def test_masks_keep_two_characters_at_each_end() -> None:
    assert mask("330302198001010011") == "33**************11"


@given(st.text(max_size=60))
def test_sealed_values_open_to_what_was_sealed_and_differ_each_time(plain: str) -> None:
    one, two = sealing.seal(plain, context="x"), sealing.seal(plain, context="x")

    assert sealing.unseal(one, context="x") == sealing.unseal(two, context="x") == plain
    assert one != two


def test_a_value_moved_to_another_context_does_not_open() -> None:
    from cryptography.exceptions import InvalidTag

    with pytest.raises(InvalidTag):
        sealing.unseal(sealing.seal("13800000001", context="phone"), context="address")


def test_blind_indexes_meet_only_for_equal_numbers_of_one_scheme() -> None:
    one = sealing.blind_index("cn-id", "1")

    assert one == sealing.blind_index("cn-id", "1")
    assert one != sealing.blind_index("cn-id", "2")
    assert one != sealing.blind_index("cn-uscc", "1")


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("核查330302198001011011.csv", "核查33**************11.csv"),
        ("330302 19800101 102X", "33****************2X"),
        ("139-0000-0077", "13*********77"),
        ("13900000077、13900000078", "13*******77、13*******78"),
        ("2021-10-29", "2021-10-29"),
        ("2021-10-29 2022-10-28", "2021-10-29 2022-10-28"),
        ("roster-20211029.xlsx", "roster-20211029.xlsx"),
    ],
)
def test_long_numbers_in_a_text_are_masked_and_days_stay(written: str, left: str) -> None:
    assert mask_numbers(written) == left
