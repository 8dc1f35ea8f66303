"""Writing an event down: the one way a case changes. One lock, one event, one journal line, one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.attachments.models import Attachment
from anxin.kernel.cases import matter as matters
from anxin.kernel.cases.concerned import changes_files, lock_people
from anxin.kernel.cases.enums import Happened, Stage
from anxin.kernel.cases.history import DeskAt, Event, OutOfTurn, State, follow, replay
from anxin.kernel.cases.informing import follow_up
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case, CaseEvent, CaseFile, MatterVersion
from anxin.kernel.cases.rights import hides_from
from anxin.kernel.cases.settling import settle
from anxin.kernel.cases.wording import happened_word, stage_word
from anxin.kernel.errors import Conflict, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import seal, unseal

SAID, WRITTEN = "case-said", "case-text"


@dataclass(frozen=True)
class Happening:
    """What is to be written down. `text`: words for people; `told`: the requester reads them."""

    kind: Happened
    detail: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    told: bool = True
    files: tuple[tuple[str, Attachment], ...] = ()


@lru_cache(maxsize=512)
def _matter(version_id: int) -> Matter:
    return matters.read(MatterVersion.objects.values_list("definition", flat=True).get(pk=version_id))


def forget_matters() -> None:
    """When a version is kept: its number may have been that of one whose transaction was undone."""
    _matter.cache_clear()


def matter_of(case: Case) -> Matter:
    """The matter under which the case came in."""
    return _matter(case.version_id)


def matter_of_version(version_id: int) -> Matter:
    """A matter by the row it is kept in."""
    return _matter(version_id)


def matter_named(public_id: str) -> Matter:
    """The matter of a case, before it is locked. `NotFound` as from `locked`."""
    version = Case.objects.filter(public_id=public_id).values_list("version_id", flat=True).first()
    if version is None:
        raise no_such_case()
    return _matter(version)


def locked(public_id: str, answer: Mapping[str, str] | None = None) -> Case:
    """The case and whoever its effects are about, held until the transaction ends; `answer`: one being given, as it was
    typed. `NotFound` in the same words whether absent or hidden."""
    case = Case.objects.select_for_update().filter(public_id=public_id).first()
    if case is None:
        raise no_such_case()
    asks = matter_of(case)
    if case.record_id is not None or changes_files(asks):
        lock_people(case, asks, said_in(case) | {f"answer.{key}": value for key, value in (answer or {}).items()})
    return case


def no_such_case() -> NotFound:
    return NotFound(
        _("There is no such case within your desks."),
        why=_("Either there is none, or it lies at another desk."),
        todo=_("Check the number; the requester's page names the desk."),
    )


def events_of(case: Case) -> list[Event]:
    """What happened to the case, in order."""
    rows = case.events.order_by("seq").values_list("seq", "kind", "at", "detail")
    return [Event(seq, Happened(kind), at, detail) for seq, kind, at, detail in rows]


def sealed_text(text: str) -> str:
    return seal(text, context=WRITTEN) if text else ""


def read_text(sealed: str) -> str:
    return unseal(sealed, context=WRITTEN) if sealed else ""


def sealed_answers(said: Mapping[str, Any]) -> str:
    return seal(json.dumps(dict(said), ensure_ascii=False), context=SAID)


def answers_of(case: Case) -> dict[str, Any]:
    """Everything the requester said, by question."""
    held: dict[str, Any] = json.loads(unseal(case.said_sealed, context=SAID))
    return held


def said_in(case: Case) -> dict[str, Any]:
    """What was said, by the names effects have for it: "form.<question>", of the last answer "answer.<question>"; and
    "grade.<output>" of the tables."""
    found = {f"form.{key}": value for key, value in answers_of(case).items()}
    found |= {f"grade.{key}": value for key, value in case.facts.items()}
    last = case.events.filter(kind=Happened.ANSWERED).order_by("-seq").values_list("detail", flat=True).first()
    sealed = (last or {}).get("said")
    if sealed:
        found |= {f"answer.{key}": value for key, value in json.loads(unseal(sealed, context=SAID)).items()}
    return found


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def append(*, by: Actor, at: datetime, case: Case, happening: Happening) -> CaseEvent:
    """Write one event of a case that the caller has locked, and bring its columns up to date.

    Raises Conflict where the lifecycle has no such step from where the case stands.
    """
    events = events_of(case)
    event = Event(case.seq + 1, happening.kind, at, happening.detail)
    try:
        state = follow(replay(events), event)
    except OutOfTurn as wrong:
        raise _out_of_turn(wrong) from None
    made = CaseEvent.objects.create(
        case=case,
        seq=event.seq,
        kind=event.kind,
        at=at,
        by_label=by.label[:80],
        role=by.role,
        user_id=by.user_id,
        detail=dict(happening.detail),
        text_sealed=sealed_text(happening.text),
        told=happening.told,
    )
    CaseFile.objects.bulk_create(CaseFile(event=made, question=key, attachment=kept) for key, kept in happening.files)
    was_ended = case.ended_at is not None
    _bring_up_to_date(case, event, state)
    settle(case, matter_of(case), [*events, event], was_ended=was_ended)
    journal.write(
        by=by,
        at=at,
        act=f"case.{event.kind}",
        subjects=in_view_of(by, at, case),
        detail={"case": case.public_id, "service": case.pack, "matter": case.matter, "event": event.seq},
    )
    text = "" if matter_of(case).hides_requester else happening.text
    follow_up(by=by, at=at, case=case, kind=event.kind, detail=event.detail, text=text)
    return made


def in_view_of(by: Actor, at: datetime, case: Case) -> list[str]:
    """Whose own view of the journal shows the act: the requester's alone. An act of the organisation concerned stands
    on the request's page only: to write one line more for some would take longer for those."""
    if hides_from(by, at, case, matter_of(case)):
        return []
    return [case.requester.public_id] if case.requester is not None else []


def _bring_up_to_date(case: Case, event: Event, state: State) -> None:
    case.seq = event.seq
    case.stage = state.stage or ""
    desk = state.desk or DeskAt("")
    case.desk, case.desk_area = desk.slug, desk.area
    case.desk_organisation = Party.objects.get(public_id=desk.organisation) if desk.organisation else None
    case.claimed_by_id = state.claimed_by
    case.hops = state.hops
    case.result, case.agreement = state.result or "", state.agreement or ""
    case.ended_at = state.ended_at
    if state.ended_at is not None:
        case.entry = None
    if event.kind is Happened.ANSWERED:
        case.answered_at = event.at
    case.save()


def _out_of_turn(wrong: OutOfTurn) -> Conflict:
    return Conflict(
        _("“%(act)s” is not possible: the case is %(stage)s.")
        % {"act": happened_word(wrong.kind), "stage": stage_word(wrong.stage or Stage.RECEIVED)},
        why=_("Somebody may have acted on it since you opened the page."),
        todo=_("Open the case again and see what has happened."),
    )


def user_of(case: Case, names: Iterable[str]) -> set[int]:
    """Who did any of these: kinds of event, or steps by their name."""
    wanted = set(names)
    rows = case.events.exclude(user_id=None).values_list("kind", "detail", "user_id")
    return {user for kind, detail, user in rows if user and (kind in wanted or detail.get("step") in wanted)}
