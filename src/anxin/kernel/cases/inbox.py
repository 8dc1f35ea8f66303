"""The list of a desk: what is due first stands first. Due days are worked out here, from the events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from anxin.kernel.access.rules import Act, Purpose, require
from anxin.kernel.cases import clocks
from anxin.kernel.cases.clocks import Held
from anxin.kernel.cases.enums import OPEN, Happened, Stage
from anxin.kernel.cases.history import Event, since_at_desk
from anxin.kernel.cases.models import Case, CaseEvent
from anxin.kernel.cases.recording import matter_of
from anxin.kernel.cases.rights import SeatAt, only_organisation, seats_of
from anxin.kernel.cases.scope import plainly_theirs, visible_cases
from anxin.kernel.cases.showing import desk_title
from anxin.kernel.cases.wording import stage_word
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.reference.areas import prefix

HEAVY = ("said_sealed", "name_sealed", "phone_sealed", "facts")
LIGHT = (
    "public_id", "version_id", "pack", "stage", "area", "main_id", "desk", "desk_area", "desk_organisation_id",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which cases: by service, matter, stage, desk, whether overdue, in one's own hands, or the start of a number."""

    pack: str = ""
    matter: str = ""
    stage: str = ""
    desk: str = ""
    area: str = ""
    batch: int | None = None
    overdue: bool = False
    mine: bool = False
    ended: bool = False
    number: str = ""
    joined: bool = False  # also those that are dealt with under another one
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CaseLine:
    """One line of the list. `due` None: nothing runs. `received_on` None where the reader is not told."""

    public_id: str
    pack: str
    matter: str
    title: str
    area: str
    stage: str
    stage_word: str
    desk: str
    due: datetime | None
    due_on: date | None
    overdue: bool
    claimed_by: str
    hops: int
    repeats: int
    received_on: date | None
    result: str


@dataclass(frozen=True)
class Leaf:
    """One page of a list, with how long the whole list is and how many of it are overdue."""

    lines: list[CaseLine]
    count: int
    overdue: int


def list_cases(*, by: Actor, at: datetime, wanted: Wanted = Wanted()) -> list[CaseLine]:
    """The cases of the actor's desks, due first; each requester known here finds the reading in their own view."""
    return leaf_of_cases(by=by, at=at, wanted=wanted).lines


@transaction.atomic
def leaf_of_cases(
    *, by: Actor, at: datetime, wanted: Wanted = Wanted(), start: int = 0, most: int | None = None, form: str = ""
) -> Leaf:
    """Part of the same list: `most` cases from the place `start` on. Only whose case stands there was read about.
    `form`: taken along as such a file, and written down as that."""
    require(by, Act.WORK_CASES)
    order = _order(by, at, seats_of(by, at), wanted)
    end = None if most is None else start + most
    keys = [pk for pk, _held in order.due[start:end]]
    before, total = len(order.due), len(order.due) + order.after.count()
    after = _as_lines(order.after)[max(0, start - before) : None if end is None else max(0, end - before)]
    found = dict(order.due)
    rows = [*_in_order(keys), *(after if total > before else ())]
    lines = [_line(at, case, found.get(case.pk), concerned=case.pk in order.outside) for case in rows]
    seen = [case for case in rows if not (case.pk in order.outside and matter_of(case).hides_requester)]
    _write_down(by, at, seen, {line.public_id for line in lines}, form)
    return Leaf(lines, total, sum(_is_overdue(held, at) for held in found.values()))


@dataclass(frozen=True)
class _Order:
    """A list in its order: those with what each desk must meet first, then those in which no time limit runs any more.
    `outside`: of which the reader knows only at the desk of the organisation concerned."""

    due: list[tuple[int, Held | None]]
    after: QuerySet[Case]
    outside: set[int]


def _order(by: Actor, at: datetime, seats: list[SeatAt], wanted: Wanted) -> _Order:
    held = _filtered(by, at, seats, wanted)
    over = _over(by, seats, held) if wanted.ended else held.none()
    going = held.exclude(pk__in=over.values("pk")) if wanted.ended else held
    cases = list(going.only(*LIGHT))
    outside = {case.pk for case in cases if by.role != Role.SYSTEM and only_organisation(seats, case, matter_of(case))}
    due = due_of(cases, outside)
    if wanted.overdue:
        over, cases = held.none(), [case for case in cases if _is_overdue(due[case.pk], at)]
    cases.sort(key=lambda case: _first(due[case.pk], case.public_id))
    return _Order([(case.pk, due[case.pk]) for case in cases], over.order_by("-ended_at", "public_id"), outside)


def _over(by: Actor, seats: list[SeatAt], held: QuerySet[Case]) -> QuerySet[Case]:
    """Those in which no time limit runs any more, neither their own nor that of one joined to them."""
    theirs = plainly_theirs(by, seats)
    if theirs is None:
        return held.none()
    waiting = Case.objects.filter(main__isnull=False, stage__in=[str(one) for one in OPEN])
    return held.filter(theirs, reckoned__isnull=False).exclude(pk__in=waiting.values("main_id"))


def _is_overdue(held: Held | None, at: datetime) -> bool:
    return held is not None and at >= held.run.due


def _first(held: Held | None, public_id: str) -> tuple[bool, float, str]:
    return held is None, 0.0 if held is None else held.run.due.timestamp(), public_id


def _in_order(keys: list[int]) -> list[Case]:
    """These cases as lines need them."""
    held = {case.pk: case for case in _as_lines(Case.objects.filter(pk__in=keys))} if keys else {}
    return [held[pk] for pk in keys]


