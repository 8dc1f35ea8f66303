"""Cells of a decision table in plain words. What has no plain form is shown as it is written, never guessed at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from anxin.kernel.outcomes.in_force import constant
from anxin.web.console import words

BOUND = re.compile(r"(?P<sign><|>=)\s*as_of(?:\s*\+\s*(?P<parameter>\w+))?")
SOON = re.compile(r"\[\s*as_of\s*\.\.\s*as_of\s*\+\s*(?P<parameter>\w+)\s*\)")
QUOTED = re.compile(r'"(?P<word>[^"]*)"')


def plain(cell: str, parameters: Mapping[str, str]) -> str:
    """A FEEL cell of unary tests as a clerk reads it: "nothing on record or already over"."""
    if cell.strip() in ("-", ""):
        return _("any")
    parts = [_plain_test(test.strip(), parameters) for test in cell.split(",")]
    return cell if None in parts else _(" or ").join(part for part in parts if part)


def _plain_test(test: str, parameters: Mapping[str, str]) -> str | None:
    if test == "null":
        return _("nothing on record")
    if quoted := QUOTED.fullmatch(test):
        return words.fact(quoted["word"])
    if soon := SOON.fullmatch(test):
        return _with_days(_("in date, but over within %(days)s days"), parameters.get(soon["parameter"], ""))
    bound = BOUND.fullmatch(test)
    if bound is None:
        return None
    if not bound["parameter"]:
        return _("already over") if bound["sign"] == "<" else _("in date on the day")
    text = _("over within %(days)s days") if bound["sign"] == "<" else _("in date for %(days)s days more")
    return _with_days(text, parameters.get(bound["parameter"], ""))


def _with_days(text: str, written: str) -> str | None:
    """The text with the number of days of a parameter; None for a parameter that is no number of days."""
    margin = constant(written)
    return text % {"days": margin.days} if isinstance(margin, timedelta) else None
