"""Invented appeals of invented residents: what was said to be wrong, and when it was answered.

That an appeal has its result the same day as a rule was published, the share was not: 17 of 20 here is made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from anxin.demo.residents import PACK
from anxin.demo.timeline import moment
from anxin.kernel.cases.appealing import raise_dispute
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Filed
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree
from anxin.kernel.errors import Conflict
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor, Role

FIRST_DAY = date(2021, 12, 22)
STAYS, RISKS = 12, 8
LATE, WAITING, UPHELD = frozenset({6, 13}), frozenset({19}), frozenset({4, 9, 16})
MINUTES, LATER = timedelta(minutes=20), timedelta(hours=2)
DESKS = Actor.system("申诉核查岗（示例）")


@dataclass(frozen=True)
class Told:
    """What a resident says is wrong with a record, what is found, and as what it is then kept."""

    wrong: str
    found: str
    stands: str


STAY = Told("我早就搬走了，已经退租。", "查退租登记，属实，离开日期已更正。", "物业登记显示仍在此居住，维持原记录。")
RISK = Told(
    "那几天没有出过门，行程是别人的。", "流调核对，与病例没有交集，已更正为排除。", "流调核对，行程有重合，维持原记录。"
)


@transaction.atomic
def bring_appeals(*, day: date) -> int:
    """File appeals of a day and answer most of them, unless some are there; how many there are. `Conflict` for a day
    before there were any."""
    if day < FIRST_DAY:
        raise Conflict(
            f"Nobody appealed online on {day}.",
            why=f"The online appeal was reported on {FIRST_DAY}.",
            todo="Choose a later day, or leave the appeals out.",
        )
    held = Case.objects.filter(pack=PACK).count()
    if held:
        return held
    for place, record in enumerate(_records(day)):
        at = moment(day, 8) + place * MINUTES
        filed = _appealed(record, at)
        if place not in WAITING:
            _answered(filed, record, at + (timedelta(days=1) if place in LATE else LATER), day, place)
    return Case.objects.filter(pack=PACK).count()


def _records(day: date) -> Iterator[Evidence]:
    standing = Evidence.objects.filter(standing="stated", followers__isnull=True).select_related("party").order_by("pk")
    long_ago = day - timedelta(days=60)
    yield from standing.filter(kind="stay", valid_until=None, valid_from__lt=long_ago)[:STAYS]
    yield from standing.filter(kind="risk_medium", result="touched", valid_from__lte=day)[:RISKS]


def _told(record: Evidence) -> Told:
    return STAY if record.kind == "stay" else RISK


def _appealed(record: Evidence, at: datetime) -> Filed:
    resident = Actor(Role.WORKER, "居民（示例）", party_id=record.party_id)
    filed = raise_dispute(by=resident, at=at, pack=PACK, evidence=record, reason=_told(record).wrong)
    assert filed is not None  # the pack takes appeals
    return filed


def _answered(filed: Filed, record: Evidence, at: datetime, day: date, place: int) -> None:
    told, upheld = _told(record), place in UPHELD
    left = (day - timedelta(days=30)).isoformat()
    said = {"valid_until": left} if record.kind == "stay" else {"result": "cleared"}
    answer_case(
        by=DESKS,
        at=at,
        public_id=filed.case.public_id,
        result=Result.REFUSED if upheld else Result.SOLVED,
        text=told.stands if upheld else told.found,
        said={} if upheld else said,
    )
    if not upheld:
        agree(own=own_by_link(token=filed.token), at=at + LATER)
