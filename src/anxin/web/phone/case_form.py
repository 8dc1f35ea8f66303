"""A matter's form as a phone shows it, and what came back from it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anxin.kernel.attachments.examining import require_size
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.forms import FILES, FieldKind, FormField
from anxin.kernel.cases.held import HeldAnswer, held_answers, own_records
from anxin.kernel.cases.matter import Matter
from anxin.kernel.errors import Invalid
from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference.areas import Area, areas

MOST_FILES = 9  # of one question
ONCE = re.compile(r"[A-Za-z0-9_-]{22}")
COUNTY_DIGITS = re.compile(r"\d{4}(?!00)\d{2}")
AT = " @ "
INPUTS = {
    FieldKind.NUMBER: ("text", "numeric", "off"),
    FieldKind.DATE: ("date", "", "off"),
    FieldKind.PHONE: ("tel", "tel", "tel"),
    FieldKind.PERSON_NAME: ("text", "", "off"),
    FieldKind.IDENTITY_NUMBER: ("text", "", "off"),
    FieldKind.CREDIT_CODE: ("text", "", "off"),
}
# What an address may fill in beforehand, such as a square at a building site: nothing about the requester.
FROM_ADDRESS = frozenset({FieldKind.AREA, FieldKind.CHOICE, FieldKind.CREDIT_CODE, FieldKind.PLACE, FieldKind.RECORD})


@dataclass(frozen=True)
class Choice:
    value: str
    word: str
    chosen: bool


@dataclass(frozen=True)
class AreaGroup:
    """A city with its counties."""

    word: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class QuestionShown:
    """One question as a page draws it. `held`: what is known already; then it is shown and not asked."""

    key: str
    kind: str
    title: str
    purpose: str
    required: bool
    typed: str
    place: str
    choices: tuple[Choice, ...]
    groups: tuple[AreaGroup, ...]
    held: HeldAnswer | None
    most: int
    kind_of_input: str
    mode: str
    complete: str
    keeps_place: bool
    error: str

    @property
    def aside(self) -> bool:
        """May it wait behind a line? What need not be answered, but for photos, own words and what takes one tap."""
        return not self.required and self.kind not in {FieldKind.PHOTO, FieldKind.LONG_TEXT, FieldKind.YES_NO}


@dataclass(frozen=True)
class FormShown:
    """The questions as a page lays them out: those to answer, those known already, and those that may be left aside.
    `purposes`: why each is asked, together in one place."""

    asked: tuple[QuestionShown, ...]
    held: tuple[QuestionShown, ...]
    aside: tuple[QuestionShown, ...]
    purposes: tuple[tuple[str, str], ...]

    @property
    def source(self) -> str:
        """Where everything known comes from, where that is one place."""
        sources = {one.held.source for one in self.held if one.held is not None}
        return sources.pop() if len(sources) == 1 else ""

    @property
    def aside_open(self) -> bool:
        """Something was written there, or is wrong there."""
        return any(one.typed or one.place or one.error for one in self.aside)


def laid_out(questions: Sequence[QuestionShown]) -> FormShown:
    """Sort the questions into what to answer, what is known, and what may be left aside; the order stays."""
    held = tuple(one for one in questions if one.held)
    aside = tuple(one for one in questions if one.aside and not one.held)
    asked = tuple(one for one in questions if one not in held and one not in aside)
    return FormShown(asked, held, aside, tuple((one.title, one.purpose) for one in questions if one.purpose))


@dataclass(frozen=True)
class Typed:
    """What came back from the form: answers by question, and files."""

    said: Mapping[str, str]
    sent: Sequence[Sent]
    name: str
    phone: str
    without_me: bool
    once: str


def new_once() -> str:
    """A number for one filing: pressed twice, it is one request."""
    return secrets.token_urlsafe(16)


def typed_in(request: HttpRequest, form: Sequence[FormField]) -> Typed:
    """The answers as they were typed; raises Invalid for a file beyond the limits, before it is read."""
    said = {one.key: _said(request, one) for one in form if one.kind not in FILES}
    once = request.POST.get("once", "")
    return Typed(
        said={key: text for key, text in said.items() if text},
        sent=[sent for one in form if one.kind in FILES for sent in sent_for(request, one.key)],
        name=request.POST.get("name", "").strip(),
        phone=request.POST.get("phone", "").strip() or said.get(own_phone(form), ""),
        without_me=request.POST.get("without_me") == "1",
        once=once if ONCE.fullmatch(once) else "",
    )


def own_phone(form: Sequence[FormField]) -> str:
    """The key of the question that asks for the requester's own phone, so that the page does not ask for it twice: one
    that has to be answered, and that the file of the requester would answer. Empty where there is none."""
    wanted = (one.key for one in form if one.kind is FieldKind.PHONE and one.required and one.held == "party.phone")
    return next(wanted, "")


def _said(request: HttpRequest, question: FormField) -> str:
    text = request.POST.get(f"q-{question.key}", "").strip()
    if question.kind is not FieldKind.PLACE:
        return text
    at = request.POST.get(f"at-{question.key}", "").strip()
    if not at:
        return text
    return f"{text or _('where I stand')}{AT}{at}"


def sent_for(request: HttpRequest, key: str) -> Iterator[Sent]:
    """The files of one question."""
    came = [one for one in request.FILES.getlist(f"q-{key}") if one.size]
    if len(came) > MOST_FILES:
        raise Invalid(_("At most %(most)s files for one question.") % {"most": MOST_FILES}, field=key)
    for one in came:
        require_size(one.size or 0, place=key)
    for one in came:
        yield Sent(key, one.read(), (one.name or "")[:120])


def shown(
    request: HttpRequest,
    asks: Matter,
    by: Actor,
    at: datetime,
    typed: Typed | None,
    wrong: Invalid | None,
    visit: str,
) -> list[QuestionShown]:
    """The questions of a matter, with what was typed, what is known, and what is wrong."""
    held = held_answers(by=by, at=at, form=asks.form, visit=visit)
    records = [Choice(str(one.number), one.words, False) for one in own_records(by=by, at=at, asks=asks)]
    return [_question(one, _before(request, one, typed), held.get(one.key), records, wrong) for one in asks.form]


def _before(request: HttpRequest, question: FormField, typed: Typed | None) -> str:
    if typed is not None:
        return str(typed.said.get(question.key, ""))
    return request.GET.get(question.key, "")[:200] if question.kind in FROM_ADDRESS else ""


def _question(
    one: FormField, typed: str, held: HeldAnswer | None, records: Sequence[Choice], wrong: Invalid | None
) -> QuestionShown:
    words, _at, place = typed.rpartition(AT) if one.kind is FieldKind.PLACE and AT in typed else (typed, "", "")
    kind_of_input, mode, complete = INPUTS.get(one.kind, ("text", "", "off"))
    return QuestionShown(
        key=one.key,
        kind=one.kind,
        title=str(one.title),
        purpose=str(one.purpose),
        required=one.required,
        typed=words,
        place=place,
        choices=tuple(_choices(one, typed, records)),
        groups=tuple(_counties(typed)) if one.kind is FieldKind.AREA else (),
        held=held if not typed else None,
        most=one.most,
        kind_of_input=kind_of_input,
        mode=mode,
        complete=complete,
        keeps_place=one.position,
        error=told(wrong) if wrong is not None and wrong.field == one.key else "",
    )


def told(wrong: Invalid) -> str:
    """What is wrong with an answer, and what may stand there."""
    return " ".join(part for part in (wrong.what, wrong.allowed, wrong.todo) if part)


def _choices(one: FormField, typed: str, records: Sequence[Choice]) -> Iterator[Choice]:
    if one.kind is FieldKind.YES_NO:
        for value, word in (("yes", _("Yes")), ("no", _("No"))):
            yield Choice(value, word, typed == value)
    elif one.kind is FieldKind.RECORD:
        for record in records:
            yield Choice(record.value, record.word, typed == record.value)
    else:
        for value, title in one.choices.items():
            yield Choice(value, str(title), typed == value)


def _counties(typed: str) -> Iterator[AreaGroup]:
    held = areas()
    for code, city in held.items():
        if not code.endswith("00") or code.endswith("0000"):
            continue
        inside = tuple(
            Choice(inner, _named(area), inner == typed)
            for inner, area in held.items()
            if inner.startswith(code[:4]) and COUNTY_DIGITS.fullmatch(inner)
        )
        if inside:
            yield AreaGroup(_named(city), inside)


def _named(area: Area) -> str:
    return area.en if (get_language() or "zh").startswith("en") else area.zh


def with_held(asks: Matter, typed: Typed, held: Mapping[str, HeldAnswer]) -> dict[str, str]:
    """The answers with what is known in the place of those left empty: it was shown and not contradicted."""
    known = {key: one.value for key, one in held.items()}
    return {**known, **typed.said}
