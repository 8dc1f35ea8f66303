"""Fact 2c 1: the moment of receipt decides, to the millisecond, however late a roster is read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.errors import Refused
from anxin.modules.benefits import rosters
from anxin.modules.benefits.enums import RosterState
from anxin.modules.benefits.models import Enrolment, Roster
from tests.unit.modules.benefits.stage import (
    CYCLE,
    ENTERS,
    NAME,
    SHANGHAI,
    cycle,
    declared,
    file_of,
    organisation,
)

LAST = datetime(2021, 12, 15, 23, 59, 59, 999_000, tzinfo=SHANGHAI)
FIRST = datetime(2021, 10, 20, 0, 0, tzinfo=SHANGHAI)
MILLI = timedelta(milliseconds=1)


def sent(at: datetime, received_at: datetime | None = None) -> Roster:
    declared()
    union = organisation("安心示例工会")
    return rosters.receive_roster(
        by=ENTERS, at=at, scheme=NAME, cycle=CYCLE, union=union, unit=union, staff=1,
        content=file_of(range(1)), received_at=received_at,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("at", [FIRST, LAST])
def test_2c1_the_first_and_the_last_millisecond_of_the_window_are_in(at: datetime) -> None:
    assert sent(at).received_at == at


@pytest.mark.django_db
@pytest.mark.parametrize("at", [FIRST - MILLI, LAST + MILLI])
def test_2c1_a_millisecond_outside_the_window_is_out(at: datetime) -> None:
    with pytest.raises(Refused) as said:
        sent(at)
    assert said.value.rule == "aid.workers.window"
    assert Roster.objects.count() == 0


@pytest.mark.django_db
def test_2c1_what_waited_in_our_queue_counts_by_the_moment_it_was_received() -> None:
    late = LAST + timedelta(hours=9)
    held = sent(late, received_at=LAST)
    done = rosters.process_roster(by=ENTERS, at=late + timedelta(days=1), roster=held)
    assert (done.state, done.received_at, done.people) == (RosterState.ENROLLED, LAST, 1)
    assert Enrolment.objects.count() == 1


@given(st.integers(min_value=-3 * 86_400_000, max_value=3 * 86_400_000), st.sampled_from([FIRST, LAST + MILLI]))
def test_2c1_in_or_out_changes_at_the_two_edges_and_nowhere_else(milliseconds: int, edge: datetime) -> None:
    at = edge + timedelta(milliseconds=milliseconds)
    assert cycle().in_window(at) is (FIRST <= at <= LAST)
