"""Forgetting who asked, in time: that somebody asked and what was answered stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.inquiries.models import Inquiry, PassedOn
from anxin.modules.inquiries.terms import read

PASSED_ON = timedelta(days=30)
"""Of questions passed on to another platform, which has its own term for them."""


@transaction.atomic
def forget_askers(*, by: Actor, at: datetime) -> int:
    """Remove name and reason of questions older than their service says; how many."""
    require(by, Act.RETAIN)
    named = Inquiry.objects.exclude(asked_by="").order_by("pk")
    due = [one.pk for one in named if one.asked_at < at - timedelta(days=read(one.terms).forgotten)]
    for start in range(0, len(due), 500):
        Inquiry.objects.filter(pk__in=due[start : start + 500]).update(asked_by="", why="")
    passed = PassedOn.objects.filter(asked_at__lt=at - PASSED_ON).exclude(asked_by="").update(asked_by="", why="")
    if due or passed:
        journal.write(by=by, at=at, act="inquiry.forget", detail={"inquiries": len(due) + passed})
    return len(due) + passed
