"""Retention: what a request said goes when its service's time is over; the stages, days and counts stay for figures.

Personal Information Protection Law, arts. 19 and 47. Hazard records are kept at least three years (Zhejiang work safety
regulation 2016, art. 15): a pack says how long, in whole years after the end.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from anxin.kernel.access.rules import Act, require
from anxin.kernel.attachments.actions import erase_attachments
from anxin.kernel.attachments.models import Attachment
from anxin.kernel.cases.models import Case, CaseEvent, PhoneNumber, new_token
from anxin.kernel.cases.recording import digest_of, matter_of, sealed_answers
from anxin.kernel.deliveries.actions import forget
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day

NUMBER_KEPT = timedelta(days=1)
SEALED_DETAIL = "said"


@dataclass(frozen=True)
class Emptied:
    """How many cases were emptied of what was said, with how many photos and files, and how many numbers went."""

    cases: int
    files: int
    numbers: int


def over_on(ended: date, years: int) -> date:
    """The first day on which a case is over its time: the day after the last of so many years (Civil Code art. 202)."""
    try:
        last = ended.replace(year=ended.year + years)
    except ValueError:  # 29 February
        last = ended.replace(year=ended.year + years, day=28)
    return last + timedelta(days=1)


def empty_old_cases(*, by: Actor, at: datetime) -> Emptied:
    """Empty every case whose time is over, each in a transaction of its own, and remove old numbers."""
    require(by, Act.RETAIN)
    today = shanghai_day(at)
    ended = Case.objects.filter(ended_at__isnull=False, emptied_at__isnull=True).order_by("pk")
    due = [
        case.pk
        for case in ended.only("pk", "ended_at", "version_id").iterator()
        if case.ended_at and over_on(shanghai_day(case.ended_at), matter_of(case).keeps_years) <= today
    ]
    files = sum(_empty(by, at, pk) for pk in due)
    gone = Emptied(len(due), files, PhoneNumber.objects.filter(at__lt=at - NUMBER_KEPT).delete()[0])
    journal.write(by=by, at=at, act="cases.retain", detail=asdict(gone))
    return gone


@transaction.atomic
def _empty(by: Actor, at: datetime, pk: int) -> int:
    case = Case.objects.select_for_update().get(pk=pk)
    held = Attachment.objects.filter(case_file__event__case=case, erased_at__isnull=True)
    files = erase_attachments(by=by, at=at, attachments=list(held))
    for event in CaseEvent.objects.filter(case=case):
        event.text_sealed = ""
        event.detail = {key: value for key, value in event.detail.items() if key != SEALED_DETAIL}
        event.save(update_fields=["text_sealed", "detail"])
    case.said_sealed, case.name_sealed, case.phone_sealed, case.phone_index = sealed_answers({}), "", "", ""
    case.token_digest, case.origin, case.likeness = digest_of(new_token()), None, ""
    case.requester, case.emptied_at = None, at
    case.save()
    forget(about=case.public_id)
    return files
