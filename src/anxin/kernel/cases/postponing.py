"""What an act on a case brings to those who asked: the same happens to repeats, and the requester is told.

Where the act is that of the organisation the case is about, and the matter hides its requester, that is done
afterwards: how long the act takes must not tell whether a phone was left, nor how many reported the same.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.kernel.cases import mirroring, telling
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.models import Case, CaseEvent, Postponed
from anxin.kernel.cases.recording import Happening, locked, matter_of, read_text
from anxin.kernel.cases.rights import hides_from
from anxin.kernel.journal.actor import Actor, Role


def hold_repeats(*, by: Actor, at: datetime, case: Case) -> None:
    """Before the act is written down: hold the repeats that it will be brought on to at once."""
    if not hides_from(by, at, case, matter_of(case)):
        mirroring.hold_repeats(case)


def bring_on(*, by: Actor, at: datetime, case: Case, happening: Happening) -> None:
    """Do it, or write down that it is to be done. The caller holds the case and has just appended the event."""
    if hides_from(by, at, case, matter_of(case)):
        Postponed.objects.create(case=case, seq=case.seq)
    else:
        _bring_on(by=by, at=at, case=case, happening=happening)


def catch_up() -> int:
    """Do what was put off, oldest first; how much. Each in a transaction of its own, so that none is done twice."""
    done = 0
    for key in list(Postponed.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            held = Postponed.objects.select_for_update().select_related("case").filter(pk=key).first()
            if held is None:
                continue  # another process did it meanwhile
            case = locked(held.case.public_id)
            event = case.events.get(seq=held.seq)
            _bring_on(by=_who(event), at=event.at, case=case, happening=_what(event))
            held.delete()
            done += 1
    return done


def _bring_on(*, by: Actor, at: datetime, case: Case, happening: Happening) -> None:
    mirroring.mirror(by=by, at=at, case=case, happening=happening)
    if happening.kind is Happened.ANSWERED:
        telling.tell_answered(by=by, at=at, case=case)


def _who(event: CaseEvent) -> Actor:
    return Actor(role=Role(event.role), label=event.by_label, user_id=event.user_id)


def _what(event: CaseEvent) -> Happening:
    return Happening(Happened(event.kind), event.detail, text=read_text(event.text_sealed), told=event.told)
