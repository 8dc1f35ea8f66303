"""What was received is removed when its term is over: nobody may read it any more, so nobody keeps it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.peers.models import Received, Taken


@transaction.atomic
def remove_received(*, by: Actor, at: datetime) -> int:
    """Remove the records of every dataset whose term is over; how many."""
    require(by, Act.RETAIN)
    today, gone = shanghai_day(at).isoformat(), 0
    for taken in Taken.objects.select_related("peer").all():
        until = str(taken.about.get("until") or "")
        if taken.ended_at is None and not (until and until < today):
            continue
        count, _each = Received.objects.filter(taken=taken).delete()
        if count:
            detail = {"peer": taken.peer.slug, "dataset": taken.dataset, "records": count}
            journal.write(by=by, at=at, act="peer.remove", detail=detail)
        gone += count
    return gone
