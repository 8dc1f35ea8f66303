"""Deadlines, worked out from the events and the calendar alone. No due day is stored anywhere.

A clock runs from an event that starts it to one that stops it. While it runs nothing moves it but an extension that
was granted, with a reason, before it ran out: a transfer, an objection, a joining or a supplement does not. After a
stop the next starting event begins a new run with a promise of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.history import Event
from anxin.kernel.reference.working_days import end_of_term, published, working_day_from

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = time(0)

# After these nobody waits for anything, whatever a clock says of itself; after an agreement only for what may follow.
NOTHING_OWED = frozenset({Happened.REFUSED, Happened.WITHDRAWN})
AFTER_AGREEMENT = frozenset({Happened.CLOSED, Happened.REWARDED, Happened.STEP_DONE})


class Unit(StrEnum):
    """`DAYS` counts every day, but a term of one or more that would end on a day of rest ends on the next working day
    (Civil Code art. 203). 0 is the same day; 0 working days begun on a day of rest is the next working day."""

    WORKING_DAYS = "working-days"
    DAYS = "days"
    HOURS = "hours"


LENGTH = re.compile(r"(\d+) (working days?|days?|hours?)")
UNITS = {"working day": Unit.WORKING_DAYS, "day": Unit.DAYS, "hour": Unit.HOURS}


def length(written: str) -> tuple[int, Unit]:
    """A length of time as a service writes it. Raises ValueError."""
    found = LENGTH.fullmatch(written)
    if found is None:
        raise ValueError('a length of time is written "5 working days", "30 days" or "48 hours"')
    return int(found[1]), UNITS[found[2].removesuffix("s")]


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
    """One time limit. `cutoff`: what arrives at that time of day or later counts as the next day's, or the next working
    day's where working days are counted; then nothing arrives on a day of rest. Hours know no cutoff."""

    slug: str
    starts: frozenset[Happened]
    stops: frozenset[Happened]
    amount: int
    unit: Unit
    whose: Whose = Whose.REQUESTER
    extension: Extension | None = None
    cutoff: time | None = None

    @cached_property
    def ends(self) -> frozenset[Happened]:
        """Everything that stops it: what it names, and what ends the wait by itself."""
        ended = self.stops | NOTHING_OWED
        return ended if self.stops & AFTER_AGREEMENT else ended | {Happened.AGREED}

    @cached_property
    def heeds(self) -> frozenset[Happened]:
        """The events that matter to it at all."""
        return self.starts | self.ends | {Happened.EXTENDED}


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

    @property
    def provisional(self) -> bool:
        """Whether it ends in a year whose holidays are not known yet: these can move its end."""
        return not published(self.due_on)

    def kept(self, at: datetime) -> bool | None:
        """Whether the promise was kept; None while that is open."""
        if self.stopped_at is not None:
            return self.stopped_at < self.due
        return None if at < self.due else False


class Held(NamedTuple):
    """A run and the term it is held to."""

    term: ClockTerm
    run: Run


class Promise(NamedTuple):
    """What a requester is shown. `kept` None: the clock runs; `run.kept(at)` says whether it is overdue."""

    term: ClockTerm
    run: Run
    kept: bool | None


def due_after(start: datetime, amount: int, unit: Unit, cutoff: time | None = None) -> datetime:
    """The moment a term that begins at `start` is over. Days end at midnight, Shanghai time."""
    local = start.astimezone(SHANGHAI)
    if unit is Unit.HOURS:
        return local + timedelta(hours=amount)
    return _end_of(_last_day(_counts_as(local, unit, cutoff), amount, unit))


def _counts_as(local: datetime, unit: Unit, cutoff: time | None) -> date:
    """The day on which something counts as arrived."""
    day = local.date()
    if cutoff is None:
        return day
    late = local.time() >= cutoff
    if unit is Unit.DAYS:
        return day + timedelta(days=late)
    return end_of_term(day, 1) if late else working_day_from(day)


