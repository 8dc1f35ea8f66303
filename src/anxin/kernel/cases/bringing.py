"""Bringing whole histories in at once: requests that lived elsewhere, or that a demonstration makes up.

What is written is, row by row, what the acts would have written one by one, in few statements instead of many. Two
things stay out: no message is sent to anybody, and a matter whose answers change records is refused, as its histories
have to go through the acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Agreement, Happened, Result, Stage
from anxin.kernel.cases.filing import Channel, From, describe, version_in_force
from anxin.kernel.cases.forms import understood
from anxin.kernel.cases.history import DeskAt, Event, State, follow
from anxin.kernel.cases.matter import Level, Matter
from anxin.kernel.cases.models import Batch, Case, CaseEvent, MatterVersion, Supplier, new_token
from anxin.kernel.cases.recording import digest_of, matter_of, sealed_answers, sealed_text
from anxin.kernel.cases.settling import keep
from anxin.kernel.cases.tables import routed
from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.appending import Heading, Line
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.models import Party

AT_ONCE = 500
SYSTEM = Actor.system("cases")
INSIDE = frozenset({Happened.SCREENED, Happened.ASSIGNED, Happened.CLAIMED, Happened.OBJECTED})
"""What the requester is told only in part."""
BROUGHT = INSIDE | {
    Happened.ACCEPTED, Happened.REFUSED, Happened.WITHDRAWN, Happened.ANSWERED, Happened.AGREED, Happened.CONTESTED,
    Happened.EXTENDED, Happened.NOTED,
}  # fmt: skip


@dataclass(frozen=True)
class Then:
    """One thing that happened later, with what the act would have been given. `text`: the words or the reason; `said`:
    what was filled in; `desk` and `area`: where it was sent by hand; `party`: who supplies."""

    kind: Happened
    at: datetime
    by: Actor
    text: str = ""
    result: Result | None = None
    how: Agreement | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    desk: str = ""
    area: str = ""
    findings: Mapping[str, bool] = field(default_factory=dict)
    party: Party | None = None
    batch: Batch | None = None
    clock: str = ""
    amount: int = 0


@dataclass(frozen=True)
class CaseHistory:
    """One request from its first word on. What follows by itself (accepting, the dispatch table, closing) is added."""

    at: datetime
    by: Actor
    said: Mapping[str, str]
    sender: From
    channel: Channel
    about: Party | None = None
    batch: Batch | None = None
    then: tuple[Then, ...] = ()


@dataclass
class _Case:
    """A case under way: its row, its events and suppliers to be, where it stands."""

    row: Case
    asks: Matter
    state: State = field(default_factory=State)
    events: list[tuple[CaseEvent, Actor]] = field(default_factory=list)
    suppliers: list[Supplier] = field(default_factory=list)

    def happens(
        self, by: Actor, at: datetime, kind: Happened, detail: dict[str, Any], text: str = "", told: bool = True
    ) -> None:
        """Raises OutOfTurn where the lifecycle has no such step, as the acts do."""
        seq = len(self.events) + 1
        self.state = follow(self.state, Event(seq, kind, at, detail))
        event = CaseEvent(
            case=self.row,
            seq=seq,
            kind=kind,
            at=at,
            by_label=by.label[:80],
            role=by.role,
            user_id=by.user_id,
            detail=detail,
            text_sealed=sealed_text(text),
            told=told,
        )
        self.events.append((event, by))
        if kind is Happened.ANSWERED:
            self.row.answered_at = at

    def history(self) -> list[Event]:
        return [Event(event.seq, Happened(event.kind), event.at, event.detail) for event, _by in self.events]


@transaction.atomic
def bring_histories(*, by: Actor, pack: str, matter: str, histories: Sequence[CaseHistory]) -> list[Case]:
    """Keep these requests with everything that happened to them, in the order of their first words.

    For the system alone. Raises Invalid and OutOfTurn as the acts do; then nothing is kept.
    """
    version = _version(by, pack, matter)
    made = [_lived(version, history) for history in sorted(histories, key=attrgetter("at"))]
    for one in made:
        _bring_up_to_date(one)
    Case.objects.bulk_create([one.row for one in made], batch_size=AT_ONCE)
    CaseEvent.objects.bulk_create([event for one in made for event, _by in one.events], batch_size=AT_ONCE)
    Supplier.objects.bulk_create([held for one in made for held in one.suppliers], batch_size=AT_ONCE)
    keep((one.row, one.asks, one.history()) for one in made)
    lines = sorted((line for one in made for line in _lines(one)), key=lambda line: line[0].at)
    if lines:
        journal.write_all(lines=lines)
    return [one.row for one in made]


def _version(by: Actor, pack: str, matter: str) -> MatterVersion:
    if by.role is not Role.SYSTEM:
        raise Refused(
            _("Whole histories are brought in by the operator only."),
            rule="cases.bring",
            why=_("They hold what others said and decided."),
            todo=_("File the request, or ask the operator to bring the old system's cases over."),
        )
    return version_in_force(pack, matter)


def _lived(version: MatterVersion, history: CaseHistory) -> _Case:
    row = Case(
        version=version, pack=version.pack, matter=version.matter, channel=history.channel, received_at=history.at
    )
    asks = matter_of(row)
    if asks.effects:
        raise Conflict(
            _("Answers to this matter change records."), todo=_("Bring its requests through the acts, one by one.")
        )
    row.token_digest, row.batch = digest_of(new_token()), history.batch
    describe(row, asks, understood(asks.form, history.said, {}), history.sender, history.about, history.at)
    case = _Case(row, asks)
    _receive(case, history)
    for then in history.then:
        _go_on(case, then)
    return case


def _receive(case: _Case, history: CaseHistory) -> None:
    detail: dict[str, Any] = {"channel": history.channel}
    if history.channel == Channel.COUNTER:
        detail["on_behalf"] = True
    case.happens(history.by, history.at, Happened.RECEIVED, detail)
    if case.asks.accepts_by_itself:
        case.happens(SYSTEM, history.at, Happened.ACCEPTED, {})
        if not case.asks.screening:
            _send_by_table(case, history.at)


def _go_on(case: _Case, then: Then) -> None:
    if then.kind not in BROUGHT:
        raise Invalid(_("This cannot be brought in."), field="kind", read=then.kind, allowed=", ".join(sorted(BROUGHT)))
    told = then.kind not in INSIDE and then.batch is None
    case.happens(then.by, then.at, then.kind, _detail(case, then), then.text, told)
    match then.kind:
        case Happened.ACCEPTED if not case.asks.screening:
            _send_by_table(case, then.at)
        case Happened.SCREENED if all(then.findings.values()):
            _screened(case, then)
        case Happened.AGREED if not _left(case):
            case.happens(SYSTEM, then.at, Happened.CLOSED, {})
        case Happened.NOTED if then.batch is not None:
            case.row.batch = then.batch
        case Happened.NOTED if then.party is not None:
            label = then.by.label[:80]
            made = Supplier(case=case.row, organisation=then.party, named_at=then.at, named_by=label)
            case.suppliers.append(made)


def _screened(case: _Case, then: Then) -> None:
    if case.state.stage is Stage.RECEIVED:
        case.happens(then.by, then.at, Happened.ACCEPTED, {})
    _send_by_table(case, then.at)


def _detail(case: _Case, then: Then) -> dict[str, Any]:
    match then.kind:
        case Happened.SCREENED:
            found = {question.slug: bool(then.findings[question.slug]) for question in case.asks.screening}
            case.row.facts |= {f"screened_{slug}": yes for slug, yes in found.items()}
            return {"findings": found}
        case Happened.ASSIGNED:
            return {"desk": _desk(case, then.desk, then.area)}
        case Happened.ANSWERED:
            solved = then.result is Result.SOLVED
            said = understood(case.asks.answer, then.said, {}) if then.said or solved else {}
            return {"result": then.result, **({"said": sealed_answers(said)} if said else {})}
        case Happened.AGREED:
            return {"how": then.how}
        case Happened.CLAIMED:
            return {"user": then.by.user_id}
        case Happened.OBJECTED:
            return {"desk": case.state.desk.slug if case.state.desk else ""}
        case Happened.EXTENDED:
            return {"clock": then.clock, "amount": then.amount}
        case Happened.NOTED if then.batch is not None:
            return {"batch": then.batch.number}
        case Happened.NOTED if then.party is not None:
            return {"supplier": then.party.public_id}
    return {}


def _send_by_table(case: _Case, at: datetime) -> None:
    """As the dispatch table says; where it says nothing the case waits."""
    found = routed(case.asks, {**case.row.facts, "area": case.row.area}, shanghai_day(at))
    if found is None:
        return
    slug = str(found.outputs["desk"])
    if case.asks.desk(slug).level is Level.ORGANISATION and case.row.about is None:
        return
    case.happens(SYSTEM, at, Happened.ASSIGNED, {"row": found.row, "desk": _desk(case, slug, "")}, told=False)


def _desk(case: _Case, slug: str, area: str) -> dict[str, str]:
    desk = case.asks.desk(slug)
    if desk.level is Level.ORGANISATION and case.row.about is not None:
        return {"slug": slug, "area": "", "organisation": case.row.about.public_id}
    return {"slug": slug, "area": desk.area(area or case.row.area), "organisation": ""}


def _left(case: _Case) -> bool:
    """Whether a step is still to be done before closing."""
    wanted = (step for step in case.asks.steps if step.before is Happened.CLOSED and step.wanted(case.row.facts))
    return any(step.slug not in case.state.steps for step in wanted)


def _bring_up_to_date(case: _Case) -> None:
    row, state = case.row, case.state
    desk = state.desk or DeskAt("")
    row.seq, row.stage = len(case.events), state.stage or ""
    row.desk, row.desk_area = desk.slug, desk.area
    row.desk_organisation = row.about if desk.organisation else None
    row.claimed_by_id = state.claimed_by
    row.hops = state.hops
    row.result, row.agreement = state.result or "", state.agreement or ""
    row.ended_at = state.ended_at


def _lines(case: _Case) -> Iterator[Line]:
    row = case.row
    subjects = [row.requester.public_id] if row.requester is not None else []
    for event, by in case.events:
        detail = {"case": row.public_id, "service": row.pack, "matter": row.matter, "event": event.seq}
        yield Heading(by, event.at, f"case.{event.kind}", detail=detail), subjects
