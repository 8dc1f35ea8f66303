"""Invented weeks as a worker, and what workers say. Only the totals were published: 322 visits, 2,027 cadres, 485 firms
and 1,968 problems solved since 2019 (Zhejiang Workers' Daily, 23 December 2021)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random

from django.db import transaction

from anxin.demo.people import invent_phone
from anxin.demo.plan import SEED, Size
from anxin.demo.shaping import Firm, dealt, entered, invent_firms
from anxin.demo.timeline import moment
from anxin.kernel.cases.bringing import CaseHistory, Then, bring_histories
from anxin.kernel.cases.enums import Agreement, Happened, Result
from anxin.kernel.cases.filing import Channel, From
from anxin.kernel.cases.models import Batch, Case
from anxin.kernel.cases.supplying import open_batch
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.areas import areas

PACK, PROBLEM, VOICE = "worker_voice", "problem", "voice"
FIRST_WEEK, LAST_WEEK = date(2019, 3, 4), date(2021, 8, 30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shape:
    """How much there is. `others`: problems answered otherwise than solved, which nobody published."""

    visits: int
    cadres: int
    firms: int
    solved: int
    others: int
    voices: int


SHAPES: dict[Size, Shape] = {
    "full": Shape(322, 2_027, 485, 1_968, 41, 60),
    "small": Shape(16, 101, 24, 98, 3, 12),
}
PROBLEMS = (
    ("pay", "工资条看不懂，加班怎么算的说不清。", "把工资条的项目写清楚。", "工资条改成逐项列明，班前会讲了一遍。"),
    ("leave", "年休假排不上。", "把年休假排进班表。", "年休假排进了四季度班表。"),
    ("safety", "夏天车间太热，风扇不够。", "车间加降温设备。", "加装了六台冷风机，发了防暑用品。"),
    ("canteen", "食堂菜少，晚班没热饭。", "晚班供热饭。", "食堂延到二十一点，晚班有热饭。"),
    ("union", "工会活动少，不知道有什么。", "每季度一次活动，提前公布。", "公布了四季度活动安排。"),
    ("policy", "外地职工子女入学手续多。", "", "已转教育部门，入学材料减到三样。"),
    ("other", "通勤车少，下夜班等很久。", "夜班后加一班车。", "二十三点加开一班。"),
)
VOICES = (
    ("wages", "工资晚发了二十天。", "一家单位拖欠的工资已经补发。"),
    ("protection", "手套三个月没换。", "防护用品改为每月发放。"),
    ("dispute", "辞职后押金不退。", "经调解，押金已经退还。"),
    ("hazard", "安全通道堆着货。", "通道已经清空，划了线。"),
    ("training", "想学电工，不知道哪里报名。", "已经告知报名办法，十一月开班。"),
    ("other", "厂门口的路灯不亮。", "路灯已经修好。"),
)
DESKS = Actor(Role.CLERK, "工会承办岗（示例）")
ROOM = Actor(Role.CLERK, "说事室（示例）")


@transaction.atomic
def bring_visits(*, by: Actor, size: Size) -> list[Case]:
    """Keep the visits with their problems and answers, unless they are there. The pack must be applied."""
    held = list(Case.objects.filter(pack=PACK, matter=PROBLEM).order_by("pk"))
    if held:
        return held
    shape, random = SHAPES[size], Random(SEED + 3)
    start = moment(FIRST_WEEK, 7)
    firms = [(firm, entered(firm, by=by, at=start)) for firm in invent_firms(_places(shape.firms), random)]
    histories = list(_problems(shape, firms, _visits(shape), random))
    return bring_histories(by=by, pack=PACK, matter=PROBLEM, histories=histories)


@transaction.atomic
def bring_voices(*, by: Actor, size: Size, until: datetime) -> list[Case]:
    """Keep what workers said in the last weeks, unless it is there; a few of them still wait."""
    held = list(Case.objects.filter(pack=PACK, matter=VOICE).order_by("pk"))
    if held:
        return held
    random = Random(SEED + 1)
    histories = [_voice(number, until, random) for number in range(SHAPES[size].voices)]
    return bring_histories(by=by, pack=PACK, matter=VOICE, histories=histories)


def _counties() -> list[tuple[str, str]]:
    return [(code, area.zh) for code, area in sorted(areas().items()) if not code.endswith("00")]


def _places(count: int) -> list[tuple[str, str]]:
    counties = cycle(_counties())
    return [next(counties) for _ in range(count)]


def _visits(shape: Shape) -> list[tuple[Batch, int]]:
    """Each visit as a batch under the name of its group, with how many cadres it had; weeks go round evenly."""
    weeks = (LAST_WEEK - FIRST_WEEK).days // 7
    found = []
    for place, cadres in enumerate(dealt(shape.cadres, shape.visits)):
        monday = FIRST_WEEK + timedelta(weeks=place * weeks // shape.visits)
        group = Actor.system(f"“当一周工人”第{place + 1}组（{cadres}名干部，示例）")
        found.append((open_batch(by=group, at=moment(monday, 9), pack=PACK, matter=PROBLEM), cadres))
    return found


def _problems(
    shape: Shape, firms: list[tuple[Firm, Party]], visits: list[tuple[Batch, int]], random: Random
) -> Iterator[CaseHistory]:
    waiting, serial = iter(firms), 0
    total = shape.solved + shape.others
    others = {place * total // shape.others for place in range(shape.others)}
    shares = zip(visits, dealt(shape.firms, shape.visits), dealt(total, shape.visits), strict=True)
    for (batch, cadres), share, problems in shares:
        seen, phone = [next(waiting) for _ in range(share)], invent_phone(random)
        for place in range(problems):
            visit = _Visit(batch, cadres, *seen[place % share], phone)
            yield visit.problem(serial, place, solved=serial not in others)
            serial += 1


@dataclass(frozen=True)
class _Visit:
    """A visit and one of the firms it went to."""

    batch: Batch
    cadres: int
    firm: Firm
    party: Party
    phone: str

    def problem(self, serial: int, place: int, *, solved: bool) -> CaseHistory:
        topic, what, gist, done = PROBLEMS[serial % len(PROBLEMS)]
        at = self.batch.opened_at + (1 + place % 4) * DAY + (place % 7) * HOUR
        said = {
            "area": self.firm.area,
            "company": self.firm.code,
            "week": self.batch.opened_at.date().isoformat(),
            "cadres": str(self.cadres),
            "topic": topic,
            "what": what,
            "gist": gist,
            "may_post": "no" if serial % 5 == 0 else "yes",
        }
        group = Actor(Role.CLERK, self.batch.opened_by)
        sender = From(name=f"第{self.batch.number}组联络员", phone=self.phone)
        then = tuple(_answered(at + (serial % 4) * DAY + 2 * HOUR, done, serial, solved=solved))
        return CaseHistory(at, group, said, sender, Channel.COUNTER, self.party, self.batch, then)


def _answered(at: datetime, done: str, serial: int, *, solved: bool) -> Iterator[Then]:
    """One in eight is accepted by silence: nobody said otherwise for fifteen working days."""
    if solved:
        yield Then(Happened.ANSWERED, at, DESKS, done, result=Result.SOLVED, said={"notice": done})
    else:
        yield Then(Happened.ANSWERED, at, DESKS, "这一条要等上级出台办法，先说明情况。", result=Result.EXPLAINED)
    if serial % 8 == 0:
        yield Then(Happened.AGREED, at + 30 * DAY, Actor.system("cases"), how=Agreement.SILENCE)
    else:
        yield Then(Happened.AGREED, at + DAY, Actor.requester(), how=Agreement.REQUESTER)


def _voice(number: int, until: datetime, random: Random) -> CaseHistory:
    topic, what, notice = VOICES[number % len(VOICES)]
    at = until - number % 10 * DAY - (1 + number % 5) * HOUR
    counties = _counties()
    area, allowed = counties[random.randrange(len(counties))][0], "no" if number % 4 == 1 else "yes"
    said = {"area": area, "topic": topic, "what": what, "may_post": allowed}
    answered = at + (0 if number % 3 == 0 else number % 4) * DAY + HOUR
    later = (
        Then(Happened.ANSWERED, answered, DESKS, notice, result=Result.SOLVED, said={"notice": notice}),
        Then(Happened.AGREED, answered + DAY, Actor.requester(), how=Agreement.REQUESTER),
    )
    then = tuple(one for one in later if one.at <= until)
    return CaseHistory(at, Actor.requester(), said, From(), Channel.PHONE, then=then)
