"""A decision told to the person it is about: what it is and why, on what legal source, and what would change it.

Nothing here is written for one table: what a fact is called comes from whoever knows (:class:`Naming`), what is to
blame and what to do from :mod:`anxin.decisions.explaining.remedy`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from anxin.decisions.explaining.remedy import Change
from anxin.decisions.feel.plain import Value
from anxin.decisions.wording import Listed, Named, Sentence, Words
from anxin.decisions.wording import gettext_noop as _

UNTIL, SINCE, RESULT = "valid_until", "valid_from", "result"
AND = Named("；", "; ")


@dataclass(frozen=True)
class Subject:
    """What a fact is about: the item, and which side of it (valid_until, valid_from, result or another word)."""

    item: Words
    side: str


class Naming(Protocol):
    """Whoever knows what facts and their values are called."""

    def subject(self, fact: str) -> Subject:
        """The item that a fact belongs to, and its side of it."""

    def value(self, fact: str, value: Value) -> Words:
        """What a value of a fact is called."""


@dataclass(frozen=True)
class Told:
    """An explanation in four parts, each in both languages; ``said`` makes one text of them."""

    outcome: Words
    why: Words
    source: Words | None
    remedy: Words

    def said(self, language: str) -> str:
        """ "Yellow code: …. Legal source: …. Renew …, and it turns …." in Chinese ("zh") or English."""
        parts = [Sentence(_("%(outcome)s: %(why)s."), {"outcome": self.outcome, "why": self.why}).said(language)]
        if self.source is not None and self.source.said(language):
            source = self.source.said(language).rstrip("。.")
            parts.append(Sentence(_("Legal source: %(source)s."), {"source": source}).said(language))
        parts.append(self.remedy.said(language))
        return ("" if language.startswith("zh") else " ").join(_capital(part) for part in parts if part)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def facts_told(facts: Mapping[str, Value], as_of: date, naming: Naming, *, good: bool) -> Words | None:
    """What is known of some facts, an item once; None when there is nothing to tell."""
    told: dict[str, Words] = {}
    for name, value in facts.items():
        subject = naming.subject(name)
        item = str(subject.item)
        if value is None and item in told:
            continue
        told.setdefault(f"{item} {subject.side}" if value is not None else item, _fact(subject, name, value, as_of,
                                                                                   naming, good=good))  # fmt: skip
    return Listed(tuple(told.values()), AND) if told else None


def _fact(subject: Subject, name: str, value: Value, as_of: date, naming: Naming, *, good: bool) -> Words:
    item = {"item": subject.item}
    if value is None:
        return Sentence(_("%(item)s: no record"), item)
    if subject.side == UNTIL and isinstance(value, date):
        text = _("%(item)s expired on %(day)s") if value < as_of else _("%(item)s expires on %(day)s")
        return Sentence(_("%(item)s is valid until %(day)s") if good else text, {**item, "day": value.isoformat()})
    return Sentence(_("%(item)s: %(value)s"), {**item, "value": naming.value(name, value)})


def change_told(
    changes: Sequence[Change] | None, waiting: date | None, outcome: Words, naming: Naming, *, next_change: date | None
) -> Words:
    """What to do, or from when waiting alone does it; () as changes: nothing, and until when it stays as it is."""
    if changes is not None and not changes:
        if next_change is None:
            return Sentence(_("It does not change by itself."))
        return Sentence(_("Without new evidence it can change on %(day)s."), {"day": next_change.isoformat()})
    waits = Sentence(
        _("Waiting is enough as well: it turns into a %(outcome)s by itself on %(day)s."),
        {"outcome": outcome, "day": waiting.isoformat() if waiting else ""},
    )
    if changes is None:
        only = _("It turns into a %(outcome)s by itself on %(day)s; nothing has to be renewed.")
        none = _("Nothing that the person can renew turns it into a %(outcome)s.")
        return Sentence(only, waits.values) if waiting else Sentence(none, {"outcome": outcome})
    steps = Listed(tuple(_steps(changes, naming)), Named("，并", " and "))
    found = Sentence(_("%(steps)s, and it turns into a %(outcome)s."), {"steps": steps, "outcome": outcome})
    return Listed((found, waits), Named("", " ")) if waiting else found


def _steps(changes: Sequence[Change], naming: Naming) -> list[Words]:
    """One step an item: renew it, or obtain it where there is none, with what it must say."""
    items: dict[str, list[Change]] = {}
    for change in changes:
        items.setdefault(str(naming.subject(change.fact).item), []).append(change)
    steps: list[Words] = []
    for together in items.values():
        new = all(change.was is None for change in together)
        text = _("obtain %(item)s (%(details)s)") if new else _("renew %(item)s (%(details)s)")
        details = Listed(tuple(_detail(change, naming) for change in together))
        steps.append(Sentence(text, {"item": naming.subject(together[0].fact).item, "details": details}))
    return steps


def _detail(change: Change, naming: Naming) -> Words:
    if naming.subject(change.fact).side == UNTIL and isinstance(change.to, date):
        text = _("valid until %(day)s or later") if change.at_least else _("valid until %(day)s")
        return Sentence(text, {"day": change.to.isoformat()})
    if naming.subject(change.fact).side == RESULT:
        return naming.value(change.fact, change.to)
    return change.words
