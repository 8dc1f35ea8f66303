"""Repeats are one case to the desks; each reporter is answered, and joining can be undone."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from anxin.kernel.cases.dispatching import assign_case
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.filing import Filed, like
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.joining import join_cases, separate_case
from anxin.kernel.cases.models import Reward
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree, contest
from anxin.kernel.cases.rewarding import grant_reward
from anxin.kernel.errors import Conflict
from tests.cast import NOON
from tests.unit.kernel.cases.scene import Desks, again, filed, opened, picture

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def desks() -> Desks:
    return opened()


def joined(desks: Desks) -> tuple[Filed, Filed]:
    first, second = filed(), filed(NOON + DAY)
    join_cases(
        by=desks.reception, at=NOON + DAY, main=first.case.public_id, repeat=second.case.public_id, reason="同一处"
    )
    return first, second


def answer(desks: Desks, held: Filed, at: int = 2) -> None:
    sent = [Sent("after", picture(200), "after.jpg")]
    answer_case(
        by=desks.fire,
        at=NOON + at * DAY,
        public_id=held.case.public_id,
        result=Result.SOLVED,
        text="已整改。",
        sent=sent,
    )


def test_two_reports_of_one_place_are_found_alike(desks: Desks) -> None:
    first, second, other = filed(), filed(NOON + DAY), filed(NOON + DAY, where="信河街8号")
    assert like(second.case, NOON + DAY) == [first.case]
    assert like(other.case, NOON + DAY) == []


def test_both_reporters_get_the_answer_and_each_says_whether_it_is_good(desks: Desks) -> None:
    first, second = joined(desks)
    answer(desks, first)
    assert (again(first.case).stage, again(second.case).stage) == (Stage.ANSWERED, Stage.ANSWERED)
    agree(own=own_by_link(token=first.token), at=NOON + 3 * DAY)
    contest(own=own_by_link(token=second.token), at=NOON + 3 * DAY, reason="后门还没有清")
    assert (again(first.case).stage, again(second.case).stage) == (Stage.CLOSED, Stage.CONTESTED)
    assert again(second.case).main is None


def test_a_separated_one_is_dealt_with_by_itself(desks: Desks) -> None:
    first, second = joined(desks)
    separate_case(by=desks.reception, at=NOON + DAY, public_id=second.case.public_id, reason="不是同一处")
    answer(desks, first)
    assert (again(first.case).stage, again(second.case).stage) == (Stage.ANSWERED, Stage.ASSIGNED)
    assert again(second.case).desk == "fire"


def test_one_reward_for_one_hazard(desks: Desks) -> None:
    first, second = joined(desks)
    answer(desks, first)
    grant_reward(by=desks.review, at=NOON + 3 * DAY, public_id=first.case.public_id)
    for held in (first, second):
        with pytest.raises(Conflict):
            grant_reward(by=desks.review, at=NOON + 3 * DAY, public_id=held.case.public_id)
    assert list(Reward.objects.values_list("level", "fen")) == [("general", 5_000)]


def reward(desks: Desks, *given: Filed) -> list[str]:
    """Ask for the reward of each in turn; the cases that have one."""
    for held in given:
        with suppress(Conflict):
            grant_reward(by=desks.review, at=NOON + 9 * DAY, public_id=held.case.public_id)
    return list(Reward.objects.order_by("pk").values_list("case__public_id", flat=True))


def test_parting_two_reports_after_the_answer_brings_no_second_reward(desks: Desks) -> None:
    first, second = joined(desks)
    answer(desks, first)
    separate_case(by=desks.reception, at=NOON + 3 * DAY, public_id=second.case.public_id, reason="不是同一处")
    assert reward(desks, first, second) == [first.case.public_id]


def contested(desks: Desks) -> tuple[Filed, Filed]:
    """Two reports of one hazard; the second contested their answer, and got another by itself."""
    first, second = joined(desks)
    answer(desks, first)
    contest(own=own_by_link(token=second.token), at=NOON + 3 * DAY, reason="后门还没有清")
    number, at = second.case.public_id, NOON + 4 * DAY
    assign_case(by=desks.review, at=at, public_id=number, desk="fire", reason="后门没有清")
    answer(desks, second, at=5)
    return first, second


def test_a_contest_makes_no_second_hazard_of_one(desks: Desks) -> None:
    first, second = contested(desks)
    assert reward(desks, first, second) == [first.case.public_id]


def test_nor_is_the_first_rewarded_after_the_second(desks: Desks) -> None:
    first, second = contested(desks)
    assert reward(desks, second, first) == [second.case.public_id]


def test_what_was_found_to_be_another_hazard_has_its_own_reward(desks: Desks) -> None:
    first, second = joined(desks)
    separate_case(by=desks.reception, at=NOON + DAY, public_id=second.case.public_id, reason="不是同一处")
    answer(desks, first)
    answer(desks, second)
    assert reward(desks, first, second) == [first.case.public_id, second.case.public_id]


def test_what_is_joined_cannot_be_joined_again(desks: Desks) -> None:
    first, second = joined(desks)
    third = filed(NOON + DAY)
    with pytest.raises(Conflict):
        join_cases(
            by=desks.reception, at=NOON + DAY, main=second.case.public_id, repeat=third.case.public_id, reason="同一处"
        )
    with pytest.raises(Conflict):
        join_cases(
            by=desks.reception, at=NOON + DAY, main=third.case.public_id, repeat=first.case.public_id, reason="同一处"
        )
