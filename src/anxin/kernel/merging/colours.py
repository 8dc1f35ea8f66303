"""Outcomes of two files: decided anew from all the evidence while they are one, each as it was once they are two."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.journal.actor import Actor
from anxin.kernel.merging import noting
from anxin.kernel.outcomes.actions import decide_everywhere
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Merge, Moved

LABEL = "outcomes.outcome"


def set_outcomes_aside(merge: Merge) -> None:
    """Note both parties' outcomes; the merged party has none while it is merged."""
    for one in Outcome.objects.filter(party=merge.merged).order_by("pk"):
        noting.take_out(merge, one)
    for one in Outcome.objects.filter(party=merge.kept).order_by("pk"):
        noting.note_row(merge, one, Moved.COPY)


def make_room(merge: Merge) -> None:
    """Before the outcomes of then are put back: note those of the time of the merge, and take them out."""
    for one in Outcome.objects.filter(party=merge.kept).order_by("pk"):
        noting.take_out(merge, one, Moved.DURING)


def decide_both(merge: Merge, by: Actor, at: datetime) -> None:
    decide_everywhere(by=by, at=at, party_ids=[merge.kept_id, merge.merged_id])
