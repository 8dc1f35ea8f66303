"""Workers' voice: from a visit to its problems to their answers; the employer never learns who spoke."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from pytest_django import Settings

from anxin.demo.worker_voice import PACK, PROBLEM, SHAPES, bring_visits, bring_voices
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.inbox import Wanted, list_cases
from anxin.kernel.cases.models import Batch, Case
from anxin.kernel.cases.opening import open_case, open_own
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree
from anxin.kernel.cases.showing import answers, happened
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor
from anxin.packs.actions import apply
from anxin.packs.loading import current
from tests.cast import NOON, OPERATOR, SHANGHAI, agency, credit_code
from tests.unit.kernel.cases.scene import clerk

pytestmark = pytest.mark.django_db
NINGHAI = "330226"
APPLIED = datetime(2019, 1, 2, 8, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def applied(db: None) -> None:
    apply(current(PACK), by=OPERATOR, at=APPLIED)


def said(topic: str, **more: str) -> Filed:
    """A worker without a name says something."""
    return file_case(
        by=Actor.requester(), at=NOON, pack=PACK, matter="voice", sender=From(), channel=Channel.PHONE,
        said={"area": NINGHAI, "topic": topic, "what": "食堂晚班没有热饭，三号线的人都没吃上。", **more},
    )  # fmt: skip


def test_the_shape_of_the_demonstration_is_the_published_one() -> None:
    cases = bring_visits(by=OPERATOR, size="full")
    batches = Batch.objects.filter(pack=PACK, matter=PROBLEM)
    held = Case.objects.filter(pack=PACK, matter=PROBLEM)
    cadres = {case.batch_id: case.facts["cadres"] for case in held}
    results = Counter(held.values_list("result", flat=True))

    assert (batches.count(), len(cadres), sum(cadres.values())) == (322, 322, 2_027)
    assert held.values("about").distinct().count() == 485
    assert (results["solved"], len(cases)) == (1_968, 1_968 + SHAPES["full"].others)
    assert set(held.values_list("stage", flat=True)) == {"closed"}


def test_from_a_visit_one_reaches_its_problems_and_their_answers() -> None:
    bring_visits(by=OPERATOR, size="small")
    union = clerk("sheng", ("province-union", "330000"), pack=PACK)
    lines = list_cases(by=union, at=NOON, wanted=Wanted(pack=PACK, matter=PROBLEM, batch=3, ended=True))
    assert len(lines) == Case.objects.filter(pack=PACK, batch__number=3).count()
    opened = open_case(by=union, at=NOON, public_id=lines[0].public_id)
    [answer] = [line for line in happened(opened) if line.kind == "answered"]
    assert (bool(answer.text), opened.case.batch is not None, opened.case.about is not None) == (True, True, True)


def test_said_without_a_name_and_answered_on_the_spot() -> None:
    held = said("training")
    room = clerk("shi", ("room", NINGHAI), pack=PACK)
    assert held.case.desk == "room"
    answer_case(
        by=room, at=NOON, public_id=held.case.public_id, result=Result.SOLVED, text="下周一开班，已替您报名。",
        said={"notice": "一名职工想学电工，已安排培训。"},
    )  # fmt: skip
    own = own_by_link(token=held.token)
    assert happened(open_own(own=own, at=NOON))[-1].text == "下周一开班，已替您报名。"
    agree(own=own, at=NOON)
    assert Case.objects.get(pk=held.case.pk).stage == Stage.CLOSED


def test_a_dispute_goes_straight_to_mediation() -> None:
    assert said("dispute").case.desk == "mediation"


def test_the_employer_reads_what_to_change_and_nothing_of_who_spoke() -> None:
    firm = agency("宁海示例食品有限公司", serial=900, area=NINGHAI)
    boss = clerk("chang", ("employer", ""), pack=PACK, firm=firm)
    held = said("canteen", company=credit_code(900, NINGHAI), gist="晚班供热饭。", workplace="三号线")
    assert (held.case.desk, held.case.desk_organisation) == ("employer", firm)
    opened = open_case(by=boss, at=NOON, public_id=held.case.public_id)
    read = {one.key: one.value for one in answers(opened)}
    assert sorted(read) == ["area", "company", "gist", "topic"]
    assert [line.kind for line in happened(opened)] == ["assigned"]
    [line] = list_cases(by=boss, at=NOON, wanted=Wanted(pack=PACK))
    assert line.received_on is None


def test_a_week_as_a_worker_is_written_down_at_a_desk_and_not_by_phone() -> None:
    told = {"area": NINGHAI, "company": credit_code(900, NINGHAI), "week": "2021-10-25", "topic": "pay", "what": "…"}
    with pytest.raises(Refused):
        file_case(
            by=Actor.requester(), at=NOON, pack=PACK, matter=PROBLEM, sender=From(phone="13800138000"),
            channel=Channel.PHONE, said=told,
        )  # fmt: skip


def test_what_workers_say_is_brought_in_up_to_the_day() -> None:
    voices = bring_voices(by=OPERATOR, size="small", until=NOON)
    assert (len(voices), Counter(one.stage for one in voices)["assigned"] > 0) == (12, True)
