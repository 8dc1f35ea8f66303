"""What is wrong with a cell, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin.decisions.checking.cells import CellChecker, CellProblem
from anxin.web.console import feel_words

CELL, OUTPUT, ANNOTATION = "c", "o", "a"
KINDS = {CELL: "cells", OUTPUT: "outputs", ANNOTATION: "annotations"}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell; ``grave`` unless it is right and only runs party by party."""

    text: str
    grave: bool = True


def unreadable(checker: CellChecker, kind: str, text: str) -> list[Problem]:
    """What cannot be read, or is not known, in a cell."""
    return _empty(checker, kind, text) or [_told(one) for one in checker.unreadable(text, output=kind == OUTPUT)]


def problems(checker: CellChecker, kind: str, column: int, text: str) -> list[Problem]:
    """Everything wrong with a cell of a column, its type included."""
    found = _empty(checker, kind, text)
    return found or [_told(one) for one in checker.problems(column, text, output=kind == OUTPUT)]


def _empty(checker: CellChecker, kind: str, text: str) -> list[Problem]:
    if kind != OUTPUT or text.strip() or checker.definitions is None:
        return []
    return [Problem(_('This must say something: a value such as "green", or null.'))]


def _told(found: CellProblem) -> Problem:
    text = feel_words.said(found.why)
    if found.position is not None:
        text = _("Character %(position)s: %(why)s") % {"position": found.position, "why": text}
    if found.nearest:
        text = _("%(text)s. Did you mean %(nearest)s?") % {"text": text, "nearest": found.nearest}
    return Problem(text, grave=not found.outside)
