"""Who may found, place and dissolve unions: desks of the service that answer for the area."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.rights import require_seat
from anxin.kernel.journal.actor import Actor, Role


def require(by: Actor, at: datetime, pack: str, area: str) -> None:
    """`Refused` unless the actor sits at a desk of the service that answers for the area."""
    require_seat(by, at, pack, Duty.ANSWER, area)


def through_desk(by: Actor) -> Actor:
    """The one who acted, for what the act brings with it: the name stays theirs, the right was the desk's."""
    return Actor(role=Role.SYSTEM, label=by.label, user_id=by.user_id)
