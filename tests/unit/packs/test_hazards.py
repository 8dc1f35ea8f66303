"""Hazards: from a photo and a place to a hazard that is gone, without a word about who reported it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pytest_django import Settings

from anxin.kernel.cases import showing
from anxin.kernel.cases.dispatching import assign_case
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.filing import Filed, From, like
from anxin.kernel.cases.handling import answer_case, do_step
from anxin.kernel.cases.inbox import Wanted, list_cases
from anxin.kernel.cases.joining import join_cases
from anxin.kernel.cases.models import Case, Reward
from anxin.kernel.cases.opening import open_case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree
from anxin.kernel.cases.rewarding import grant_reward
from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.journal.actor import Actor
from tests.unit.kernel.cases.scene import FIRM_CODE, picture
from tests.unit.packs.carried import LUCHENG, PDF, REPORTER, Carried, carried, moment, now

pytestmark = pytest.mark.django_db
BEFORE, AFTER = Sent("photo", picture(), "before.jpg"), Sent("after", picture(200), "after.jpg")
PLAN = {
    "goal": "更换老旧管道", "method": "分段停气", "money": "维修资金 12 万元", "person": "林志强",
    "deadline": "2022-05-31", "emergency": "停气前逐户通知",
}  # fmt: skip


@pytest.fixture
def hazards(settings: Settings) -> Carried:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return carried("hazards")


def reported(
    hazards: Carried,
    at: str = "2022-04-11 09:30",
    *,
    sent: Sequence[Sent] = (BEFORE,),
    sender: From = REPORTER,
    **more: str,
) -> Filed:
    said = {"where": "学院路工地3号楼", "area": LUCHENG, "trade": "construction", **more}
    return hazards.file("report", at, said, sent=sent, sender=sender)


def surveyed(case: Case, by: Actor, *, must_stop: str = "no", by_itself: str = "yes") -> Case:
    said = {"real": "yes", "must_stop": must_stop, "by_itself": by_itself}
    return do_step(by=by, at=moment("2022-04-12 10:00"), public_id=case.public_id, step="survey", said=said)


def removed(case: Case, by: Actor, at: str = "2022-04-14 10:00") -> Case:
    return answer_case(
        by=by, at=moment(at), public_id=case.public_id, result=Result.SOLVED, text="扣件已补齐，现场已复查。",
        said={"done_on": "2022-04-14"}, sent=[AFTER],
    )  # fmt: skip


def test_a_photo_a_place_and_a_kind_are_enough(hazards: Carried) -> None:
    case = reported(hazards, sender=From()).case
    assert (case.stage, case.desk, case.desk_area, case.facts["grade"]) == (
        Stage.ASSIGNED, "housing", LUCHENG, "general",
    )  # fmt: skip
    required = [key for key, field in hazards.pack.cases.matters["report"].form.items() if field.required]
    assert required == ["photo", "where", "area", "trade"]


def test_without_a_photo_nothing_comes_in(hazards: Carried) -> None:
    with pytest.raises(Invalid) as wrong:
        reported(hazards, sent=())
    assert (wrong.value.field, Case.objects.count()) == ("photo", 0)


def test_a_general_hazard_of_a_known_unit_goes_to_the_unit_and_ends_with_both_photos(hazards: Carried) -> None:
    held = reported(hazards, unit_code=FIRM_CODE)
    case, unit = now(held.case), hazards.at("unit")
    assert (case.desk, case.desk_organisation) == ("unit", hazards.firm)
    surveyed(case, unit)
    with pytest.raises(Invalid) as wrong:
        answer_case(
            by=unit, at=moment("2022-04-14 09:00"), public_id=case.public_id, result=Result.SOLVED, text="已经改好了。",
            said={"done_on": "2022-04-14"},
        )  # fmt: skip
    assert wrong.value.field == "after"
    removed(case, unit)
    own = own_by_link(token=held.token)
    agree(own=own, at=moment("2022-04-15 09:00"))
    assert (now(case).stage, now(case).result, now(case).agreement) == (Stage.CLOSED, Result.SOLVED, "requester")
    opened = open_case(by=hazards.at("overseeing"), at=moment("2022-04-15 10:00"), public_id=case.public_id)
    assert [one.question for one in showing.files(opened)] == ["photo", "after"]


def test_a_hazard_found_grave_on_site_wants_a_plan_and_the_acceptance_of_another(hazards: Carried) -> None:
    held = reported(hazards, trade="gas")
    case, bureau, acceptance = now(held.case), hazards.at("housing"), hazards.at("acceptance")
    assert case.facts["grade"] == "general"
    surveyed(case, bureau, must_stop="yes")
    assert (now(case).facts["grade"], now(case).facts["urgency"]) == ("major", "urgent")
    with pytest.raises(Conflict):
        removed(case, bureau)
    do_step(by=bureau, at=moment("2022-04-13 09:00"), public_id=case.public_id, step="plan", said=PLAN)
    with pytest.raises(Conflict):
        removed(case, bureau)
    report = {"inspected_on": "2022-05-30", "conclusion": "passed"}
    sent = [Sent("report", PDF, "report.pdf")]
    at = moment("2022-05-30 15:00")
    with pytest.raises(Refused):
        do_step(by=bureau, at=at, public_id=case.public_id, step="acceptance", said=report, sent=sent)
    do_step(by=acceptance, at=at, public_id=case.public_id, step="acceptance", said=report, sent=sent)
    removed(case, bureau, "2022-05-31 10:00")
    agree(own=own_by_link(token=held.token), at=moment("2022-06-01 09:00"))
    assert now(case).stage == Stage.CLOSED


def test_what_the_unit_cannot_remove_by_itself_is_grave_too(hazards: Carried) -> None:
    case = reported(hazards, trade="industry").case
    surveyed(case, hazards.at("emergency"), by_itself="no")
    assert now(case).facts["grade"] == "major"


def test_the_unit_sees_the_hazard_and_nothing_of_who_spoke(hazards: Carried) -> None:
    first = reported(hazards, unit_code=FIRM_CODE, what="二层外架缺扣件")
    at, unit = moment("2022-04-11 12:00"), hazards.at("unit")
    alone = list_cases(by=unit, at=at, wanted=Wanted(pack="hazards"))
    again = reported(
        hazards, "2022-04-11 09:50", unit_code=FIRM_CODE, sender=From(name="李军", phone="13900139000"),
        where="学院路工地3号楼 @ 27.9941,120.6551",
    )  # fmt: skip
    assert [one.public_id for one in like(again.case, at)] == [first.case.public_id]
    onto = first.case.public_id
    (line,) = alone
    assert (line.received_on, line.repeats, line.hops, str(line.due_on)) == (None, 0, 0, "2022-04-13")
    reception = hazards.at("reception")
    join_cases(by=reception, at=at, main=onto, repeat=again.case.public_id, reason="同一处脚手架")
    assert list_cases(by=unit, at=at, wanted=Wanted(pack="hazards")) == alone
    opened = open_case(by=unit, at=at, public_id=onto)
    told = repr((showing.answers(opened), showing.happened(opened), showing.files(opened)))
    assert [
        word for word in ("王芳", "13800138000", "李军", "13900139000", "09:30", "9, 30", "before.jpg") if word in told
    ] == []
    assert "二层外架缺扣件" in told


def test_twenty_reports_of_one_hazard_are_one_reward_and_twenty_answers(hazards: Carried) -> None:
    every = [
        reported(hazards, f"2022-04-11 09:{minute:02}", sender=From(phone=f"138001380{minute:02}"))
        for minute in range(20)
    ]
    main, bureau, reception = every[0].case, hazards.at("housing"), hazards.at("reception")
    for one in every[1:]:
        at = moment("2022-04-11 11:00")
        join_cases(by=reception, at=at, main=main.public_id, repeat=one.case.public_id, reason="同一处")
    surveyed(main, bureau)
    removed(main, bureau)
    assert [now(one.case).stage for one in every] == [Stage.ANSWERED] * 20
    reviewer, at = hazards.at("acceptance"), moment("2022-04-15 09:00")
    grant_reward(by=reviewer, at=at, public_id=main.public_id)
    for public_id in (main.public_id, every[7].case.public_id):
        with pytest.raises(Conflict):
            grant_reward(by=reviewer, at=at, public_id=public_id)
    assert list(Reward.objects.values_list("case__public_id", "level", "fen")) == [(main.public_id, "general", 20000)]


def test_who_removed_a_hazard_grants_no_reward_for_it(hazards: Carried) -> None:
    case = reported(hazards).case
    surveyed(case, hazards.at("housing"))
    removed(case, hazards.at("housing"))
    with pytest.raises(Refused):
        grant_reward(by=hazards.at("housing"), at=moment("2022-04-15 09:00"), public_id=case.public_id)


def test_a_hazard_at_the_unit_can_be_taken_to_the_authority_with_a_reason(hazards: Carried) -> None:
    case = reported(hazards, unit_code=FIRM_CODE).case
    at = moment("2022-04-12 09:00")
    assign_case(
        by=hazards.at("reception"), at=at, public_id=case.public_id, desk="housing", reason="单位定低了，由住建去看"
    )
    assert list_cases(by=hazards.at("unit"), at=at, wanted=Wanted(pack="hazards")) == []
    assert (now(case).desk, now(case).hops) == ("housing", 2)


def test_records_are_kept_for_three_years_at_least_and_unpublished_amounts_say_so(hazards: Carried) -> None:
    (matter,) = hazards.pack.matters
    assert matter.keeps_years == 3
    assert matter.reward is not None
    assert (matter.reward.published, "示例值" in matter.reward.note.zh) == (False, True)
