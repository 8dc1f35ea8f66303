"""What a case's page offers: only what somebody's duties allow where the case stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anxin.kernel.cases import clocks
from anxin.kernel.cases.choices import Colleague, batches_of, colleagues_for
from anxin.kernel.cases.enums import Duty, Happened, Result, Stage
from anxin.kernel.cases.filing import like
from anxin.kernel.cases.handling import steps_left
from anxin.kernel.cases.history import BESIDE, Event, State, replay
from anxin.kernel.cases.joining import UNDER_WAY
from anxin.kernel.cases.matter import Clock, Step
from anxin.kernel.cases.models import Batch, Case
from anxin.kernel.cases.opening import OpenedCase
from anxin.kernel.cases.recording import events_of

WRITES = frozenset({Duty.ANSWER, Duty.RECEIVE, Duty.DISPATCH, Duty.REVIEW})


@dataclass(frozen=True)
class Longer:
    """A time limit that may be extended now: which, and by how much at most."""

    clock: Clock
    most: int


@dataclass(frozen=True)
class Offers:
    """`deeds`: the names of acts open to the reader; beside them what each has to choose from."""

    deeds: frozenset[str]
    steps: list[Step]
    left_before_answer: list[Step]
    longer: list[Longer]
    alike: list[Case]
    colleagues: list[Colleague]
    batches: list[Batch]


def offers(opened: OpenedCase) -> Offers:
    """Everything the reader may do with the case."""
    case, asks = opened.case, opened.matter
    events = events_of(case)
    state = replay(events)
    deeds = set(_receiving(opened)) | set(_at_desk(opened, state)) | set(_reviewing(opened, state))
    steps = [step for step in _steps(opened) if step.duty in opened.duties]
    alike = like(case, opened.at) if _may_join(opened) else []
    longer = _longer(opened, events)
    peers = colleagues_for(opened.by, opened.at, case) if "answer" in deeds or "take" in deeds else []
    if _at(opened, Duty.ANSWER, Stage.ASSIGNED) and peers:
        deeds.add("give")
    deeds |= {name for name, held in (("step", steps), ("join", alike), ("extend", longer)) if held}
    left = steps_left(asks, case, Happened.ANSWERED, opened.at) if Duty.ANSWER in opened.duties else []
    if any(step.duty is not Duty.RELEASE for step in left):  # who is not let go may be refused all the same
        deeds.discard("answer")
    batches = batches_of(case.pack, case.matter) if "batch" in deeds else []
    return Offers(frozenset(deeds), steps, left, longer, alike, peers, batches)


def _at(opened: OpenedCase, duty: Duty, *stages: Stage) -> bool:
    return duty in opened.duties and opened.case.stage in stages


def _receiving(opened: OpenedCase) -> Iterator[str]:
    screening = opened.matter.screening
    if _at(opened, Duty.RECEIVE, Stage.RECEIVED) and not screening:
        yield "accept"
    if _at(opened, Duty.RECEIVE, Stage.RECEIVED, Stage.ACCEPTED):
        yield "refuse"
        if screening:
            yield "screen"
    if _at(opened, Duty.DISPATCH, Stage.ACCEPTED, Stage.ASSIGNED):
        yield "assign"
    if Duty.DISPATCH in opened.duties and opened.case.main_id is not None:
        yield "separate"
    if Duty.DISPATCH in opened.duties and opened.matter.batches:
        yield "batch"
    if opened.duties & WRITES:
        yield "note"


def _at_desk(opened: OpenedCase, state: State) -> Iterator[str]:
    if not _at(opened, Duty.ANSWER, Stage.ASSIGNED):
        return
    yield "answer"
    if state.objections < opened.matter.objections:
        yield "object"
    if state.claimed_by is None:
        yield "take"
    if opened.matter.supply:
        yield "supply"


def _reviewing(opened: OpenedCase, state: State) -> Iterator[str]:
    case = opened.case
    if _at(opened, Duty.REVIEW, Stage.CONTESTED):
        yield from ("uphold", "assign")
    rewards = opened.matter.reward is not None and case.result == Result.SOLVED and case.main_id is None
    if rewards and Duty.REVIEW in opened.duties and case.stage in BESIDE[Happened.REWARDED] and not state.rewarded:
        yield "reward"


def _steps(opened: OpenedCase) -> list[Step]:
    """Those that can be done now: before the answer at the desk, before closing also after the agreement."""
    case, asks = opened.case, opened.matter
    before = {Stage.ASSIGNED: (Happened.ANSWERED, Happened.CLOSED), Stage.AGREED: (Happened.CLOSED,)}
    if not any(step.duty in opened.duties for step in asks.steps):
        return []
    return [step for kind in before.get(Stage(case.stage), ()) for step in steps_left(asks, case, kind, opened.at)]


def _may_join(opened: OpenedCase) -> bool:
    case = opened.case
    return Duty.DISPATCH in opened.duties and case.stage in UNDER_WAY and case.main_id is None


def _longer(opened: OpenedCase, events: list[Event]) -> list[Longer]:
    if Duty.REVIEW not in opened.duties:
        return []
    running = {held.term.slug: held for held in clocks.running(opened.matter.terms, events)}
    return [
        Longer(clock, clock.term.extension.amount)
        for clock in opened.matter.clocks
        if clock.term.extension is not None
        and (held := running.get(clock.term.slug)) is not None
        and clocks.may_extend(held.run, held.term, 1, opened.at)
    ]
