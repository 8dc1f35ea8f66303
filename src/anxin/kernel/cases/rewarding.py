"""One reward for one hazard, however many reported it. The levels are the pack's parameters."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Duty, Happened, Result
from anxin.kernel.cases.handling import require_apart
from anxin.kernel.cases.models import Reward
from anxin.kernel.cases.recording import Happening, append, locked, matter_of
from anxin.kernel.cases.rights import require_duty
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.journal.actor import Actor


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
    if Reward.objects.filter(case=case).exists():
        raise Conflict(_("The reward for this hazard has been granted."), todo=_("There is one for each hazard."))
    level = str(case.facts.get(asks.reward.level, ""))
    fen = asks.reward.amounts.get(level)
    if fen is None:
        raise Conflict(_("This case has no level that a reward is set for."), todo=_("Ask the desk that grades."))
    append(by=by, at=at, case=case, happening=Happening(Happened.REWARDED, {"level": level, "fen": fen}))
    return Reward.objects.create(case=case, level=level, fen=fen, granted_at=at, granted_by=by.label[:80])
