"""One reward for one hazard, however many reported it. The levels are the pack's parameters."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases import effects
from anxin.kernel.cases.enums import Duty, Happened, Result
from anxin.kernel.cases.handling import require_apart
from anxin.kernel.cases.models import Case, CaseEvent, Reward
from anxin.kernel.cases.recording import Happening, append, locked, matter_of
from anxin.kernel.cases.rights import require_duty
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.journal.actor import Actor

TELLING = (Happened.JOINED, Happened.SEPARATED, Happened.ANSWERED)
CONTESTED = "contested"  # why a repeat went on by itself: nobody found it to be something else


@transaction.atomic
def grant_reward(*, by: Actor, at: datetime, public_id: str) -> Reward:
    """Grant the reward of a hazard that was found to be one, by its level; the first to report it is paid."""
    case = locked(public_id)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.REVIEW)
    require_apart(by, case, asks, Happened.REWARDED)
    if asks.reward is None or case.result != Result.SOLVED:
        raise Refused(
            _("There is no reward for this case."),
            rule="cases.reward",
            why=_("It is granted for hazards that were found and removed."),
        )
    if case.main_id is not None:
        raise Conflict(_("This report is joined to another."), todo=_("Grant the reward there; it is one for all."))
    if Reward.objects.filter(case__in=[case.pk, *_same_hazard(case)]).exists():
        raise Conflict(_("The reward for this hazard has been granted."), todo=_("There is one for each hazard."))
    level = str(case.facts.get(asks.reward.level, ""))
    fen = asks.reward.amounts.get(level)
    if fen is None:
        raise Conflict(_("This case has no level that a reward is set for."), todo=_("Ask the desk that grades."))
    append(by=by, at=at, case=case, happening=Happening(Happened.REWARDED, {"level": level, "fen": fen}))
    effects.perform(by=by, at=at, case=case, on=Happened.REWARDED)
    return Reward.objects.create(case=case, level=level, fen=fen, granted_at=at, granted_by=by.label[:80])


def _same_hazard(case: Case) -> list[int]:
    """The cases this one was joined to, or that were joined to it, and that nobody found to be another hazard since.

    A contest parts two reports without saying that they are two; a desk that parts them says so, but an answer given
    while they were one is the answer to that one hazard.
    """
    joined = CaseEvent.objects.filter(kind=Happened.JOINED)
    onto = joined.filter(case=case).values_list("case__public_id", "detail")
    here = joined.filter(detail__main=case.public_id).values_list("case__public_id", "detail")
    pairs = {(repeat, detail["main"]) for repeat, detail in (*onto, *here)}
    held = {repeat for repeat, _main in pairs if not _found_apart(repeat)}
    named = {name for repeat, main in pairs if repeat in held for name in (repeat, main)}
    return list(Case.objects.filter(public_id__in=named).values_list("pk", flat=True))


def _found_apart(repeat: str) -> bool:
    """Whether a desk took a repeat off its main case for good, and it was answered by itself afterwards."""
    rows = CaseEvent.objects.filter(case__public_id=repeat, kind__in=TELLING).order_by("seq")
    events = list(rows.values_list("kind", "detail"))
    *_before, last = (place for place, (kind, _detail) in enumerate(events) if kind != Happened.ANSWERED)
    kind, detail = events[last]
    return kind == Happened.SEPARATED and detail.get("why") != CONTESTED and len(events) > last + 1
