"""Who acts: a role with its scope, made by a door and handed to every act as `by=`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Role(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    AGENCY_CLERK = "agency_clerk"
    WORKER = "worker"
    HOUSEHOLD = "household"
    GATE = "gate"  # whoever lets people in for others: a housing estate, a front desk
    CLERK = "clerk"  # whoever sits at desks that deal with requests, and has no other part
    REQUESTER = "requester"  # whoever holds the link of a request, without signing in
    AUDITOR = "auditor"
    SYSTEM = "system"


class Door(StrEnum):
    """By which way somebody came in: every line of the journal says so."""

    CONSOLE = "console"
    PHONE = "phone"
    CHECK = "check"  # a code shown and asked about on line
    API = "api"
    COMMAND = "command"


@dataclass(frozen=True)
class Actor:
    """One acting person or process. `label` is what the journal shows; never an identity number or phone."""

    role: Role
    label: str
    user_id: int | None = None
    area: str = ""
    organisation_id: int | None = None
    party_id: int | None = None
    door: Door | None = field(default=None, compare=False)

    def by_way_of(self, door: Door) -> Actor:
        """The same, having come in by that door."""
        return replace(self, door=door)

    @classmethod
    def system(cls, label: str) -> Actor:
        return cls(role=Role.SYSTEM, label=label)

    @classmethod
    def household(cls, label: str = "住户") -> Actor:
        """Whoever scans a code at a door, without signing in."""
        return cls(role=Role.HOUSEHOLD, label=label, door=Door.PHONE)

    @classmethod
    def requester(cls, label: str = "诉求人") -> Actor:
        """Whoever files a request or opens its link, without signing in."""
        return cls(role=Role.REQUESTER, label=label, door=Door.PHONE)
