"""An auditor's check of the whole chain: done, and written down that it was."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.journal import actions, queries
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import Verdict

ACT = "journal.check"


def check_chain(*, by: Actor, at: datetime) -> Verdict:
    """Recompute the whole chain; the journal keeps who did, and what was found. Who may is for the door to check."""
    verdict = queries.verify()
    detail = {"entries": verdict.entries, "whole": verdict.whole, "root": verdict.root}
    actions.write(by=by, at=at, act=ACT, detail=detail)
    return verdict


def last_check() -> Entry | None:
    """The newest entry of such a check."""
    return Entry.objects.filter(act=ACT).order_by("-seq").first()
