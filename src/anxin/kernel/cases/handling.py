"""What a desk does with a case: takes it in hand, does its steps, asks for time, writes notes, answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases import clocks, effects, mirroring, postponing, telling
from anxin.kernel.cases.correcting import require_fitting
from anxin.kernel.cases.dispatching import reasoned
from anxin.kernel.cases.enclosing import Enclosed, Sent, counted, enclosed, keep_enclosed
from anxin.kernel.cases.enums import Duty, Happened, Result, Stage
from anxin.kernel.cases.forms import FormField, understood
from anxin.kernel.cases.history import replay
from anxin.kernel.cases.lapsing import has_lapsed
from anxin.kernel.cases.matter import Matter, Step
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import (
    Happening,
    append,
    events_of,
    locked,
    matter_named,
    matter_of,
    sealed_answers,
    user_of,
)
from anxin.kernel.cases.rights import duties, require_duty, seats_of
from anxin.kernel.cases.tables import found_in_step
from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day

CLOSING = Happened.CLOSED


@transaction.atomic
def claim_case(*, by: Actor, at: datetime, public_id: str) -> Case:
    """Take a case at one's desk in hand, so that nobody does it twice."""
    case = locked(public_id)
    require_duty(by, at, case, matter_of(case), Duty.ANSWER)
    if case.claimed_by_id is not None and case.claimed_by_id != by.user_id:
        raise Conflict(_("Somebody at your desk has this case in hand already."), todo=_("Ask them, or take another."))
    append(by=by, at=at, case=case, happening=Happening(Happened.CLAIMED, {"user": by.user_id}, told=False))
    return case


@transaction.atomic
def give_case(*, by: Actor, at: datetime, public_id: str, user_id: int) -> Case:
    """Put a case into the hands of somebody at its desk (one of a bulk assignment)."""
    case = locked(public_id)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.ANSWER)
    if Duty.ANSWER not in duties(seats_of(replace(by, user_id=user_id), at), case, asks):
        raise Invalid(
            _("This person does not sit at the desk that has the case."),
            field="user",
            todo=_("Choose a colleague at that desk."),
        )
    append(by=by, at=at, case=case, happening=Happening(Happened.CLAIMED, {"user": user_id}, told=False))
    return case


def do_step(
    *, by: Actor, at: datetime, public_id: str, step: str, said: Mapping[str, str], sent: Sequence[Sent] = ()
) -> Case:
    """Do one of the matter's steps with its form: a plan, an acceptance report."""
    named = matter_named(public_id).step(step)
    ready = enclosed(named.form if named else (), sent)
    with transaction.atomic():
        return _do_step(by, at, public_id, step, said, ready)


def _do_step(
    by: Actor, at: datetime, public_id: str, step: str, said: Mapping[str, str], ready: Sequence[Enclosed]
) -> Case:
    case = locked(public_id)
    asks = matter_of(case)
    wanted = asks.step(step)
    if wanted is None or not wanted.wanted(case.facts):
        raise Invalid(_("This case has no such step."), field="step", read=step, allowed=_allowed_steps(asks, case))
    require_duty(by, at, case, asks, wanted.duty)
    require_apart(by, case, asks, step)
    answers = understood(wanted.form, said, counted(ready))
    kept = keep_enclosed(by=by, at=at, case=case, ready=ready)
    case.facts = found_in_step(asks, case.facts, wanted, answers, shanghai_day(at))
    detail = _sealed(answers)
    append(by=by, at=at, case=case, happening=Happening(Happened.STEP_DONE, {"step": step, **detail}, files=kept))
    close_if_done(at=at, case=case)
    return case


def _allowed_steps(asks: Matter, case: Case) -> str:
    return ", ".join(f"{step.slug} ({step.title})" for step in asks.steps if step.wanted(case.facts)) or "–"


def _sealed(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {"said": sealed_answers(answers)} if answers else {}


def steps_left(asks: Matter, case: Case, before: Happened, at: datetime) -> list[Step]:
    """The steps that are asked for at a moment and not done in this round."""
    events = events_of(case)
    done = set(replay(events).steps)
    left = [step for step in asks.steps if step.before is before and step.wanted(case.facts) and step.slug not in done]
    return [step for step in left if not _is_nobodys(step, case) and not has_lapsed(step, events, at)]


def _is_nobodys(step: Step, case: Case) -> bool:
    """A person who is with no organisation is let go by none."""
    return step.duty is Duty.RELEASE and case.leaves_id is None


def require_apart(by: Actor, case: Case, asks: Matter, doing: str) -> None:
    """`Refused` where the matter wants another person for this than for what the actor has done in the case."""
    against = {one for pair in asks.apart if doing in pair for one in pair if one != doing}
    if by.user_id is not None and by.user_id in user_of(case, against):
        raise Refused(
            _("You did the other half of this yourself."),
            rule="cases.apart",
            why=_("This service wants two people for it, so that nobody approves their own work."),
            todo=_("Let a colleague at that desk do it."),
        )


@transaction.atomic
def extend_clock(*, by: Actor, at: datetime, public_id: str, clock: str, amount: int, reason: str) -> Case:
    """Extend a time limit, with a reason that the requester reads; only while it runs and within what the matter
    allows."""
    case = locked(public_id)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.REVIEW)
    term = next((one.term for one in asks.clocks if one.term.slug == clock), None)
    if term is None:
        raise Invalid(
            _("There is no such time limit."), field="clock", allowed=", ".join(one.slug for one in asks.terms)
        )
    text = reasoned(reason, _("Say why more time is needed; the requester reads it."))
    going = clocks.runs(term, events_of(case))
    if not going or not clocks.may_extend(going[-1], term, amount, at):
        raise Refused(
            _("This time limit cannot be extended so."),
            rule="cases.extension",
            why=_(
                "An extension is granted before the limit is over, as often and as far as the service's rules allow."
            ),
            todo=_("Answer the case; a limit that was missed stays on record as missed."),
        )
    happening = Happening(Happened.EXTENDED, {"clock": clock, "amount": amount}, text=text)
    mirroring.hold_repeats(case)
    append(by=by, at=at, case=case, happening=happening)
    mirroring.mirror(by=by, at=at, case=case, happening=happening)
    telling.tell_extended(by=by, at=at, case=case)
    return case


