"""Repeats of one thing become one case to the desks; each reporter keeps their own, and joining can be undone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.dispatching import accept, reasoned
from anxin.kernel.cases.enums import Duty, Happened, Stage
from anxin.kernel.cases.models import Case, Reward
from anxin.kernel.cases.recording import Happening, append, locked, matter_of
from anxin.kernel.cases.rights import require_duty
from anxin.kernel.errors import Conflict
from anxin.kernel.journal.actor import Actor

UNDER_WAY = (Stage.RECEIVED, Stage.ACCEPTED, Stage.ASSIGNED)


@transaction.atomic
def join_cases(*, by: Actor, at: datetime, main: str, repeat: str, reason: str) -> Case:
    """Join a repeat to a main case: it goes to the same desk and gets the same answer. Its own clocks go on."""
    first, second = sorted((main, repeat))
    held = {public_id: locked(public_id) for public_id in (first, second)}
    onto, case = held[main], held[repeat]
    require_duty(by, at, onto, matter_of(onto), Duty.DISPATCH)
    require_duty(by, at, case, matter_of(case), Duty.DISPATCH)
    _require_joinable(onto, case)
    text = reasoned(reason, _("Say why the two are one; the desks read it."))
    happening = Happening(Happened.JOINED, {"main": onto.public_id}, text=text, told=False)
    append(by=by, at=at, case=case, happening=happening)
    case.main = onto
    case.save(update_fields=["main"])
    _catch_up(by=by, at=at, onto=onto, case=case)
    return case


def _require_joinable(onto: Case, case: Case) -> None:
    what = _("These two cannot be joined.")
    if onto.pk == case.pk or onto.main_id is not None or case.main_id is not None or case.repeats.exists():
        raise Conflict(
            what, why=_("One of them is joined already, or they are the same."), todo=_("Separate it first.")
        )
    if (onto.pack, onto.matter) != (case.pack, case.matter):
        raise Conflict(what, why=_("They are different matters."), todo=_("Answer each by itself."))
    if onto.stage not in UNDER_WAY or case.stage not in UNDER_WAY:
        raise Conflict(what, why=_("One of them is answered or ended."), todo=_("Answer the other by itself."))
    if Reward.objects.filter(case=case).exists():
        raise Conflict(what, why=_("A reward has been granted for the repeat."), todo=_("Join the other way round."))


def _catch_up(*, by: Actor, at: datetime, onto: Case, case: Case) -> None:
    """Bring the repeat to the desk where the main case is."""
    if onto.stage != Stage.ASSIGNED:
        return
    if case.stage == Stage.RECEIVED:
        accept(by=by, at=at, case=case)
    desk = {"slug": onto.desk, "area": onto.desk_area, "organisation": ""}
    if onto.desk_organisation is not None:
        desk["organisation"] = onto.desk_organisation.public_id
    detail = {"desk": desk, "main": onto.public_id}
    append(by=by, at=at, case=case, happening=Happening(Happened.ASSIGNED, detail, told=False))


@transaction.atomic
def separate_case(*, by: Actor, at: datetime, public_id: str, reason: str) -> Case:
    """Undo a joining: the repeat stays where it is and is dealt with by itself from now on."""
    case = locked(public_id)
    require_duty(by, at, case, matter_of(case), Duty.DISPATCH)
    if case.main_id is None:
        raise Conflict(_("This case is joined to none."), todo=_("Open the case again and see what has happened."))
    text = reasoned(reason, _("Say why the two are not one."))
    append(by=by, at=at, case=case, happening=Happening(Happened.SEPARATED, {}, text=text, told=False))
    case.main = None
    case.save(update_fields=["main"])
    return case
