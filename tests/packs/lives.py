"""One life of a request for every service, from filing to closing, told once for every door to lead it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from anxin import packs
from anxin.kernel.access.actions import appoint
from anxin.kernel.cases.counting import End
from anxin.kernel.cases.enums import Agreement
from anxin.kernel.cases.figures import board
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.reckoning import Kept
from anxin.kernel.cases.seating import seat
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.reference.actions import set_played_day
from anxin.kernel.reference.queries import now
from anxin.packs.actions import apply
from tests.cast import DAY, LUCHENG, NOON, OPERATOR, identity_number
from tests.packs.joining import NINGHAI
from tests.unit.packs.binjiang import AREA, ON, binjiang

PHONE = "13800138000"
WENZHOU, CIXI = "330300", "330282"
BEFORE = NOON - timedelta(days=1)  # the played day begins before noon


@dataclass(frozen=True)
class Life:
    """A request, the desks that deal with it by (desk, area), and what each of them says.

    `receives`: whose figures count it. `screened`: its screening questions, all answered yes. `after`: the photos of
    the answer, by question. `at_reception`: the steps that are done there.
    """

    pack: str
    matter: str
    said: Mapping[str, str]
    desk: tuple[str, str]
    receives: tuple[str, str]
    answer: Mapping[str, str] = field(default_factory=dict)
    photos: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    accepts: bool = False
    screened: tuple[str, ...] = ()
    steps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    at_reception: tuple[str, ...] = ()


LIVES = [
    Life(
        "home_service",
        "complaint",
        {
            "topic": "identity",
            "what": "来的不是码上的人。",
            "area": LUCHENG,
            "visited_on": "2021-10-29",
            "worker": "王芳",
        },
        desk=("county-commerce", LUCHENG),
        receives=("county-commerce", LUCHENG),
        answer={"remedy": "换了持码的人上门，当面道歉"},
    ),
    Life(
        "health_code",
        "transfer",
        {"number": identity_number(201), "area": AREA, "checked": "yes"},
        desk=("community", AREA),
        receives=("community", AREA),
        answer={"ground": "traced"},
    ),
    Life(
        "one_click",
        "request",
        {
            "asker": "91330302MA285KQP0L", "asker_name": "温州示例机械有限公司", "contact_phone": PHONE,
            "area": LUCHENG, "chain": "equipment", "goods": "轴承钢", "quantity": "20", "unit": "tonne",
            "needed_by": "2021-11-05", "control": "none", "why": "三天后停产。",
        },
        desk=("chain-equipment", LUCHENG),
        receives=("county-team", LUCHENG),
        answer={"delivered": "supplied"},
        accepts=True,
        screened=("truth", "need", "urgency"),
    ),
    Life(
        "worker_voice",
        "voice",
        {"area": LUCHENG, "topic": "protection", "what": "手套一个月才发一副。"},
        desk=("protection", LUCHENG),
        receives=("room", LUCHENG),
        answer={"notice": "手套改为每周发一副。"},
    ),
    Life(
        "hazards",
        "report",
        {"area": LUCHENG, "trade": "fire", "what": "灭火器过期", "where": "五马街10号"},
        desk=("fire", LUCHENG),
        receives=("reception", LUCHENG),
        answer={"done_on": "2021-10-29"},
        photos=("photo",),
        after=("after",),
        steps={"survey": {"real": "yes", "must_stop": "no", "by_itself": "yes"}},
    ),
    Life(
        "wage_arrears",
        "clue",
        {
            "name": "王芳", "number": identity_number(8), "construction": "yes", "works": "housing",
            "investor": "private", "area": LUCHENG, "employer": "温州示例建设有限公司", "project": "示例花园二期",
            "address": "学院路100号", "since": "2021-07-01", "until": "2021-09-30", "yuan": "36000", "workers": "1",
            "work": "木工，日薪 400 元",
        },
        desk=("housing", LUCHENG),
        receives=("reception", LUCHENG),
        answer={"conclusion": "paid", "paid_yuan": "36000", "paid_on": "2021-10-29"},
        accepts=True,
        steps={"proof": {"asked": "admitted", "findings": "单位承认并已付清"}},
    ),
    Life(
        "ad_watch",
        "clue",
        {"area": LUCHENG, "where": "示例商场一楼", "medium": "platform"},
        desk=("market", LUCHENG),
        receives=("reception", LUCHENG),
        answer={"outcome": "stopped_filed"},
        photos=("photo",),
        after=("after",),
        steps={
            "decide": {"finding": "advert", "filed": "yes", "decided_on": "2021-10-29", "reasons": "写着保证提分"},
        },
    ),
    Life(
        "union_membership",
        "join",
        {
            "area": NINGHAI, "name": "葛三妹", "number": identity_number(9, area=NINGHAI), "phone": PHONE,
            "work": "courier",
        },
        desk=("pool", NINGHAI),
        receives=("reception", NINGHAI),
        answer={"standing": "pool"},
        photos=("proof",),
        steps={"check": {"works": "yes"}, "certify": {"register": "fits"}},
        at_reception=("certify",),
    ),
    Life(
        "care",
        "appeal",
        {"area": LUCHENG, "about": "parcel", "what": "名单上有我，来的时候说发完了。"},
        desk=("allotting", LUCHENG),
        receives=("counter", LUCHENG),
    ),
    Life(
        "mutual_aid",
        "appeal",
        {
            "name": "王芳", "number": identity_number(8), "area": LUCHENG, "claim": "2021-000017", "fact": "amount",
            "why": "结算单上的自付是另一个数。",
        },
        desk=("appeals", WENZHOU),
        receives=("reception", WENZHOU),
        answer={"decision": "2021-000017-2"},
    ),
    Life(
        "grants",
        "five",
        {"asker": "91330302MA285KQP0L", "area": LUCHENG, "which": "financing", "contact": PHONE},
        desk=("finance", WENZHOU),
        receives=("reception", WENZHOU),
    ),
    Life(
        "export_cover",
        "cover",
        {"asker": "91330302MA285KQP0L", "area": CIXI, "place": "cixi", "exports_usd": "640000"},
        desk=("insurer", CIXI),
        receives=("reception", CIXI),
    ),
]  # fmt: skip


@dataclass(frozen=True)
class People:
    """Who receives, who answers, and who files for others and sits nowhere."""

    receives: Actor
    answers: Actor
    files: Actor


def opened(life: Life) -> People:
    """The service in force on a working day, and its people in their seats."""
    if life.pack == "health_code":
        set_played_day(day=ON)
        binjiang()
    else:
        set_played_day(day=DAY)
        apply(packs.current(life.pack), by=OPERATOR, at=NOON)
    return People(_at(life, "shouli", life.receives), _at(life, "banli", life.desk), _at(life, "rexian"))


def _at(life: Life, name: str, *desks: tuple[str, str]) -> Actor:
    user = appoint(by=OPERATOR, at=NOON, username=name, password="x", role=Role.CLERK)
    for desk, area in desks:
        seat(by=OPERATOR, at=BEFORE, user=user, pack=life.pack, desk=desk, area=area)
    return user.appointment.actor()


def told(case: Case, people: People) -> dict[str, object]:
    """Where a case stands, and every figure it is counted in at the desk that received it."""
    case.refresh_from_db()
    found = board(by=people.receives, at=now(), pack=case.pack)
    whole = found.whole
    return {
        "stands": (case.stage, case.result, case.agreement, case.desk, case.desk_area),
        "total": (whole.total, whole.open, whole.ended, whole.fix_rate),
        "ends": {one: count for one, count in whole.ends.items() if count},
        "solved by": {one: count for one, count in whole.solved_by.items() if count},
        "promises": {one: count for one, count in whole.promises.items() if count},
        "contested": found.contested,
    }


def as_it_ends(life: Life) -> dict[str, object]:
    """What every door comes to: answered in time, accepted by its requester, counted once."""
    return {
        "stands": ("closed", "solved", "requester", *life.desk),
        "total": (1, 0, 1, 1.0),
        "ends": {End.SOLVED: 1},
        "solved by": {Agreement.REQUESTER: 1},
        "promises": {Kept.KEPT: 1},
        "contested": 0,
    }
