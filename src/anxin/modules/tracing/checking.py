"""The form of an event: what is refused before anything is looked up in the books."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid
from anxin.modules.tracing.enums import CHANGES, Happening
from anxin.modules.tracing.naming import Draft
from anxin.modules.tracing.refusing import in_future, not_here
from anxin.modules.tracing.terms import TracingTerms

MOST_LOTS = 500
MOST_GRAMS = 10**12
"""A million tonnes: more than any lot, and sums stay far from what a database can count."""
FIRST_YEAR = 2000
ZERO = {Happening.COUNT, Happening.CHECK, Happening.DECLARE}
"""Where nothing of a lot may be said: none is there, or nobody weighed it."""


def require_form(draft: Draft, terms: TracingTerms, at: datetime) -> None:
    """Raises Refused for what a site of this kind does not record, Invalid with its place for anything else."""
    if draft.happened_at > at:
        raise in_future(draft.happened_at.isoformat())
    if draft.happened_at.year < FIRST_YEAR:
        raise Invalid(_("This is too long ago."), field="happened_at", read=draft.happened_at.isoformat())
    kind = terms.sites[draft.site.kind]
    if draft.kind is Happening.ERROR:
        return
    if draft.kind not in kind.records:
        raise not_here(str(draft.kind), kind.title["zh"], ", ".join(kind.records))
    _require_lots(draft)
    _require_place(draft)


def _require_lots(draft: Draft) -> None:
    every = (*draft.portions, *draft.made)
    if len(every) > MOST_LOTS:
        raise Invalid(_("One event is about 500 lots at most."), field="lots", read=str(len(every)))
    if not draft.portions:
        raise Invalid(_("Say which lots."), field="lots")
    if draft.kind in CHANGES and not draft.made:
        raise Invalid(_("Say which lots it became."), field="made")
    if draft.kind not in CHANGES and (draft.made or draft.lost):
        raise Invalid(_("Only what is split or relabelled becomes other lots."), field="made")
    if any(one.lot.pack != draft.site.pack for one in every):
        raise Invalid(_("The lot belongs to another service than the site."), field="lots")
    if len({one.lot.pk for one in every}) < len(every):
        raise Invalid(_("A lot stands here twice."), field="lots")
    least = 0 if draft.kind in ZERO else 1
    if any(not least <= one.grams <= MOST_GRAMS for one in every) or not 0 <= draft.lost <= MOST_GRAMS:
        raise Invalid(_("A quantity is more than nothing."), field="grams")


def _require_place(draft: Draft) -> None:
    goes = draft.kind is Happening.SHIP
    if goes and (draft.to is None or draft.to.pack != draft.site.pack):
        raise Invalid(_("Say to which site it goes."), field="to")
    if draft.to is not None and not (goes or draft.kind is Happening.DECLARE):
        raise Invalid(_("Only what is shipped or declared goes to another site."), field="to")
    if draft.expected_on is not None and draft.kind is not Happening.DECLARE:
        raise Invalid(_("Only what is declared is expected on a day."), field="expected_on")
    if draft.kind is Happening.DECLARE and draft.to is not None and draft.expected_on is None:
        raise Invalid(_("Say on which day it arrives."), field="expected_on")
