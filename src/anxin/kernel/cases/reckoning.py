"""What one case's history amounts to in figures: whether the promise was kept, and how long it lay at which desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from anxin.kernel.cases import clocks
from anxin.kernel.cases.clocks import Run, Whose
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.history import DeskAt, Event
from anxin.kernel.cases.matter import Matter

LEAVES = frozenset({Happened.ANSWERED, Happened.OBJECTED, Happened.ASSIGNED, Happened.WITHDRAWN})


class Kept(StrEnum):
    """Whether what was promised was kept."""

    KEPT = "kept"
    MISSED = "missed"
    RUNNING = "running"
    OVERDUE = "overdue"
    NONE = "none"


@dataclass(frozen=True)
class Stint:
    """A case at a desk, from the day it came to the day it left. `answered`: it left with an answer."""

    desk: DeskAt
    days: int
    answered: bool
    open: bool


@dataclass(frozen=True)
class Settled:
    """An ended case in which no time limit runs: its figures are the same on any later day."""

    promise: Kept
    on_the_spot: bool | None
    objections: int
    rounds: int
    stints: tuple[Stint, ...]


def settled(asks: Matter, events: Sequence[Event], ended_at: datetime) -> Settled | None:
    """The figures of a case that ended; None while a time limit of it still runs."""
    if clocks.running(asks.terms, events):
        return None
    kinds = [event.kind for event in events]
    return Settled(
        promise=promise_kept(asks, events, ended_at, Whose.REQUESTER),
        on_the_spot=clocks.answered_on_the_spot(events),
        objections=kinds.count(Happened.OBJECTED),
        rounds=kinds.count(Happened.CONTESTED),
        stints=tuple(stints(events, ended_at)),
    )


def promise_kept(asks: Matter, events: Sequence[Event], at: datetime, whose: Whose) -> Kept:
    """The promise that runs and ends first, or else the one that stopped last."""
    last = [found[-1] for term in asks.terms if term.whose is whose and (found := clocks.runs(term, events))]
    running = [run for run in last if run.stopped_at is None]
    if running:
        return Kept.OVERDUE if any(at >= run.due for run in running) else Kept.RUNNING
    return _stopped(last, at) if last else Kept.NONE


def _stopped(last: Sequence[Run], at: datetime) -> Kept:
    newest = max(run.stopped_at or at for run in last)
    return Kept.KEPT if all(run.kept(at) for run in last if run.stopped_at == newest) else Kept.MISSED


def stints(events: Sequence[Event], at: datetime) -> Iterator[Stint]:
    """Each stay at a desk, in order; the last one goes on until `at` where the case still lies there."""
    here: tuple[DeskAt, datetime] | None = None
    for event in events:
        if here is not None and event.kind in LEAVES:
            answered = event.kind is Happened.ANSWERED
            yield Stint(here[0], _days(here[1], event.at), answered=answered, open=False)
            here = None
        if event.kind is Happened.ASSIGNED:
            here = DeskAt(**event.detail["desk"]), event.at
    if here is not None:
        yield Stint(here[0], _days(here[1], at), answered=False, open=True)


def shanghai_date(moment: datetime) -> date:
    return moment.astimezone(clocks.SHANGHAI).date()


def _days(start: datetime, end: datetime) -> int:
    return (shanghai_date(end) - shanghai_date(start)).days
