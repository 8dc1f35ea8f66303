"""The log of who used somebody's data as other portals show it: the five fields of Estonia's data tracker.

Andmejälgija shows personcode, logtime, action, sender and receiver of each entry, and keeps the rest for itself
(github.com/e-gov/AJ, doc/spetsifikatsioonid/Isikuandmete_kasutusteabe_andmemudel.md, 5.1). Here the person is named by
the public id: an identity number has no place in a log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from anxin.kernel.access.rules import FIELD_TITLES, ROLE_TITLES, listed, purpose_title
from anxin.kernel.access.units import unit_names
from anxin.kernel.journal.actor import Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import reads_of

MOST = 1000


@dataclass(frozen=True)
class Usage:
    """One use of somebody's data, in words people read."""

    personcode: str
    logtime: datetime
    action: str
    sender: str
    receiver: str


def usage_of(public_ids: Sequence[str], *, on: date, offset: int = 0, limit: int = 100) -> list[Usage]:
    """Who used a person's data, newest first, without what is hidden on that day; a line for each read."""
    found = list(reads_of(*public_ids, on=on)[offset : offset + min(limit, MOST)])
    units = unit_names(found)
    receivers = [_receiver(one, units[one.organisation_id, one.area]) for one in found]
    return [
        Usage(public_ids[0], one.at, _action(one), settings.CODE_ADDRESS, receiver)
        for one, receiver in zip(found, receivers, strict=True)
    ]


def _action(entry: Entry) -> str:
    fields = [FIELD_TITLES.get(field, field) for field in entry.detail.get("fields", ())]
    purpose = purpose_title(entry.purpose)
    return f"{purpose}: {listed(fields)}" if fields else purpose


def _receiver(entry: Entry, unit: str) -> str:
    """The unit that read, and who in it; a household and the site itself are nobody by name."""
    role = Role(entry.role)
    who = "" if role in {Role.HOUSEHOLD, Role.SYSTEM} else entry.actor
    return " · ".join(part for part in (str(ROLE_TITLES[role]), unit, who) if part)
