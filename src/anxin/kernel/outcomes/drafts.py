"""Reading drafts of rule sets: nobody is decided by one, so they hold no person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import NotFound
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.models import DraftState, RuleDraft, RuleDraftSave
from anxin.kernel.reference.areas import chain, within

LIVING = (DraftState.OPEN, DraftState.PROPOSED)


def drafts(by: Actor, pack: str) -> QuerySet[RuleDraft]:
    """The drafts that the actor may see, saved last first: those for areas in, or around, the actor's own."""
    require(by, Act.SEE_DRAFTS)
    held = RuleDraft.objects.filter(pack=pack).annotate(times_saved=Count("saves")).order_by("-saved_at", "-pk")
    return held.filter(area__in=_areas_near(by)) if by.area else held


def _areas_near(by: Actor) -> list[str]:
    known = RuleDraft.objects.values_list("area", flat=True).distinct()
    return [area for area in known if within(area, by.area) or area in chain(by.area)]


def draft_of(by: Actor, pack: str, public_id: str) -> RuleDraft:
    """One draft; `NotFound` in the same words whether absent or out of sight."""
    held = drafts(by, pack).filter(public_id=public_id).first()
    if held is None:
        raise NotFound(
            _("There is no such draft of rules for your area."), todo=_("Choose one from the list of drafts.")
        )
    return held


def saves_of(by: Actor, draft: RuleDraft) -> QuerySet[RuleDraftSave]:
    """Every save of a draft, newest first."""
    require(by, Act.SEE_DRAFTS)
    return draft.saves.order_by("-number")


def signed_by(draft: RuleDraft, by: Actor) -> bool:
    """Whether the actor wrote, last saved or proposed the draft, and so cannot be its second person."""
    mine = (by.user_id, by.label)
    return mine in {
        (draft.author_id, draft.author),
        (draft.saved_by_id, draft.saved_by),
        (draft.proposed_by_id, draft.proposed_by),
    }


SIMULATED = "rules.simulate"


def simulated(pack: str, *, area: str, sha256: str, parameters: Mapping[str, str], as_of: date) -> Entry | None:
    """The newest journal entry of a simulation of exactly these bytes with these parameters, for an area and a day."""
    same = {"pack": pack, "area": area, "sha256": sha256, "as_of": as_of.isoformat(), "parameters": dict(parameters)}
    wanted = {f"detail__{name}": value for name, value in same.items() if name != "parameters"}
    tried = Entry.objects.filter(act=SIMULATED, **wanted).order_by("-seq")[:50]
    return next((entry for entry in tried if entry.detail["parameters"] == same["parameters"]), None)
