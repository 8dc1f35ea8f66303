"""Invented advertisements of the demonstration: a folder of saved pages that is swept, some clues and a complaint."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from anxin.demo.hazards import DAY, drawn, signed_in
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.handling import answer_case, do_step
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.sweeping import sweep_pages
from anxin.kernel.journal.actor import Actor

PACK = "ad_watch"
FOLDER, SITE = "demo-pages", "yaolan_daily"
SEATS = (
    ("reviewer", PACK, "review", "330300"),
    ("reviewer", PACK, "reception", "330300"),
    *(("inspector", PACK, desk, "330300") for desk in ("market", "consumer", "education", "urban")),
)
FOUND = (
    "小学数学一对一辅导，保证提分！",
    "签约保过，不过全额退费。",
    "中考命题专家亲授冲刺课程。",
    "众多家长亲测推荐的辅导班。",
    "定制校服印有示例培训字样，免费领取。",
)
HARMLESS = (
    "今天晴到多云，气温 8 到 15 度。",
    "市市场监管局查处一批违法广告。",
    "严禁发布面向中小学的校外培训广告。",
    "我校 2021 年义务教育阶段入学公告已经张贴。",
    "考研自习室延长开放到晚上十点。",
    "小学生在公园放风筝。",
    "示例桥下月封闭维修，请绕行。",
    "夜市周末照常营业。",
)
SEEN = (
    (0, "platform", "示例购物平台首页轮播", ""),
    (1, "residential", "示例小区2号电梯", "endorsed"),
    (3, "school", "示例小学门口发的练习册", "school_premises"),
    (6, "new_media", "公众号“示例学堂”", "promise"),
    (9, "platform", "示例短视频账号", "insider"),
)


def write_pages(folder: Path) -> Path:
    """Thirty saved pages and a feed, in UTF-8 and in GB18030, with five sentences in them that should be found."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(30):
        lines = [HARMLESS[(number + place) % len(HARMLESS)] for place in range(3)]
        if number % 6 == 0:
            lines.insert(1, FOUND[number // 6])
        charset = "gb18030" if number % 2 else "utf-8"
        body = "".join(f"<p>{line}</p>" for line in lines)
        head = f'<meta charset="{charset}"><title>示例晚报第{number + 1}版</title>'
        page = f"<html><head>{head}</head><body>{body}</body></html>"
        (folder / f"page-{number + 1:02}.html").write_bytes(page.encode(charset))
    items = "".join(f"<item><title>{line}</title></item>" for line in HARMLESS[:4])
    (folder / "feed.rss").write_text(f"<rss><channel>{items}</channel></rss>", "utf-8")
    return folder


@transaction.atomic
def bring_adverts(*, by: Actor, home: Path, until: datetime) -> int:
    """Sweep the pages and bring the clues in, unless some are there; how many requests there are."""
    held = Case.objects.filter(pack=PACK).count()
    if held:
        return held
    sweep_pages(by=by, at=until - DAY, pack=PACK, site=SITE, place=write_pages(home / FOLDER))
    for days, medium, where, offence in SEEN:
        _carried(days, _reported(until - days * DAY - timedelta(hours=1), medium, where, offence), until)
    _complained(until - 2 * DAY)
    return Case.objects.filter(pack=PACK).count()


def _reported(at: datetime, medium: str, where: str, offence: str) -> Filed:
    said = {"where": where, "area": "330302", "medium": medium}
    if offence:
        said["offence"] = offence
    return file_case(
        by=Actor.requester(), at=at, pack=PACK, matter="clue", said=said, sender=From(), channel=Channel.PHONE,
        sent=[Sent("photo", drawn(0), "advert.jpg")],
    )  # fmt: skip


def _carried(days: int, filed: Filed, until: datetime) -> None:
    """Clues of some days are decided; the oldest is answered as well."""
    if days < 6:
        return
    at, inspector = until - (days - 2) * DAY, signed_in("inspector")
    decision = {
        "finding": "advert",
        "filed": "yes",
        "decided_on": at.date().isoformat(),
        "reasons": "有保证的话（示例）",
    }
    do_step(by=inspector, at=at, public_id=filed.case.public_id, step="decide", said=decision)
    if days > 6:
        answer_case(
            by=inspector, at=at + DAY, public_id=filed.case.public_id, result=Result.SOLVED, text="广告已撤，已立案。",
            said={"outcome": "stopped_filed"}, sent=[Sent("after", drawn(1), "after.jpg")],
        )  # fmt: skip


def _complained(at: datetime) -> None:
    said = {
        "name": "陈晓", "area": "330302", "trader": "温州示例教育咨询有限公司", "wish": "refund", "yuan": "8800",
        "what": "广告说不过退费，没过又不退（示例）。",
    }  # fmt: skip
    sender = From(name="陈晓", phone="13800138031")
    file_case(
        by=Actor.requester(), at=at, pack=PACK, matter="complaint", said=said, sender=sender, channel=Channel.PHONE
    )
