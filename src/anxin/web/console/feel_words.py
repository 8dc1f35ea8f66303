"""What is wrong with a cell, in the reader's language: what, where, and which word was probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from anxin.decisions import Finding
from anxin.decisions.wording import Listed, Sentence
from anxin.web.console import words

_TYPES: dict[str, Callable[[], str]] = {
    "string": lambda: _("text"),
    "number": lambda: _("a number"),
    "boolean": lambda: _("true or false"),
    "date": lambda: _("a date"),
    "days and time duration": lambda: _("a number of days"),
    "years and months duration": lambda: _("a number of months"),
    "null": lambda: _("nothing"),
}
# What the engine says → the same in the reader's language; groups are values, those named left and right are types.
_SAID: tuple[tuple[str, Callable[[], str]], ...] = (
    ("the text ends too early", lambda: _("the text ends too early")),
    (r"'(?P<one>.*)' is not FEEL: the \w+ has no end",
     lambda: _("%(one)s has no end: a quotation mark is missing")),
    (r"'(?P<one>.*)' is not FEEL", lambda: _("%(one)s cannot be read")),
    (r"'(?P<one>.*)' does not belong here", lambda: _("%(one)s does not belong here")),
    (r"nothing has the name '(?P<one>.*)'", lambda: _("nothing is called %(one)s")),
    (r"there is no such function", lambda: _("there is no such function")),
    (r"'(?P<one>.*)' is never this", lambda: _("%(one)s never has this value")),
    (r"cannot compare (?P<left>.*) with (?P<right>.*)", lambda: _("%(left)s cannot be compared with %(right)s")),
    (r"a condition must be boolean, this is (?P<left>.*)", lambda: _("a condition is true or false, this is %(left)s")),
    (r"(?P<left>[a-z ]+) (?P<one>[-+*/]+) (?P<right>[a-z ]+) has no meaning",
     lambda: _("%(left)s %(one)s %(right)s has no meaning")),
    (r"(?P<left>.*) values have no order; compare with = or !=",
     lambda: _("%(left)s has no order; it can only be equal or not")),
    (r"(?P<one>.*)\(\.\.\.\): a date is written YYYY-MM-DD", lambda: _("a date is written YYYY-MM-DD")),
    ("this character cannot stand in XML", lambda: _("this character cannot stand in a rule file")),
    (r".* does not run set-wise.*", lambda: _("right, but too rich for the database: people are decided one by one")),
)  # fmt: skip


def said(why: str) -> str:
    """The engine's reason in the reader's language; what has no translation is quoted."""
    if words.language() == "en":
        return why
    bare = re.sub(r" \(character \d+\)$", "", why)
    for pattern, text in _SAID:
        match = re.fullmatch(pattern, bare, re.DOTALL)
        if match:
            return text() % {name: _value(name, value or "") for name, value in match.groupdict().items()}
    known = Sentence(bare).said(words.language())
    return known if known != bare else _("the engine cannot use this: %(why)s") % {"why": bare}


def _value(name: str, value: str) -> str:
    named = _TYPES.get(value) if name in ("left", "right") else None
    return named() if named is not None else value


def finding_said(finding: Finding) -> str:
    """A finding in the reader's language."""
    if finding.kind not in ("fault", "outside") or not isinstance(finding.words, Listed):
        return finding.said(words.language())
    first, *others = finding.words.parts
    return str(finding.words.between.said(words.language())).join(
        [said(str(first)), *(part.said(words.language()) for part in others)]
    )
