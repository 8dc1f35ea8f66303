"""Problems in words: the kept message ids, translated and filled in when somebody reads them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin.kernel.intake.models import Problem, Upload


@dataclass(frozen=True)
class Said:
    """A problem in the reader's language. `row` counts from 1 in its sheet; None: the whole file."""

    sheet: str
    row: int | None
    column: str
    read: str
    what: str
    allowed: str
    todo: str


def said(problem: Problem) -> Said:
    """The problem's texts in the active language, with its values in their places."""
    what, allowed, todo = (
        _(text) % problem.values if text else "" for text in (problem.what, problem.allowed, problem.todo)
    )
    return Said(problem.sheet, problem.row, problem.column, problem.read, what, allowed, todo)


def all_said(upload: Upload) -> list[Said]:
    """Everything wrong with an upload: the whole file's problems first, then by sheet and row."""
    held = Problem.objects.filter(upload=upload).order_by("pk")
    order = {name: index for index, name in enumerate(upload.sheets)}
    return [said(each) for each in sorted(held, key=lambda each: (order.get(each.sheet, -1), each.row or 0))]
