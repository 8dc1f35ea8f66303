"""The figures of a board: what became of the cases of one's desks, and how long it took. Every view adds up.

An organisation that cases are about counts its own desk's only, from the day each came there: when a request was made,
how often it was sent on and who accepted the answer would tell of its requester.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from statistics import median

from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases import clocks
from anxin.kernel.cases.clocks import Whose
from anxin.kernel.cases.enums import ENDS, Agreement, Happened, Result, Stage
from anxin.kernel.cases.history import DeskAt, Event, replay, since_at_desk
from anxin.kernel.cases.inbox import events_by_case
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import matter_of
from anxin.kernel.cases.rights import only_organisation, seats_of
from anxin.kernel.cases.scope import visible_cases
from anxin.kernel.cases.showing import desk_title
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party

AT_ONCE = 2000
LEAVES = frozenset({Happened.ANSWERED, Happened.OBJECTED, Happened.ASSIGNED, Happened.WITHDRAWN})


class End(StrEnum):
    """What became of a case that ended. Solved and refused are never one figure."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


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

    desk: str
    days: int
    answered: bool
    open: bool


@dataclass(frozen=True)
class Counted:
    """One case as figures see it."""

    pack: str
    matter: str
    title: str
    day: date
    stage: Stage
    end: End | None
    agreement: Agreement | None
    promise: Kept
    on_the_spot: bool | None
    hops: int
    objections: int
    rounds: int
    joined: bool
    stints: tuple[Stint, ...]


@dataclass(frozen=True)
class Tally:
    """Counts of some cases: `ended` are those that ended, by what became of them; `solved_by` splits the solved ones
    by whose word accepted the answer."""

    name: str
    total: int
    stages: dict[Stage, int]
    ends: dict[End, int]
    solved_by: dict[Agreement, int]
    promises: dict[Kept, int]

    @property
    def open(self) -> int:
        return self.total - self.ended

    @property
    def ended(self) -> int:
        return sum(self.ends.values())

    @property
    def fix_rate(self) -> float | None:
        """Solved, and accepted by its requester, of what ended; None before anything has."""
        return self.ends[End.SOLVED] / self.ended if self.ended else None

    @property
    def kept_rate(self) -> float | None:
        """Kept, of the promises that are decided: kept, missed, or overdue now."""
        decided = sum(self.promises[one] for one in (Kept.KEPT, Kept.MISSED, Kept.OVERDUE))
        return self.promises[Kept.KEPT] / decided if decided else None


@dataclass(frozen=True)
class AtDesk:
    """How long cases lay at a desk, in days: those it answered, and those that lie there now."""

    desk: str
    cases: int
    answered: int
    median_days: float | None
    worst_days: int | None
    waiting: int
    longest_wait: int | None


@dataclass(frozen=True)
class Board:
    """All figures of a board. `concerned`: some are those of an organisation that cases are about, and what would tell
    of a requester is left out."""

    whole: Tally
    matters: list[Tally]
    desks: list[AtDesk]
    on_the_spot: int
    answered: int
    hops: dict[int, int]
    objections: int
    contested: int
    joined: int
    concerned: bool


def board(*, by: Actor, at: datetime, since: date | None = None, until: date | None = None, pack: str = "") -> Board:
    """The figures of the cases somebody may know of, received from one day to another."""
    require(by, Act.WORK_CASES)
    seats = seats_of(by, at)
    held = visible_cases(by, at, seats).select_related("desk_organisation").order_by("pk")
    cases = list(held.filter(pack=pack) if pack else held)
    outside = {case.pk for case in cases if by.role != Role.SYSTEM and only_organisation(seats, case, matter_of(case))}
    told = _names(cases, outside)
    counted: list[Counted] = []
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        events = events_by_case([case.pk for case in some])
        counted += [_counted(at, case, events[case.pk], case.pk in outside, told) for case in some]
    within = [one for one in counted if (since is None or one.day >= since) and (until is None or one.day <= until)]
    concerned = bool(seats) and all(seat.organisation_id is not None for seat in seats)
    return _board(within, concerned=concerned)


def _names(cases: Sequence[Case], outside: set[int]) -> dict[str, str]:
    """The names of organisations that have or had a case."""
    about = {case.about_id for case in cases if case.about_id is not None and case.pk not in outside}
    names = {one.desk_organisation.public_id: one.desk_organisation.name for one in cases if one.desk_organisation}
    return names | dict(Party.objects.filter(pk__in=about).values_list("public_id", "name"))


