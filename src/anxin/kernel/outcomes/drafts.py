"""Reading drafts of rule sets: nobody is decided by one, so they hold no person."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import NotFound
from anxin.kernel.journal.actor import Actor
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
