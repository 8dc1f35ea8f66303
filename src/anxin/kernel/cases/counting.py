"""The cases of a board, one by one or already added up: what has ended comes added up by the database from the figures
kept with each case, what goes on (or is an organisation's own view) is worked out from its events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Min, Q, QuerySet

from anxin.kernel.cases import clocks
from anxin.kernel.cases.clocks import Whose
from anxin.kernel.cases.enums import ENDS, Agreement, Happened, Result, Stage
from anxin.kernel.cases.history import DeskAt, Event, since_at_desk
from anxin.kernel.cases.inbox import HEAVY, events_by_case
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case, ReckonedStint
from anxin.kernel.cases.reckoning import Kept, promise_kept, shanghai_date, stints
from anxin.kernel.cases.recording import matter_of, matter_of_version
from anxin.kernel.cases.rights import SeatAt, only_organisation
from anxin.kernel.cases.scope import plainly_theirs, visible_cases
from anxin.kernel.cases.showing import desk_title
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party

AT_ONCE = 2000


class End(StrEnum):
    """What became of a case that ended. Solved and refused are never one figure."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Counted:
    """One case as figures see it, or several that are alike: `times`, the first of them `eldest`."""

    pack: str
    matter: str
    title: str
    stage: Stage
    end: End | None
    agreement: Agreement | None
    promise: Kept
    on_the_spot: bool | None
    hops: int
    objections: int
    rounds: int
    joined: bool
    eldest: int
    times: int = 1


@dataclass(frozen=True)
class Lain:
    """Stays of the same length at a desk: how many, and for how many cases the first there."""

    desk: str
    days: int
    answered: bool
    open: bool
    times: int
    cases: int


@dataclass(frozen=True)
class _Period:
    """Days received, both counted; None: without an end."""

    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def received(self) -> Q:
        found = Q()
        if self.since is not None:
            found &= Q(received_at__gte=_morning(self.since))
        if self.until is not None:
            found &= Q(received_at__lt=_morning(self.until + timedelta(days=1)))
        return found


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(0), clocks.SHANGHAI)


def count(
    by: Actor, at: datetime, seats: list[SeatAt], *, since: date | None, until: date | None, pack: str
) -> tuple[list[Counted], list[Lain]]:
    """Every case somebody may know of, and every stay at a desk."""
    held = visible_cases(by, at, seats)
    held = held.filter(pack=pack) if pack else held
    period = _Period(since, until)
    theirs = plainly_theirs(by, seats)
    kept = None if theirs is None else theirs & Q(reckoned__isnull=False)
    going = held if kept is None else held.exclude(kept)
    counted, lain = _one_by_one(by, at, seats, going, period)
    if kept is not None:
        over = held.filter(kept & period.received())
        counted += _added_up(over)
        lain += _stays(over)
    return counted, lain


def _added_up(over: QuerySet[Case]) -> list[Counted]:
    alike = (
        "pack", "matter", "version_id", "stage", "result", "agreement", "reckoned__promise", "reckoned__on_the_spot",
        "hops", "reckoned__objections", "reckoned__rounds", "joined",
    )  # fmt: skip
    rows = (
        over.annotate(joined=Q(main__isnull=False))
        .order_by()
        .values_list(*alike)
        .annotate(times=Count("pk"), eldest=Min("pk"))
    )
    return [
        Counted(
            pack=pack,
            matter=matter,
            title=str(matter_of_version(version).title),
            stage=Stage(stage),
            end=_end(Stage(stage), result),
            agreement=Agreement(agreement) if agreement else None,
            promise=Kept(promise),
            on_the_spot=spot,
            hops=hops,
            objections=objections,
            rounds=rounds,
            joined=bool(joined),
            eldest=eldest,
            times=times,
        )
        for (
            pack, matter, version, stage, result, agreement, promise, spot, hops, objections, rounds, joined, times,
            eldest,
        ) in rows
    ]  # fmt: skip


