"""From what stands in a cell to the value kept, by the type of its column. Values are text; days are ISO text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_noop as _

from anxin.kernel.errors import Invalid
from anxin.kernel.intake.layouts import Column, ColumnType
from anxin.kernel.intake.problems import Flaw
from anxin.kernel.intake.shortening import shortened
from anxin.kernel.parties.identifiers import checked_credit_code, checked_identity_number, mask

Raw = str | int | float | bool | date | datetime | time | timedelta
DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?: 0?0:00(?::00)?)?$")
DAY_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})$")
PHONE = re.compile(r"(?:1[3-9]\d{9}|0\d{9,11})$")
NUMBER_FORM = re.compile(r"\d+(?:\.\d*)?[Ee]\+?\d{1,3}")
NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[·•. '’-])*$")
CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
BLANKS = re.compile(r"[\s\u3000]+")
LONGEST_TEXT = 200
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def read_cell(column: Column, raw: Raw, *, is_text_file: bool) -> str | Flaw:
    """The value of a cell ("" when empty), or what is wrong with it (column set, row not)."""
    if isinstance(raw, str):
        if raw.startswith(FORMULA_STARTS if is_text_file else "="):
            return formula_flaw(column, raw)
        raw = raw.strip()
    if raw == "":
        return _empty(column) if column.required else ""
    read = READERS[column.type](column, raw)
    return read if isinstance(read, str) else read.at(column=column.name)


def formula_flaw(column: Column, raw: Raw) -> Flaw:
    """A formula, or text that a spreadsheet program would take for one."""
    return Flaw(
        _("The cell holds a formula, or text that a spreadsheet takes for one; only values are accepted."),
        _("a value that does not begin with = + - @"),
        _("Copy the cell and paste it as a value."),
        read=shortened(_text_of(raw)),
        column=column.name,
    )


def _empty(column: Column) -> Flaw:
    return Flaw(_("The cell is empty."), _("this column must be filled in"), column=column.name)


def _text_of(raw: Raw) -> str:
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return str(raw)


def _identity_number(_column: Column, raw: Raw) -> str | Flaw:
    if not isinstance(raw, str):
        return _lost_digits(raw) if isinstance(raw, int | float) else _not(raw, _("an identity number"))
    if NUMBER_FORM.fullmatch(raw):
        return _lost_digits(float(raw))
    return _checked(checked_identity_number, raw)


def _lost_digits(number: float) -> Flaw:
    """A number cell keeps 15 digits: what stood after them is gone, whatever is shown."""
    fault = _checked(checked_identity_number, f"{number:.1E}")
    return fault if isinstance(fault, Flaw) else _not(number, _("an identity number"))


def _checked(check: Callable[[str], str], raw: str) -> str | Flaw:
    try:
        return check(raw)
    except Invalid as fault:
        return Flaw(fault.what, fault.allowed, fault.todo, read=shortened(fault.read))


def _credit_code(_column: Column, raw: Raw) -> str | Flaw:
    return _checked(checked_credit_code, _text_of(raw))


def _person_name(_column: Column, raw: Raw) -> str | Flaw:
    name = BLANKS.sub("" if isinstance(raw, str) and CJK.search(raw) else " ", _text_of(raw))
    if len(name) > 60 or not NAME.match(name):
        return _not(raw, _("a person's name: letters and the dot · only, at most 60"))
    return name


def _phone(_column: Column, raw: Raw) -> str | Flaw:
    digits = re.sub(r"[\s-]", "", _text_of(raw)).removeprefix("+86")
    if not PHONE.match(digits):
        return Flaw(
            _("This is no phone number."),
            _("a mobile number of 11 digits, or a landline number with its area code"),
            read=mask(digits),
        )
    return digits


def _text(_column: Column, raw: Raw) -> str | Flaw:
    text = raw.isoformat() if isinstance(raw, date) else _text_of(raw)
    if len(text) > LONGEST_TEXT or not text.replace("\n", " ").isprintable():
        return _not(raw, _("plain text of at most 200 characters"))
    return text


def _choice(column: Column, raw: Raw) -> str | Flaw:
    text = _text_of(raw)
    kept = column.choices.get(text)
    if kept is not None:
        return kept
    if text in column.choices.values():
        return text
    return Flaw(
        _("This value is not among those allowed."),
        _("one of: %(choices)s"),
        read=shortened(text),
        values={"choices": "、".join(column.choices)},
    )


def _date(_column: Column, raw: Raw) -> str | Flaw:
    if isinstance(raw, date):
        day = raw.date() if isinstance(raw, datetime) else raw
        return day.isoformat() if EARLIEST <= day <= LATEST else _no_day(str(day))
    text = _text_of(raw)
    parts = DAY.match(text) or DAY_DIGITS.match(text)
    if parts is None:
        return _not(raw, _("a day such as 2021-10-29, 2021/10/29, 2021.10.29, 20211029 or 2021年10月29日"))
    try:
        day = date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        return _no_day(text)
    return day.isoformat() if EARLIEST <= day <= LATEST else _no_day(text)


def _no_day(text: str) -> Flaw:
    return Flaw(
        _("This day does not exist in the calendar."),
        _("a day such as 2021-10-29, 2021/10/29, 2021.10.29, 20211029 or 2021年10月29日"),
        read=shortened(text),
    )


def _not(raw: Raw, allowed: str) -> Flaw:
    return Flaw(_("The cell holds something else than its column asks for."), allowed, read=shortened(_text_of(raw)))


READERS: dict[ColumnType, Callable[[Column, Raw], str | Flaw]] = {
    ColumnType.IDENTITY_NUMBER: _identity_number,
    ColumnType.CREDIT_CODE: _credit_code,
    ColumnType.PERSON_NAME: _person_name,
    ColumnType.PHONE: _phone,
    ColumnType.TEXT: _text,
    ColumnType.CHOICE: _choice,
    ColumnType.DATE: _date,
}
