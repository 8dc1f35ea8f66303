"""Asking other platforms how what we sent them stands."""

from __future__ import annotations

from datetime import datetime

from anxin.adapters.http import Unreachable
from anxin.adapters.open311 import TOKEN, state_of
from anxin.adapters.open311_replies import Unreadable
from anxin.kernel.cases.delivering import note_elsewhere
from anxin.kernel.deliveries.actions import note_asked, note_number
from anxin.kernel.deliveries.parcels import number_from
from anxin.kernel.deliveries.queries import Hop, to_ask_after
from anxin.kernel.deliveries.targets import Target, targets
from anxin.kernel.journal.actor import Actor


def ask_states(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Ask after messages that an Open311 platform took and has not closed, those first that were asked after longest
    ago; how many changed. A platform that does not answer is left alone for this round. Raises TargetsInvalid."""
    known = {slug: one for slug, one in targets().items() if one.kind == "open311" and not one.fault}
    changed, silent = 0, set[str]()
    for one in to_ask_after(at, known, limit):
        if one.target in silent:
            continue
        note_asked(at=at, public_id=one.public_id)
        try:
            changed += _ask(by, at, known[one.target], one)
        except Unreadable:
            continue  # asked again at a later round; the message itself has arrived
        except Unreachable as fault:
            if fault.status is None:
                silent.add(one.target)
    return changed


def _ask(by: Actor, at: datetime, target: Target, one: Hop) -> bool:
    found = state_of(target, one.external_id)
    if found is None or not number_from(found.request_id):
        return False
    if one.external_id.startswith(TOKEN):
        note_number(by=by, at=at, public_id=one.public_id, external_id=found.request_id)
    if found.status == one.external_status:
        return False
    note_elsewhere(
        by=by, at=at, target=target.slug, external_id=found.request_id, status=found.status, notes=found.notes
    )
    return True