def _stays(over: QuerySet[Case]) -> list[Lain]:
    alike = ("case__version_id", "desk", "area", "organisation", "days", "answered")
    held = ReckonedStint.objects.filter(case__in=over.order_by()).order_by().values_list(*alike)
    rows = list(held.annotate(times=Count("pk"), cases=Count("pk", filter=Q(first=True))))
    names = _Names(_organisations({row[3] for row in rows}))
    return [
        Lain(
            desk=names.of(matter_of_version(version), version, DeskAt(slug, area, organisation)),
            days=days,
            answered=answered,
            open=False,
            times=times,
            cases=cases,
        )
        for version, slug, area, organisation, days, answered, times, cases in rows
    ]


def _organisations(public_ids: Iterable[str]) -> dict[str, str]:
    return dict(Party.objects.filter(public_id__in=set(public_ids)).values_list("public_id", "name"))


@dataclass
class _Names:
    """What desks are called, each worked out once."""

    organisations: dict[str, str]

    def __post_init__(self) -> None:
        self._known: dict[tuple[int, DeskAt], str] = {}

    def of(self, asks: Matter, version: int, desk: DeskAt) -> str:
        key = version, desk
        if key not in self._known:
            name = self.organisations.get(desk.organisation, "")
            self._known[key] = desk_title(asks, desk.slug, desk.area, name)
        return self._known[key]


def _one_by_one(
    by: Actor, at: datetime, seats: list[SeatAt], held: QuerySet[Case], period: _Period
) -> tuple[list[Counted], list[Lain]]:
    cases = list(held.select_related("desk_organisation").defer(*HEAVY).order_by("pk"))
    outside = {case.pk for case in cases if by.role != Role.SYSTEM and only_organisation(seats, case, matter_of(case))}
    names = _Names(_called(cases, outside))
    counted: list[Counted] = []
    lain: list[Lain] = []
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        events = events_by_case([case.pk for case in some])
        for case in some:
            told = since_at_desk(events[case.pk], case.desk) if case.pk in outside else events[case.pk]
            if period.holds(shanghai_date(told[0].at if told else case.received_at)):
                counted.append(_counted(at, case, events[case.pk], told, concerned=case.pk in outside))
                lain += _lain(at, case, told, names)
    return counted, lain


def _called(cases: Sequence[Case], outside: set[int]) -> dict[str, str]:
    """The names of organisations that have or had a case."""
    about = {case.about_id for case in cases if case.about_id is not None and case.pk not in outside}
    names = {one.desk_organisation.public_id: one.desk_organisation.name for one in cases if one.desk_organisation}
    return names | dict(Party.objects.filter(pk__in=about).values_list("public_id", "name"))


def _counted(at: datetime, case: Case, events: list[Event], told: list[Event], *, concerned: bool) -> Counted:
    asks, kinds = matter_of(case), [event.kind for event in events]
    return Counted(
        pack=case.pack,
        matter=case.matter,
        title=str(asks.title),
        stage=Stage(case.stage),
        end=_end(Stage(case.stage), case.result),
        agreement=Agreement(case.agreement) if case.agreement and not concerned else None,
        promise=promise_kept(asks, told, at, Whose.DESK if concerned else Whose.REQUESTER),
        on_the_spot=None if concerned else clocks.answered_on_the_spot(events),
        hops=0 if concerned else case.hops,
        objections=0 if concerned else kinds.count(Happened.OBJECTED),
        rounds=kinds.count(Happened.CONTESTED),
        joined=case.main_id is not None,
        eldest=case.pk,
    )


def _end(stage: Stage, result: str) -> End | None:
    if stage not in ENDS:
        return None
    if stage is Stage.WITHDRAWN:
        return End.WITHDRAWN
    return End(Result(result)) if result else End.REFUSED


def _lain(at: datetime, case: Case, told: list[Event], names: _Names) -> Iterator[Lain]:
    been = set()
    for stint in stints(told, at):
        desk = names.of(matter_of(case), case.version_id, stint.desk)
        yield Lain(desk, stint.days, stint.answered, stint.open, times=1, cases=int(desk not in been))
        been.add(desk)
