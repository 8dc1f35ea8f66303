"""Who may have the journal's old entries emptied: the operator, every night."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.retention import Emptied, empty_old_entries


def retain_journal(*, by: Actor, at: datetime) -> Emptied:
    """Empty the journal's entries that are over their time; the chain still verifies."""
    require(by, Act.RETAIN)
    return empty_old_entries(by=by, at=at)
