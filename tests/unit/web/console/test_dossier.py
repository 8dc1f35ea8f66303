"""The dossier: why a colour, what it rests on, and any other day decided anew."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.kernel.codes.visiting import complain, confirm_visit, open_code
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.outcomes.actions import submit_evidence
from tests.cast import NOON, OPERATOR, identity_number
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.reading import rows, words
from tests.unit.web.phone.stage import ADDRESS, PHONE, Stage


def dossier(stage: Stage, who: str = "fang") -> str:
    return f"/console/people/{getattr(stage.cast, who).public_id}/"


def test_it_says_colour_reason_legal_source_and_next_change(stage: Stage) -> None:
    page = words(at_desk("zhou").get(dossier(stage)))
    for said in ("王小芳 绿码", "规则出处", "温州规则", "适用“温州规则”第", "没有新凭据的话"):
        assert said in page


def test_basics_are_masked_and_addresses_never_shown(stage: Stage) -> None:
    page = at_desk("zhou").get(dossier(stage)).content.decode()
    assert identity_number(101) not in page
    assert PHONE not in page
    assert ADDRESS not in page
    assert "138****0001" in page


def test_the_province_sees_no_phone_at_all(stage: Stage) -> None:
    assert "138****" not in at_desk("province").get(dossier(stage)).content.decode()


@pytest.mark.parametrize(
    ("as_of", "colour"),
    [
        ("2021-10-29", "绿码"),
        ("2022-01-08", "黄码"),
        ("2022-01-09", "黄码"),
        ("2022-03-12", "红码"),
        ("2021-03-31", "灰码"),
    ],
)
def test_another_day_is_decided_anew(stage: Stage, as_of: str, colour: str) -> None:
    page = words(at_desk("zhou").get(f"{dossier(stage)}?as_of={as_of}"))
    assert f"{as_of}：{colour}，" in page


def test_the_slider_asks_for_a_day_by_its_number_and_gets_the_answer_alone(stage: Stage) -> None:
    answer = at_desk("zhou").get(f"{dossier(stage)}?first=2022-03-01&offset=11", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="day">')
    assert "2022-03-12：红码，" in words(answer)
    assert "</html>" not in page


@pytest.mark.parametrize(
    "query",
    [
        "as_of=2021-02-30",
        "as_of=8611-07-15",
        "as_of=x",
        "first=x&offset=5",
        "offset=400000&first=2021-01-01",
        "offset=9999999999&first=2021-01-01",
    ],
)
def test_a_day_that_is_none_is_today(stage: Stage, query: str) -> None:
    assert "2021-10-29：绿码，" in words(at_desk("zhou").get(f"{dossier(stage)}?{query}"))


def test_before_the_first_rules_there_is_no_colour(stage: Stage) -> None:
    page = words(at_desk("zhou").get(f"{dossier(stage)}?as_of=2020-07-04"))
    assert "这一天该地区没有生效的规则" in page


def test_the_picture_draws_each_item_the_strip_and_the_rules(stage: Stage) -> None:
    page = at_desk("zhou").get(dossier(stage)).content.decode()
    assert page.count('class="tl-row"') == 9
    assert "style=" not in page
    assert '<g class="tl-colour ax-is-green">' in page
    assert "<title>温州规则 " in page


def test_a_correction_stands_beside_what_it_corrects(stage: Stage) -> None:
    held = stage.cast.fang.evidence.get(kind="insurance")
    longer = Statement("insurance", "insurer", held.valid_from, "passed", date(2022, 6, 30))
    submit_evidence(
        by=OPERATOR, at=NOON, party=stage.cast.fang, statement=longer, corrects=held, reason="保单终保日期录错"
    )
    lines = [row for row in rows(at_desk("zhou").get(dossier(stage))) if row.startswith("从业责任保险")]
    assert [("已更正" in line, "更正记录" in line, "保单终保日期录错" in line) for line in lines] == [
        (False, True, False),
        (True, False, True),
    ]


def test_visits_and_complaints_are_shown(stage: Stage) -> None:
    scanned = open_code(at=NOON, public=stage.fang.public)
    visit = confirm_visit(at=NOON, handle=scanned.handle)
    complain(at=NOON, visit_token=visit.token, text="来晚了")
    answer = at_desk("an").get(dossier(stage))
    assert "投诉 来晚了" in words(answer)
    assert visit.token not in answer.content.decode()


def test_opening_it_is_written_where_the_person_sees_it(stage: Stage) -> None:
    at_desk("an").get(dossier(stage))
    read = reads_of(stage.cast.fang.public_id).get()
    assert (read.act, read.actor, read.purpose) == ("party.read", "an", "employment")


@pytest.mark.parametrize(("desk", "sees"), [("province", True), ("zhou", True), ("lin", False), ("an", False)])
def test_who_has_looked_is_shown_from_the_city_upwards(stage: Stage, desk: str, sees: bool) -> None:
    assert ("查看记录" in words(at_desk(desk).get(dossier(stage)))) is sees


def test_another_agencys_worker_is_not_there(stage: Stage) -> None:
    hidden = at_desk("an").get(dossier(stage, "hua"))
    absent = at_desk("an").get("/console/people/aaaaaaaaaaaaaaaa/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert words(hidden) == words(absent)


@pytest.mark.parametrize(
    ("desk", "offered"),
    [("zhou", ["更正", "撤回"]), ("lin", []), ("an", ["提出异议"]), ("province", [])],
)
def test_each_desk_is_offered_its_own_acts(stage: Stage, desk: str, offered: list[str]) -> None:
    line = [row for row in rows(at_desk(desk).get(dossier(stage))) if row.startswith("治安背景核查 通过")][-1]
    assert [act for act in ("更正", "撤回", "提出异议") if act in line] == offered


def test_english_is_complete_enough_to_work_with(stage: Stage) -> None:
    page = words(at_desk("zhou", language="en").get(dossier(stage)))
    assert "Why this colour" in page
    assert "Row " in page
    assert "Police background check: conclusion" in page


def test_readings_of_one_sitting_are_one_line(stage: Stage) -> None:
    person = f"/console/people/{stage.cast.fang.public_id}/"
    for _ in range(3):
        at_desk("lin").get(person)
    page = words(at_desk("zhou").get(person))
    assert page.count("共 3 次") == 1
