"""The board's figures: every view adds up to the list, and solved is never mixed with refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from anxin.demo.one_click import bring_requests
from anxin.kernel.cases.counting import End
from anxin.kernel.cases.dispatching import object_to_dispatch, refuse_case
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Agreement, Result, Stage
from anxin.kernel.cases.figures import Board, board
from anxin.kernel.cases.filing import Filed
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.inbox import Wanted, list_cases
from anxin.kernel.cases.joining import join_cases
from anxin.kernel.cases.models import Case, Reckoned
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.reckoning import Kept
from anxin.kernel.cases.requesting import agree, contest, withdraw
from anxin.kernel.cases.reviewing import let_silence_count, uphold_answer
from anxin.kernel.journal.actor import Actor
from anxin.packs.actions import apply
from anxin.packs.loading import current
from tests.cast import NOON, OPERATOR, SHANGHAI
from tests.unit.kernel.cases.by_hand import as_told, counted_by_hand
from tests.unit.kernel.cases.scene import FIRM_CODE, Desks, clerk, filed, opened, picture, reported

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AFTER = [Sent("after", picture(200), "after.jpg")]


@pytest.fixture
def desks() -> Desks:
    return opened()


def answered(held: Filed, by: Actor, days: int, result: Result = Result.SOLVED) -> None:
    sent = AFTER if result is Result.SOLVED else []
    answer_case(
        by=by, at=NOON + days * DAY, public_id=held.case.public_id, result=result, text="已到现场处理。", sent=sent
    )


def a_month(desks: Desks) -> None:
    """Eight requests: solved three ways, explained, refused in the answer, withdrawn, one late and open, one joined."""
    spoken, silent, reviewed, explained, refused, withdrawn, late, repeat = (filed(photo=False) for _ in range(8))
    answered(spoken, desks.fire, 0)
    agree(own=own_by_link(token=spoken.token), at=NOON + DAY)
    answered(silent, desks.fire, 1)
    let_silence_count(at=NOON + 30 * DAY)
    answered(reviewed, desks.fire, 9)
    contest(own=own_by_link(token=reviewed.token), at=NOON + 10 * DAY, reason="还在")
    uphold_answer(by=desks.review, at=NOON + 11 * DAY, public_id=reviewed.case.public_id, reason="现场复查，已整改。")
    answered(explained, desks.fire, 2, Result.EXPLAINED)
    agree(own=own_by_link(token=explained.token), at=NOON + 3 * DAY)
    answered(refused, desks.fire, 3, Result.REFUSED)
    agree(own=own_by_link(token=refused.token), at=NOON + 4 * DAY)
    withdraw(own=own_by_link(token=withdrawn.token), at=NOON + DAY)
    join_cases(by=desks.reception, at=NOON, main=late.case.public_id, repeat=repeat.case.public_id, reason="同一处")


def adds_up(held: Board) -> None:
    whole = held.whole
    assert whole.total == sum(whole.stages.values()) == whole.open + whole.ended == sum(whole.promises.values())
    assert whole.total == sum(one.total for one in held.matters) == sum(held.hops.values())
    assert whole.ends == {end: sum(one.ends[end] for one in held.matters) for end in End}
    assert sum(whole.solved_by.values()) == whole.ends[End.SOLVED]


def test_what_became_of_a_months_cases(desks: Desks) -> None:
    a_month(desks)
    held = board(by=desks.reception, at=NOON + 30 * DAY)
    adds_up(held)
    assert held.whole.ends == {End.SOLVED: 3, End.EXPLAINED: 1, End.REFUSED: 1, End.WITHDRAWN: 1}
    assert held.whole.solved_by == {Agreement.REQUESTER: 1, Agreement.SILENCE: 1, Agreement.REVIEW: 1}
    assert held.whole.fix_rate == 3 / 6
    assert held.whole.promises == {Kept.KEPT: 6, Kept.MISSED: 0, Kept.RUNNING: 0, Kept.OVERDUE: 2, Kept.NONE: 0}
    assert (held.on_the_spot, held.answered, held.joined, held.contested) == (1, 4, 1, 1)


def test_a_desk_has_its_median_and_its_worst_day(desks: Desks) -> None:
    a_month(desks)
    [fire] = board(by=desks.fire, at=NOON + 30 * DAY).desks
    assert (fire.cases, fire.answered, fire.median_days, fire.worst_days) == (8, 5, 2.0, 9)
    assert (fire.waiting, fire.longest_wait) == (2, 30)


def test_every_view_is_that_of_the_list(desks: Desks) -> None:
    a_month(desks)
    at = NOON + 30 * DAY
    for who in (desks.fire, desks.reception, desks.review, desks.emergency, desks.unit):
        held = board(by=who, at=at)
        going = list_cases(by=who, at=at, wanted=Wanted(joined=True))
        over = list_cases(by=who, at=at, wanted=Wanted(joined=True, ended=True))
        assert (held.whole.open, held.whole.ended) == (len(going), len(over))
        for stage in Stage:
            assert held.whole.stages[stage] == sum(line.stage == stage for line in (*going, *over))


def test_a_period_counts_what_was_received_in_it(desks: Desks) -> None:
    for days in (0, 1, 1, 2):
        filed(NOON + days * DAY, photo=False)
    first = NOON.date()
    totals = [
        board(by=desks.reception, at=NOON + 3 * DAY, since=since, until=until).whole.total
        for since, until in ((None, None), (first + DAY, None), (None, first), (first + DAY, first + DAY))
    ]
    assert totals == [4, 3, 1, 2]


def test_objections_and_hops_are_counted(desks: Desks) -> None:
    case = filed(photo=False).case
    object_to_dispatch(by=desks.fire, at=NOON, public_id=case.public_id, reason="不归消防")
    held = board(by=desks.reception, at=NOON + DAY)
    adds_up(held)
    assert (held.objections, held.hops, held.whole.stages[Stage.ACCEPTED]) == (1, {1: 1}, 1)


def test_a_firm_counts_from_the_day_a_case_came_to_it(desks: Desks) -> None:
    reported({"trade": "construction", "company": FIRM_CODE}, NOON)
    held = board(by=desks.unit, at=NOON + 2 * DAY, since=date(2021, 10, 29))
    assert (held.whole.total, held.concerned, held.objections, held.on_the_spot) == (1, True, 0, 0)
    assert [(one.desk, one.longest_wait) for one in held.desks] == [("温州示例机械有限公司", 2)]


def test_the_figures_are_those_counted_by_hand_from_every_history(desks: Desks) -> None:
    a_month(desks)
    reported({"trade": "construction", "company": FIRM_CODE}, NOON)
    refused = filed(NOON, photo=False)
    answered(refused, desks.fire, 1, Result.REFUSED)
    contest(own=own_by_link(token=refused.token), at=NOON + 2 * DAY, reason="不服")
    object_to_dispatch(by=desks.fire, at=NOON, public_id=filed(photo=False).case.public_id, reason="不归消防")
    for days in (5, 30, 60):
        at = NOON + days * DAY
        held = board(by=desks.reception, at=at)
        assert as_told(held) == counted_by_hand(Case.objects.all(), at)
        adds_up(held)
    assert Reckoned.objects.count() == Case.objects.filter(ended_at__isnull=False).count() == 6


@pytest.mark.parametrize("day", [17, 19, 31])
def test_histories_brought_in_are_counted_as_by_hand(day: int) -> None:
    apply(current("one_click"), by=OPERATOR, at=datetime(2021, 1, 4, 8, 0, tzinfo=SHANGHAI))
    until = datetime(2021, 12, day, 18, 0, tzinfo=SHANGHAI)
    bring_requests(by=OPERATOR, until=until)
    province = clerk("sheng", ("province-coordination", "330000"), pack="one_click")
    assert as_told(board(by=province, at=until)) == counted_by_hand(Case.objects.all(), until)


def test_a_refused_request_that_is_contested_goes_on_and_is_counted_as_going_on(desks: Desks) -> None:
    case = filed(photo=False)
    object_to_dispatch(by=desks.fire, at=NOON, public_id=case.case.public_id, reason="不归消防")
    refuse_case(by=desks.reception, at=NOON + DAY, public_id=case.case.public_id, reason="不是隐患")
    assert board(by=desks.reception, at=NOON + DAY).whole.ends[End.REFUSED] == 1
    assert Reckoned.objects.count() == 1
    contest(own=own_by_link(token=case.token), at=NOON + 2 * DAY, reason="就是隐患")
    held = board(by=desks.reception, at=NOON + 2 * DAY)
    assert (held.whole.ended, held.contested, Reckoned.objects.count()) == (0, 1, 0)
    assert as_told(held) == counted_by_hand(Case.objects.all(), NOON + 2 * DAY)
