"""Which organisation lets go of the person whom a request takes to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.matter import Deed, Matter
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
