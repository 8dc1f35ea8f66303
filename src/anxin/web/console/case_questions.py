"""A matter's questions as fields of a page, and what came back from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.forms import FILES, FieldKind, FormField
from anxin.kernel.reference.areas import areas
from anxin.web.console import words

LONGEST_FILE = 32 * 1024 * 1024  # read no further; the kernel's own limit is below
INPUTS = {FieldKind.NUMBER: "number", FieldKind.DATE: "date", FieldKind.PHONE: "tel"}


@dataclass(frozen=True)
class Question:
    """One field as drawn. `choices`: value and word."""

    name: str
    title: str
    purpose: str
    kind: str
    input: str
    required: bool
    value: str
    choices: list[tuple[str, str]]
    wrong: bool

    @property
    def place(self) -> str:
        """What its label points at."""
        return self.name.replace(".", "-")


def questions(
    form: Sequence[FormField], typed: Mapping[str, str], *, before: str, wrong: str = "", needed: bool = True
) -> list[Question]:
    """The fields of a form; `before` keeps several forms of one page apart, `typed` is what stood there."""
    return [_question(one, typed, before, wrong, needed) for one in form]


def _question(field: FormField, typed: Mapping[str, str], before: str, wrong: str, needed: bool) -> Question:
    name = f"{before}.{field.key}"
    return Question(
        name=name,
        title=str(field.title),
        purpose=str(field.purpose),
        kind=str(field.kind),
        input="file" if field.kind in FILES else INPUTS.get(field.kind, "text"),
        required=field.required and needed,
        value=str(typed.get(name, "")),
        choices=_choices(field),
        wrong=wrong == field.key,
    )


def _choices(field: FormField) -> list[tuple[str, str]]:
    if field.kind is FieldKind.CHOICE:
        return [(key, str(title)) for key, title in field.choices.items()]
    if field.kind is FieldKind.AREA:
        return [(code, words.area(code)) for code in areas() if not code.endswith("00")]
    return []


def said(request: HttpRequest, form: Sequence[FormField], *, before: str) -> dict[str, str]:
    """The answers typed into a form, by question; empty ones are left out."""
    held = {one.key: request.POST.get(f"{before}.{one.key}", "") for one in form if one.kind not in FILES}
    return {key: text for key, text in held.items() if text.strip()}


def sent(request: HttpRequest, form: Sequence[FormField], *, before: str) -> list[Sent]:
    """The photos and files chosen in a form."""
    return [
        Sent(one.key, file.read(LONGEST_FILE), file.name or "")
        for one in form
        if one.kind in FILES
        for file in request.FILES.getlist(f"{before}.{one.key}")
    ]
