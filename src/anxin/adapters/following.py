"""Asking other platforms how what we sent them stands."""

from __future__ import annotations

from datetime import datetime

from anxin.adapters.http import Unreachable
from anxin.adapters.open311 import TOKEN, Unreadable, state_of
from anxin.kernel.deliveries.actions import note_number, note_status
from anxin.kernel.deliveries.queries import still_open
from anxin.kernel.deliveries.targets import targets
from anxin.kernel.journal.actor import Actor


def ask_states(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Ask after every message that an Open311 platform took and has not closed; how many changed."""
    known, changed = targets(), 0
    for one in still_open()[:limit]:
        target = known.get(one.target)
        if target is None or target.kind != "open311":
            continue
        try:
            found = state_of(target, one.external_id)
        except (Unreachable, Unreadable):
            continue  # asked again at the next round; the message itself has arrived
        if found is None:
            continue
        if one.external_id.startswith(TOKEN):
            note_number(by=by, at=at, public_id=one.public_id, external_id=found.request_id)
        if found.status != one.external_status:
            note_status(by=by, at=at, target=one.target, external_id=found.request_id, status=found.status)
            changed += 1
    return changed
