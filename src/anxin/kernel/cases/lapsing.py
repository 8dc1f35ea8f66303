"""Whether a step was waited for long enough. Whoever is asked to let a person go has a time for it, and no veto by
silence: membership moves with the work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from anxin.kernel.cases import clocks
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.history import Event
from anxin.kernel.cases.matter import Step


def has_lapsed(step: Step, events: Iterable[Event], at: datetime) -> bool:
    """Whether its time is over, counted from when the case last came to a desk."""
    came = [event.at for event in events if event.kind is Happened.ASSIGNED]
    if step.lapses is None or not came:
        return False
    return at >= clocks.due_after(came[-1], step.lapses.amount, step.lapses.unit)
