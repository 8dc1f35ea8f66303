"""Runs the scenarios of requests through the kernel's own forms, tables, clocks and history, without a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from anxin.decisions import DecisionError
from anxin.kernel.cases import clocks
from anxin.kernel.cases.clocks import Unit
from anxin.kernel.cases.enums import Duty, Happened, Result, Stage
from anxin.kernel.cases.forms import FILES, PLAIN, FormField, likened, understood
from anxin.kernel.cases.history import Event, OutOfTurn, State, replay
from anxin.kernel.cases.lapsing import has_lapsed
from anxin.kernel.cases.matter import Level, Matter, word
from anxin.kernel.cases.tables import facts_for_tables, found_in_step, ruled, table
from anxin.kernel.errors import Invalid
from anxin.packs.case_scenarios import Happens, Request, read_requests
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError, PackInvalid
from anxin.packs.forms import Form
from anxin.packs.pack import Pack

DESK, AREA, SCREENED, KNOWN = "desk", "area", "screened_", "organisation_known"


@dataclass
class RequestsReport:
    """What came of trying: how many steps, what cannot be tried at all, what came out otherwise, and the rows reached
    by table file."""

    tried: int = 0
    unfit: list[PackError] = field(default_factory=list)
    otherwise: list[PackError] = field(default_factory=list)
    reached: dict[str, set[int]] = field(default_factory=dict)

    @property
    def failures(self) -> list[PackError]:
        return [*self.unfit, *self.otherwise]

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass
class _Tried:
    """A request under way: what it said, its history, and how it looks beside others."""

    request: Request
    matter: Matter
    facts: dict[str, Any]
    area: str
    whom: str
    likeness: tuple[str, ...] | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def state(self) -> State:
        return replay(self.events)

    def happens(self, kind: Happened, at: datetime, **detail: Any) -> None:
        """Raises OutOfTurn."""
        event = Event(len(self.events) + 1, kind, at, detail)
        replay([*self.events, event])
        self.events.append(event)


class _Refused(Exception):
    """What the service would not let happen."""


def run_requests(pack: Pack) -> RequestsReport:
    """Try every request the scenarios hold. Raises PackInvalid for a file that cannot be read, DecisionError for a
    table."""
    report = RequestsReport(reached={file.stem: set() for file in pack.tables})
    matters = {one.slug: one for one in pack.matters}
    for scenario in read_requests(pack.folder):
        earlier: list[_Tried] = []
        for place, request in enumerate(scenario.held.requests):
            loc = ("requests", place)
            matter = matters.get(request.matter)
            if matter is None:
                what = "no such matter"
                where = (*loc, "matter")
                report.unfit.append(scenario.document.error(where, what, read=request.matter, allowed=matters))
            else:
                _Try(report, scenario.document, loc, matter, request).run(earlier)
    return report


@dataclass(frozen=True)
class _Try:
    """One request of a scenario file, and where it stands there."""

    report: RequestsReport
    document: Document
    loc: Loc
    matter: Matter
    request: Request

    def run(self, earlier: list[_Tried]) -> None:
        self.report.tried += 1
        try:
            tried = _came_in(self.matter, self.request)
        except Invalid as wrong:
            where, allowed = (*self.loc, "form", wrong.field or ""), [wrong.allowed] if wrong.allowed else []
            self.report.unfit.append(self.document.error(where, wrong.what, read=wrong.read or "", allowed=allowed))
            return
        self._compare(("expect",), self.request.expect, _goes(self.report, tried, earlier))
        earlier.append(tried)
        for place, happens in enumerate(self.request.then):
            self.report.tried += 1
            where = ("then", place)
            try:
                _happen(self.report, tried, happens)
            except (_Refused, OutOfTurn, Invalid) as wrong:
                what = f"this cannot happen: {wrong}"
                self.report.otherwise.append(self.document.error((*self.loc, *where), what, read=happens.event))
                return
            if happens.expect is not None:
                self._compare((*where, "expect"), happens.expect, _stands(tried, happens))

    def _compare(self, where: Loc, expected: Form, got: Mapping[str, Any]) -> None:
        for key, value in got.items():
            wanted = getattr(expected, key)
            if _plain(wanted) != _plain(value):
                line, what = self.document.line((*self.loc, *where, key)), f"`{key}` comes out otherwise"
                found = PackError(self.document.file, line, what, _shown(value), _shown(wanted))
                self.report.otherwise.append(found)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(held)}" for name, held in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else word(value)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _came_in(matter: Matter, request: Request) -> _Tried:
    """The request with what it says, checked as the form checks it. Raises Invalid."""
    answers = _answers(matter.form, request.form)
    plain = {question.key for question in matter.form if question.kind in PLAIN}
    facts = {key: value for key, value in answers.items() if key in plain}
    facts |= {f"record_{key}": value for key, value in request.record.items()}
    whom = str(answers.get(matter.organisation, "")) if matter.organisation else ""
    tried = _Tried(request, matter, facts, str(answers.get(AREA) or request.area), whom)
    if not tried.area:
        raise Invalid("nothing says where this case lies", field=AREA, todo="give the scenario an `area`")
    if matter.repeats is not None:
        tried.likeness = (tried.area, whom, *likened(answers, matter.repeats.same))
    return tried


def _answers(form: Sequence[FormField], written: Mapping[str, object]) -> dict[str, Any]:
    """The answers, checked as the form checks them. Raises Invalid."""
    kinds = {question.key: question.kind for question in form}
    files = {key: 1 if value else 0 for key, value in written.items() if kinds.get(key) in FILES}
    return understood(form, {key: _written(value) for key, value in written.items() if key not in files}, files)


def _written(value: object) -> str:
    return word(value) if isinstance(value, bool) else str(value)


def _goes(report: RequestsReport, tried: _Tried, earlier: list[_Tried]) -> dict[str, Any]:
    """What becomes of the request: as `file_case` and `screen_case` do it, with nobody losing time."""
    matter, request, at = tried.matter, tried.request, tried.request.filed
    day = at.astimezone(clocks.SHANGHAI).date()
    graded = _table(report, matter, matter.grading, tried.facts, day)[0] if matter.grading else {}
    tried.facts |= graded
    tried.happens(Happened.RECEIVED, at)
    screening = {question.slug: request.screened.get(question.slug, True) for question in matter.screening}
    desk, row = None, None
    if all(screening.values()) or matter.accepts_by_itself:
        tried.happens(Happened.ACCEPTED, at)
    if all(screening.values()):
        facts = {**tried.facts, **{f"{SCREENED}{slug}": yes for slug, yes in screening.items()}}
        facts |= {AREA: tried.area, KNOWN: _about(tried)}
        outputs, fired = _table(report, matter, matter.dispatch, facts, day)
        desk, row = outputs.get(DESK), fired
        levels = {held.slug: held.level for held in matter.desks}
        if desk in levels and (levels[desk] is not Level.ORGANISATION or _about(tried)):
            _send(tried, desk, at)
            _answered_by_table(tried, at)
        else:
            desk = None
    like = [one.request.name for one in earlier if one.request.name and _alike(one, tried)]
    steps = [step.slug for step in matter.steps if step.wanted(tried.facts)]
    promised = _running(tried)
    return {"graded": graded, "desk": desk, "row": row, "promised": promised, "steps": steps, "like": like}


def _answered_by_table(tried: _Tried, at: datetime) -> None:
    """Where the table answers by itself it does: what a scenario writes stands for what is on file."""
    itself = tried.matter.answers_by_itself
    if itself is not None and itself.fits(tried.facts):
        tried.happens(Happened.ANSWERED, at, result=Result.SOLVED)


def _about(tried: _Tried) -> bool:
    """Whether the organisation concerned is known: said so, or because the form names one."""
    said = tried.request.organisation
    return bool(tried.whom) if said is None else said


def _table(
    report: RequestsReport, matter: Matter, name: str, facts: Mapping[str, Any], day: date
) -> tuple[dict[str, Any], int | None]:
    """What the table says, and by which row; nothing where no file decides on that day or no row fires."""
    held = matter.table(name, day)
    found = None if held is None else ruled(held.dmn, facts_for_tables(matter, facts), day)
    if held is None or found is None:
        return {}, None
    report.reached.setdefault(f"{name}-{held.since}", set()).add(found.row)
    return {key: value for key, value in found.outputs.items() if value is not None}, found.row


def _alike(one: _Tried, tried: _Tried) -> bool:
    rule, since = tried.matter.repeats, tried.request.filed
    if rule is None or one.matter.slug != tried.matter.slug or one.likeness != tried.likeness:
        return False
    lately = since - timedelta(days=rule.days) <= one.request.filed <= since
    return lately and replay(event for event in one.events if event.at <= since).is_open


def _send(tried: _Tried, desk: str, at: datetime) -> None:
    tried.happens(Happened.ASSIGNED, at, desk={"slug": desk, "area": tried.area, "organisation": ""})


def _happen(report: RequestsReport, tried: _Tried, happens: Happens) -> None:
    """One more event, as far as the matter allows it. Raises _Refused, OutOfTurn."""
    kind, at, state = Happened(happens.event), happens.at, tried.state
    if at < tried.events[-1].at:
        raise _Refused("it lies before what happened last")
    match kind:
        case Happened.ASSIGNED:
            _known("desk", happens.desk, [desk.slug for desk in tried.matter.desks])
            _send(tried, happens.desk or "", at)
        case Happened.OBJECTED:
            if state.objections >= tried.matter.objections:
                raise _Refused(f"a desk may object {tried.matter.objections} time(s) in a case")
            tried.happens(kind, at)
        case Happened.ANSWERED:
            _answer(tried, happens, state)
        case Happened.CONTESTED:
            _contest(tried, at, state)
        case Happened.STEP_DONE:
            wanted = [step.slug for step in tried.matter.steps if step.wanted(tried.facts)]
            _known("step", happens.step, wanted)
            _do_step(report, tried, happens)
        case Happened.EXTENDED:
            _extend(tried, happens)
        case Happened.AGREED:
            tried.happens(kind, at, how=happens.how)
            _close_if_done(tried, at)
        case _:
            tried.happens(kind, at)


def _known(what: str, read: str | None, allowed: list[str]) -> None:
    if read not in allowed:
        raise _Refused(f"`{what}` is {read or 'missing'}; allowed: {', '.join(allowed) or 'none'}")


def _do_step(report: RequestsReport, tried: _Tried, happens: Happens) -> None:
    step = tried.matter.step(happens.step or "")
    assert step is not None
    answers = _answers(step.form, happens.form)
    day = happens.at.astimezone(clocks.SHANGHAI).date()
    tried.facts = found_in_step(tried.matter, tried.facts, step, answers, day)
    if tried.matter.grading:
        _table(report, tried.matter, tried.matter.grading, tried.facts, day)
    tried.happens(Happened.STEP_DONE, happens.at, step=step.slug)
    _close_if_done(tried, happens.at)


def _left(tried: _Tried, before: Happened, at: datetime) -> list[str]:
    done = tried.state.steps
    steps = [step for step in tried.matter.steps if step.before is before and step.wanted(tried.facts)]
    return [step.slug for step in steps if step.slug not in done and not has_lapsed(step, tried.events, at)]


def _answer(tried: _Tried, happens: Happens, state: State) -> None:
    _known("result", happens.result, [str(one) for one in tried.matter.results])
    releases = {step.slug for step in tried.matter.steps if step.duty is Duty.RELEASE}
    waived = releases if happens.result != str(Result.SOLVED) else set()
    left = [slug for slug in _left(tried, Happened.ANSWERED, happens.at) if slug not in waived]
    if left:
        raise _Refused(f"these steps come first: {', '.join(left)}")
    tried.happens(Happened.ANSWERED, happens.at, result=Result(happens.result or ""))


def _contest(tried: _Tried, at: datetime, state: State) -> None:
    rule = tried.matter.contest
    answers = (Happened.ANSWERED, Happened.REFUSED)
    since = next((event.at for event in reversed(tried.events) if event.kind in answers), at)
    if rule is None or state.rounds >= rule.times:
        raise _Refused(f"an answer may be contested {0 if rule is None else rule.times} time(s)")
    if at >= clocks.due_after(since, rule.within.amount, rule.within.unit):
        raise _Refused("the time for contesting is over")
    tried.happens(Happened.CONTESTED, at)


def _extend(tried: _Tried, happens: Happens) -> None:
    _known("clock", happens.clock, [term.slug for term in tried.matter.terms])
    term = tried.matter.clock(happens.clock or "").term
    going = clocks.runs(term, tried.events)
    if not going or not clocks.may_extend(going[-1], term, happens.by, happens.at):
        raise _Refused("this time limit cannot be extended so")
    tried.happens(Happened.EXTENDED, happens.at, clock=term.slug, amount=happens.by)


def _close_if_done(tried: _Tried, at: datetime) -> None:
    if tried.state.stage is Stage.AGREED and not _left(tried, Happened.CLOSED, at):
        tried.happens(Happened.CLOSED, at)


def _stands(tried: _Tried, happens: Happens) -> dict[str, Any]:
    ended = {
        term.slug: bool(held[-1].kept(happens.at))
        for term in tried.matter.terms
        if (held := clocks.runs(term, tried.events)) and held[-1].stopped_at is not None
    }
    found = {"stage": str(tried.state.stage), "promised": _running(tried), "kept": ended}
    if happens.expect is not None and happens.expect.graded is not None:
        found["graded"] = {name: tried.facts.get(name) for name in happens.expect.graded}
    return found


def _running(tried: _Tried) -> dict[str, str]:
    """Until when each clock that runs is met: the last day, or the moment of one in hours."""
    held = clocks.running(tried.matter.terms, tried.events)
    return {term.slug: _until(run, in_hours=term.unit is Unit.HOURS) for term, run in held}


def _until(run: clocks.Run, *, in_hours: bool) -> str:
    return f"{run.due.astimezone(clocks.SHANGHAI):%Y-%m-%d %H:%M}" if in_hours else str(run.due_on)


def check_requests(pack: Pack) -> Iterator[PackError]:
    """What lint says: scenarios speak of matters that are there and fit their forms, and reach every row of a table."""
    try:
        report = run_requests(pack)
    except PackInvalid as fault:
        yield from fault.errors
        return
    except DecisionError:
        return
    yield from report.unfit
    named = {name for matter in pack.matters for name in (matter.dispatch, matter.grading)}
    for file in pack.tables:
        for row in table(file.dmn).rows if file.name in named else ():
            if row.number not in report.reached[file.stem]:
                yield PackError(file.file, 0, f"no scenario reaches row {row.number}; write one under scenarios/")