def _last_day(first: date, amount: int, unit: Unit) -> date:
    """The last of `amount` days after `first`."""
    if unit is Unit.WORKING_DAYS:
        return end_of_term(first, amount) if amount else working_day_from(first)
    return working_day_from(first + timedelta(days=amount)) if amount else first


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), MIDNIGHT, SHANGHAI)


def extended(run: Run, term: ClockTerm, amount: int) -> Run:
    """The run with its end moved out; days are counted on from the day it would have ended."""
    if term.unit is Unit.HOURS:
        due = run.due + timedelta(hours=amount)
    else:
        due = _end_of(_last_day(run.due_on, amount, term.unit))
    return replace(run, due=due, extensions=run.extensions + 1)


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


def _extends(run: Run, term: ClockTerm, event: Event) -> bool:
    if event.kind is not Happened.EXTENDED or event.detail["clock"] != term.slug:
        return False
    return may_extend(run, term, event.detail["amount"], event.at)


def runs(term: ClockTerm, events: Iterable[Event]) -> list[Run]:
    """Every run of one clock, in order. An extension that came too late or went too far moves nothing."""
    found: list[Run] = []
    going: Run | None = None
    for event in events:
        kind = event.kind
        if kind not in term.heeds:
            continue
        if going is not None and kind in term.ends:
            found[-1] = replace(going, stopped_at=event.at)
            going = None
        if going is None and kind in term.starts:
            due = due_after(event.at, term.amount, term.unit, term.cutoff)
            going = Run(term.slug, len(found) + 1, event.at, due)
            found.append(going)
        elif going is not None and _extends(going, term, event):
            found[-1] = going = extended(going, term, event.detail["amount"])
    return found


def _ends_first(held: Held) -> tuple[datetime, str]:
    return held.run.due, held.term.slug


def running(terms: Iterable[ClockTerm], events: Sequence[Event]) -> list[Held]:
    """The clocks that run now, the one that ends first before the others."""
    last = (Held(term, found[-1]) for term in terms if (found := runs(term, events)))
    return sorted((held for held in last if held.run.stopped_at is None), key=_ends_first)


def due_for_desk(
    terms: Iterable[ClockTerm],
    events: Sequence[Event],
    joined: Iterable[tuple[Iterable[ClockTerm], Sequence[Event]]] = (),
) -> Held | None:
    """What the desk that has a case must meet first: its own clock, the requester's, or that of a requester whose case
    was joined to it. `joined`: terms and events of each. None where nothing runs."""
    waiting = running(terms, events)[:1]
    for theirs, told in joined:
        waiting += running([term for term in theirs if term.whose is Whose.REQUESTER], told)[:1]
    return min(waiting, key=_ends_first, default=None)


def promised(terms: Iterable[ClockTerm], events: Sequence[Event]) -> Promise | None:
    """What the requester is shown: of the promises made to them the running one that ends first; where none runs, the
    one that stopped last (of two that stopped together, the one that ended first). None before any was made."""
    every = (Held(term, run) for term in terms if term.whose is Whose.REQUESTER for run in runs(term, events)[-1:])
    made = sorted(every, key=_ends_first)
    for term, run in made:
        if run.stopped_at is None:
            return Promise(term, run, None)
    stopped = [(run.stopped_at, term, run) for term, run in made if run.stopped_at is not None]
    if not stopped:
        return None
    at, term, run = max(stopped, key=lambda held: held[0])
    return Promise(term, run, at < run.due)


def answered_on_the_spot(events: Iterable[Event]) -> bool | None:
    """Whether the answer that stands was given on the day the request came in (Shanghai time); None while none does."""
    received, answered = None, None
    for event in events:
        if event.kind is Happened.RECEIVED:
            received = event.at.astimezone(SHANGHAI).date()
        elif event.kind is Happened.ANSWERED:
            answered = event.at.astimezone(SHANGHAI).date()
        elif event.kind is Happened.CONTESTED:
            answered = None
    return None if answered is None else answered == received
