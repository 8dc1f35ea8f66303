"""For what each desk reads about people, and which fields its lists and pages ask for."""

from __future__ import annotations

from anxin.kernel.access.rules import Purpose
from anxin.kernel.access.shown import limit_of
from anxin.kernel.journal.actor import Actor, Role
from anxin.web.console.chosen_service import service

IN_LISTS = frozenset({"name", "masked_number", "agency", "outcome"})
IN_DOSSIER = frozenset({"name", "masked_number", "agency", "outcome", "items", "history", "phone"})
TO_ACT = frozenset({"name", "agency", "outcome", "items"})


def purpose_of(actor: Actor) -> Purpose:
    """An agency reads for employment, a bureau for supervision."""
    return Purpose.EMPLOYMENT if actor.role == Role.AGENCY_CLERK else Purpose.SUPERVISION


def fields_for(actor: Actor, wanted: frozenset[str]) -> frozenset[str]:
    """Those of the wanted fields that the role may see under the chosen service."""
    return wanted & limit_of(actor, service())
