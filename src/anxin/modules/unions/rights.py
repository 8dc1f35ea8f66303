"""Who may found, place and dissolve unions: desks of the service that answer for the area; whole ones travel by the
operator."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.rights import require_seat
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Role


def require(by: Actor, at: datetime, pack: str, area: str) -> None:
    """`Refused` unless the actor sits at a desk of the service that answers for the area."""
    require_seat(by, at, pack, Duty.ANSWER, area)


def require_operator(by: Actor) -> None:
    """`Refused` unless the operator acts: a file of a whole union shows and writes more than any desk may."""
    if by.role is not Role.SYSTEM:
        raise Refused(
            _("Whole unions are taken along and taken in by the operator only."),
            rule="unions.carry",
            why=_("Such a file holds everybody's identity number and phone."),
            todo=_("Ask the operator of this site."),
        )


def through_desk(by: Actor) -> Actor:
    """The one who acted, for what the act brings with it: the name stays theirs, the right was the desk's."""
    return Actor(role=Role.SYSTEM, label=by.label, user_id=by.user_id)
