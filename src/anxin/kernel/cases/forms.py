"""The questions of a form, and what may stand in their answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid
from anxin.kernel.parties import identifiers
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.reference.areas import areas

LONGEST = 2000
PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
POSITION = re.compile(r"-?\d{1,2}(\.\d{1,8})?,-?\d{1,3}(\.\d{1,8})?")
SPOT = re.compile(r" @ [^@]*$")  # of a place: two phones never stand at quite the same one
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Words:
    """A text in two languages; a missing English is told in Chinese."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.en if self.en and (get_language() or "zh").startswith("en") else self.zh


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes-no"
    AREA = "area"
    PHONE = "phone"
    PERSON_NAME = "person-name"
    IDENTITY_NUMBER = "identity-number"
    CREDIT_CODE = "credit-code"
    PLACE = "place"  # words, and the phone's position where it gives one: "words @ latitude,longitude"
    RECORD = "record"  # the number of one of the requester's own records
    PHOTO = "photo"
    FILE = "file"


FILES = frozenset({FieldKind.PHOTO, FieldKind.FILE})
PLAIN = frozenset({FieldKind.NUMBER, FieldKind.DATE, FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.AREA})
"""Kinds whose answers name nobody: tables may read them and figures may count them."""


@dataclass(frozen=True)
class FormField:
    """One question. `held`: where the answer is already known ("party.name", "evidence.insurance.valid_until"); it is
    then shown for confirmation and not asked again. `position`: a photo keeps its place. `organisation`: may the desk
    of the organisation concerned see the answer."""

    key: str
    kind: FieldKind
    title: Words
    purpose: Words
    required: bool = False
    choices: Mapping[str, Words] = field(default_factory=dict)
    held: str = ""
    sharing: str = "restricted"
    position: bool = False
    organisation: bool = True
    most: int = LONGEST


def understood(form: Sequence[FormField], said: Mapping[str, str], files: Mapping[str, int]) -> dict[str, Any]:
    """The answers, checked: text, int, ISO day, bool or choice key by question; empty ones are left out.

    `files`: how many came for each question. Raises Invalid at the first question that is not answered as it asks.
    """
    known = {question.key for question in form}
    unknown = sorted((set(said) | set(files)) - known)
    if unknown:
        raise no_such_question(unknown[0], known)
    found: dict[str, Any] = {}
    for question in form:
        if question.kind in FILES:
            if question.required and not files.get(question.key):
                raise missing(question)
            continue
        text = CONTROL.sub("", str(said.get(question.key, ""))).strip()
        if text:
            found[question.key] = _value(question, text)
        elif question.required:
            raise missing(question)
    return found


def no_such_question(key: str, known: Iterable[str]) -> Invalid:
    return Invalid(_("This form has no such question."), field=key[:40], allowed=", ".join(sorted(known)))


def missing(question: FormField) -> Invalid:
    what = _("“%(title)s” is still empty.") % {"title": question.title}
    return Invalid(what, field=question.key, todo=_("Please fill it in; the rest you wrote is kept."))


def _value(question: FormField, text: str) -> Any:
    check = CHECKS.get(question.kind, _text)
    return check(question, text)


def _wrong(question: FormField, text: str, allowed: str) -> Invalid:
    what = _("“%(title)s” cannot be read.") % {"title": question.title}
    private = question.kind in {FieldKind.PHONE, FieldKind.IDENTITY_NUMBER, FieldKind.PERSON_NAME}
    return Invalid(what, field=question.key, read="" if private else text[:60], allowed=allowed)


def _text(question: FormField, text: str) -> str:
    if len(text) > question.most:
        raise _wrong(question, text, _("at most %(most)s characters") % {"most": question.most})
    return text


def _number(question: FormField, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise _wrong(question, text, _("a whole number"))
    return int(text)


def _day(question: FormField, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _wrong(question, text, _("a day such as 2021-12-16")) from None


def _choice(question: FormField, text: str) -> str:
    if text not in question.choices:
        allowed = ", ".join(f"{key} ({title})" for key, title in question.choices.items())
        raise _wrong(question, text, allowed)
    return text


def _yes_no(question: FormField, text: str) -> bool:
    if text not in {"yes", "no"}:
        raise _wrong(question, text, "yes, no")
    return text == "yes"


def _area(question: FormField, text: str) -> str:
    if text not in areas():
        raise _wrong(question, text, _("a six-digit area code of this site"))
    return text


def _phone(question: FormField, text: str) -> str:
    digits = re.sub(r"[\s-]", "", text).removeprefix("+86")
    if not PHONE.fullmatch(digits):
        raise _wrong(question, text, _("a mobile number of 11 digits, or a landline with its area code"))
    return digits


def _identity_number(question: FormField, text: str) -> str:
    return _checked(question, Scheme.IDENTITY_NUMBER, text)


def _credit_code(question: FormField, text: str) -> str:
    return _checked(question, Scheme.CREDIT_CODE, text)


def _checked(question: FormField, scheme: Scheme, text: str) -> str:
    try:
        return identifiers.CHECKS[scheme](text)
    except Invalid as wrong:
        raise Invalid(wrong.what, field=question.key, read=wrong.read, allowed=wrong.allowed, todo=wrong.todo) from None


def _place(question: FormField, text: str) -> str:
    _words, at, position = text.rpartition(" @ ")
    if at and not POSITION.fullmatch(position):
        raise _wrong(question, text, _("words, and after them a position such as “@ 27.99,120.70”"))
    return _text(question, text)


def _record(question: FormField, text: str) -> int:
    return _number(question, text)


CHECKS = {
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _day,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.AREA: _area,
    FieldKind.PHONE: _phone,
    FieldKind.IDENTITY_NUMBER: _identity_number,
    FieldKind.CREDIT_CODE: _credit_code,
    FieldKind.PLACE: _place,
    FieldKind.RECORD: _record,
}


def likened(answers: Mapping[str, Any], keys: Iterable[str]) -> list[str]:
    """These answers as two requests are compared by them: without the spot on the map, and however they are written."""
    return [SPOT.sub("", str(answers.get(key, ""))).strip().casefold() for key in keys]
