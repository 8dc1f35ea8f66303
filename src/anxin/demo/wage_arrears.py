"""Invented clues of unpaid wages in the demonstration. Names, numbers and firms are made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from anxin.demo.hazards import DAY, HOUR, drawn, signed_in
from anxin.demo.people import PersonInventor
from anxin.demo.plan import SEED
from anxin.kernel.cases.dispatching import accept_case, screen_case
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.handling import answer_case, do_step
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree
from anxin.kernel.journal.actor import Actor

PACK = "wage_arrears"
SEATS = (
    ("reviewer", PACK, "review", "330300"),
    ("reviewer", PACK, "reception", "330300"),
    ("province", PACK, "province", "330000"),
    *(("inspector", PACK, desk, "330300") for desk in ("inspection", "housing", "transport", "water")),
)
FIRM_DESK = "employer"
SITE = {"construction": "yes", "works": "housing", "investor": "private", "project": "示例花园二期"}
SHOP = {"construction": "no"}


@dataclass(frozen=True)
class Owed:
    """One clue, how long before the demonstration's day it came, and how far it is."""

    days: int
    employer: str
    yuan: int
    far: str
    workers: int = 1
    more: Mapping[str, str] = field(default_factory=dict)
    area: str = "330302"


CLUES = (
    Owed(0, "温州示例建设有限公司", 18_000, "received", more=SITE),
    Owed(3, "温州示例鞋业有限公司", 9_600, "received", more=SHOP, area="330304"),
    Owed(6, "温州示例建设有限公司", 36_000, "accepted", more=SITE),
    Owed(8, "温州示例水利工程有限公司", 24_000, "accepted",
         more=SITE | {"works": "water", "investor": "government", "project": "示例塘河整治"}),
    Owed(15, "温州示例装饰有限公司", 552_000, "proved", workers=23, more=SITE | {"delegates": "three"}),
    Owed(20, "温州示例餐饮管理有限公司", 7_200, "disputed", more=SHOP),
    Owed(24, "温州示例路桥有限公司", 41_000, "paid", more=SITE | {"works": "transport", "investor": "state"}),
    Owed(26, "温州示例五金有限公司", 12_800, "paid", more=SHOP, area="330304"),
)  # fmt: skip


@transaction.atomic
def bring_clues(*, firm_code: str, until: datetime) -> int:
    """Report the clues and carry each as far as it has come, unless some are there; how many there are."""
    held = Case.objects.filter(pack=PACK).count()
    if held:
        return held
    people = PersonInventor(Random(SEED + 3))
    for owed in CLUES:
        _carried(owed, _reported(owed, until, people), until - owed.days * DAY)
    for days in (2, 9):
        _asked(firm_code, until - days * DAY)
    return Case.objects.filter(pack=PACK).count()


def _reported(owed: Owed, until: datetime, people: PersonInventor) -> Filed:
    person = people.invent()
    at = until - owed.days * DAY - HOUR
    said = {
        "name": person.name,
        "number": person.id_number,
        "area": owed.area,
        "employer": owed.employer,
        "address": "示例路100号",
        "since": (at - 120 * DAY).date().isoformat(),
        "until": (at - 30 * DAY).date().isoformat(),
        "yuan": str(owed.yuan),
        "workers": str(owed.workers),
        "work": "按月说定的工资，没有发（示例）",
        **owed.more,
    }
    return file_case(
        by=Actor.requester(), at=at, pack=PACK, matter="clue", said=said,
        sender=From(name=person.name, phone=person.phone), channel=Channel.PHONE,
    )  # fmt: skip


def _carried(owed: Owed, filed: Filed, at: datetime) -> None:
    if owed.far == "received":
        return
    public_id, inspector = filed.case.public_id, signed_in("inspector")
    accept_case(by=signed_in("reviewer"), at=at + 2 * HOUR, public_id=public_id)
    if owed.far == "accepted":
        return
    if "delegates" in owed.more:
        named = {"delegate_1": "王芳", "delegate_2": "李军", "delegate_3": "赵强"}
        do_step(by=inspector, at=at + DAY, public_id=public_id, step="delegates", said=named)
    proof = {"asked": "partly" if owed.far == "disputed" else "nothing", "findings": "考勤和工资条对得上（示例）"}
    do_step(by=inspector, at=at + 12 * DAY, public_id=public_id, step="proof", said=proof)
    if owed.far == "disputed":
        said = {"conclusion": "amount_disputed", "referral": "arbitration"}
        text = "加班工资怎么算双方说法不一，已转劳动人事争议仲裁院先行调解。"
        answer_case(by=inspector, at=at + 14 * DAY, public_id=public_id, result=Result.EXPLAINED, text=text, said=said)
    elif owed.far == "paid":
        said = {"conclusion": "paid", "paid_yuan": str(owed.yuan), "paid_on": (at + 15 * DAY).date().isoformat()}
        text = f"{owed.yuan:,} 元已经付到本人卡上，请核对。"
        answer_case(by=inspector, at=at + 16 * DAY, public_id=public_id, result=Result.SOLVED, text=text, said=said)
        agree(own=own_by_link(token=filed.token), at=at + 17 * DAY)


def _asked(firm_code: str, at: datetime) -> None:
    """An employer is asked for proof; nobody is named."""
    said = {
        "area": "330302", "employer_code": firm_code, "scope": "全体服务人员 7 至 9 月", "since": "2021-07-01",
        "until": "2021-09-30",
    }  # fmt: skip
    inspector = signed_in("inspector")
    filed = file_case(
        by=inspector, at=at, pack=PACK, matter="proof", said=said, channel=Channel.COUNTER,
        sender=From(name="劳动保障监察大队（示例）", phone="057788880000"),
    )  # fmt: skip
    findings = {"warranted": True, "unnamed": True}
    screen_case(by=signed_in("reviewer"), at=at + HOUR, public_id=filed.case.public_id, findings=findings)
    if at.day % 2 == 0:
        papers = [Sent(name, drawn(2), f"{name}.jpg") for name in ("wage_list", "slips")]
        firm = signed_in("agency1")
        do_step(
            by=firm, at=at + timedelta(days=4), public_id=filed.case.public_id, step="payments", said={}, sent=papers
        )