def _counted(at: datetime, case: Case, events: list[Event], concerned: bool, names: dict[str, str]) -> Counted:
    asks, state = matter_of(case), replay(events)
    told = since_at_desk(events, case.desk) if concerned else events
    return Counted(
        pack=case.pack,
        matter=case.matter,
        title=str(asks.title),
        day=_day(told[0].at) if told else _day(case.received_at),
        stage=Stage(case.stage),
        end=_end(Stage(case.stage), state.result),
        agreement=None if concerned else state.agreement,
        promise=_promise(asks, told, at, Whose.DESK if concerned else Whose.REQUESTER),
        on_the_spot=None if concerned else clocks.answered_on_the_spot(events),
        hops=0 if concerned else state.hops,
        objections=0 if concerned else state.objections,
        rounds=state.rounds,
        joined=case.main_id is not None,
        stints=tuple(_stints(asks, told, at, names)),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(clocks.SHANGHAI).date()


def _end(stage: Stage, result: Result | None) -> End | None:
    if stage not in ENDS:
        return None
    if stage is Stage.WITHDRAWN:
        return End.WITHDRAWN
    return End(result or Result.REFUSED)


def _promise(asks: Matter, events: Sequence[Event], at: datetime, whose: Whose) -> Kept:
    """The promise that runs and ends first, or else the one that stopped last."""
    last = [found[-1] for term in asks.terms if term.whose is whose and (found := clocks.runs(term, events))]
    running = [run for run in last if run.stopped_at is None]
    if running:
        return Kept.OVERDUE if any(at >= run.due for run in running) else Kept.RUNNING
    if not last:
        return Kept.NONE
    newest = max(run.stopped_at or at for run in last)
    return Kept.KEPT if all(run.kept(at) for run in last if run.stopped_at == newest) else Kept.MISSED


def _stints(asks: Matter, events: Sequence[Event], at: datetime, names: dict[str, str]) -> Iterable[Stint]:
    here: tuple[str, datetime] | None = None
    for event in events:
        if here is not None and event.kind in LEAVES:
            yield Stint(here[0], _days(here[1], event.at), answered=event.kind is Happened.ANSWERED, open=False)
            here = None
        if event.kind is Happened.ASSIGNED:
            desk = DeskAt(**event.detail["desk"])
            here = desk_title(asks, desk.slug, desk.area, names.get(desk.organisation, "")), event.at
    if here is not None:
        yield Stint(here[0], _days(here[1], at), answered=False, open=True)


def _days(start: datetime, end: datetime) -> int:
    return (_day(end) - _day(start)).days


def _board(counted: list[Counted], *, concerned: bool) -> Board:
    by_matter: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for one in counted:
        by_matter[one.pack, one.matter].append(one)
    hops = Counter(one.hops for one in counted)
    return Board(
        whole=_tally("", counted),
        matters=[_tally(held[0].title, held) for _key, held in sorted(by_matter.items())],
        desks=_desks(counted),
        on_the_spot=sum(one.on_the_spot is True for one in counted),
        answered=sum(one.on_the_spot is not None for one in counted),
        hops={count: hops[count] for count in sorted(hops)},
        objections=sum(one.objections for one in counted),
        contested=sum(one.rounds > 0 for one in counted),
        joined=sum(one.joined for one in counted),
        concerned=concerned,
    )


def _tally(name: str, counted: Sequence[Counted]) -> Tally:
    stages = Counter(one.stage for one in counted)
    ends = Counter(one.end for one in counted if one.end is not None)
    solved = Counter(one.agreement for one in counted if one.end is End.SOLVED and one.agreement is not None)
    promises = Counter(one.promise for one in counted)
    return Tally(
        name=name,
        total=len(counted),
        stages={one: stages[one] for one in Stage},
        ends={one: ends[one] for one in End},
        solved_by={one: solved[one] for one in Agreement},
        promises={one: promises[one] for one in Kept},
    )


@dataclass
class _Desk:
    answered: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    cases: int = 0


def _desks(counted: Iterable[Counted]) -> list[AtDesk]:
    found: dict[str, _Desk] = defaultdict(_Desk)
    for one in counted:
        for name in {stint.desk for stint in one.stints}:
            found[name].cases += 1
        for stint in one.stints:
            if stint.answered:
                found[stint.desk].answered.append(stint.days)
            elif stint.open:
                found[stint.desk].waiting.append(stint.days)
    return [_at_desk(name, desk) for name, desk in sorted(found.items())]


def _at_desk(name: str, desk: _Desk) -> AtDesk:
    return AtDesk(
        desk=name,
        cases=desk.cases,
        answered=len(desk.answered),
        median_days=float(median(desk.answered)) if desk.answered else None,
        worst_days=max(desk.answered, default=None),
        waiting=len(desk.waiting),
        longest_wait=max(desk.waiting, default=None),
    )
