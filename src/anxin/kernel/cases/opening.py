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
from anxin.kernel.cases.owning import Own
from anxin.kernel.cases.postponing import catch_up
from anxin.kernel.cases.recording import matter_of, no_such_case
from anxin.kernel.cases.rights import SeatAt, duties, only_organisation, seats_of
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


def open_case(*, by: Actor, at: datetime, public_id: str) -> OpenedCase:
    """Open a case that lies at a desk of the actor's. `NotFound` in the same words whether absent or elsewhere."""
    require(by, Act.WORK_CASES)
    seats = seats_of(by, at)
    if all(seat.organisation_id is None for seat in seats):
        catch_up()
    return _open_case(by, at, seats, public_id)


@transaction.atomic
def _open_case(by: Actor, at: datetime, seats: list[SeatAt], public_id: str) -> OpenedCase:
    case = visible_cases(by, at, seats).filter(public_id=public_id).select_related("about", "requester").first()
    if case is None:
        raise no_such_case()
    asks = matter_of(case)
    held = frozenset(Duty) if by.role == Role.SYSTEM else duties(seats, case, asks)
    concerned = by.role != Role.SYSTEM and only_organisation(seats, case, asks)
    opened = OpenedCase(case, asks, by, at, held, own=False, concerned=concerned, gate=_GATE)
    _write_down(opened, Purpose.CASE_WORK)
    return opened


def open_own(*, own: Own, at: datetime) -> OpenedCase:
    """Open a case for its requester."""
    catch_up()
    return _open_own(own, at)


@transaction.atomic
def _open_own(own: Own, at: datetime) -> OpenedCase:
    case = Case.objects.select_related("about", "requester").get(public_id=own.public_id)
    opened = OpenedCase(case, matter_of(case), own.by, at, frozenset(), own=True, concerned=False, gate=_GATE)
    _write_down(opened, Purpose.OWN_REQUEST)
    return opened


def _write_down(opened: OpenedCase, purpose: Purpose) -> None:
    case = opened.case
    detail = {"case": case.public_id, "service": case.pack, "fields": ["request"]}
    journal.write(
        by=opened.by,
        at=opened.at,
        act="case.read",
        purpose=purpose,
        subjects=_read_about(opened),
        detail=detail,
        is_read=True,
    )


def _read_about(opened: OpenedCase) -> list[str]:
    """Who finds the reading in their own view. Who sees no requester has read of nobody; to write one down for some
    cases and not for others would take longer for those."""
    known = opened.case.requester
    return [known.public_id] if known is not None and opened.sees_requester else []


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
    purpose, about = Purpose.OWN_REQUEST if opened.own else Purpose.CASE_WORK, _read_about(opened)
    return read_attachment(by=opened.by, at=opened.at, attachment=one.attachment, purpose=purpose, subjects=about)
