"""Following goods as an act of supervision: it names who handled them, so it is written down who looked and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.kernel.access.rules import Act, duty_of, require
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.tracing import following
from anxin.modules.tracing.complement import Statement, statement
from anxin.modules.tracing.following import Trace
from anxin.modules.tracing.models import Lot


@transaction.atomic
def follow(*, by: Actor, at: datetime, lot: Lot) -> Trace:
    """Every lot, site and hand before and after a lot. Raises Refused for who supervises nothing."""
    require(by, Act.TRACE_LOTS)
    found = following.trace(lot)
    detail = {"lot": lot.code, "lots": len(found.lots), "fields": ["lots", "sites", "handlers"]}
    subjects = [lot.party.public_id]
    journal.write(
        by=by, at=at, act="tracing.trace", purpose=duty_of(by), subjects=subjects, detail=detail, is_read=True
    )
    return found


def divide(*, by: Actor, at: datetime, lot: Lot) -> Statement:
    """All lots divided by a trace, with proofs; written down as a trace is."""
    return statement(follow(by=by, at=at, lot=lot), at=at)
