"""Whether a lot may go on, by the rules of its service on a day: computed from its papers, never stated.

Papers follow the goods. What was divided or relabelled has the papers of what it was made of, later ones too, beside
its own; the newest of a kind and source counts. What was made of several lots may go on only if it may by each of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from anxin.kernel.evidence.models import Evidence
from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.outcomes.applied import Applied, applied
from anxin.kernel.outcomes.deciding import Decided, decided_by
from anxin.modules.tracing.following import origins_of, ways
from anxin.modules.tracing.models import Lot
from anxin.modules.tracing.refusing import blocked
from anxin.packs.on_site import service_named

GOES_ON = "green"


@dataclass(frozen=True)
class Judged:
    """The outcome of a lot on a day, the reason's word, and the text of law behind it."""

    outcome: str
    reason: str
    source: str

    @property
    def may_go_on(self) -> bool:
        return self.outcome == GOES_ON


def judge(lot: Lot, day: date) -> Judged | None:
    """None while no rules are in force where the lot was entered."""
    rules = applied(lot.pack)
    ruling = rules.ruling(lot.party.area, day)
    if ruling is None:
        return None
    back_ways = ways(lot.pk, origins_of([lot.pk]))
    lots = {one for way in back_ways for one in way}
    parties = dict(Lot.objects.filter(pk__in=lots).values_list("pk", "party_id"))
    records = records_to_decide(parties.values())
    judged = None
    for way in back_ways:
        held = sorted((one for step in way for one in records.get(parties[step], [])), key=lambda one: one.pk)
        judged = _said(rules, decided_by(ruling, held, as_of=day))
        if not judged.may_go_on:
            return judged
    return judged


def _said(rules: Applied, found: Decided) -> Judged:
    row = rules.row(found.rule_set, found.row)
    english = (get_language() or "").startswith("en")
    return Judged(found.outcome, found.reason, (row.legal_source_en if english else "") or row.legal_source)


def papers_of(lot: Lot) -> list[Evidence]:
    """Its papers and those of everything it came of: of each kind and source the newest, as that is what counts; where
    it was made of several lots, of each of these."""
    back_ways = ways(lot.pk, origins_of([lot.pk]))
    lots = {one for way in back_ways for one in way}
    parties = dict(Lot.objects.filter(pk__in=lots).values_list("pk", "party_id"))
    held = list(Evidence.objects.filter(party__in=parties.values()).order_by("kind", "-pk"))
    found: dict[int, Evidence] = {}
    for way in back_ways:
        own = {parties[one] for one in way}
        newest = {(one.kind, one.source): one for one in reversed(held) if one.party_id in own}
        found |= {one.pk: one for one in newest.values()}
    return sorted(found.values(), key=lambda one: (one.kind, -one.pk))


def require_papers(lots: Iterable[Lot], day: date) -> None:
    """`Refused`, saying which paper, for the first lot that may not go on."""
    for lot in lots:
        judged = judge(lot, day)
        if judged is not None and not judged.may_go_on:
            raise blocked(lot.code, judged.reason, reason_said(lot.pack, judged.reason), judged.source)


def reason_said(pack: str, reason: str) -> str:
    """A reason in the reader's words; its own word where the service has none."""
    held = service_named(pack).reasons.get(reason)
    return reason if held is None else held.title.said(get_language() or "zh-hans")
