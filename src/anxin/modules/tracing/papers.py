"""Whether a lot may go on, by the rules of its service on a day: computed from its papers, never stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.outcomes.applied import applied
from anxin.kernel.outcomes.deciding import decided_by
from anxin.modules.tracing.models import Lot
from anxin.modules.tracing.refusing import blocked

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
    records = records_to_decide([lot.party_id]).get(lot.party_id, [])
    found = decided_by(ruling, records, as_of=day)
    row = rules.row(found.rule_set, found.row)
    english = (get_language() or "").startswith("en")
    return Judged(found.outcome, found.reason, (row.legal_source_en if english else "") or row.legal_source)


def require_papers(lots: Iterable[Lot], day: date) -> None:
    """`Refused`, saying which paper, for the first lot that may not go on."""
    for lot in lots:
        judged = judge(lot, day)
        if judged is not None and not judged.may_go_on:
            raise blocked(lot.code, judged.reason, judged.source)
