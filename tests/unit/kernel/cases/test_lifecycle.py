"""A request from its first word to an answer its requester accepts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.kernel.cases.dispatching import assign_case, object_to_dispatch
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.handling import answer_case, claim_case, do_step
from anxin.kernel.cases.matter import read, written
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree, contest
from anxin.kernel.cases.reviewing import let_silence_count, uphold_answer
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.journal.actor import Actor
from tests.cast import NOON
from tests.unit.kernel.cases.hazard import HAZARD
from tests.unit.kernel.cases.scene import FIRM_CODE, Desks, again, filed, opened, picture

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AFTER = [Sent("after", picture(200), "after.jpg")]


@pytest.fixture
def desks() -> Desks:
    return opened()


def answered(case: Case, by: Actor, result: Result = Result.SOLVED) -> Case:
    sent = AFTER if result is Result.SOLVED else []
    return answer_case(
        by=by, at=NOON + DAY, public_id=case.public_id, result=result, text="气瓶已移走，现场已拍照。", sent=sent
    )


def test_a_matter_comes_back_as_it_was_kept() -> None:
    assert read(written(HAZARD)) == HAZARD


def test_a_fire_hazard_goes_to_fire_and_rescue_of_its_county(desks: Desks) -> None:
    case = filed().case
    assert (case.stage, case.desk, case.desk_area, case.hops, case.facts["grade"]) == (
        Stage.ASSIGNED, "fire", "330302", 1, "general",
    )  # fmt: skip


def test_a_grave_one_goes_to_the_city(desks: Desks) -> None:
    case = filed(trade="gas").case
    assert (case.desk, case.desk_area, case.facts["grade"]) == ("emergency", "330300", "major")


def test_a_named_firm_gets_its_own(desks: Desks) -> None:
    case = filed(trade="construction", company=FIRM_CODE).case
    assert (case.desk, case.desk_organisation) == ("unit", desks.firm)


def test_the_requester_accepts_and_the_case_closes(desks: Desks) -> None:
    held = filed()
    claim_case(by=desks.fire, at=NOON, public_id=held.case.public_id)
    answered(held.case, desks.fire)
    assert again(held.case).stage == Stage.ANSWERED
    agree(own=own_by_link(token=held.token), at=NOON + 2 * DAY)
    case = again(held.case)
    assert (case.stage, case.result, case.agreement) == (Stage.CLOSED, Result.SOLVED, "requester")


def test_a_contested_answer_is_done_again_or_upheld_by_another_person(desks: Desks) -> None:
    held = filed()
    answered(held.case, desks.fire)
    contest(own=own_by_link(token=held.token), at=NOON + 2 * DAY, reason="气瓶还在")
    with pytest.raises(Refused):
        uphold_answer(by=desks.fire, at=NOON + 2 * DAY, public_id=held.case.public_id, reason="已处理")
    assign_case(by=desks.review, at=NOON + 2 * DAY, public_id=held.case.public_id, desk="fire", reason="再查一次")
    answered(held.case, desks.fire_too)
    contest(own=own_by_link(token=held.token), at=NOON + 3 * DAY, reason="还在")
    uphold_answer(by=desks.review, at=NOON + 3 * DAY, public_id=held.case.public_id, reason="现场复查，已整改。")
    case = again(held.case)
    assert (case.stage, case.agreement, case.hops) == (Stage.CLOSED, "review", 1)


def test_silence_counts_only_after_the_time_named(desks: Desks) -> None:
    held = filed()
    answered(held.case, desks.fire)
    assert let_silence_count(at=NOON + 10 * DAY) == 0
    assert let_silence_count(at=NOON + 40 * DAY) == 1
    assert again(held.case).agreement == "silence"


def test_a_desk_objects_once(desks: Desks) -> None:
    case = filed().case
    object_to_dispatch(by=desks.fire, at=NOON, public_id=case.public_id, reason="属燃气，不归消防")
    assert again(case).stage == Stage.ACCEPTED
    assign_case(by=desks.reception, at=NOON, public_id=case.public_id, desk="fire", reason="仍归消防")
    with pytest.raises(Refused):
        object_to_dispatch(by=desks.fire, at=NOON, public_id=case.public_id, reason="不归我们")


def test_a_grave_hazard_wants_a_plan_before_the_answer_and_a_check_before_closing(desks: Desks) -> None:
    held = filed(trade="gas")
    with pytest.raises(Conflict):
        answered(held.case, desks.emergency)
    do_step(by=desks.emergency, at=NOON, public_id=held.case.public_id, step="plan", said={"goal": "更换管道"})
    answered(held.case, desks.emergency)
    agree(own=own_by_link(token=held.token), at=NOON + 2 * DAY)
    assert again(held.case).stage == Stage.AGREED
    do_step(by=desks.review, at=NOON + 3 * DAY, public_id=held.case.public_id, step="check", said={})
    assert again(held.case).stage == Stage.CLOSED
