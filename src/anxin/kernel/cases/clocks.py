"""Deadlines, worked out from the events and the calendar alone. No due day is stored anywhere.

A clock runs from an event that starts it to one that stops it. While it runs nothing moves it but an extension that was
granted, with a reason, before it ran out: a transfer, an objection, a joining or a supplement does not. After a stop the
next starting event begins a new run with a promise of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.history import Event
from anxin.kernel.reference.working_days import end_of_term

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = time(0)


class Unit(StrEnum):
    WORKING_DAYS = "working-days"
    DAYS = "days"
    HOURS = "hours"


class Whose(StrEnum):
    """Who was promised: the requester, or within the house one desk."""

    REQUESTER = "requester"
    DESK = "desk"


@dataclass(frozen=True)
class Extension:
    """By how much a clock may be extended, and how often in one run. The unit is the clock's own."""

    amount: int
    times: int = 1


@dataclass(frozen=True)
class ClockTerm:
    """One time limit. `cutoff`: what arrives later in the day counts as the next working day's (only for days)."""

    slug: str
    starts: frozenset[Happened]
    stops: frozenset[Happened]
    amount: int
    unit: Unit
    whose: Whose = Whose.REQUESTER
    extension: Extension | None = None
    cutoff: time | None = None


@dataclass(frozen=True)
class Run:
    """One run of a clock. `due` is exclusive: met if stopped before it. `stopped_at` None: it runs."""

    clock: str
    number: int
    started_at: datetime
    due: datetime
    extensions: int = 0
    stopped_at: datetime | None = None

    @property
    def due_on(self) -> date:
        """The last day on which it is met."""
        return (self.due - timedelta(microseconds=1)).astimezone(SHANGHAI).date()

    def kept(self, at: datetime) -> bool | None:
        """Whether the promise was kept; None while that is open."""
        if self.stopped_at is not None:
            return self.stopped_at < self.due
        return None if at < self.due else False


def due_after(start: datetime, amount: int, unit: Unit, cutoff: time | None = None) -> datetime:
    """The moment a term that begins at `start` is over. Days end at midnight, Shanghai time."""
    local = start.astimezone(SHANGHAI)
    if unit is Unit.HOURS:
        return local + timedelta(hours=amount)
    first = local.date()
    if cutoff is not None and local.time() >= cutoff:
        first = end_of_term(first, 1)
    return _end_of(end_of_term(first, amount) if unit is Unit.WORKING_DAYS else first + timedelta(days=amount))


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), MIDNIGHT, SHANGHAI)


def extended(run: Run, term: ClockTerm, amount: int) -> Run:
    """The run with its end moved out; days are counted on from the day it would have ended."""
    if term.unit is Unit.HOURS:
        return replace(run, due=run.due + timedelta(hours=amount), extensions=run.extensions + 1)
    day = end_of_term(run.due_on, amount) if term.unit is Unit.WORKING_DAYS else run.due_on + timedelta(days=amount)
    return replace(run, due=_end_of(day), extensions=run.extensions + 1)


def may_extend(run: Run, term: ClockTerm, amount: int, at: datetime) -> bool:
    """Whether an extension granted at that moment counts: the run goes on, is not over, and has one left."""
    allowed = term.extension
    return (
        allowed is not None
        and run.stopped_at is None
        and at < run.due
        and run.extensions < allowed.times
        and 0 < amount <= allowed.amount
    )


def runs(term: ClockTerm, events: Iterable[Event]) -> list[Run]:
    """Every run of one clock, in order. An extension that came too late or went too far moves nothing."""
    found: list[Run] = []
    for event in events:
        going = found[-1] if found and found[-1].stopped_at is None else None
        if going is not None and event.kind in term.stops:
            found[-1] = going = replace(going, stopped_at=event.at)
            going = None
        if going is None and event.kind in term.starts:
            due = due_after(event.at, term.amount, term.unit, term.cutoff)
            found.append(Run(term.slug, len(found) + 1, event.at, due))
        elif going is not None and event.kind is Happened.EXTENDED and event.detail["clock"] == term.slug:
            if may_extend(going, term, event.detail["amount"], event.at):
                found[-1] = extended(going, term, event.detail["amount"])
    return found


def running(terms: Iterable[ClockTerm], events: Sequence[Event]) -> list[tuple[ClockTerm, Run]]:
    """The clocks that run now, the one that ends first before the others."""
    last = ((term, found[-1]) for term in terms if (found := runs(term, events)))
    return sorted((held for held in last if held[1].stopped_at is None), key=lambda held: (held[1].due, held[0].slug))
