"""The lines of a payment run: which claim, whose, how much, by which document. Shown to whoever pays, approves or
keeps the books; each reading is written down with those it was about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from anxin.kernel.access.rules import Purpose
from anxin.kernel.cases.enums import Duty
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.benefits.desks import seated
from anxin.modules.benefits.enums import Happened
from anxin.modules.benefits.models import Claim, ClaimEvent, PayRun
from anxin.modules.benefits.queries import version_in_force
from anxin.modules.benefits.recording import scheme_of
from anxin.modules.benefits.rights import require


@dataclass(frozen=True)
class RunLine:
    """One claim that a run paid. `fen`: what it paid; `cut`: what of the claim was above the ceiling, fen; `document`:
    the number of its document; `returned`: the payment was reversed since."""

    claim: str
    item: str
    name: str
    fen: int
    cut: int
    document: int | None
    returned: bool


@transaction.atomic
def lines_of(*, by: Actor, at: datetime, run: PayRun, start: int = 0, most: int = 50) -> list[RunLine]:
    """Lines of a run in the order in which the claims came in. Raises Refused."""
    scheme = scheme_of(version_in_force(run.scheme))
    if not seated(by, at, scheme).names:
        require(by, at, scheme, Duty.PAY)
    titles = {slug: str(item.title) for slug, item in scheme.items.items()}
    rows = list(_paid_in(run)[start : start + most])
    found = [
        RunLine(
            claim=claim,
            item=titles.get(item, item),
            name=name,
            fen=int(detail.get("paid", 0)),
            cut=int(detail.get("cut", 0)),
            document=document,
            returned=seq < last,
        )
        for claim, item, last, _person, name, seq, detail, document in rows
    ]
    subjects = [row[3] for row in rows]
    detail = {"scheme": run.scheme, "run": run.public_id, "start": start, "fields": ["amount", "name"]}
    journal.write(
        by=by, at=at, act="benefit.list", purpose=Purpose.CASE_WORK, subjects=subjects, detail=detail, is_read=True
    )
    return found


LINE = (
    "claim__public_id",
    "claim__item",
    "claim__seq",
    "claim__person__public_id",
    "claim__person__name",
    "seq",
    "detail",
    "posting__number",
)


def _paid_in(run: PayRun) -> QuerySet[ClaimEvent, tuple[Any, ...]]:
    """The payments of a run as plain rows: there may be fifty thousand."""
    claims = Claim.objects.filter(scheme=run.scheme, cycle=run.cycle, seq__gt=1)
    held = ClaimEvent.objects.filter(claim__in=claims, kind=Happened.PAID, user_id=run.user_id, at__gte=run.started_at)
    return held.filter(detail__run=run.public_id).order_by("claim_id", "seq").values_list(*LINE)
