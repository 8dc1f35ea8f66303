"""Invented grants of the demonstration: research bodies matched, checked and refused; red packets that a table paid to
whoever confirmed; firms that took one of the five things brought to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from stdnum.cn import uscc

from anxin.demo.hazards import DAY, HOUR, signed_in
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Channel, Filed, From, file_case, version_in_force
from anxin.kernel.cases.handling import answer_case, do_step
from anxin.kernel.cases.held import held_answers, requester_of
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.recording import matter_of_version
from anxin.kernel.cases.requesting import agree
from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import party_by_number

PACK = "grants"
SEATS = (
    ("reviewer", PACK, "reception", "330000"),
    ("reviewer", PACK, "review", "330000"),
    *(("inspector", PACK, desk, "330000") for desk in ("science", "payment", "insurer", "finance")),
    ("supply", PACK, "books", "330000"),
)
FESTIVAL = date(2021, 2, 12)
ON_FILE = (("register", "police", "elsewhere"), ("insured", "social_insurance", "yes"), ("stayed", "operator", "yes"))
ASKER = Actor.requester()


@dataclass(frozen=True)
class Body:
    """A research body: how long ago it applied, its level, the yuan it says came from above, and those found."""

    days: int
    name: str
    level: str
    yuan: int
    found: int | None = None


BODIES = (
    Body(21, "台州示例智能制造研究院", "national", 3_000_000, 3_000_000),
    Body(14, "台州示例医药研发中心", "provincial", 800_000, 650_000),
    Body(6, "台州示例新材料实验室", "provincial", 500_000),
    Body(2, "台州示例缝纫机研究所", "city", 300_000),
)
FIVE = ((9, "financing", True), (4, "training", True), (1, "claims", False))


def bodies_made_up() -> int:
    """How many organisations come with it."""
    return len(BODIES)


@transaction.atomic
def bring_grants(*, firm_code: str, until: datetime) -> int:
    """Bring the requests in and carry each as far as it has come, unless some are there; how many there are."""
    held = Case.objects.filter(pack=PACK).count()
    if held:
        return held
    for serial, body in enumerate(BODIES, start=1):
        _matched(body, serial, until)
    for days, which, done in FIVE:
        _brought(firm_code, days, which, until, done=done)
    for username in ("worker1", "worker2"):
        _put_on_file(signed_in(username), until - 9 * DAY)
    _confirmed(signed_in("worker2"), until - 8 * DAY)  # worker1 has it before them
    return Case.objects.filter(pack=PACK).count()


def _matched(body: Body, serial: int, until: datetime) -> None:
    at = until - body.days * DAY
    said = {
        "asker": _body(body, serial, at), "area": "331002", "level": body.level, "newly": "yes",
        "upper_yuan": str(body.yuan),
    }  # fmt: skip
    filed = _filed("rd_support", said, at - HOUR, From(name="陈建国", phone=f"138001390{serial:02d}"))
    if body.level == "city":
        _answered(filed, at + DAY, Result.REFUSED, "市级研发机构不在支持范围，只支持省级以上。")
    if body.found is None:
        return
    checked = {"checked_yuan": str(body.found)}
    do_step(by=signed_in("reviewer"), at=at + 3 * DAY, public_id=filed.case.public_id, step="check", said=checked)
    _answered(filed, at + 5 * DAY, Result.SOLVED, "上级资金已核对，配套资金已付到单位账户。")
    if serial == 1:
        agree(own=own_by_link(token=filed.token), at=at + 6 * DAY)


def _body(body: Body, serial: int, at: datetime) -> str:
    """The credit code of a body, which is entered first."""
    stem = f"12331002MB{serial:07d}"
    code = stem + uscc.calc_check_digit(stem)
    if party_by_number(Scheme.CREDIT_CODE, code) is None:
        enter_party(
            by=Actor.system("demonstration"), at=at - DAY, kind=PartyKind.ORGANISATION, name=body.name, area="331002",
            scheme=Scheme.CREDIT_CODE, number=code,
        )  # fmt: skip
    return code


def _brought(firm_code: str, days: int, which: str, until: datetime, *, done: bool) -> None:
    at = until - days * DAY
    said = {"asker": firm_code, "area": "330302", "which": which, "contact": "13800138041"}
    filed = _filed("five", said, at - HOUR, From(name="李经理", phone="13800138041"))
    if done:
        _answered(filed, at + 2 * DAY, Result.SOLVED, "已经上门，材料留了一份，后续由专员跟进。")
        agree(own=own_by_link(token=filed.token), at=at + 3 * DAY)


def _put_on_file(worker: Actor, at: datetime) -> None:
    """What three sources hold of a worker."""
    person = _person(worker)
    if Evidence.objects.filter(party=person, kind="stayed").exists():
        return
    for kind, source, result in ON_FILE:
        statement = Statement(kind, source, FESTIVAL, result)
        record_evidence(by=Actor.system(source), at=at, party=person, statement=statement)


def _person(worker: Actor) -> Party:
    person = requester_of(worker)
    if person is None:
        raise LookupError(f"{worker.label} stands for nobody")
    return person


def _confirmed(worker: Actor, at: datetime) -> None:
    """She confirms what is on file; the table answers and the book pays."""
    asks = matter_of_version(version_in_force(PACK, "stay_bonus").pk)
    known = held_answers(by=worker, at=at, form=asks.form)
    sender = From(_person(worker))
    said = {key: one.value for key, one in known.items()}
    file_case(by=worker, at=at, pack=PACK, matter="stay_bonus", said=said, sender=sender, channel=Channel.PHONE)


def _filed(matter: str, said: dict[str, str], at: datetime, sender: From) -> Filed:
    return file_case(by=ASKER, at=at, pack=PACK, matter=matter, said=said, sender=sender, channel=Channel.PHONE)


def _answered(filed: Filed, at: datetime, result: Result, text: str) -> None:
    answer_case(by=signed_in("inspector"), at=at, public_id=filed.case.public_id, result=result, text=text)
