"""Identity numbers and credit codes: checked, masked, and never guessed at.

GB 11643-1999 (citizen identity number) and GB 32100-2015 (unified social credit code), both through python-stdnum.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext as _
from stdnum import numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

from anxin.kernel.errors import Invalid

USUAL_NUMBER = re.compile(r"[0-9]{17}[0-9X]")


class Scheme(StrEnum):
    IDENTITY_NUMBER = "cn-id"
    CREDIT_CODE = "cn-uscc"


def checked_identity_number(read: str) -> str:
    """The 18 characters, upper case, checksum right; `Invalid` says which part is wrong."""
    text = read.strip().upper()
    if "E+" in text or (text.replace(".", "", 1).isdigit() and "." in text):
        raise Invalid(
            _("A spreadsheet turned the identity number into scientific notation; its last digits are lost."),
            field="id_number",
            read=read,
            allowed=_("18 characters, as text"),
            todo=_("Set the column to “text” and copy the number from the card again."),
        )
    try:
        return text if is_plainly_valid(text) or _is_of_later_place(text) else _validated(text)
    except ValidationError as fault:
        if isinstance(fault, InvalidComponent) and _was_given_later(text):
            return text
        raise Invalid(
            _wrong(fault),
            field="id_number",
            read=mask(text),
            allowed=_("an 18-character identity number (GB 11643)"),
        ) from None


def _was_given_later(number: str) -> bool:
    """Numbers began in 1984 and carry the area code of the day they were given: somebody born in 1965 may hold the
    code of a district founded in 1984, which the library, comparing birth years, takes for impossible."""
    try:
        born = ric.get_birth_date(number)
    except InvalidComponent:
        return False
    known = numdb.get("cn/loc").info(number[:6])
    return born.year >= 1890 and any("county" in place for _part, place in known)


def is_plainly_valid(text: str) -> bool:
    """The usual case of `ric.validate`, ten times as fast: a place and a day are looked up once each. Whatever is
    unusual goes to the library, which names the fault."""
    return (
        USUAL_NUMBER.fullmatch(text) is not None
        and text[-1] == ric.calc_check_digit(text)
        and _day_exists(text[6:14])
        and _place_existed(text[:10])
    )


def _is_of_later_place(text: str) -> bool:
    """Whether nothing but the place is unusual, and that was given later (see `_was_given_later`)."""
    return (
        USUAL_NUMBER.fullmatch(text) is not None
        and text[-1] == ric.calc_check_digit(text)
        and _day_exists(text[6:14])
        and _place_came_later(text[:10])
    )


@lru_cache(maxsize=65_536)
def _place_came_later(area_and_year: str) -> bool:
    return not _place_existed(area_and_year) and _was_given_later(f"{area_and_year}01010000")


@lru_cache(maxsize=65_536)
def _day_exists(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


@lru_cache(maxsize=65_536)
def _place_existed(area_and_year: str) -> bool:
    try:
        ric.get_birth_place(f"{area_and_year}01010000")
    except (ValidationError, KeyError):
        return False
    return True


def _validated(text: str) -> str:
    try:
        return str(ric.validate(text))
    except KeyError:  # python-stdnum 2.x trips over a county that its list does not have
        raise InvalidComponent from None


def checked_credit_code(read: str) -> str:
    """The 18 characters of a unified social credit code, upper case, checksum right."""
    try:
        return str(uscc.validate(read.strip().upper()))
    except ValidationError as fault:
        raise Invalid(
            _wrong(fault),
            field="credit_code",
            read=read,
            allowed=_("an 18-character unified social credit code (GB 32100)"),
        ) from None


def _wrong(fault: ValidationError) -> str:
    if isinstance(fault, InvalidChecksum):
        return _("The check character is wrong; most likely one character was miscopied.")
    if isinstance(fault, InvalidLength):
        return _("The length is wrong; it has 18 characters.")
    if isinstance(fault, InvalidComponent):
        return _("The area code or the birth date inside it does not exist.")
    return _("It holds characters that cannot be part of it.")


def mask(identifier: str) -> str:
    """First and last two characters only: 33**************1X."""
    if len(identifier) <= 4:
        return "*" * len(identifier)
    return identifier[:2] + "*" * (len(identifier) - 4) + identifier[-2:]


# Eleven digits and more, blanks or dashes between, perhaps an X at the end: an identity number, a phone, an account.
_LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){9,}[\s-]?[\dXx]")
_DATE = re.compile(r"(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)")


def mask_numbers(text: str) -> str:
    """A text with every long number in it masked, however it is grouped; days written with dashes stay."""
    return _LONG_NUMBER.sub(lambda found: found[0] if _DATE.search(found[0]) else mask(found[0]), text)


def mask_name(name: str) -> str:
    """Surname and stars: 王**. Double surnames keep two characters only where the name has four."""
    keep = 2 if len(name) >= 4 else 1
    return name[:keep] + "*" * max(1, len(name) - keep)


CHECKS = {Scheme.IDENTITY_NUMBER: checked_identity_number, Scheme.CREDIT_CODE: checked_credit_code}
