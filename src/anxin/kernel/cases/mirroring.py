"""Repeats joined to one case go where it goes and get its answer; each of them keeps its own history and clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anxin.kernel.cases import telling
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.history import Event, OutOfTurn, follow, replay
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import Happening, append, events_of
from anxin.kernel.journal.actor import Actor

MIRRORED = frozenset({Happened.ASSIGNED, Happened.OBJECTED, Happened.ANSWERED, Happened.EXTENDED})


def hold_repeats(case: Case) -> list[Case]:
    """The open cases joined to a main case, held until the transaction ends. An act that will come to them holds them
    before its first line in the journal: their requesters hold them first and the journal next."""
    return list(Case.objects.select_for_update().filter(main=case, ended_at__isnull=True).order_by("pk"))


def mirror(*, by: Actor, at: datetime, case: Case, happening: Happening) -> int:
    """Write what happened to a main case into every open case joined to it; how many."""
    if happening.kind not in MIRRORED:
        return 0
    done = 0
    for repeat in hold_repeats(case):
        follows = replace(happening, detail={**happening.detail, "main": case.public_id}, files=())
        events = events_of(repeat)
        then = max(at, events[-1].at)  # its requester may have added something since
        try:
            follow(replay(events), Event(repeat.seq + 1, follows.kind, then, follows.detail))
        except OutOfTurn:
            continue  # its requester has it in hand: answered and not yet agreed, or contested
        append(by=by, at=then, case=repeat, happening=follows)
        if follows.kind is Happened.ANSWERED:
            telling.tell_answered(by=by, at=then, case=repeat)
        done += 1
    return done
