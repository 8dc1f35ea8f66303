"""The lifecycle: every event at every stage, who alone can agree, and what a history amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.cases.enums import ENDS, OPEN, Agreement, Happened, Result, Stage
from anxin.kernel.cases.history import DeskAt, Event, OutOfTurn, State, follow, replay
from tests.unit.kernel.cases.histories import LIFECYCLE, NUMBERS, Row, history_of

AT = datetime(2021, 10, 8, 1, tzinfo=UTC)
OFFICE, OTHER = DeskAt("office", area="330302"), DeskAt("office", area="330303")
DETAILS: Mapping[Happened, Mapping[str, Any]] = {
    Happened.ASSIGNED: {"desk": {"slug": "office", "area": "330302"}},
    Happened.ANSWERED: {"result": "solved"},
    Happened.AGREED: {"how": "requester"},
    Happened.EXTENDED: {"clock": "finish", "amount": 1},
    Happened.CLAIMED: {"user": 1},
    Happened.STEP_DONE: {"step": "plan"},
    Happened.JOINED: {"main": "other"},
}
STANDING: list[Stage | None] = [None, *Stage]
EVERY = [(stage, kind) for stage in STANDING for kind in Happened]


def event(kind: Happened, seq: int = 1, **detail: object) -> Event:
    return Event(seq, kind, AT + timedelta(hours=seq), {**DETAILS.get(kind, {}), **detail})


def told(*kinds: Happened) -> State:
    return replay(event(kind, seq) for seq, kind in enumerate(kinds, 1))


ASSIGNED = (Happened.RECEIVED, Happened.ACCEPTED, Happened.ASSIGNED)
ANSWERED = (*ASSIGNED, Happened.ANSWERED)


def test_the_table_speaks_of_every_stage_and_every_event() -> None:
    assert set(LIFECYCLE) == {"", *Stage}
    assert {kind for row in LIFECYCLE.values() for kind in row} == set(Happened)
    assert len(EVERY) == 190


@pytest.mark.parametrize(("stage", "kind"), EVERY, ids=lambda word: str(word))
def test_every_event_at_every_stage_does_what_the_table_says(stage: Stage | None, kind: Happened) -> None:
    state = State(stage=stage, joined_to="main")
    expected = LIFECYCLE[stage or ""].get(kind)
    if expected is None:
        with pytest.raises(OutOfTurn) as refused:
            follow(state, event(kind))
        assert (refused.value.stage, refused.value.kind) == (stage, kind)
    else:
        assert follow(state, event(kind)).stage == expected


def test_the_stages_are_open_ended_or_agreed() -> None:
    assert OPEN | ENDS | {Stage.AGREED} == set(Stage)
    assert len(OPEN) + len(ENDS) + 1 == len(Stage)
    assert [told(*kinds).is_open for kinds in (ASSIGNED, ANSWERED, (*ANSWERED, Happened.AGREED))] == [True, True, False]


def stages_after(state: State, kinds: set[Happened]) -> set[Stage]:
    """Where these events, one each, can lead."""
    found = set()
    for kind in kinds:
        try:
            found.add(follow(state, event(kind)).stage)
        except OutOfTurn:
            continue
    return {stage for stage in found if stage is not None}


def test_no_path_leads_to_agreed_but_through_an_agreement() -> None:
    without = set(Happened) - {Happened.AGREED}
    reached: set[Stage] = set()
    ahead = stages_after(State(), without)
    while ahead - reached:
        reached |= ahead
        ahead = {after for stage in reached for after in stages_after(State(stage=stage, joined_to="main"), without)}
    assert reached == set(Stage) - {Stage.AGREED, Stage.CLOSED}


@given(st.lists(st.integers(0, NUMBERS[-1]), max_size=80), st.integers(1, 25))
def test_in_any_history_only_an_agreement_of_one_of_three_kinds_brings_agreed(numbers: list[int], length: int) -> None:
    state = State()
    for happened in history_of(Row(numbers), length):
        after = follow(state, happened)
        if after.stage is Stage.AGREED and state.stage is not Stage.AGREED:
            assert happened.kind is Happened.AGREED
            assert after.agreement is Agreement(happened.detail["how"])
        assert (after.agreement is None) is (after.stage not in (Stage.AGREED, Stage.CLOSED))
        state = after


@given(st.lists(st.tuples(st.sampled_from(Happened), st.sampled_from(Agreement)), max_size=14))
def test_events_thrown_together_are_refused_or_end_where_the_table_says(
    thrown: list[tuple[Happened, Agreement]],
) -> None:
    """Walks the table beside the code, through events in any order: what is refused leaves everything as it was."""
    state, stands = State(), ""
    for seq, (kind, how) in enumerate(thrown, 1):
        expected = LIFECYCLE[stands].get(kind)
        senseless = (
            (kind == "separated" and state.joined_to is None)
            or (kind == "joined" and state.joined_to is not None)
            or (kind == "rewarded" and state.rewarded)
            or (kind == "agreed" and how == "silence" and stands == "contested")
        )
        try:
            state = follow(state, event(kind, seq, how=how.value))
        except OutOfTurn:
            assert expected is None or senseless
        else:
            assert expected is not None and not senseless
            stands = expected
        assert (state.stage or "") == stands


@pytest.mark.parametrize("stage", [Stage.ANSWERED, Stage.CONTESTED])
@pytest.mark.parametrize("word", ["handler", "desk", "", "REQUESTER", None])
def test_nobody_elses_word_is_an_agreement(stage: Stage, word: str | None) -> None:
    with pytest.raises(ValueError, match="is not a valid Agreement"):
        follow(State(stage=stage), event(Happened.AGREED, how=word))


@pytest.mark.parametrize(
    ("stage", "how", "possible"),
    [
        (Stage.ANSWERED, Agreement.REQUESTER, True),
        (Stage.ANSWERED, Agreement.SILENCE, True),
        (Stage.ANSWERED, Agreement.REVIEW, False),
        (Stage.CONTESTED, Agreement.REQUESTER, True),
        (Stage.CONTESTED, Agreement.SILENCE, False),
        (Stage.CONTESTED, Agreement.REVIEW, True),
    ],
)
def test_who_has_contested_is_not_silent(stage: Stage, how: Agreement, possible: bool) -> None:
    agreed = event(Happened.AGREED, how=how.value)
    if possible:
        assert follow(State(stage=stage), agreed) == State(stage=Stage.AGREED, agreement=how)
    else:
        with pytest.raises(OutOfTurn):
            follow(State(stage=stage), agreed)


def test_solved_and_refused_are_different_results_though_both_are_agreed_to() -> None:
    ends = [
        replay([*(event(kind, n) for n, kind in enumerate(ASSIGNED)), event(Happened.ANSWERED, 4, result=word), agreed])
        for agreed in [event(Happened.AGREED, 5)]
        for word in Result
    ]
    assert [(end.stage, end.result) for end in ends] == [(Stage.AGREED, result) for result in Result]


def test_a_refusal_is_an_end_that_the_requester_may_contest() -> None:
    refused = told(Happened.RECEIVED, Happened.REFUSED)
    assert (refused.result, refused.ended_at, refused.is_open) == (Result.REFUSED, AT + timedelta(hours=2), False)
    again = follow(refused, event(Happened.CONTESTED, 3))
    assert (again.stage, again.rounds, again.ended_at, again.is_open) == (Stage.CONTESTED, 1, None, True)
    upheld = follow(again, event(Happened.AGREED, 4, how="review"))
    assert (upheld.result, upheld.agreement) == (Result.REFUSED, Agreement.REVIEW)


def test_hops_count_how_often_a_case_came_to_another_desk() -> None:
    there = {"desk": {"slug": "office", "area": "330303"}}
    state = told(*ASSIGNED)
    assert (state.desk, state.hops) == (OFFICE, 1)
    again = follow(state, event(Happened.ASSIGNED, 4))
    assert (again.desk, again.hops) == (OFFICE, 1)
    moved = follow(again, event(Happened.ASSIGNED, 5, **there))
    assert (moved.desk, moved.hops) == (OTHER, 2)
    objected = follow(moved, event(Happened.OBJECTED, 6))
    assert (objected.desk, objected.hops, objected.objections, objected.stage) == (None, 2, 1, Stage.ACCEPTED)
    back = follow(objected, event(Happened.ASSIGNED, 7, **there))
    assert (back.desk, back.hops, back.objections) == (OTHER, 3, 1)


def test_a_new_desk_starts_with_nobody_in_charge_and_no_step_done() -> None:
    busy = told(*ASSIGNED, Happened.CLAIMED, Happened.STEP_DONE)
    assert (busy.claimed_by, busy.steps) == (1, ("plan",))
    moved = follow(busy, event(Happened.ASSIGNED, 6))
    assert (moved.claimed_by, moved.steps) == (None, ())


def test_joining_is_undone_once_and_a_reward_is_given_once() -> None:
    joined = told(*ASSIGNED, Happened.JOINED)
    assert joined.joined_to == "other"
    with pytest.raises(OutOfTurn):
        follow(joined, event(Happened.JOINED))
    assert follow(joined, event(Happened.JOINED, main="third")).joined_to == "third"
    apart = follow(joined, event(Happened.SEPARATED))
    assert apart == replace(joined, joined_to=None)
    with pytest.raises(OutOfTurn):
        follow(apart, event(Happened.SEPARATED))
    rewarded = told(*ANSWERED, Happened.REWARDED)
    assert rewarded.rewarded
    with pytest.raises(OutOfTurn):
        follow(rewarded, event(Happened.REWARDED))


@given(st.lists(st.integers(0, NUMBERS[-1]), max_size=80), st.integers(1, 25))
def test_replaying_is_following_one_by_one_and_changes_nothing_before(numbers: list[int], length: int) -> None:
    events = list(history_of(Row(numbers), length))
    states = [replay(events[:n]) for n in range(len(events) + 1)]
    assert states[0] == State()
    assert [follow(states[n], events[n]) for n in range(len(events))] == states[1:]
    assert replay(iter(events)) == states[-1]
