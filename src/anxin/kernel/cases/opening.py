"""The gate of cases: whoever reads one is written down, and reads no more than their part in it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from anxin.kernel.access.rules import Act, Purpose, require
from anxin.kernel.attachments.actions import Served, read_attachment
from anxin.kernel.cases.enums import Duty, Happened
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case, CaseFile
from anxin.kernel.cases.recording import matter_of, no_such_case
from anxin.kernel.cases.requesting import Own
from anxin.kernel.cases.rights import duties, only_organisation, seats_of
from anxin.kernel.cases.scope import visible_cases
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role

_GATE = object()


@dataclass(frozen=True)
class OpenedCase:
    """A case opened to somebody. `concerned`: they are the organisation the case is about, and see no requester.
    `own`: they are the requester. Only this module makes one."""

    case: Case
    matter: Matter
    by: Actor
    at: datetime
    duties: frozenset[Duty]
    own: bool
    concerned: bool
    gate: object

    def __post_init__(self) -> None:
        if self.gate is not _GATE:
            raise TypeError("an OpenedCase comes from anxin.kernel.cases.opening only")

    @property
    def sees_requester(self) -> bool:
        return self.own or not (self.concerned and self.matter.hides_requester)


@transaction.atomic
def open_case(*, by: Actor, at: datetime, public_id: str) -> OpenedCase:
    """Open a case that lies at a desk of the actor's. `NotFound` in the same words whether absent or elsewhere."""
    require(by, Act.WORK_CASES)
    seats = seats_of(by, at)
    case = visible_cases(by, at, seats).filter(public_id=public_id).select_related("about", "requester").first()
    if case is None:
        raise no_such_case()
    asks = matter_of(case)
    held = frozenset(Duty) if by.role == Role.SYSTEM else duties(seats, case, asks)
    concerned = by.role != Role.SYSTEM and only_organisation(seats, case, asks)
    _write_down(by, at, case, Purpose.CASE_WORK)
    return OpenedCase(case, asks, by, at, held, own=False, concerned=concerned, gate=_GATE)


@transaction.atomic
def open_own(*, own: Own, at: datetime) -> OpenedCase:
    """Open a case for its requester."""
    case = Case.objects.select_related("about", "requester").get(public_id=own.public_id)
    _write_down(own.by, at, case, Purpose.OWN_REQUEST)
    return OpenedCase(case, matter_of(case), own.by, at, frozenset(), own=True, concerned=False, gate=_GATE)


def _write_down(by: Actor, at: datetime, case: Case, purpose: Purpose) -> None:
    subjects = [case.requester.public_id] if case.requester is not None else []
    detail = {"case": case.public_id, "service": case.pack}
    journal.write(by=by, at=at, act="case.read", purpose=purpose, subjects=subjects, detail=detail, is_read=True)


def files_shown(opened: OpenedCase) -> list[CaseFile]:
    """The photos and files of the case that may be seen, in order."""
    held = CaseFile.objects.filter(event__case=opened.case).select_related("event", "attachment").order_by("pk")
    return [one for one in held if may_see_file(opened, one)]


def may_see_file(opened: OpenedCase, held: CaseFile) -> bool:
    if opened.sees_requester:
        return held.event.told or not opened.own
    question = next((one for one in opened.matter.fields() if one.key == held.question), None)
    return held.event.kind != Happened.SUPPLEMENTED and question is not None and question.organisation


def open_file(*, opened: OpenedCase, public_id: str) -> Served:
    """The bytes of one photo or file of an opened case, with the headers to send them under."""
    held = CaseFile.objects.filter(event__case=opened.case, attachment__public_id=public_id)
    one = held.select_related("event", "attachment").first()
    if one is None or not may_see_file(opened, one):
        raise no_such_case()
    subjects = [opened.case.requester.public_id] if opened.case.requester is not None else []
    purpose = Purpose.OWN_REQUEST if opened.own else Purpose.CASE_WORK
    return read_attachment(by=opened.by, at=opened.at, attachment=one.attachment, purpose=purpose, subjects=subjects)
