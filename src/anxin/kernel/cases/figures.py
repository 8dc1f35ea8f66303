"""The figures of a board: what became of the cases of one's desks, and how long it took. Every view adds up.

An organisation that cases are about counts its own desk's only, from the day each came there: when a request was made,
how often it was sent on and who accepted the answer would tell of its requester.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import TypeVar

from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases.counting import Counted, End, Lain, count
from anxin.kernel.cases.enums import Agreement, Stage
from anxin.kernel.cases.reckoning import Kept
from anxin.kernel.cases.rights import seats_of
from anxin.kernel.journal.actor import Actor

Key = TypeVar("Key")


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
    counted, lain = count(by, at, seats, since=since, until=until, pack=pack)
    concerned = bool(seats) and all(seat.organisation_id is not None for seat in seats)
    return _board(counted, lain, concerned=concerned)


def _board(counted: list[Counted], lain: list[Lain], *, concerned: bool) -> Board:
    by_matter: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for one in counted:
        by_matter[one.pack, one.matter].append(one)
    hops = _times((one.hops, one) for one in counted)
    return Board(
        whole=_tally("", counted),
        matters=[_tally(_title(held), held) for _key, held in sorted(by_matter.items())],
        desks=_desks(lain),
        on_the_spot=sum(one.times for one in counted if one.on_the_spot is True),
        answered=sum(one.times for one in counted if one.on_the_spot is not None),
        hops={count: hops[count] for count in sorted(hops)},
        objections=sum(one.objections * one.times for one in counted),
        contested=sum(one.times for one in counted if one.rounds > 0),
        joined=sum(one.times for one in counted if one.joined),
        concerned=concerned,
    )


def _title(counted: Sequence[Counted]) -> str:
    """The words of the version that the oldest of them came in under."""
    return min(counted, key=lambda one: one.eldest).title


def _times(held: Iterable[tuple[Key, Counted]]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for key, one in held:
        found[key] += one.times
    return found


def _tally(name: str, counted: Sequence[Counted]) -> Tally:
    stages = _times((one.stage, one) for one in counted)
    ends = _times((one.end, one) for one in counted if one.end is not None)
    solved = _times((one.agreement, one) for one in counted if one.end is End.SOLVED and one.agreement is not None)
    promises = _times((one.promise, one) for one in counted)
    return Tally(
        name=name,
        total=sum(one.times for one in counted),
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


def _desks(lain: Iterable[Lain]) -> list[AtDesk]:
    found: dict[str, _Desk] = defaultdict(_Desk)
    for one in lain:
        desk = found[one.desk]
        desk.cases += one.cases
        if one.answered:
            desk.answered += [one.days] * one.times
        elif one.open:
            desk.waiting += [one.days] * one.times
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
