"""What the requester does: adds, accepts the answer, contests it, withdraws. Nobody else's hand can do these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases import clocks, effects, telling
from anxin.kernel.cases.dispatching import reasoned
from anxin.kernel.cases.enclosing import Sent, enclosed, keep_enclosed
from anxin.kernel.cases.enums import Agreement, Happened, Stage
from anxin.kernel.cases.forms import FieldKind, FormField, Words
from anxin.kernel.cases.handling import close_if_done
from anxin.kernel.cases.history import replay
from anxin.kernel.cases.models import Case, new_token
from anxin.kernel.cases.owning import Own
from anxin.kernel.cases.recording import Happening, append, digest_of, events_of, locked, matter_of
from anxin.kernel.cases.rights import deals_with
from anxin.kernel.errors import Refused

ADDED = (
    FormField("photos", FieldKind.PHOTO, Words("照片", "Photos"), Words("补充说明", "To show what is meant")),
    FormField("files", FieldKind.FILE, Words("材料", "Papers"), Words("补充说明", "To show what is meant")),
)


def _held(own: Own, at: datetime) -> Case:
    """The case, locked; `Refused` where an account that deals with it would speak for its requester, on whatever way
    the case came into its hand."""
    case = locked(own.public_id)
    if deals_with(own.by, at, case, matter_of(case)):
        raise Refused(
            _("Who deals with a case cannot speak for its requester."),
            rule="cases.own-verdict",
            todo=_("Let a colleague at another desk enter it, or the requester open the link."),
        )
    return case


def _detail(own: Own) -> dict[str, bool]:
    return {"on_behalf": True} if own.on_behalf else {}


@transaction.atomic
def agree(*, own: Own, at: datetime) -> Case:
    """The requester accepts the answer."""
    case = _held(own, at)
    detail = {"how": Agreement.REQUESTER, **_detail(own)}
    append(by=own.by, at=at, case=case, happening=Happening(Happened.AGREED, detail))
    close_if_done(at=at, case=case)
    return case


@transaction.atomic
def contest(*, own: Own, at: datetime, reason: str) -> Case:
    """The requester says that an answer, or a refusal, is not good enough; a repeat that was joined goes on alone."""
    case = _held(own, at)
    asks = matter_of(case)
    text = reasoned(reason, _("Say what is still missing; the reviewing desk reads it."))
    stands = case.stage in {Stage.ANSWERED, Stage.REFUSED}
    if stands and (asks.contest is None or _rounds(case) >= asks.contest.times or _too_late(case, at)):
        raise Refused(
            _("This answer can no longer be contested here."),
            rule="cases.contest",
            why=_("The service takes so many objections within so many days of the answer."),
            ask=str(asks.appeal),
            todo=_("File a new request, or use the way to appeal named here."),
        )
    if case.main_id is not None:
        append(by=own.by, at=at, case=case, happening=Happening(Happened.SEPARATED, {"why": "contested"}))
        case.main = None
        case.save(update_fields=["main"])
    append(by=own.by, at=at, case=case, happening=Happening(Happened.CONTESTED, _detail(own), text=text))
    effects.perform(by=own.by, at=at, case=case, on=Happened.CONTESTED)
    return case


def _rounds(case: Case) -> int:
    return replay(events_of(case)).rounds


def _too_late(case: Case, at: datetime) -> bool:
    rule = matter_of(case).contest
    since = case.answered_at if case.stage == Stage.ANSWERED else case.ended_at
    return rule is None or since is None or at >= clocks.due_after(since, rule.within.amount, rule.within.unit)


def supplement(*, own: Own, at: datetime, text: str, sent: Sequence[Sent] = ()) -> Case:
    """The requester adds words, photos or papers. The clocks go on."""
    ready = enclosed(ADDED, sent)
    with transaction.atomic():
        case = _held(own, at)
        files = keep_enclosed(by=own.by, at=at, case=case, ready=ready)
        words = text.strip()[:1000] if files else reasoned(text, _("Write what you want to add."))
        happening = Happening(Happened.SUPPLEMENTED, _detail(own), text=words, files=files)
        append(by=own.by, at=at, case=case, happening=happening)
        return case


@transaction.atomic
def withdraw(*, own: Own, at: datetime, reason: str = "") -> Case:
    """The requester takes the request back."""
    case = _held(own, at)
    append(
        by=own.by, at=at, case=case, happening=Happening(Happened.WITHDRAWN, _detail(own), text=reason.strip()[:500])
    )
    effects.perform(by=own.by, at=at, case=case, on=Happened.WITHDRAWN)
    return case


@transaction.atomic
def new_link(*, own: Own, at: datetime) -> str:
    """Another link for a requester who lost theirs; the old one opens nothing from now on."""
    case = _held(own, at)
    token = new_token()
    case.token_digest = digest_of(token)
    case.save(update_fields=["token_digest"])
    telling.tell_link(by=own.by, at=at, case=case, token=token)
    return token
