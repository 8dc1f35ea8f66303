"""Who may record at a site: who keeps it, and who supervises its area."""

from __future__ import annotations

from anxin.kernel.journal.actor import Actor, Role
from anxin.modules.tracing.models import Site
from anxin.modules.tracing.refusing import not_yours

SUPERVISES = {Role.PROVINCE, Role.CITY, Role.COUNTY}


def supervises(by: Actor, area: str) -> bool:
    """Whether an actor answers for this area."""
    if by.role is Role.SYSTEM:
        return True
    return by.role in SUPERVISES and bool(by.area) and area.startswith(by.area.rstrip("0"))


def require_keeper(by: Actor, site: Site) -> None:
    """`Refused` for anybody else."""
    keeps = by.role is Role.AGENCY_CLERK and site.keeper_id is not None and by.organisation_id == site.keeper_id
    if not keeps and not supervises(by, site.party.area):
        raise not_yours(site.party.name)