@transaction.atomic
def note_case(*, by: Actor, at: datetime, public_id: str, text: str, told: bool) -> Case:
    """Write a note: for the desks, or (`told`) for the requester as well."""
    case = locked(public_id)
    asks = matter_of(case)
    for duty in (Duty.ANSWER, Duty.RECEIVE, Duty.DISPATCH, Duty.REVIEW):
        try:
            require_duty(by, at, case, asks, duty)
        except Refused:
            continue
        happening = Happening(Happened.NOTED, text=reasoned(text, _("Write the note.")), told=told)
        append(by=by, at=at, case=case, happening=happening)
        return case
    require_duty(by, at, case, asks, Duty.ANSWER)
    return case


def answer_case(
    *,
    by: Actor,
    at: datetime,
    public_id: str,
    result: Result,
    text: str,
    said: Mapping[str, str] | None = None,
    sent: Sequence[Sent] = (),
    by_table: Mapping[str, Any] | None = None,
) -> Case:
    """Answer a case in words the requester reads. It is not closed by this: the requester accepts or contests.
    `by_table`: file, row and SHA-256 of the table that answers, where nobody does."""
    ready = enclosed(matter_named(public_id).answer, sent)
    with transaction.atomic():
        return _answer(by, at, public_id, result, text, said or {}, ready, by_table or {})


def _answer(
    by: Actor,
    at: datetime,
    public_id: str,
    result: Result,
    text: str,
    said: Mapping[str, str],
    ready: Sequence[Enclosed],
    by_table: Mapping[str, Any],
) -> Case:
    case = locked(public_id, said)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.ANSWER)
    require_apart(by, case, asks, Happened.ANSWERED)
    _require_answerable(asks, case, result, at)
    form = tuple(replace(one, required=_is_required(asks, one, result)) for one in asks.answer)
    words = reasoned(text, _("Write the answer as you would say it; the requester reads it word for word."))
    answers = understood(form, said, counted(ready))
    require_fitting(asks, case, result, answers)
    postponing.hold_repeats(by=by, at=at, case=case)
    kept = keep_enclosed(by=by, at=at, case=case, ready=ready)
    happening = Happening(Happened.ANSWERED, {"result": result, **by_table, **_sealed(answers)}, text=words, files=kept)
    append(by=by, at=at, case=case, happening=happening)
    effects.perform(by=by, at=at, case=case, on=Happened.ANSWERED)
    postponing.bring_on(by=by, at=at, case=case, happening=happening)
    return case


def _is_required(asks: Matter, question: FormField, result: Result) -> bool:
    """What proves a remedy, such as the photo afterwards, is asked for with one only; the rule with a refusal only."""
    if question.key == asks.grounds:
        return result is Result.REFUSED
    return question.required and result is Result.SOLVED


def _require_answerable(asks: Matter, case: Case, result: Result, at: datetime) -> None:
    if result not in asks.results:
        allowed = ", ".join(asks.results)
        raise Invalid(_("This service gives no such answer."), field="result", read=result, allowed=allowed)
    steps = steps_left(asks, case, Happened.ANSWERED, at)
    needed = [one for one in steps if one.duty is not Duty.RELEASE or result is Result.SOLVED]
    left = ", ".join(str(one.title) for one in needed)  # who is not taken need not be let go
    if left:
        raise Conflict(
            _("Something is to be done before the answer: %(steps)s.") % {"steps": left},
            todo=_("Do it on the case's page, then answer."),
        )


def close_if_done(*, at: datetime, case: Case) -> bool:
    """Close a case whose answer the requester accepted once nothing is left to be done."""
    if case.stage != Stage.AGREED or steps_left(matter_of(case), case, CLOSING, at):
        return False
    system = Actor.system("cases")
    append(by=system, at=at, case=case, happening=Happening(Happened.CLOSED))
    effects.perform(by=system, at=at, case=case, on=Happened.CLOSED)
    return True
