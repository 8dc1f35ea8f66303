"""A case in plain words: the stage, whose desk, until when, what happened. Less for the organisation concerned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from anxin.kernel.access.rules import ROLE_TITLES
from anxin.kernel.attachments.models import Attachment
from anxin.kernel.cases import clocks, correcting
from anxin.kernel.cases.clocks import Promise, Run
from anxin.kernel.cases.enums import Happened, Stage
from anxin.kernel.cases.forms import FILES, FieldKind, FormField
from anxin.kernel.cases.history import since_at_desk
from anxin.kernel.cases.matter import Clock, DeskNamed, Level, Matter
from anxin.kernel.cases.models import Case, CaseEvent, Supplier
from anxin.kernel.cases.opening import OpenedCase, files_shown
from anxin.kernel.cases.recording import SAID, answers_of, events_of, read_text
from anxin.kernel.cases.wording import agreement_word, happened_word, result_word
from anxin.kernel.journal.actor import Role
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import unseal
from anxin.kernel.reference.areas import areas

HIDDEN = frozenset({
    Happened.RECEIVED, Happened.SUPPLEMENTED, Happened.SCREENED, Happened.ACCEPTED, Happened.NOTED, Happened.JOINED,
    Happened.SEPARATED, Happened.REWARDED, Happened.WITHDRAWN,
})  # fmt: skip
"""What the organisation concerned is not told where the requester is hidden: it would tell who spoke, or how many."""


@dataclass(frozen=True)
class Said:
    """A question with its answer in words, and why it was asked."""

    key: str
    title: str
    value: str
    purpose: str


@dataclass(frozen=True)
class Shown:
    """A photo or file that may be seen."""

    question: str
    title: str
    attachment: Attachment


@dataclass(frozen=True)
class Line:
    """One thing that happened. `moment` None where only the day is told."""

    kind: str
    word: str
    day: date
    moment: datetime | None
    who: str
    text: str
    more: tuple[str, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Limit:
    """A time limit as shown: what was promised to whom, until which day, and whether it was kept (None: it runs)."""

    slug: str
    title: str
    basis: str
    due: datetime
    due_on: date
    kept: bool | None
    overdue: bool
    extended: bool
    provisional: bool


def desk_title(asks: Matter, slug: str, area: str, organisation: str = "") -> str:
    """ "Ouhai district · Commerce desk"; an organisation's desk by the organisation's name."""
    if not slug:
        return ""
    desk = next((one for one in asks.desks if one.slug == slug), None)
    title = str(desk.title) if desk else slug
    if desk is not None and desk.level is Level.ORGANISATION:
        return organisation or title
    named = areas().get(area)
    return f"{named.zh} · {title}" if named else title


def desk_of(opened: OpenedCase) -> str:
    case = opened.case
    name = case.desk_organisation.name if case.desk_organisation is not None else ""
    return desk_title(opened.matter, case.desk, case.desk_area, name)


def answers(opened: OpenedCase) -> list[Said]:
    """What the requester said, as far as the reader may see it."""
    held, form = answers_of(opened.case), [one for one in opened.matter.form if _may_see(opened, one)]
    about = {one.key for one in form if one.kind is FieldKind.RECORD}
    return [replace(one, value=_record(opened)) if one.key in about else one for one in in_words(form, held)]


def _record(opened: OpenedCase) -> str:
    """What the record says that the requester named; for a desk also whose it is, or it could not be examined."""
    record = opened.case.record
    if record is None:
        return ""
    says = correcting.in_words(opened.matter, record)
    if opened.own or not opened.sees_requester:
        return says
    number = record.party.identifiers.filter(scheme=Scheme.IDENTITY_NUMBER).first()
    return f"{record.party.name} {number.masked if number else ''} · {says}"


def grades(opened: OpenedCase) -> list[Said]:
    """What the grading table says of the case, in words."""
    facts = opened.case.facts
    found = (one for one in opened.matter.grades if facts.get(one.key) not in (None, ""))
    return [Said(one.key, str(one.title), one.word(facts[one.key]), "") for one in found]


def _may_see(opened: OpenedCase, question: FormField) -> bool:
    return opened.sees_requester or question.organisation


def in_words(form: Iterable[FormField], held: Mapping[str, Any]) -> list[Said]:
    """Questions with answers, each in words; what was left empty is left out."""
    return [
        Said(one.key, str(one.title), _worded(one, held[one.key]), str(one.purpose))
        for one in form
        if one.kind not in FILES and held.get(one.key) not in (None, "")
    ]


def _worded(question: FormField, value: Any) -> str:
    if question.kind is FieldKind.CHOICE:
        return str(question.choices.get(str(value), value))
    if question.kind is FieldKind.YES_NO:
        return _("yes") if value else _("no")
    if question.kind is FieldKind.AREA:
        named = areas().get(str(value))
        return named.zh if named else str(value)
    return str(value)


def files(opened: OpenedCase) -> list[Shown]:
    """Photos and files, in the order in which they came."""
    titles = {one.key: str(one.title) for one in opened.matter.fields()}
    return [Shown(one.question, titles.get(one.question, one.question), one.attachment) for one in files_shown(opened)]


def happened(opened: OpenedCase) -> list[Line]:
    """What happened, the oldest first, as far as the reader is told."""
    held = list(opened.case.events.order_by("seq"))
    came = next((one.seq for one in held if _comes_to(one, opened.case.desk)), len(held) + 1)
    return [_line(opened, event) for event in held if _told(opened, event, came)]


def _comes_to(event: CaseEvent, desk: str) -> bool:
    return event.kind == Happened.ASSIGNED and bool(event.detail["desk"]["slug"] == desk)


def _told(opened: OpenedCase, event: CaseEvent, came: int) -> bool:
    if opened.own:
        return event.told or event.kind in {Happened.ASSIGNED, Happened.OBJECTED}
    if not opened.sees_requester:
        return Happened(event.kind) not in HIDDEN and event.seq >= came
    return True


def _who(event: CaseEvent) -> str:
    by_itself = event.role == Role.SYSTEM and event.user_id is None
    return str(ROLE_TITLES[Role.SYSTEM]) if by_itself else event.by_label


def _line(opened: OpenedCase, event: CaseEvent) -> Line:
    hidden = not opened.sees_requester
    text = "" if (opened.own and not event.told) or (hidden and event.kind == Happened.CONTESTED) else event.text_sealed
    moment = event.at.astimezone(clocks.SHANGHAI)
    return Line(
        kind=event.kind,
        word=happened_word(event.kind),
        day=moment.date(),
        moment=None if hidden else moment,
        who="" if opened.own or hidden else _who(event),
        text=read_text(text),
        more=tuple(_more(opened, event)),
        said=tuple(_said(opened, event)),
    )


def _more(opened: OpenedCase, event: CaseEvent) -> Iterable[str]:
    detail, asks = event.detail, opened.matter
    if event.kind == Happened.ASSIGNED:
        desk = detail["desk"]
        known = opened.case.desk_organisation
        name = known.name if known is not None and known.public_id == desk["organisation"] else ""
        yield desk_title(asks, desk["slug"], desk["area"], name)
        if "row" in detail and not opened.own:
            yield _("by row %(row)s of the dispatch table") % {"row": detail["row"]}
    if event.kind == Happened.ANSWERED:
        yield result_word(detail["result"])
        if "table" in detail:
            yield _("answered by the table %(table)s, row %(row)s, from records on file") % detail
    if event.kind == Happened.AGREED:
        yield agreement_word(detail["how"])
    if event.kind == Happened.SCREENED:
        titles = {one.slug: str(one.title) for one in asks.screening}
        for slug, found in detail["findings"].items():
            answer = _("yes") if found else _("no")
            yield _("%(question)s: %(answer)s") % {"question": titles.get(slug, slug), "answer": answer}
    if event.kind == Happened.NOTED:
        yield from _noted(detail)
    if event.kind == Happened.STEP_DONE:
        step = asks.step(detail["step"])
        yield str(step.title) if step else str(detail["step"])
    if event.kind == Happened.EXTENDED:
        yield f"{asks.clock(detail['clock']).title} + {detail['amount']}"
    if detail.get("on_behalf"):
        yield _("entered by a clerk on the requester's behalf")


def _noted(detail: Mapping[str, Any]) -> Iterable[str]:
    """What a note says without words of its own."""
    if "batch" in detail:
        yield _("taken up with batch %(number)s") % {"number": detail["batch"]}
    if "supplier" in detail:
        named = Party.objects.filter(public_id=detail["supplier"]).values_list("name", flat=True).first()
        yield _("supplied by %(name)s") % {"name": named or "–"}
    if "delivery" in detail:
        yield _("%(target)s says: %(status)s") % {"target": detail["target"], "status": detail["status"]}


def _said(opened: OpenedCase, event: CaseEvent) -> list[Said]:
    sealed = event.detail.get("said")
    if not sealed:
        return []
    step = opened.matter.step(str(event.detail.get("step", "")))
    form = step.form if step else opened.matter.answer
    return in_words((one for one in form if _may_see(opened, one)), json.loads(unseal(sealed, context=SAID)))


def limits(opened: OpenedCase) -> list[Limit]:
    """Every time limit of the case with its last run, the one that ends first before the others; the organisation
    concerned is shown those of its own desk."""
    events, shown = events_of(opened.case), []
    if not opened.sees_requester:
        events = since_at_desk(events, opened.case.desk)
    for clock in opened.matter.clocks:
        if opened.own and clock.term.whose is not clocks.Whose.REQUESTER:
            continue
        if not opened.sees_requester and clock.term.whose is not clocks.Whose.DESK:
            continue
        found = clocks.runs(clock.term, events)
        if found:
            shown.append(_limit(clock, found[-1], opened.at))
    return sorted(shown, key=lambda one: (one.kept is not None, one.due, one.slug))


def _limit(clock: Clock, run: Run, at: datetime) -> Limit:
    kept = None if run.stopped_at is None else run.kept(at)
    return Limit(
        slug=clock.term.slug,
        title=str(clock.title),
        basis=str(clock.basis),
        due=run.due,
        due_on=run.due_on,
        kept=kept,
        overdue=kept is None and at >= run.due,
        extended=run.extensions > 0,
        provisional=run.provisional,
    )


def promise(opened: OpenedCase) -> Promise | None:
    """What the requester was promised."""
    return clocks.promised(opened.matter.terms, events_of(opened.case))


def suppliers(opened: OpenedCase) -> list[str]:
    """Who supplies, by name."""
    held = Supplier.objects.filter(case=opened.case).select_related("organisation").order_by("pk")
    return [one.organisation.name for one in held]


def desks_to_choose(opened: OpenedCase) -> list[DeskNamed]:
    """The desks a case can be sent to by hand."""
    known = opened.case.about is not None
    return [desk for desk in opened.matter.desks if known or desk.level is not Level.ORGANISATION]


def may_contest(case: Case) -> bool:
    return case.stage in {Stage.ANSWERED, Stage.REFUSED}
