"""Which values of a dataset somebody objects to: they leave with that mark, so that nobody relies on them unawares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from anxin.kernel.datasets.models import Correction, CorrectionState
from anxin.kernel.datasets.terms import EVIDENCE, DatasetTerms
from anxin.kernel.evidence.models import Dispute
from anxin.kernel.outcomes.actions import shanghai_day

Marks = Mapping[int, Mapping[str, date]]
"""Party → field → since when it is disputed."""


def disputed(terms: DatasetTerms, *, party_ids: Collection[int], fields: Collection[str]) -> Marks:
    """For fields that a record of a source fills, the objections to it that are not settled, whoever raised them; for
    others the reports of a wrong value that wait for an answer."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    by_source: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in terms.fields:
        if one.slug in fields and one.read.startswith(EVIDENCE):
            by_source[one.read.removeprefix(EVIDENCE).partition(".")[0], one.source].append(one.slug)
    open_ = Dispute.objects.filter(evidence__party__in=party_ids, settled_at=None, evidence__followers=None)
    for dispute in open_.select_related("evidence").order_by("-raised_at"):
        record = dispute.evidence
        for slug in by_source.get((record.kind, record.source), ()):
            found[record.party_id][slug] = shanghai_day(dispute.raised_at)
    waiting = Correction.objects.filter(
        dataset=terms.name, party__in=party_ids, field__in=fields, state=CorrectionState.REPORTED, evidence_id=None
    )
    for party, slug, at in waiting.order_by("-reported_at").values_list("party_id", "field", "reported_at"):
        found[party][slug] = shanghai_day(at)
    return found
