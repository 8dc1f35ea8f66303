"""What a check station on the road says of goods."""

from __future__ import annotations

from anxin.modules.tracing import queries
from anxin.modules.tracing.enums import Passage
from anxin.modules.tracing.naming import Draft
from anxin.modules.tracing.papers import judge
from anxin.modules.tracing.terms import TracingTerms


def passage(draft: Draft, terms: TracingTerms) -> Passage:
    """Papers complete and declared in time: pass. Complete alone: registered on the spot. Otherwise to a warehouse."""
    day = queries.day_of(draft.happened_at)
    judged = [judge(one.lot, day) for one in draft.portions]
    if any(one is not None and not one.may_go_on for one in judged):
        return Passage.WAREHOUSE
    in_time = all(queries.declared_before(one.lot, draft.happened_at, terms.declare_days) for one in draft.portions)
    return Passage.PASS if in_time else Passage.REGISTERED
