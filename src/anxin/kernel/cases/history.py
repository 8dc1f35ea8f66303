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
    """What a history amounts to. `desk` is who has it now, `hops` how many desks have had it."""

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
        if state.stage not in beside:
            raise OutOfTurn(state.stage, event.kind)
        return _noted(state, event)
    stage = MOVES[state.stage].get(event.kind)
    if stage is None:
        raise OutOfTurn(state.stage, event.kind)
    return _moved(replace(state, stage=stage), state.stage, event)


def _moved(state: State, before: Stage | None, event: Event) -> State:
    match event.kind:
        case Happened.ASSIGNED:
            desk = DeskAt(**event.detail["desk"])
            hop = desk != state.desk or before is Stage.ACCEPTED
            return replace(state, desk=desk, hops=state.hops + hop, claimed_by=None, steps=())
        case Happened.OBJECTED:
            return replace(state, desk=None, objections=state.objections + 1, claimed_by=None)
        case Happened.ANSWERED:
            return replace(state, result=Result(event.detail["result"]))
        case Happened.CONTESTED:
            return replace(state, rounds=state.rounds + 1, ended_at=None)
        case Happened.AGREED:
            return replace(state, agreement=Agreement(event.detail["how"]))
        case Happened.REFUSED:
            return replace(state, result=Result.REFUSED, ended_at=event.at)
        case Happened.CLOSED | Happened.WITHDRAWN:
            return replace(state, ended_at=event.at)
    return state


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
