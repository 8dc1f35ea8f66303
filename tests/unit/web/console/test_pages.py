"""Rules, journal and feedback."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.kernel.codes.look_questions import ask_about_look
from anxin.kernel.codes.visiting import complain, confirm_visit, open_code, rate_visit
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import reads_of, verify
from anxin.kernel.journal.signing import sign_day
from tests.cast import DAY, NOON, PACK
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.reading import rows, words
from tests.unit.web.phone.stage import Stage


def test_all_rule_sets_stand_in_the_list(stage: Stage) -> None:
    page = words(at_desk("lin").get("/console/rules/"))
    assert [name for name in ("全省规则", "宁波规则", "嘉兴规则", "温州规则") if name in page] == [
        "全省规则",
        "宁波规则",
        "嘉兴规则",
        "温州规则",
    ]


def test_a_rule_set_reads_row_by_row_with_source_and_reading(stage: Stage) -> None:
    answer = at_desk("an").get("/console/rules/wenzhou-2021-01-01/")
    first = rows(answer)[1]
    assert first.startswith("1 灰码 还没有发码 没有记录")
    assert "我们的理解" in words(answer)
    assert "不是官方数字" in words(answer)


def test_an_unknown_rule_set_is_not_there(stage: Stage) -> None:
    assert at_desk("an").get("/console/rules/nowhere-2020-01-01/").status_code == 404


def test_a_trial_counts_everybody_by_both_rules_and_changes_nothing(stage: Stage) -> None:
    before = Entry.objects.count()
    page = rows(at_desk("zhou").get("/console/rules/?try=330000&as_of=2021-10-29"))
    assert [row for row in page if row.startswith(("绿码", "黄码", "红码", "灰码"))] == [
        "绿码 1 2 +1",
        "黄码 1 0 −1",
        "红码 1 1 0",
        "灰码 1 1 0",
    ]
    assert Entry.objects.count() == before


def test_a_trial_on_another_day_differs(stage: Stage) -> None:
    page = rows(at_desk("zhou").get("/console/rules/?try=330000&as_of=2022-03-12"))
    assert "绿码 0 0 0" in page


def test_a_county_cannot_count_everybody(stage: Stage) -> None:
    answer = at_desk("lin").get("/console/rules/?try=330000")
    assert answer.status_code == 403
    assert "access.count-everybody" in words(answer)


def test_the_journal_lists_the_newest_first_and_narrows(stage: Stage) -> None:
    at_desk("zhou").get(f"/console/people/{stage.cast.fang.public_id}/")
    desk = at_desk("shen")
    first = next(row for row in rows(desk.get("/console/journal/")) if "zhou" in row)
    assert "打开档案" in first
    assert len([row for row in rows(desk.get("/console/journal/?act=party.read")) if "zhou" in row]) == 1
    assert "没有符合条件的条目" in words(desk.get("/console/journal/?act=party.read&role=worker"))


def test_the_chain_check_shows_the_verdict_with_its_root(stage: Stage) -> None:
    root = verify().root
    page = words(at_desk("shen").post("/console/journal/check/"))
    assert ("日志链完整" in page, root in page) == (True, True)
    assert "shen · 完整" in words(at_desk("shen").get("/console/journal/"))


def test_the_auditor_sees_the_signed_roots(stage: Stage) -> None:
    root = sign_day(day=DAY, at=NOON).root
    assert root is not None
    page = words(at_desk("shen").get("/console/journal/"))
    assert root.hash[:12] in page
    assert root.line in Client().get("/.well-known/anxin-journal-roots").content.decode()


def test_the_chain_check_names_the_entry_that_was_changed(stage: Stage) -> None:
    Entry.objects.filter(seq=2).update(actor="somebody else")
    assert "日志链在第 2 条断开" in words(at_desk("shen").post("/console/journal/check/"))


@pytest.fixture
def said(stage: Stage) -> Stage:
    """Fang's visit was rated 4 and complained about."""
    visit = confirm_visit(at=NOON, handle=open_code(at=NOON, public=stage.fang.public).handle)
    rate_visit(at=NOON, visit_token=visit.token, score=4, text="手脚麻利")
    complain(at=NOON, visit_token=visit.token, text="来晚了")
    return stage


@pytest.mark.parametrize(("desk", "seen"), [("zhou", 2), ("lin", 2), ("an", 2), ("le", 0)])
def test_feedback_is_seen_in_scope(said: Stage, desk: str, seen: int) -> None:
    page = words(at_desk(desk).get("/console/feedback/"))
    assert page.count("王小芳") == seen
    assert ("来晚了" in page) is bool(seen)


def test_feedback_narrows_to_complaints_and_keeps_the_mean(said: Stage) -> None:
    page = words(at_desk("an").get("/console/feedback/?kind=complaint"))
    assert "来晚了" in page
    assert "手脚麻利" not in page
    assert "4.0 / 5" in page


def test_naming_the_worker_beside_feedback_is_a_reading(said: Stage) -> None:
    at_desk("an").get("/console/feedback/")
    assert reads_of(said.cast.fang.public_id)[0].detail == {"fields": ["agency", "name"]}


@pytest.mark.parametrize(("desk", "sees"), [("zhou", True), ("lin", True), ("an", True), ("le", False)])
def test_unusual_confirmations_are_marked_for_whoever_answers_for_the_worker(
    stage: Stage, desk: str, sees: bool
) -> None:
    for _ in range(2):
        confirm_visit(at=NOON, handle=open_code(at=NOON, public=stage.fang.public).handle)
    page = words(at_desk(desk).get("/console/feedback/"))
    assert ("十分钟内两户确认" in page) is sees


def test_a_workers_question_about_a_look_reaches_her_bureau(stage: Stage) -> None:
    open_code(at=NOON, public=stage.fang.public)
    entry = reads_of(stage.cast.fang.public_id)[0].seq
    fang = Actor(Role.WORKER, "fang", party_id=stage.cast.fang.pk)
    ask_about_look(by=fang, at=NOON, pack=PACK, entry=entry, text="这天没有人来过")
    assert "这天没有人来过" in words(at_desk("zhou").get("/console/feedback/"))
    assert "这天没有人来过" not in words(at_desk("le").get("/console/feedback/"))
