"""Two unions and the pool of Ninghai with their desks, and what is done there to join, move and leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from stdnum.cn import uscc

from anxin import packs
from anxin.kernel.access.actions import appoint
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.handling import answer_case, do_step
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree
from anxin.kernel.cases.seating import seat
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, Party, PartyKind
from anxin.kernel.parties.queries import party_by_number
from anxin.modules.unions.queries import pool_of
from anxin.packs.actions import apply
from tests.cast import NOON, OPERATOR, identity_number
from tests.unit.kernel.cases.scene import picture

PACK, NINGHAI, NINGBO = "union_membership", "330226", "330200"
NAME, NUMBER, PHONE = "葛三妹", identity_number(7, area=NINGHAI), "13800138000"
REQUESTER = Actor.requester()


def union_code(serial: int) -> str:
    """A formally right credit code of an invented union (81: a union's unit)."""
    stem = f"81{NINGHAI}MC{serial:07d}"
    return stem + uscc.calc_check_digit(stem)


@dataclass(frozen=True)
class Unions:
    """Two base unions, the pool, and who sits at their desks and at the county federation's."""

    couriers: Party
    riders: Party
    pool: Party
    at_couriers: Actor
    at_riders: Actor
    at_pool: Actor
    reception: Actor
    review: Actor

    def answers(self, case: Case) -> Actor:
        """Who sits at the desk of the organisation a case is about."""
        return self._at(case.about)

    def releases(self, case: Case) -> Actor:
        """Who sits at the desk of the organisation the person of a transfer is with."""
        return self._at(case.leaves)

    def _at(self, union: Party | None) -> Actor:
        desks = {self.couriers: self.at_couriers, self.riders: self.at_riders, self.pool: self.at_pool}
        return desks[union] if union is not None else self.review


def _union(name: str, serial: int) -> Party:
    return enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.ORGANISATION, name=name, area=NINGHAI, scheme=Scheme.CREDIT_CODE,
        number=union_code(serial),
    )  # fmt: skip


def _clerk(name: str, desk: str, area: str = "", union: Party | None = None) -> Actor:
    user = appoint(by=OPERATOR, at=NOON, username=name, password="x", role=Role.CLERK, organisation=union)
    seat(by=OPERATOR, at=NOON, user=user, pack=PACK, desk=desk, area=area, organisation=union)
    return user.appointment.actor()


def in_ninghai() -> Unions:
    """The service in force, the unions on file, everybody in their seats."""
    apply(packs.current(PACK), by=OPERATOR, at=NOON)
    couriers, riders, pool = _union("宁海快递示例工会", 1), _union("宁海配送示例工会", 2), pool_of(PACK, NINGHAI)
    assert pool is not None  # opened with the service
    return Unions(
        couriers,
        riders,
        pool,
        _clerk("kuaidi", "base-union", union=couriers),
        _clerk("peisong", "base-union", union=riders),
        _clerk("zhouzhuan", "pool", NINGHAI),
        _clerk("renzheng", "reception", NINGHAI),
        _clerk("fuhe", "review", NINGBO),
    )


def code_of(union: Party) -> str:
    return next(number for number in map(union_code, (1, 2)) if party_by_number(Scheme.CREDIT_CODE, number) == union)


def asked(
    matter: str,
    to: Party | None = None,
    *,
    at: datetime = NOON,
    origin: str = "",
    number: str = NUMBER,
    name: str = NAME,
    **said: str,
) -> Filed:
    """A request of somebody with a phone; without a union that of the pool. `said` adds answers."""
    answers = {"area": NINGHAI, "name": name, "number": number, **said}
    if to is not None:
        answers["union"] = code_of(to)
    if matter == "join":
        answers = {"phone": PHONE, "work": "courier", **answers}
    sent = [Sent("proof", picture(), "IMG_1.jpg")] if matter == "join" else []
    return file_case(
        by=REQUESTER, at=at, pack=PACK, matter=matter, said=answers, sender=From(name=name, phone=PHONE),
        channel=Channel.PHONE, sent=sent, origin=origin,
    )  # fmt: skip


def step(by: Actor, case: Case, slug: str, *, at: datetime = NOON, **said: str) -> None:
    do_step(by=by, at=at, public_id=case.public_id, step=slug, said=said)


def answered(
    by: Actor,
    case: Case,
    result: Result,
    said: Mapping[str, str] | None = None,
    *,
    at: datetime = NOON,
    text: str = "已核对。",
) -> Case:
    return answer_case(by=by, at=at, public_id=case.public_id, result=result, text=text, said=said)


def examined(unions: Unions, case: Case, *, at: datetime = NOON) -> None:
    """Checked by the union and certified by the county federation: two people."""
    step(unions.answers(case), case, "check", at=at, works="yes")
    step(unions.reception, case, "certify", at=at, register="fits")


def joined(unions: Unions, union: Party | None = None, *, at: datetime = NOON, **said: str) -> Case:
    """A whole application to its end: the person is a member with a card, and content."""
    filed = asked("join", union, at=at, **said)
    case = filed.case
    examined(unions, case, at=at)
    standing = "pool" if union is None else "member"
    answered(unions.answers(case), case, Result.SOLVED, {"standing": standing}, at=at)
    return agree(own=own_by_link(token=filed.token), at=at)


def left(unions: Unions, union: Party | None, *, at: datetime) -> Case:
    """Somebody leaves, having been asked in person."""
    case = asked("leave", union, at=at, why="left").case
    step(unions.answers(case), case, "confirm", at=at, own_wish="yes")
    return answered(unions.answers(case), case, Result.SOLVED, at=at)


def member(number: str = NUMBER) -> Party:
    held = party_by_number(Scheme.IDENTITY_NUMBER, number)
    assert held is not None
    return held


Stay = tuple[str, date, date | None]


def stays(number: str = NUMBER) -> list[Stay]:
    """Where somebody was, from and until, the earliest first."""
    rows = Affiliation.objects.filter(party=member(number), role=PACK).order_by("started_on", "pk")
    return list(rows.values_list("organisation__name", "started_on", "ended_on"))
