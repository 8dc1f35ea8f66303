"""Whom a request takes from one organisation to another, and whether the first has been asked long enough.

Membership moves with the work: the organisation a person leaves has a say and a time for it, and no veto by silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anxin.kernel.cases import clocks
from anxin.kernel.cases.enums import Duty, Happened
from anxin.kernel.cases.history import Event
from anxin.kernel.cases.matter import Deed, Matter, Step
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import affiliation_of, party_by_number


def needs_release(asks: Matter) -> bool:
    """Whether the organisation a person leaves has a step of its own in the matter."""
    return any(step.duty is Duty.RELEASE for step in asks.steps)


def organisation_left(asks: Matter, answers: Mapping[str, Any], at: datetime) -> Party | None:
    """The organisation that lets the person of a transfer go: where the person is when the request comes in."""
    if not needs_release(asks):
        return None
    named = next((one.values.get("person", "") for one in asks.effects if one.do is Deed.TRANSFER_AFFILIATION), "")
    number = answers.get(named.removeprefix("form."))
    person = party_by_number(Scheme.IDENTITY_NUMBER, str(number)) if number else None
    held = None if person is None else affiliation_of(person, role=asks.pack, on=shanghai_day(at))
    return None if held is None else held.organisation


def has_lapsed(step: Step, events: list[Event], at: datetime) -> bool:
    """Whether a step was waited for long enough since the case came to its desk."""
    if step.lapses is None:
        return False
    came = next((event.at for event in reversed(events) if event.kind is Happened.ASSIGNED), None)
    return came is not None and at >= clocks.due_after(came, step.lapses.amount, step.lapses.unit)
