"""What anybody may read of a request: its kind, county, state and days. Never words, photos, or who asked.

A matter that hides its requester is not published at all: whoever is concerned must not find that somebody spoke.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Purpose
from anxin.kernel.cases import clocks
from anxin.kernel.cases.enums import OPEN, Happened, Stage
from anxin.kernel.cases.matter import Level, Matter
from anxin.kernel.cases.models import Case, CaseEvent
from anxin.kernel.cases.recording import events_of, matter_of, no_such_case, read_text
from anxin.kernel.cases.showing import desk_title
from anxin.kernel.cases.wording import result_word, stage_word
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference.areas import areas


@dataclass(frozen=True)
class Published:
    """A request as anybody reads it. Days are ISO 8601 without the time of day: an hour tells who stood there."""

    number: str
    code: str
    title: str
    is_open: bool
    notes: str
    desk: str
    place: str
    received_on: str
    updated_on: str
    due_on: str | None


def published(
    *,
    at: datetime,
    matters: Iterable[Matter],
    numbers: Sequence[str],
    since: datetime,
    until: datetime,
    most: int,
) -> list[Published]:
    """Requests of these matters received in a span, the newest first; with `numbers` just those, whenever they came."""
    held = Case.objects.filter(_of(matters)).select_related("desk_organisation").order_by("-received_at")
    held = held.filter(public_id__in=numbers) if numbers else held.filter(received_at__range=(since, until))
    return [_told(one) for one in held[:most]]


@transaction.atomic
def published_case(*, by: Actor | None, at: datetime, matters: Iterable[Matter], number: str) -> Published:
    """One of them; `NotFound` for any other, whether it exists or not. The account that sent a request reads it in any
    matter, and the answer's words with it."""
    if by is not None and by.user_id is not None:
        sent = CaseEvent.objects.filter(case__public_id=number, kind=Happened.RECEIVED, user_id=by.user_id)
        held = sent.select_related("case").first()
        if held is not None:
            return _told_sender(by, at, held.case)
    found = Case.objects.filter(_of(matters), public_id=number).first()
    if found is None:
        raise no_such_case()
    return _told(found)


def _told_sender(by: Actor, at: datetime, case: Case) -> Published:
    subjects = [case.requester.public_id] if case.requester is not None else []
    detail = {"case": case.public_id, "service": case.pack, "fields": ["request"]}
    purpose = Purpose.OWN_REQUEST
    journal.write(by=by, at=at, act="case.read", purpose=purpose, subjects=subjects, detail=detail, is_read=True)
    last = case.events.filter(kind__in=[Happened.ANSWERED, Happened.REFUSED], told=True).order_by("seq").last()
    told = _told(case)
    return replace(told, notes=read_text(last.text_sealed)) if last is not None and last.text_sealed else told


def _of(matters: Iterable[Matter]) -> Q:
    found = Q(pk__in=())
    for one in matters:
        if not one.hides_requester:
            found |= Q(pack=one.pack, matter=one.slug)
    return found


def _told(case: Case) -> Published:
    asks, events = matter_of(case), events_of(case)
    promise = clocks.promised(asks.terms, events)
    named = areas().get(case.area)
    organisation = any(desk.slug == case.desk and desk.level is Level.ORGANISATION for desk in asks.desks)
    return Published(
        number=case.public_id,
        code=f"{case.pack}.{case.matter}",
        title=str(asks.title),
        is_open=Stage(case.stage) in OPEN,
        notes=result_word(case.result) if case.result else stage_word(case.stage),
        desk=_("the organisation concerned") if organisation else desk_title(asks, case.desk, case.desk_area),
        place=named.zh if named else case.area,
        received_on=_day(case.received_at),
        updated_on=_day(events[-1].at),
        due_on=promise.run.due_on.isoformat() + "T00:00:00+08:00" if promise is not None else None,
    )


def _day(moment: datetime) -> str:
    return moment.astimezone(clocks.SHANGHAI).date().isoformat() + "T00:00:00+08:00"
