"""Tutoring advertisements: lawful clocks, and a sweep that brings up sentences for a person and punishes nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from anxin.kernel.cases import clocks, showing
from anxin.kernel.cases.dispatching import accept_case
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.filing import Filed, From
from anxin.kernel.cases.handling import answer_case, do_step, extend_clock
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.opening import open_case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.pages import plain
from anxin.kernel.cases.recording import answers_of, events_of, matter_of
from anxin.kernel.cases.requesting import agree
from anxin.kernel.cases.reviewing import let_silence_count
from anxin.kernel.cases.sweeping import Swept, sweep_pages
from anxin.kernel.cases.tables import table
from anxin.kernel.errors import Invalid, NotFound, Refused
from anxin.kernel.journal.models import Entry
from tests.cast import OPERATOR
from tests.unit.kernel.cases.scene import picture
from tests.unit.packs.carried import LUCHENG, PACKS, Carried, carried, moment, now

pytestmark = pytest.mark.django_db
SHOT, AFTER = Sent("photo", picture(), "a.jpg"), Sent("after", picture(200), "b.jpg")
NOBODY = From()
MORNING = moment("2022-01-26 09:00")
DECIDED = {"finding": "advert", "filed": "yes", "decided_on": "2022-02-17", "reasons": "广告里写着保证提分"}


@pytest.fixture
def ads(settings: Settings) -> Carried:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return carried("ad_watch")


def due(case: Case, clock: str) -> str:
    return str(clocks.runs(matter_of(case).clock(clock).term, events_of(case))[-1].due_on)


def clue(ads: Carried, *, sender: From = NOBODY, **more: str) -> Filed:
    said = {"where": "示例商场一楼扶梯旁", "area": LUCHENG, "medium": "platform", **more}
    return ads.file("clue", "2022-01-26 09:00", said, sent=[SHOT], sender=sender)


def decided(ads: Carried, case: Case, at: str = "2022-02-17 10:00", **more: str) -> Case:
    by, said = ads.at(now(case).desk), DECIDED | more
    return do_step(by=by, at=moment(at), public_id=case.public_id, step="decide", said=said)


def stopped(ads: Carried, case: Case, at: str = "2022-02-18 10:00") -> Case:
    return answer_case(
        by=ads.at(now(case).desk), at=moment(at), public_id=case.public_id, result=Result.SOLVED,
        text="广告已经撤下，已立案。", said={"outcome": "stopped_filed"}, sent=[AFTER],
    )  # fmt: skip


def test_a_clue_is_checked_in_fifteen_working_days_over_spring_festival_and_told_within_five(ads: Carried) -> None:
    held = clue(ads, sender=From(name="王芳", phone="13800138000"))
    case = held.case
    assert (case.stage, case.desk, due(case, "check")) == (Stage.ASSIGNED, "market", "2022-02-21")
    decided(ads, case)
    assert due(case, "tell") == "2022-02-24"
    stopped(ads, case, "2022-02-24 23:59")
    agree(own=own_by_link(token=held.token), at=moment("2022-02-25 09:00"))
    runs = {term.slug: clocks.runs(term, events_of(case)) for term in matter_of(case).terms}
    assert [runs[one][0].kept(moment("2022-03-01 09:00")) for one in ("check", "tell")] == [True, True]
    assert (now(case).stage, now(case).result) == (Stage.CLOSED, Result.SOLVED)


def test_fifteen_more_working_days_and_not_one_beyond(ads: Carried) -> None:
    case = clue(ads).case

    def extend(at: str, amount: int) -> None:
        extend_clock(
            by=ads.at("review"),
            at=moment(at),
            public_id=case.public_id,
            clock="check",
            amount=amount,
            reason="需要外调",
        )

    with pytest.raises(Refused):
        extend("2022-02-21 10:00", 16)
    extend("2022-02-21 10:00", 15)
    assert due(case, "check") == "2022-03-14"


def test_a_complaint_is_accepted_in_seven_working_days_and_mediated_for_forty_five(ads: Carried) -> None:
    said = {
        "name": "陈晓", "area": LUCHENG, "trader": "温州示例教育咨询有限公司", "wish": "refund", "yuan": "8800",
        "what": "广告说不过退费，没过又不退",
    }  # fmt: skip
    held = ads.file("complaint", "2022-01-26 09:00", said)
    assert (held.case.stage, due(held.case, "accept")) == (Stage.RECEIVED, "2022-02-09")
    accept_case(by=ads.at("reception"), at=moment("2022-01-28 10:00"), public_id=held.case.public_id)
    assert (now(held.case).desk, due(held.case, "mediate")) == ("consumer", "2022-04-07")
    answer_case(
        by=ads.at("consumer"), at=moment("2022-02-20 10:00"), public_id=held.case.public_id, result=Result.SOLVED,
        text="双方达成协议，退 8800 元。", said={"ended": "agreed", "refunded_yuan": "8800"},
    )  # fmt: skip
    agree(own=own_by_link(token=held.token), at=moment("2022-02-21 09:00"))
    assert now(held.case).stage == Stage.CLOSED


@pytest.mark.parametrize(("medium", "desk"), [("school", "education"), ("residential", "urban"), ("media", "market")])
def test_a_clue_goes_to_who_answers_for_the_place(ads: Carried, medium: str, desk: str) -> None:
    assert clue(ads, medium=medium, offence="k12_advert").case.desk == desk


SAID: list[tuple[str, str, int | None, str | None]] = [
    ("小学数学一对一辅导，保证提分", "media", 3, "promise"),
    ("签约保过，不过全额退费", "platform", 3, "promise"),
    ("一次通过率100%录取", "institution", 3, "promise"),
    ("中考命题专家亲授冲刺课程", "media", 4, "insider"),
    ("众多家长亲测推荐", "platform", 5, "endorsed"),
    ("寒假班火热报名中", "school", 7, "school_premises"),
    ("定制校服印有某某培训字样", "media", 8, "school_premises"),
    ("小升初衔接班春季班招生", "media", 9, "k12_advert"),
    ("补习 小学 语文", "residential", 9, "k12_advert"),
    ("少儿编程体验课9.9元", "platform", 10, "k12_advert"),
    ("市市场监管局查处一批中小学培训广告", "media", 1, ""),
    ("严禁发布面向中小学的校外培训广告", "media", 1, ""),
    ("我校2022年义务教育阶段入学公告", "school", 2, ""),
    ("考研冲刺班今晚开讲", "platform", 6, ""),
    ("今天晴到多云，气温8到15度", "media", None, None),
    ("小学生在公园放风筝", "media", None, None),
    ("家长可以预约进校参观", "school", None, None),
    ("高中同学聚会咨询酒店价格", "platform", None, None),
]


@pytest.mark.parametrize(("sentence", "medium", "row", "offence"), SAID)
def test_each_row_of_the_table_brings_up_what_it_means_and_leaves_the_rest(
    sentence: str, medium: str, row: int | None, offence: str | None
) -> None:
    dmn = (PACKS / "ad_watch" / "tables" / "sweep-2022-01-25.dmn").read_text("utf-8")
    found = table(dmn).decide({"sentence": plain(sentence), "medium": medium}, date(2022, 1, 26))
    assert (found.row, found.outputs.get("offence")) == (row, offence)


def test_the_examples_reach_every_row_and_every_row_has_its_law() -> None:
    dmn = (PACKS / "ad_watch" / "tables" / "sweep-2022-01-25.dmn").read_text("utf-8")
    rows = table(dmn).rows
    assert {row for _sentence, _medium, row, _offence in SAID if row} == {row.number for row in rows}
    assert [
        row.number
        for row in rows
        if "法" not in row.annotations["legal source"]
        and "意见" not in row.annotations["legal source"]
        and "文件" not in row.annotations["legal source"]
    ] == []


Pages = Callable[..., Path]


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    def written(**bodies: str) -> Path:
        folder = tmp_path / "pages"
        folder.mkdir(exist_ok=True)
        for name, body in bodies.items():
            (folder / f"{name}.html").write_text(f"<title>示例</title><p>{body}</p>", "utf-8")
        return folder

    return written


def swept(folder: Path, site: str = "yaolan_daily", *, dry_run: bool = False) -> Swept:
    return sweep_pages(by=OPERATOR, at=MORNING, pack="ad_watch", site=site, place=folder, dry_run=dry_run)


def counted(found: Swept) -> tuple[int, int, int, int]:
    return found.pages, len(found.hits), found.new, found.known


def test_a_hit_becomes_a_request_that_shows_the_sentence_the_row_and_the_law(ads: Carried, pages: Pages) -> None:
    found = swept(pages(a="今天晴。小学数学一对一辅导，保证提分！欢迎。"))
    assert counted(found) == (1, 1, 1, 0)
    case = Case.objects.get()
    said = answers_of(case)
    assert (case.matter, case.channel, case.stage, case.desk, case.desk_area) == (
        "swept", "sweep", Stage.ASSIGNED, "market", LUCHENG,
    )  # fmt: skip
    assert (said["page"], said["sentence"], said["row"], said["offence"]) == (
        "a.html", "小学数学一对一辅导,保证提分", 3, "promise",
    )  # fmt: skip
    opened = open_case(by=ads.at("market"), at=MORNING, public_id=case.public_id)
    told = {one.key: one.value for one in showing.answers(opened)}
    assert told["source"].startswith("广告法第二十四条")


def test_sweeping_twice_or_the_same_words_on_many_pages_makes_one(ads: Carried, pages: Pages) -> None:
    words = "小升初衔接班招生"
    folder = pages(a=words, b=words, c=f"{words}。保证提分")
    assert counted(swept(folder)) == (3, 2, 2, 0)
    assert counted(swept(folder)) == (3, 2, 0, 2)
    assert Case.objects.count() == 2


def test_the_same_words_on_another_site_are_another(ads: Carried, pages: Pages) -> None:
    folder = pages(a="小升初衔接班招生")
    assert [swept(folder, site).new for site in ("yaolan_daily", "示例学习平台（虚构）")] == [1, 1]
    assert sorted(Case.objects.values_list("area", flat=True)) == ["330302", "330304"]


def test_a_dry_run_says_what_would_come_in_and_writes_nothing(ads: Carried, pages: Pages) -> None:
    entries = Entry.objects.count()
    assert counted(swept(pages(a="签约保过"), dry_run=True)) == (1, 1, 1, 0)
    assert (Case.objects.count(), Entry.objects.count()) == (0, entries)


def test_pages_of_a_site_that_is_not_listed_are_not_read(ads: Carried, pages: Pages) -> None:
    with pytest.raises(Invalid) as wrong:
        swept(pages(a="签约保过"), "别人的网站")
    assert (wrong.value.field, "yaolan_daily" in wrong.value.allowed) == ("site", True)


def test_a_service_without_a_sweep_says_so(ads: Carried, pages: Pages) -> None:
    with pytest.raises(NotFound):
        sweep_pages(by=OPERATOR, at=MORNING, pack="hazards", site="x", place=pages(a="x"))


def test_one_sweep_takes_in_so_many_and_the_next_the_rest(
    ads: Carried, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anxin.kernel.cases.sweeping.MOST_HITS", 3)
    folder = pages(a="。".join(f"小升初衔接班第{number}期招生" for number in range(5)))
    assert [(found.new, found.more, found.known) for found in (swept(folder), swept(folder))] == [(3, 2, 0), (2, 0, 3)]


def test_nobody_but_a_sweep_files_what_a_sweep_finds(ads: Carried) -> None:
    with pytest.raises(Refused):
        ads.file("swept", "2022-01-26 09:00", {"area": LUCHENG}, sender=From())


def test_a_hit_that_is_no_advertisement_is_explained_and_ends_by_silence(ads: Carried, pages: Pages) -> None:
    swept(pages(a="小学生课后托管班今起开班"))
    case = Case.objects.get()
    decided(ads, case, finding="not_advert", filed="no", decided_on="2022-02-17")
    answer_case(
        by=ads.at("market"), at=moment("2022-02-18 10:00"), public_id=case.public_id, result=Result.EXPLAINED,
        text="是学校课后服务的通知，不是广告。", said={"outcome": "no_case"},
    )  # fmt: skip
    assert let_silence_count(at=moment("2022-03-12 10:00")) == 1
    assert (now(case).stage, now(case).result, now(case).agreement) == (Stage.CLOSED, Result.EXPLAINED, "silence")


def test_the_command_counts_and_names_what_it_did_not_read(
    ads: Carried, pages: Pages, capsys: pytest.CaptureFixture[str]
) -> None:
    from anxin.cli.sweeping import sweep

    folder = pages(a="签约保过", b="今天晴")
    (folder / "c.pdf").write_bytes(b"%PDF-1.4")
    sweep("ad_watch", folder, site="yaolan_daily", dry_run=True, who=None, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert {name: told[name] for name in ("dry_run", "pages", "hits", "new", "known", "left_out")} == {
        "dry_run": True, "pages": 2, "hits": 1, "new": 1, "known": 0, "left_out": 1,
    }  # fmt: skip
    assert [one["file"] for one in told["not_read"]] == ["c.pdf"]
