"""After an answer: the reviewing desk decides a contest with reasons, and silence that lasted long enough counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases import clocks, telling
from anxin.kernel.cases.dispatching import reasoned
from anxin.kernel.cases.enums import REVIEWED, Agreement, Duty, Happened, Stage
from anxin.kernel.cases.handling import close_if_done, require_apart
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.postponing import catch_up
from anxin.kernel.cases.recording import Happening, append, locked, matter_of
from anxin.kernel.cases.rights import require_duty
from anxin.kernel.journal.actor import Actor


@transaction.atomic
def uphold_answer(*, by: Actor, at: datetime, public_id: str, reason: str) -> Case:
    """Find, with reasons the requester reads, that a contested answer stands. Who answered cannot decide this."""
    case = locked(public_id)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.REVIEW)
    require_apart(by, case, asks, REVIEWED)
    text = reasoned(reason, _("Say why the answer stands; the requester reads it."))
    append(by=by, at=at, case=case, happening=Happening(Happened.AGREED, {"how": Agreement.REVIEW}, text=text))
    telling.tell_upheld(by=by, at=at, case=case)
    close_if_done(at=at, case=case)
    return case


def let_silence_count(*, at: datetime) -> int:
    """Take answers that nobody contested in the time the service names as accepted; how many. Each on its own."""
    catch_up()
    waiting = Case.objects.filter(stage=Stage.ANSWERED).order_by("answered_at").values_list("public_id", flat=True)
    return sum(_lapse(at, public_id) for public_id in list(waiting))


@transaction.atomic
def _lapse(at: datetime, public_id: str) -> bool:
    case = locked(public_id)
    silence = matter_of(case).silence
    if silence is None or case.stage != Stage.ANSWERED or case.answered_at is None:
        return False
    if at < clocks.due_after(case.answered_at, silence.amount, silence.unit):
        return False
    system = Actor.system("cases")
    append(by=system, at=at, case=case, happening=Happening(Happened.AGREED, {"how": Agreement.SILENCE}))
    close_if_done(at=at, case=case)
    return True
