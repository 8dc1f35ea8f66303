"""Accepting a request and sending it to a desk: by the table, or by somebody who says why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases import delivering, effects, mirroring, postponing, telling
from anxin.kernel.cases.enums import Duty, Happened, Stage
from anxin.kernel.cases.history import replay
from anxin.kernel.cases.matter import DeskNamed, Level, Matter
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import Happening, append, events_of, locked, matter_of
from anxin.kernel.cases.rights import require_duty
from anxin.kernel.cases.standing_in import is_named
from anxin.kernel.cases.tables import routed
from anxin.kernel.errors import Invalid, Refused
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day

MOST_HOPS = 8


@transaction.atomic
def accept_case(*, by: Actor, at: datetime, public_id: str) -> Case:
    """Accept a request; one that needs no screening goes to its desk at once."""
    case = locked(public_id)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.RECEIVE)
    mirroring.hold_repeats(case)
    accept(by=by, at=at, case=case)
    if not asks.screening:
        send_by_table(at=at, case=case)
    return case


def accept(*, by: Actor, at: datetime, case: Case) -> None:
    append(by=by, at=at, case=case, happening=Happening(Happened.ACCEPTED))


@transaction.atomic
def refuse_case(*, by: Actor, at: datetime, public_id: str, reason: str) -> Case:
    """Refuse a request, with the reason; the requester reads it together with the way to appeal."""
    case = locked(public_id)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.RECEIVE)
    text = reasoned(reason, _("Say why the request is refused; the requester reads it."))
    append(by=by, at=at, case=case, happening=Happening(Happened.REFUSED, text=text))
    effects.perform(by=by, at=at, case=case, on=Happened.REFUSED)
    telling.tell_refused(by=by, at=at, case=case)
    return case


@transaction.atomic
def screen_case(*, by: Actor, at: datetime, public_id: str, findings: Mapping[str, bool], note: str = "") -> Case:
    """Answer the screening questions. All yes: the case goes to its desk; else it waits for a decision with reasons."""
    case = locked(public_id)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.RECEIVE)
    mirroring.hold_repeats(case)
    wanted = [question.slug for question in asks.screening]
    left = [slug for slug in wanted if slug not in findings]
    if left or set(findings) - set(wanted):
        raise Invalid(_("Answer every question of the screening, yes or no."), field=(left or sorted(findings))[0])
    case.facts = {**case.facts, **{f"screened_{slug}": bool(yes) for slug, yes in findings.items()}}
    detail = {"findings": {slug: bool(findings[slug]) for slug in wanted}}
    append(by=by, at=at, case=case, happening=Happening(Happened.SCREENED, detail, text=note[:500], told=False))
    if all(findings.values()):
        if case.stage == Stage.RECEIVED:
            accept(by=by, at=at, case=case)
        send_by_table(at=at, case=case)
    return case


def send_by_table(*, at: datetime, case: Case) -> bool:
    """Send an accepted case where the dispatch table says; False where it says nothing and somebody must choose."""
    asks = matter_of(case)
    known = {"area": case.area, "organisation_known": is_named(case, asks)}
    found = routed(asks, {**case.facts, **known}, shanghai_day(at))
    if found is None:
        return False
    desk = asks.desk(str(found.outputs["desk"]))
    if desk.level is Level.ORGANISATION and case.about is None:
        return False
    _send(by=Actor.system("cases"), at=at, case=case, desk=desk, detail={"row": found.row}, reason="")
    return True


@transaction.atomic
def assign_case(*, by: Actor, at: datetime, public_id: str, desk: str, reason: str, area: str = "") -> Case:
    """Send a case to a desk by hand, with the reason: the first time, over again after an objection or a contest, to
    another desk, or up to a wider area's. The requester's clock goes on."""
    case = locked(public_id)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.REVIEW if case.stage == Stage.CONTESTED else Duty.DISPATCH)
    mirroring.hold_repeats(case)
    text = reasoned(reason, _("Say why the case goes to that desk; the desks read it."))
    chosen = _named(asks, desk)
    if chosen.level is Level.ORGANISATION and case.about is None:
        raise Invalid(_("This case names no organisation that is known here."), field="desk")
    if case.hops >= MOST_HOPS:
        raise Refused(
            _("This case has been sent on %(count)s times.") % {"count": case.hops},
            rule="cases.hops",
            todo=_("The desk that has it answers, or the reviewing desk decides who does."),
        )
    _send(by=by, at=at, case=case, desk=chosen, detail={}, reason=text, area=area)
    return case


def _send(
    *, by: Actor, at: datetime, case: Case, desk: DeskNamed, detail: dict[str, int], reason: str, area: str = ""
) -> None:
    at_desk = {"slug": desk.slug, "area": desk.area(area or case.area), "organisation": ""}
    if desk.level is Level.ORGANISATION and case.about is not None:
        at_desk = {"slug": desk.slug, "area": "", "organisation": case.about.public_id}
    happening = Happening(Happened.ASSIGNED, {**detail, "desk": at_desk}, text=reason, told=False)
    append(by=by, at=at, case=case, happening=happening)
    effects.perform(by=by, at=at, case=case, on=Happened.ASSIGNED)
    delivering.deliver(by=by, at=at, case=case, desk=desk)
    mirroring.mirror(by=by, at=at, case=case, happening=happening)


def _named(asks: Matter, slug: str) -> DeskNamed:
    found = next((desk for desk in asks.desks if desk.slug == slug and Duty.ANSWER in desk.duties), None)
    if found is None:
        allowed = ", ".join(f"{desk.slug} ({desk.title})" for desk in asks.desks if Duty.ANSWER in desk.duties)
        raise Invalid(_("There is no such desk in this service."), field="desk", read=slug, allowed=allowed)
    return found


@transaction.atomic
def object_to_dispatch(*, by: Actor, at: datetime, public_id: str, reason: str) -> Case:
    """A desk says that the case is not its business, and why; as often as the matter allows. The clocks go on."""
    case = locked(public_id)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.ANSWER)
    text = reasoned(reason, _("Say why it is not this desk's business and whose it is."))
    state = replay(events_of(case))
    if state.objections >= asks.objections:
        raise Refused(
            _("This dispatch has been objected to already."),
            rule="cases.objections",
            why=_("A desk may object %(times)s time(s) in a case; the requester waits.") % {"times": asks.objections},
            todo=_("Answer the case, or ask the dispatching desk to send it on."),
        )
    happening = Happening(Happened.OBJECTED, {"desk": case.desk}, text=text, told=False)
    postponing.hold_repeats(by=by, at=at, case=case)
    append(by=by, at=at, case=case, happening=happening)
    postponing.bring_on(by=by, at=at, case=case, happening=happening)
    return case


def reasoned(reason: str, todo: str) -> str:
    """A reason that says something; Invalid without one."""
    text = reason.strip()
    if len(text) < 2:
        raise Invalid(_("A reason is missing."), field="reason", todo=todo)
    return text[:1000]
