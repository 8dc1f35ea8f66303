"""Capturing a document of EPCIS: each event once, all or none of them, or those that can where the sender says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import AnxinError, Invalid, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.tracing import queries
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.epcis import reading
from anxin.modules.tracing.epcis.meaning import meant, name_without_error
from anxin.modules.tracing.epcis.reading import Read
from anxin.modules.tracing.models import Capture, Captured, Event
from anxin.modules.tracing.naming import Draft
from anxin.modules.tracing.recording import record
from anxin.modules.tracing.rights import sees_whole

MOST_EVENTS = 500
"""In one document: they are recorded one after the other while others wait."""


@transaction.atomic
def capture(*, by: Actor, at: datetime, pack: str, octets: bytes, proceeds: bool = False) -> Capture:
    """Record every event of a document. An event that was captured before is known and changes nothing. Where one is
    refused none is recorded, or with `proceeds` the others are; either way the capture says which and why. Raises
    Invalid for what is no document."""
    require(by, Act.RECORD_LOTS)
    queries.terms_of(pack)
    document = reading.document(octets)
    if len(document.events) > MOST_EVENTS:
        raise Invalid(_("One document has 500 events at most."), field="eventList", read=str(len(document.events)))
    job = Capture.objects.create(pack=pack, sent_at=at, sent_by=by.label[:80], sender=by.user_id, proceeds=proceeds)
    counts, errors = _capture_all(by, at, job, document.events)
    job.captured, job.known, job.errors = (*counts, errors)
    job.save(update_fields=["captured", "known", "errors"])
    detail = {"capture": job.public_id, "captured": job.captured, "known": job.known, "errors": len(errors)}
    journal.write(by=by, at=at, act="tracing.capture", detail=detail)
    return job


def _capture_all(
    by: Actor, at: datetime, job: Capture, events: tuple[Read, ...]
) -> tuple[tuple[int, int], list[dict[str, Any]]]:
    errors: list[dict[str, Any]] = []
    done = {True: 0, False: 0}
    try:
        with transaction.atomic():
            for place, one in enumerate(events):
                try:
                    with transaction.atomic():
                        done[_capture_one(by, at, job, one)] += 1
                except AnxinError as fault:
                    errors.append(_error(place, fault))
            if errors and not job.proceeds:
                raise _Undone
    except _Undone:
        done = {True: 0, False: 0}
    return (done[True], done[False]), errors


class _Undone(Exception):
    """Nothing of the document stays."""


def _capture_one(by: Actor, at: datetime, job: Capture, one: Read) -> bool:
    """Whether it is new."""
    if Captured.objects.filter(digest=one.digest).exists():
        return False
    event = _recorded(by, at, job.pack, one)
    Captured.objects.create(digest=one.digest, capture=job, event=event, happened_at=one.happened_at, said=one.said)
    return True


def _recorded(by: Actor, at: datetime, pack: str, one: Read) -> Event | None:
    if one.wrong:
        return _declared_wrong(by, at, pack, one)
    draft = meant(one, pack=pack)
    return record(by=by, at=at, draft=draft).event if draft is not None else None


def _declared_wrong(by: Actor, at: datetime, pack: str, one: Read) -> Event | None:
    first = {key: value for key, value in one.said.items() if key != "errorDeclaration"}
    told = reading.event(first)
    captured = Captured.objects.filter(digest=told.digest).select_related("event__site").first()
    wrong = captured.event if captured else Event.objects.filter(digest=name_without_error(told, pack=pack)).first()
    if wrong is None and captured is None:
        raise NotFound(_("The event that is declared wrong was never captured here."), todo=_("Send it first."))
    if wrong is None:
        return None
    declared = one.said["errorDeclaration"]
    moment = min(reading.moment(declared["declarationTime"], "errorDeclaration.declarationTime"), at)
    reason = str(declared.get("reason", ""))[:200].replace("\x00", "")
    draft = Draft(Happening.ERROR, wrong.site, moment, wrong=wrong.digest, note=reason)
    return record(by=by, at=at, draft=draft).event


def _error(place: int, fault: AnxinError) -> dict[str, Any]:
    where = f"eventList[{place}]" + (f".{fault.field}" if isinstance(fault, Invalid) and fault.field else "")
    return {"place": where, "code": fault.code, "what": fault.what, "why": fault.why, "todo": fault.todo}


def capture_named(by: Actor, named: str, *, pack: str) -> Capture:
    """A capture of one's own, or any for a bureau. Raises NotFound."""
    require(by, Act.RECORD_LOTS)
    held = Capture.objects.filter(public_id=named, pack=pack).first()
    if held is None or not (sees_whole(by) or (by.user_id is not None and held.sender == by.user_id)):
        raise NotFound(_("There is no such capture."), todo=_("Take the address that sending the document gave."))
    return held


def job_told(held: Capture) -> Mapping[str, Any]:
    """As EPCIS 2.0 describes a capture job."""
    moment = held.sent_at.astimezone(queries.SHANGHAI).isoformat()
    return {
        "captureID": held.public_id,
        "createdAt": moment,
        "finishedAt": moment,
        "running": False,
        "success": not held.errors,
        "captureErrorBehaviour": "proceed" if held.proceeds else "rollback",
        "captured": held.captured,
        "known": held.known,
        "errors": [
            {
                "type": f"epcisException:{one['code']}",
                "title": one["what"],
                "detail": one["why"],
                "instance": one["place"],
            }
            for one in held.errors
        ],
    }
