"""Each look-up needs its own yes; it lasts minutes, is taken back at once, and nobody learns who exists."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from anxin import packs
from anxin.kernel.codes.checking import open_letters
from anxin.kernel.codes.visiting import Scanned
from anxin.kernel.datasets.keeping import keep_datasets
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry, EntrySubject
from anxin.kernel.messages.models import Message
from anxin.modules.inquiries.answering import answer, own_inquiries, waiting_count, withdraw
from anxin.modules.inquiries.asking import AT_ONCE, Asked, Opened, Waiting, ask, open_record
from anxin.modules.inquiries.declaring import apply_inquiries, changes
from anxin.modules.inquiries.models import Inquiry
from anxin.modules.inquiries.retention import forget_askers
from anxin.packs.exchange import datasets_of
from tests.cast import NOON, OPERATOR, PACK, identity_number
from tests.unit.web.phone.stage import Stage, on_stage

MINUTE = timedelta(minutes=1)
ASKER = Actor.household()


def in_service() -> Stage:
    stage = on_stage()
    pack = packs.current(PACK)
    keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=datasets_of(pack))
    apply_inquiries(pack, by=OPERATOR, at=NOON)
    return stage


@pytest.fixture
def stage(db: None) -> Stage:
    return in_service()


def scanned(stage: Stage) -> Scanned:
    return open_letters(at=NOON, letters=stage.fang.public)


def asked(stage: Stage, of: Scanned | None = None, *, name: str = "张先生", why: str = "想请她做保洁") -> Asked:
    return ask(by=ASKER, at=NOON, pack=PACK, scanned=of or scanned(stage), name=name, why=why)


def test_nothing_opens_before_the_worker_says_yes_and_then_what_is_declared_does(stage: Stage) -> None:
    fang = stage.cast.as_worker(stage.cast.fang)
    made = asked(stage)
    assert isinstance(open_record(by=ASKER, at=NOON, link=made.link), Waiting)
    [waits] = own_inquiries(by=fang, at=NOON)
    assert (waits.asked_by, waits.why, waits.state, waits.minutes) == ("张先生", "想请她做保洁", "waiting", 15)
    answer(by=fang, at=NOON + MINUTE, public_id=waits.public_id, granted=True)
    record = open_record(by=ASKER, at=NOON + 2 * MINUTE, link=made.link)

    assert isinstance(record, Opened)
    told = {str(field.title): value for field, value in record.values}
    assert told["姓名"] == "王小芳"
    assert (told["治安背景核查结论"], told["体检有效期至"]) == ("passed", "2022-03-11")
    assert identity_number(101) not in str(record)
    [entry] = Entry.objects.filter(act="inquiry.open")
    assert (entry.is_read, entry.purpose) == (True, "雇主查询家政信用记录")
    assert set(entry.detail["fields"]) >= {"name", "police_check"}
    assert [row.party for row in EntrySubject.objects.filter(entry=entry)] == [stage.cast.fang.public_id]
    assert Message.objects.filter(kind="inquiry").count() == 1


def test_each_look_up_needs_its_own_yes(stage: Stage) -> None:
    fang = stage.cast.as_worker(stage.cast.fang)
    first, second = asked(stage), asked(stage, name="李女士")
    answer(by=fang, at=NOON, public_id=first.inquiry.public_id, granted=True)

    assert isinstance(open_record(by=ASKER, at=NOON, link=first.link), Opened)
    assert isinstance(open_record(by=ASKER, at=NOON, link=second.link), Waiting)
    assert waiting_count(by=fang, at=NOON) == 1


def test_a_yes_lasts_its_minutes_and_is_taken_back_at_once(stage: Stage) -> None:
    fang = stage.cast.as_worker(stage.cast.fang)
    first, second = asked(stage), asked(stage)
    for one in (first, second):
        answer(by=fang, at=NOON, public_id=one.inquiry.public_id, granted=True)
    assert isinstance(open_record(by=ASKER, at=NOON + 15 * MINUTE, link=first.link), Waiting)

    assert isinstance(open_record(by=ASKER, at=NOON + MINUTE, link=second.link), Opened)
    withdraw(by=fang, at=NOON + MINUTE, public_id=second.inquiry.public_id)
    assert isinstance(open_record(by=ASKER, at=NOON + MINUTE, link=second.link), Waiting)
    with pytest.raises(Conflict):
        withdraw(by=fang, at=NOON + MINUTE, public_id=second.inquiry.public_id)


def test_a_no_and_no_answer_and_nobody_are_told_in_the_same_words(stage: Stage) -> None:
    fang = stage.cast.as_worker(stage.cast.fang)
    refused, silent = asked(stage), asked(stage)
    nobody = ask(by=ASKER, at=NOON, pack=PACK, scanned=None, name="张先生", why="想请她做保洁")
    answer(by=fang, at=NOON, public_id=refused.inquiry.public_id, granted=False)

    for at in (NOON, NOON + 61 * MINUTE):
        told = {repr(open_record(by=ASKER, at=at, link=one.link)) for one in (refused, silent, nobody)}
        assert len(told) == 1
    with pytest.raises(Conflict):  # too late
        answer(by=fang, at=NOON + 61 * MINUTE, public_id=silent.inquiry.public_id, granted=True)


def test_nobody_answers_for_another(stage: Stage) -> None:
    made = asked(stage)
    for by in (stage.cast.as_worker(stage.cast.mei),):
        with pytest.raises(NotFound):
            answer(by=by, at=NOON, public_id=made.inquiry.public_id, granted=True)
    for by in (stage.cast.zhou, stage.cast.an, OPERATOR, ASKER):
        with pytest.raises(Refused):
            answer(by=by, at=NOON, public_id=made.inquiry.public_id, granted=True)
    assert own_inquiries(by=stage.cast.as_worker(stage.cast.mei), at=NOON) == []


def test_who_asks_says_who_they_are_and_why(stage: Stage) -> None:
    for name, why in (("", "保洁"), ("张" * 21, "保洁"), ("张先生", " "), ("张\n先生", "保洁")):
        with pytest.raises(Invalid):
            asked(stage, name=name, why=why)
    with pytest.raises(NotFound):
        open_record(by=ASKER, at=NOON, link="nosuchlink")


def test_one_person_is_not_flooded_with_questions(stage: Stage) -> None:
    fang = stage.cast.as_worker(stage.cast.fang)
    for _number in range(AT_ONCE + 3):
        asked(stage)
    assert waiting_count(by=fang, at=NOON) == AT_ONCE
    assert Inquiry.objects.count() == AT_ONCE + 3


def test_who_asked_is_forgotten_and_the_answer_stays(stage: Stage) -> None:
    fang = stage.cast.as_worker(stage.cast.fang)
    made = asked(stage)
    answer(by=fang, at=NOON, public_id=made.inquiry.public_id, granted=True)
    assert forget_askers(by=OPERATOR, at=NOON + timedelta(days=30)) == 0
    assert forget_askers(by=OPERATOR, at=NOON + timedelta(days=31)) == 1
    [kept] = own_inquiries(by=fang, at=NOON + timedelta(days=31))
    assert (kept.asked_by, kept.why, kept.state) == ("", "", "over")


def test_the_plan_says_what_may_be_asked_for_and_applying_twice_changes_nothing(db: None) -> None:
    pack = packs.current(PACK)
    [said] = changes(pack)
    apply_inquiries(pack, by=OPERATOR, at=NOON)
    apply_inquiries(pack, by=OPERATOR, at=NOON)
    assert getattr(said, "zh", "") == "授权查询：家政信用记录，本人同意后可看 7 项，15 分钟内有效。"
    assert (list(changes(pack)), Entry.objects.filter(act="inquiry.declare").count()) == ([], 1)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_make_one() -> None:
    stage = in_service()
    fang = stage.cast.as_worker(stage.cast.fang)
    made = asked(stage)
    ready, told = Barrier(2), list[str]()

    def say(granted: bool) -> None:
        ready.wait()
        try:
            answer(by=fang, at=NOON, public_id=made.inquiry.public_id, granted=granted)
            told.append("done")
        except Conflict:
            told.append("too late")
        finally:
            connection.close()

    threads = [Thread(target=say, args=(granted,)) for granted in (True, False)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["done", "too late"]
