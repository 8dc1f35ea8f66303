"""The quick check of identity numbers says exactly what the library says."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent, ValidationError

from anxin.kernel.errors import Invalid
from anxin.kernel.parties.identifiers import (
    _validated,
    _was_given_later,
    checked_identity_number,
    is_plainly_valid,
)

AREAS = st.sampled_from(["330302", "330304", "110105", "999999", "330399", "320113", "513030", "330112", "330109"])
DAYS = st.one_of(
    st.dates().map(lambda day: f"{day:%Y%m%d}".rjust(8, "0")), st.sampled_from(["19800230", "20211301", "19000229"])
)
CHECKS = st.one_of(st.none(), st.sampled_from(list("0123456789Xx")))


@given(AREAS, DAYS, st.integers(0, 999), CHECKS)
def test_the_quick_check_agrees_with_the_library(area: str, day: str, serial: int, check: str | None) -> None:
    stem = f"{area}{day}{serial:03d}"
    number = stem + (check or ric.calc_check_digit(stem + "0"))

    assert is_plainly_valid(number.upper()) == valid(number)


@given(AREAS, DAYS, st.integers(0, 999), CHECKS)
def test_what_is_taken_is_what_the_library_takes_or_a_place_given_later(
    area: str, day: str, serial: int, check: str | None
) -> None:
    stem = f"{area}{day}{serial:03d}"
    number = (stem + (check or ric.calc_check_digit(stem + "0"))).upper()

    assert taken(number) == taken_slowly(number)


def taken(number: str) -> bool:
    try:
        return checked_identity_number(number) == number
    except Invalid:
        return False


def taken_slowly(number: str) -> bool:
    """The same without anything kept from the number before."""
    try:
        return _validated(number) == number
    except InvalidComponent:
        return _was_given_later(number)
    except ValidationError:
        return False


def valid(number: str) -> bool:
    """What the library says; it trips over a county that its list does not have."""
    try:
        return ric.is_valid(number)
    except KeyError:
        return False


def test_an_area_that_never_existed_is_named_as_such() -> None:
    stem = "33039919800101001"

    with translation.override("en"), pytest.raises(Invalid, match="area code or the birth date"):
        checked_identity_number(stem + ric.calc_check_digit(stem + "0"))
