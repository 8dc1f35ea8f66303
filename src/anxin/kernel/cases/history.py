"""A case is its events. Everything shown of its state is worked out from them, here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from anxin.kernel.cases.enums import OPEN, Agreement, Happened, Result, Stage

MOVES: Mapping[Stage | None, Mapping[Happened, Stage]] = {
    None: {Happened.RECEIVED: Stage.RECEIVED},
    Stage.RECEIVED: {
        Happened.ACCEPTED: Stage.ACCEPTED,
        Happened.REFUSED: Stage.REFUSED,
        Happened.WITHDRAWN: Stage.WITHDRAWN,
    },
    Stage.ACCEPTED: {
        Happened.ASSIGNED: Stage.ASSIGNED,
        Happened.REFUSED: Stage.REFUSED,
        Happened.WITHDRAWN: Stage.WITHDRAWN,
    },
    Stage.ASSIGNED: {
        Happened.ASSIGNED: Stage.ASSIGNED,
        Happened.OBJECTED: Stage.ACCEPTED,
        Happened.ANSWERED: Stage.ANSWERED,
        Happened.WITHDRAWN: Stage.WITHDRAWN,
    },
    Stage.ANSWERED: {Happened.AGREED: Stage.AGREED, Happened.CONTESTED: Stage.CONTESTED},
    Stage.CONTESTED: {
        Happened.ASSIGNED: Stage.ASSIGNED,
        Happened.AGREED: Stage.AGREED,
        Happened.WITHDRAWN: Stage.WITHDRAWN,
    },
    Stage.AGREED: {Happened.CLOSED: Stage.CLOSED},
    Stage.REFUSED: {Happened.CONTESTED: Stage.CONTESTED},
    Stage.CLOSED: {},
    Stage.WITHDRAWN: {},
}
BESIDE: Mapping[Happened, frozenset[Stage]] = {
    Happened.SCREENED: frozenset({Stage.RECEIVED, Stage.ACCEPTED}),
    Happened.CLAIMED: frozenset({Stage.ASSIGNED}),
    Happened.STEP_DONE: frozenset({Stage.ASSIGNED, Stage.AGREED}),
    Happened.EXTENDED: OPEN,
    Happened.SUPPLEMENTED: OPEN,
    Happened.NOTED: frozenset(Stage),
    Happened.JOINED: OPEN,
    Happened.SEPARATED: frozenset(Stage),
    Happened.REWARDED: frozenset({Stage.ANSWERED, Stage.AGREED, Stage.CLOSED}),
}
# Whose word may come where: who has just contested is not silent, and what nobody contested is not reviewed.
SPEAKS: Mapping[Agreement, frozenset[Stage]] = {
    Agreement.REQUESTER: frozenset({Stage.ANSWERED, Stage.CONTESTED}),
    Agreement.SILENCE: frozenset({Stage.ANSWERED}),
    Agreement.REVIEW: frozenset({Stage.CONTESTED}),
}


@dataclass(frozen=True)
class Event:
    """One thing that happened. `detail` holds words and keys only; texts about people lie sealed beside it."""

    seq: int
    kind: Happened
    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DeskAt:
    """A desk: its key in the pack and the area it works for, or the organisation it is in."""

    slug: str
    area: str = ""
    organisation: str = ""


class OutOfTurn(Exception):
    """This cannot happen to a case that stands there."""

    def __init__(self, stage: Stage | None, kind: Happened) -> None:
        self.stage, self.kind = stage, kind
        super().__init__(f"{kind} after {stage}")


@dataclass(frozen=True)
class State:
    """What a history amounts to. `desk` is who has it now, `hops` how often it came to a desk that did not have it,
    `rounds` how often an answer was contested, `steps` those done since it was last sent to a desk, `result` that of
    the last answer.
    """

    stage: Stage | None = None
    desk: DeskAt | None = None
    hops: int = 0
    objections: int = 0
    rounds: int = 0
    result: Result | None = None
    agreement: Agreement | None = None
    claimed_by: int | None = None
    joined_to: str | None = None
    steps: tuple[str, ...] = ()
    rewarded: bool = False
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN


def follow(state: State, event: Event) -> State:
    """The state after one more event. Raises OutOfTurn where the lifecycle has no such step."""
    beside = BESIDE.get(event.kind)
    if beside is not None:
        if state.stage not in beside or _is_senseless(state, event):
            raise OutOfTurn(state.stage, event.kind)
        return _noted(state, event)
    stage = MOVES[state.stage].get(event.kind)
    if stage is None:
        raise OutOfTurn(state.stage, event.kind)
    return _moved(state, stage, event)


def _is_senseless(state: State, event: Event) -> bool:
    """What stands beside the lifecycle and is already so: a second reward, joining where it is joined."""
    match event.kind:
        case Happened.JOINED:
            return bool(event.detail["main"] == state.joined_to)
        case Happened.SEPARATED:
            return state.joined_to is None
        case Happened.REWARDED:
            return state.rewarded
    return False


def _moved(state: State, stage: Stage, event: Event) -> State:
    match event.kind:
        case Happened.ASSIGNED:
            desk = DeskAt(**event.detail["desk"])
            hops = state.hops + (desk != state.desk)
            return replace(state, stage=stage, desk=desk, hops=hops, claimed_by=None, steps=())
        case Happened.OBJECTED:
            return replace(state, stage=stage, desk=None, objections=state.objections + 1, claimed_by=None)
        case Happened.ANSWERED:
            return replace(state, stage=stage, result=Result(event.detail["result"]))
        case Happened.CONTESTED:
            return replace(state, stage=stage, rounds=state.rounds + 1, ended_at=None)
        case Happened.AGREED:
            agreement = Agreement(event.detail["how"])
            if state.stage not in SPEAKS[agreement]:
                raise OutOfTurn(state.stage, event.kind)
            return replace(state, stage=stage, agreement=agreement)
        case Happened.REFUSED:
            return replace(state, stage=stage, result=Result.REFUSED, ended_at=event.at)
        case Happened.CLOSED | Happened.WITHDRAWN:
            return replace(state, stage=stage, ended_at=event.at)
    return replace(state, stage=stage)


def _noted(state: State, event: Event) -> State:
    match event.kind:
        case Happened.CLAIMED:
            return replace(state, claimed_by=event.detail["user"])
        case Happened.STEP_DONE:
            return replace(state, steps=(*state.steps, event.detail["step"]))
        case Happened.JOINED:
            return replace(state, joined_to=event.detail["main"])
        case Happened.SEPARATED:
            return replace(state, joined_to=None)
        case Happened.REWARDED:
            return replace(state, rewarded=True)
    return state


def replay(events: Iterable[Event]) -> State:
    """The state a whole history amounts to."""
    state = State()
    for event in events:
        state = follow(state, event)
    return state


def since_at_desk(events: Iterable[Event], desk: str) -> list[Event]:
    """What happened from the day on which a case first came to a desk: all that an organisation it is about may reckon
    from, as what went before would tell when somebody spoke."""
    held = list(events)
    came = next(
        (
            place
            for place, event in enumerate(held)
            if event.kind is Happened.ASSIGNED and event.detail["desk"]["slug"] == desk
        ),
        len(held),
    )
    return held[came:]
