"""Answers to online checks, for many askers at once: where they come from, in front of Django and in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils import translation

from anxin.credentials import Fault, KeyList, Rejected
from anxin.kernel.access.actions import shown_reading
from anxin.kernel.access.queries import actors_of_tokens
from anxin.kernel.access.rules import duty_of
from anxin.kernel.codes.keys import NoKey, current_key_list
from anxin.kernel.codes.online import Asked, Found, check_codes, named_by
from anxin.kernel.codes.showing import ShowingKind
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Door
from anxin.kernel.outcomes.standing import Stands
from anxin.kernel.reference import queries as reference
from anxin.web.api.reading import shown
from anxin.web.api.wording import Words, door_words
from anxin.web.check import asking, refusals
from anxin.web.check.asking import Wanted
from anxin.web.check.refusals import Reply
from anxin.web.design.colours import colour_named

HOUSEHOLD = Actor.household().by_way_of(Door.CHECK)
KINDS = {kind: kind.name.lower() for kind in ShowingKind}
_said = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Question:
    """A body as it came, with who sent it: `by` where that is known, else by the API key sent along, if any."""

    body: bytes
    language: str
    by: Actor | None = None
    key: str = ""


@dataclass(slots=True)
class _Pending:
    question: Question
    reply: Reply | None = None
    asked: Asked | None = None


@dataclass(slots=True)
class _Round:
    """One round of questions, answered at one moment by one list of keys."""

    at: datetime
    pending: list[_Pending] = field(default_factory=list)
    refused: dict[tuple[Actor, str], Refused | None] = field(default_factory=dict)
    keys: KeyList | None = None

    def understand(self, questions: Sequence[Question]) -> None:
        keys = {one.key for one in questions if one.key}
        actors = actors_of_tokens(keys, Door.CHECK) if keys else {}
        for one in questions:
            by = one.by or (actors.get(one.key) if one.key else HOUSEHOLD)
            self.pending.append(self._understood(one, by))

    def _understood(self, one: Question, by: Actor | None) -> _Pending:
        if by is None:
            return _Pending(one, refusals.no_key(one.language))
        if by is not HOUSEHOLD and (refused := self._may_not(by, one.language)):
            return _Pending(one, refusals.of_role(refused))
        wanted = asking.read(one.body)
        if wanted is None:
            return _Pending(one, refusals.of_fault(Fault.UNREADABLE, one.language))
        if not wanted.credential:
            return _Pending(one, asked=Asked(by, wanted.handle, wanted.card, wanted.items))
        try:
            return _Pending(one, asked=self._believed(wanted, by))
        except Rejected as rejected:
            return _Pending(one, refusals.of_fault(rejected.fault, one.language))
        except NoKey:
            return _Pending(one, refusals.of_fault(Fault.KEY_UNKNOWN, one.language))

    def _may_not(self, by: Actor, language: str) -> Refused | None:
        """Why this actor may read nobody."""
        if (by, language) not in self.refused:
            try:
                with translation.override(language):
                    shown_reading(by=by, at=self.at, pack=None, purpose=duty_of(by), fields=("outcome",))
                self.refused[by, language] = None
            except Refused as refused:
                self.refused[by, language] = refused
        return self.refused[by, language]

    def _believed(self, wanted: Wanted, by: Actor) -> Asked:
        self.keys = self.keys or current_key_list()
        return named_by(wanted.credential, self.keys, by=by, now=int(self.at.timestamp()), items=wanted.items)

    def answer(self) -> list[Reply]:
        asked = [one for one in self.pending if one.asked is not None]
        found = check_codes(at=self.at, asked=[one.asked for one in asked if one.asked is not None]) if asked else []
        moment, minute = self.at.isoformat(timespec="milliseconds"), int(self.at.timestamp()) // 60
        for one, result in zip(asked, found, strict=True):
            language = one.question.language
            if isinstance(result, Fault):
                one.reply = refusals.of_fault(result, language)
            else:
                one.reply = Reply(200, told(result, self.at, moment, minute, language))
        return [one.reply for one in self.pending if one.reply is not None]


def answer_all(questions: Sequence[Question]) -> list[Reply]:
    """Answers in the order of the questions. Everything is in the journal before any answer is handed out."""
    this = _Round(reference.now())
    this.understand(questions)
    return this.answer()


def told(found: Found, at: datetime, moment: str, minute: int, language: str) -> bytes:
    """The answer as JSON. What is the same for everybody in the same row of the rules is composed once."""
    items = ""
    if found.items is not None:
        held = [one.model_dump(mode="json") for one in shown(found.pack, found.items, at.date())]
        items = f'"items":{_said(held)},'
    said = _Rules(*_of_rules(found.stands), found.pack, found.outcome, found.reason)
    rules = _rules(said, language, minute)
    return (
        f'{{"as_of":"{moment}","kind":"{KINDS[found.kind]}",'
        f'"showing":"{found.handle.hex()}","masked_name":{_text(found.masked_name)},"agency":{_text(found.agency)},'
        f"{items}{rules}}}"
    ).encode()


@lru_cache(maxsize=4096)
def _text(text: str) -> str:
    return _said(text)


class _Rules(NamedTuple):
    """What an answer says of the rules, and of no person."""

    entry_allowed: bool
    next_change: date | None
    rule_set: str | None
    legal_source: Words
    pack: str
    outcome: str
    reason: str


def _of_rules(stands: Stands | None) -> tuple[bool, date | None, str | None, Words]:
    if stands is None:
        return False, None, None, Words("", "")
    row = stands.row
    source = Words(row.legal_source, row.legal_source_en or row.legal_source)
    return stands.entry_allowed, stands.next_change, stands.rule_set.slug, source


@lru_cache(maxsize=4096)
def _rules(rules: _Rules, language: str, _minute: int) -> str:
    """The end of an answer, alike for all whom the same row decides. Kept for a minute: a pack's texts may change."""
    reason, words, why = door_words(rules.pack, rules.outcome, rules.reason)
    chinese = language == refusals.CHINESE
    with translation.override(language):
        word = str(colour_named(rules.outcome).word)
    return _said(
        {
            "outcome": rules.outcome,
            "word": word,
            "reason": reason,
            "title": words.title.zh if chinese else words.title.en,
            "sentence": words.household.zh if chinese else words.household.en,
            "entry_allowed": rules.entry_allowed,
            "next_change": rules.next_change.isoformat() if rules.next_change and why else None,
            "rule_set": rules.rule_set,
            "legal_source": (rules.legal_source.zh if chinese else rules.legal_source.en) if why else "",
        }
    )[1:-1]