def _as_lines(held: QuerySet[Case]) -> QuerySet[Case]:
    told = held.select_related("about", "requester", "desk_organisation", "claimed_by").defer(*HEAVY)
    return told.annotate(reports=Count("repeats"))


def _filtered(by: Actor, at: datetime, seats: list[SeatAt], wanted: Wanted) -> QuerySet[Case]:
    held = visible_cases(by, at, seats).filter(ended_at__isnull=not wanted.ended)
    given = {"pack": wanted.pack, "matter": wanted.matter, "stage": wanted.stage, "desk": wanted.desk}
    held = held.filter(**{name: value for name, value in given.items() if value})
    if wanted.area:
        held = held.filter(area__startswith=prefix(wanted.area))
    if wanted.batch is not None:
        held = held.filter(batch__number=wanted.batch)
    if wanted.mine:
        held = held.filter(claimed_by_id=by.user_id)
    if not wanted.joined and not wanted.number:
        held = held.filter(main__isnull=True)
    if wanted.number:
        held = held.filter(public_id__startswith=wanted.number.strip().lower())
    for key, value in wanted.facts:
        held = held.filter(**{f"facts__{key}": value})
    return held


def events_by_case(cases: Iterable[int]) -> dict[int, list[Event]]:
    """The histories of many cases, in one query."""
    found: dict[int, list[Event]] = defaultdict(list)
    rows = CaseEvent.objects.filter(case_id__in=list(cases)).order_by("case_id", "seq")
    for case_id, seq, kind, at, detail in rows.values_list("case_id", "seq", "kind", "at", "detail"):
        found[case_id].append(Event(seq, Happened(kind), at, detail))
    return found


def _heeded(cases: Sequence[Case], *, with_desks: bool) -> Mapping[int, list[Event]]:
    """As `events_by_case`, but only what moves a time limit; and with its words only where they say how far, or (if
    asked for) to which desk."""
    terms = {version: matter_of(case).terms for version, case in {case.version_id: case for case in cases}.items()}
    kinds = {kind for some in terms.values() for term in some for kind in term.heeds} | {Happened.ASSIGNED}
    telling = [Happened.EXTENDED, *([Happened.ASSIGNED] if with_desks else [])]
    rows = CaseEvent.objects.filter(case_id__in=[case.pk for case in cases], kind__in=[str(one) for one in kinds])
    words = dict(rows.filter(kind__in=[str(one) for one in telling]).values_list("pk", "detail"))
    found: dict[int, list[Event]] = defaultdict(list)
    held = rows.order_by("case_id", "seq").values_list("pk", "case_id", "seq", "kind", "at")
    for pk, case_id, seq, kind, at in held:
        found[case_id].append(Event(seq, Happened(kind), at, words.get(pk, {})))
    return found


def due_of(cases: Iterable[Case], concerned: Container[int] = ()) -> Mapping[int, Held | None]:
    """What each desk must meet first, by case: its own clocks, its requester's, and those of cases joined to it. For
    the organisation `concerned` by a case only its desk's own: the others would tell when, and how many, spoke."""
    held = list(cases)
    joined: dict[int, list[Case]] = defaultdict(list)
    open_to = [case.pk for case in held if case.pk not in concerned]
    for repeat in Case.objects.filter(main_id__in=open_to, stage__in=[str(one) for one in OPEN]).only(*LIGHT):
        joined[repeat.main_id or 0].append(repeat)
    repeats = [one for some in joined.values() for one in some]
    events = _heeded([*held, *repeats], with_desks=len(open_to) < len(held))
    return {
        case.pk: _desks_own(case, events[case.pk]) if case.pk in concerned else _least(case, joined[case.pk], events)
        for case in held
    }


def _desks_own(case: Case, events: list[Event]) -> Held | None:
    terms = [term for term in matter_of(case).terms if term.whose is clocks.Whose.DESK]
    return next(iter(clocks.running(terms, since_at_desk(events, case.desk))), None)


def _least(case: Case, repeats: list[Case], events: Mapping[int, list[Event]]) -> Held | None:
    theirs = [(matter_of(one).terms, events[one.pk]) for one in repeats]
    return clocks.due_for_desk(matter_of(case).terms, events[case.pk], theirs)


def _line(at: datetime, case: Case, due: Held | None, *, concerned: bool) -> CaseLine:
    asks = matter_of(case)
    hidden = concerned and asks.hides_requester
    organisation = case.desk_organisation.name if case.desk_organisation is not None else ""
    return CaseLine(
        public_id=case.public_id,
        pack=case.pack,
        matter=case.matter,
        title=str(asks.title),
        area=case.area,
        stage=case.stage,
        stage_word=stage_word(Stage(case.stage)),
        desk=desk_title(asks, case.desk, case.desk_area, organisation),
        due=None if due is None else due.run.due,
        due_on=None if due is None else due.run.due_on,
        overdue=due is not None and at >= due.run.due,
        claimed_by=case.claimed_by.get_username() if case.claimed_by is not None else "",
        hops=0 if concerned else case.hops,
        repeats=0 if hidden else int(getattr(case, "reports", 0)),
        received_on=None if hidden else case.received_at.astimezone(clocks.SHANGHAI).date(),
        result=case.result,
    )


def _write_down(by: Actor, at: datetime, cases: list[Case], listed: set[str], form: str) -> None:
    subjects = {case.requester.public_id for case in cases if case.requester is not None and case.public_id in listed}
    detail = {"count": len(listed), "fields": ["request"]} | ({"form": form} if form else {})
    act = "case.export" if form else "case.list"
    journal.write(by=by, at=at, act=act, purpose=Purpose.CASE_WORK, subjects=subjects, detail=detail, is_read=True)
