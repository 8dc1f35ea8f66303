"""A handful of invented visits in October 2021, so that no page of a fresh demonstration is empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from anxin.demo.population import Dossier
from anxin.demo.showcase import Showcase
from anxin.kernel.codes.actions import code_slot
from anxin.kernel.codes.models import Code, Visit
from anxin.kernel.codes.visiting import Scanned, complain, confirm_visit, open_code, rate_visit
from anxin.kernel.errors import Refused
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.queries import party_by_number

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Happening:
    """One scan at a door: whose code, when, whether the household let the worker in, and what it said afterwards."""

    dossier: Dossier
    at: datetime
    confirmed: bool = True
    score: int | None = None
    praise: str = ""
    complaint: str = ""


def planned_happenings(shown: Showcase) -> list[Happening]:
    """All happenings, in the order of time."""
    good, ending, others = shown.in_order, shown.expiring, shown.colleagues
    planned = [
        Happening(good, _moment(8, 8, 55), score=5, praise="准时上门，擦窗很仔细。"),
        Happening(others[0], _moment(9, 9, 10), score=4),
        Happening(others[-1], _moment(11, 13, 30), score=5, praise="照顾老人有耐心。"),
        Happening(good, _moment(12, 14, 2), confirmed=False),
        Happening(good, _moment(13, 8, 58), score=5),
        Happening(ending, _moment(14, 9, 20), score=4, praise="做事麻利。"),
        Happening(others[-2], _moment(15, 8, 45), score=2, complaint="比约定时间晚到一个多小时，事先没有联系。"),
        Happening(others[1], _moment(18, 10, 15), score=5),
        Happening(good, _moment(20, 9, 1)),
        Happening(others[-3], _moment(21, 15, 40), score=4),
        Happening(ending, _moment(25, 9, 12), confirmed=False),
        Happening(others[2], _moment(26, 8, 50), score=5, praise="很放心。"),
        Happening(good, _moment(27, 8, 57), score=4),
        Happening(others[-1], _moment(28, 13, 25)),
        Happening(ending, _moment(28, 16, 5)),
    ]
    return sorted(planned, key=lambda happening: happening.at)


def _moment(day: int, hour: int, minute: int) -> datetime:
    return datetime.combine(date(2021, 10, day), time(hour, minute), SHANGHAI)


@transaction.atomic
def let_happen(happening: Happening, *, pack: str) -> bool:
    """Scan, confirm, rate and complain through the same acts as any household; False if it already happened."""
    party = party_by_number(Scheme.IDENTITY_NUMBER, happening.dossier.person.id_number)
    code = Code.objects.select_related("party").filter(slot=code_slot(pack, party.pk)).first() if party else None
    if code is None or _happened(code, happening.at):
        return False
    scanned = open_code(at=happening.at, public=code.public)
    if happening.confirmed:
        visit = _let_in(scanned, happening.at + timedelta(minutes=2))
        _say_afterwards(happening, visit.token)
    return True


def _happened(code: Code, at: datetime) -> bool:
    return reads_of(code.party.public_id).filter(act="code.read", at=at).exists()


def _let_in(scanned: Scanned, at: datetime) -> Visit:
    """Confirm as a household does: if the code does not say that the visit may begin, read why, then go on."""
    try:
        return confirm_visit(at=at, handle=scanned.handle)
    except Refused:
        return confirm_visit(at=at, handle=scanned.handle, acknowledged=True)


def _say_afterwards(happening: Happening, visit_token: str) -> None:
    evening = happening.at + timedelta(hours=3)
    if happening.score is not None:
        rate_visit(at=evening, visit_token=visit_token, score=happening.score, text=happening.praise)
    if happening.complaint:
        complain(at=evening + timedelta(minutes=5), visit_token=visit_token, text=happening.complaint)
