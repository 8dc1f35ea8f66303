"""Invented hazards of the demonstration: some just reported, some under way, a grave one with plan and acceptance, one
that three people reported. The photos are drawn blocks of colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO

from django.db import transaction
from PIL import Image, ImageDraw

from anxin.kernel.access.models import Appointment
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.handling import answer_case, do_step
from anxin.kernel.cases.joining import join_cases
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree
from anxin.kernel.cases.rewarding import grant_reward
from anxin.kernel.journal.actor import Actor

PACK = "hazards"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEATS = (
    ("union", PACK, "reception", "330300"),
    ("union", PACK, "overseeing", "330300"),
    ("reviewer", PACK, "acceptance", "330300"),
    *(
        ("inspector", PACK, desk, "330300")
        for desk in ("emergency", "housing", "transport", "fire", "city_running", "health", "games")
    ),
)
FIRM_DESK = "unit"


@dataclass(frozen=True)
class Seen:
    """What somebody saw, and how long before the demonstration's day."""

    days: int
    trade: str
    area: str
    where: str
    what: str
    stop_now: bool = False


WAITING = (
    Seen(1, "fire", "330302", "五马街示例商厦三楼东侧楼梯", "安全出口堆满纸箱，门推不开"),
    Seen(0, "city", "330304", "瓯海大道示例路口", "井盖缺了一角，晚上看不见", stop_now=True),
    Seen(0, "construction", "330302", "学院路示例工地3号楼", "二层外架缺扣件，踏板没绑"),
    Seen(2, "transport", "330303", "示例公交站", "站台顶棚螺栓松了"),
)
UNDER_WAY = (
    Seen(4, "heat", "330302", "示例机械厂喷漆车间", "车间没有排风，工人头晕"),
    Seen(5, "chemicals", "330304", "示例化工仓库后门", "门口有刺鼻气味，桶没有盖严", stop_now=True),
)
DONE = (
    Seen(12, "industry", "330302", "示例鞋厂裁断车间", "冲床的光电保护被拆了"),
    Seen(14, "fire", "330304", "示例小区地下车库", "灭火器过期，压力表指红"),
)
GRAVE = Seen(20, "gas", "330302", "示例小区6幢", "楼道里的燃气管锈穿，能闻到气味", stop_now=True)
SHARED = Seen(9, "city", "330302", "示例桥人行道", "栏杆断了两根")
AT_FIRM = Seen(3, "fire", "330302", "公司培训教室", "应急灯不亮，通道放着货架")
PLAN = {
    "goal": "更换 6 幢老旧燃气管 80 米",
    "method": "分单元停气，先换立管再换支管",
    "money": "物业维修资金 5.6 万元（示例）",
    "person": "林志强",
    "emergency": "停气前逐户通知，现场备灭火器，专人看护",
}


@transaction.atomic
def bring_hazards(*, firm_code: str, until: datetime) -> int:
    """Report the hazards and carry each as far as it has come, unless some are there; how many there are."""
    held = Case.objects.filter(pack=PACK).count()
    if held:
        return held
    for seen in WAITING:
        reported(seen, until)
    reported(AT_FIRM, until, unit_code=firm_code)
    for seen in UNDER_WAY:
        surveyed(reported(seen, until), until - seen.days * DAY + 5 * HOUR)
    for seen in DONE:
        _removed(reported(seen, until), until - seen.days * DAY)
    _grave(until)
    _shared(until)
    return Case.objects.filter(pack=PACK).count()


def reported(seen: Seen, until: datetime, *, phone: str = "", later: timedelta = timedelta(0), **more: str) -> Filed:
    """Report one; without a phone by nobody."""
    said = {"where": seen.where, "area": seen.area, "trade": seen.trade, "what": seen.what, **more}
    if seen.stop_now:
        said["stop_now"] = "yes"
    return file_case(
        by=Actor.requester(), at=until - seen.days * DAY - HOUR + later, pack=PACK, matter="report", said=said,
        sender=From(phone=phone), channel=Channel.PHONE, sent=[Sent("photo", drawn(0), "before.jpg")],
    )  # fmt: skip


def surveyed(filed: Filed, at: datetime, *, must_stop: bool = False) -> None:
    """Look at it on site."""
    said = {"real": "yes", "must_stop": "yes" if must_stop else "no", "by_itself": "yes"}
    do_step(by=signed_in("inspector"), at=at, public_id=filed.case.public_id, step="survey", said=said)


def _removed(filed: Filed, at: datetime) -> None:
    surveyed(filed, at + 5 * HOUR)
    _answered(filed, at + 2 * DAY)
    agree(own=own_by_link(token=filed.token), at=at + 3 * DAY)


def _answered(filed: Filed, at: datetime) -> None:
    answer_case(
        by=signed_in("inspector"), at=at, public_id=filed.case.public_id, result=Result.SOLVED,
        text="已经改好，现场复查过，改后的照片附在下面。", said={"done_on": at.date().isoformat()},
        sent=[Sent("after", drawn(1), "after.jpg")],
    )  # fmt: skip


def _grave(until: datetime) -> None:
    """A grave one: found so on site, planned, accepted by another person, answered, agreed."""
    filed, at = reported(GRAVE, until, phone="13800138011"), until - GRAVE.days * DAY
    public_id = filed.case.public_id
    surveyed(filed, at + 4 * HOUR, must_stop=True)
    deadline = {"deadline": (at + 12 * DAY).date().isoformat()}
    do_step(by=signed_in("inspector"), at=at + DAY, public_id=public_id, step="plan", said=PLAN | deadline)
    done = at + 11 * DAY
    said = {"inspected_on": done.date().isoformat(), "conclusion": "passed"}
    report = [Sent("report", drawn(2), "report.jpg")]
    do_step(by=signed_in("reviewer"), at=done, public_id=public_id, step="acceptance", said=said, sent=report)
    _answered(filed, done + 2 * HOUR)
    agree(own=own_by_link(token=filed.token), at=done + DAY)


def _shared(until: datetime) -> None:
    """One hazard, three reporters, one reward."""
    every = [
        reported(SHARED, until, phone=f"1380013802{place}", later=place * timedelta(minutes=7)) for place in range(3)
    ]
    at = until - SHARED.days * DAY
    for repeat in every[1:]:
        join_cases(
            by=signed_in("union"), at=at + HOUR, main=every[0].case.public_id, repeat=repeat.case.public_id,
            reason="同一处栏杆",
        )  # fmt: skip
    surveyed(every[0], at + 5 * HOUR)
    _answered(every[0], at + 2 * DAY)
    grant_reward(by=signed_in("reviewer"), at=at + 3 * DAY, public_id=every[0].case.public_id)


def signed_in(username: str) -> Actor:
    return Appointment.objects.select_related("user").get(user__username=username).actor()


@cache
def drawn(kind: int) -> bytes:
    """A drawn picture: red hatching before, green after, a sheet of paper."""
    ground = ("#8a8f98", "#c9d6c0", "#fbf8f0")[kind]
    held, image = BytesIO(), Image.new("RGB", (640, 480), ground)
    pen = ImageDraw.Draw(image)
    if kind < 2:
        for place in range(0, 640, 40):
            pen.line((place, 480, place + 120, 200), fill=("#b3261e", "#2e7d32")[kind], width=8)
    image.save(held, "JPEG", quality=70)
    return held.getvalue()
