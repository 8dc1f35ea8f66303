"""What the requester does: reads, adds, accepts the answer, contests it, withdraws. Nobody else's hand can do these."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.kernel.cases import clocks, effects, telling
from anxin.kernel.cases.dispatching import reasoned
from anxin.kernel.cases.enclosing import Sent, enclosed, keep_enclosed
from anxin.kernel.cases.enums import Agreement, Happened, Stage
from anxin.kernel.cases.forms import FieldKind, FormField, Words
from anxin.kernel.cases.handling import close_if_done
from anxin.kernel.cases.history import replay
from anxin.kernel.cases.models import Case, PhoneNumber
from anxin.kernel.cases.recording import Happening, append, digest_of, events_of, locked, matter_of
from anxin.kernel.cases.rights import deals_with
from anxin.kernel.codes.secrets_kept import MOST_TRIES, Numbers, kept, matches, new_number, new_secret
from anxin.kernel.errors import Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.messages.actions import send
from anxin.kernel.parties.sealing import phone_index

PASS = "anxin.case.pass"  # what a pass is signed for, and nothing else
LASTS = timedelta(minutes=5)
AT_COUNTER = timedelta(minutes=15)
HOUR, MOST_AN_HOUR = timedelta(hours=1), 3
ADDED = (
    FormField("photos", FieldKind.PHOTO, Words("照片", "Photos"), Words("补充说明", "To show what is meant")),
    FormField("files", FieldKind.FILE, Words("材料", "Papers"), Words("补充说明", "To show what is meant")),
)
_OWN = object()


@dataclass(frozen=True)
class Own:
    """A case in its requester's hand: by its link, their account, or their phone. Only this module makes one."""

    public_id: str
    by: Actor
    on_behalf: bool
    key: object

    def __post_init__(self) -> None:
        if self.key is not _OWN:
            raise TypeError("an Own comes from anxin.kernel.cases.requesting only")


def own_by_link(*, token: str, by: Actor | None = None) -> Own:
    """The case behind a link. `NotFound` for an unknown one."""
    found = Case.objects.filter(token_digest=digest_of(token)).values_list("public_id", flat=True).first()
    if found is None:
        raise NotFound(
            _("This link leads to no request."),
            why=_("It may be incomplete."),
            todo=_("Open it from the message again, or find your request by your phone number."),
        )
    return Own(found, by or Actor.requester(), on_behalf=False, key=_OWN)


def own_by_account(*, by: Actor, public_id: str) -> Own:
    """A case filed by whoever is signed in: the person the account stands for, or else its organisation."""
    asker = by.party_id or by.organisation_id
    if asker is None or not Case.objects.filter(public_id=public_id, requester_id=asker).exists():
        raise NotFound(_("You have no such request."), todo=_("Look it up in the list of your requests."))
    return Own(public_id, by, on_behalf=False, key=_OWN)


def owns_of_account(*, by: Actor) -> list[Own]:
    """Every case filed by whoever is signed in, the newest first."""
    asker = by.party_id or by.organisation_id
    if asker is None:
        return []
    found = Case.objects.filter(requester_id=asker).order_by("-received_at").values_list("public_id", flat=True)
    return [Own(one, by, on_behalf=False, key=_OWN) for one in found[:50]]


def pass_for(*, own: Own, at: datetime) -> str:
    """A case opened by phone, as a browser keeps it for a while: signed, for an hour, and for this user alone."""
    held = {"case": own.public_id, "user": own.by.user_id, "behalf": own.on_behalf, "until": (at + HOUR).timestamp()}
    return signing.dumps(held, salt=PASS)


def own_by_pass(*, at: datetime, held: str, by: Actor | None = None) -> Own:
    """The case of such a pass. `NotFound` once its hour is over, or in other hands."""
    actor = by or Actor.requester()
    try:
        told = signing.loads(held, salt=PASS)
    except signing.BadSignature:
        told = {"until": 0.0}
    if told["until"] <= at.timestamp() or told["user"] != actor.user_id:
        raise NotFound(
            _("This page was open too long."), todo=_("Ask for a number to your phone again; it opens your requests.")
        )
    return Own(told["case"], actor, on_behalf=told["behalf"], key=_OWN)


@dataclass(frozen=True)
class Asked:
    """A look-up under way: the ticket goes with the number that was sent to the phone."""

    ticket: str
    until: datetime


@transaction.atomic
def ask_by_phone(*, at: datetime, phone: str, by: Actor | None = None, numbers: Numbers = new_number) -> Asked:
    """Send a number to a phone under which requests were filed. An unknown phone is answered like a known one."""
    index, ticket, number = phone_index(phone), new_secret(), numbers()
    digits = "".join(sign for sign in phone if sign in "0123456789")
    if not 7 <= len(digits) <= 15:
        raise Invalid(_("This is not a phone number."), field="phone", allowed=_("a mobile number of 11 digits"))
    lately = PhoneNumber.objects.filter(phone=index, at__gt=at - HOUR).count()
    known = lately < MOST_AN_HOUR and Case.objects.filter(phone_index=index).exists()
    PhoneNumber.objects.create(
        ticket=kept("ticket", ticket), phone=index, number=kept("number", number), known=known, at=at
    )
    if known:
        text = _("%(number)s opens the page of your requests once, within five minutes.") % {"number": number}
        send(by=by or Actor.requester(), at=at, kind="case-number", recipient=digits, text=text, subjects=[])
    return Asked(ticket, at + LASTS)


def own_by_phone(*, at: datetime, ticket: str, number: str, by: Actor | None = None) -> list[Own]:
    """The cases filed under a phone, the newest first, for the number that was sent to it; once.

    A clerk at a counter passes `by`: the acts that follow are then written down as done on the requester's behalf.
    """
    with transaction.atomic():
        held = PhoneNumber.objects.select_for_update().filter(ticket=kept("ticket", ticket)).first()
        usable = held is not None and held.used_at is None and held.tries < MOST_TRIES and at - held.at <= LASTS
        if held is not None and usable and held.known and matches("number", number, held.number):
            held.used_at = at
            held.save(update_fields=["used_at"])
            found = (
                Case.objects.filter(phone_index=held.phone).order_by("-received_at").values_list("public_id", flat=True)
            )
            clerk = by is not None and by.role is not Role.REQUESTER
            return [Own(one, by or Actor.requester(), on_behalf=clerk, key=_OWN) for one in found[:50]]
        if held is not None:
            PhoneNumber.objects.filter(pk=held.pk).update(tries=F("tries") + 1)
    raise Invalid(
        _("This number opens no request."),
        field="number",
        allowed=_("the six digits sent last, within five minutes, five tries"),
    )


def own_at_counter(*, at: datetime, ticket: str, public_id: str, by: Actor) -> Own:
    """A case of the person at the counter, as long as the number from their phone opened it a moment ago: the ticket
    stays with the clerk's session and the acts are written down as done on the requester's behalf."""
    held = PhoneNumber.objects.filter(ticket=kept("ticket", ticket), used_at__gt=at - AT_COUNTER).first()
    theirs = held is not None and Case.objects.filter(public_id=public_id, phone_index=held.phone).exists()
    if not theirs or by.role is Role.REQUESTER:
        raise Invalid(
            _("This request is no longer open at your counter."),
            field="number",
            todo=_("Send a number to the person's phone again; what it opens stays open for a quarter of an hour."),
        )
    return Own(public_id, by, on_behalf=True, key=_OWN)


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
    token = secrets.token_urlsafe(16)
    case.token_digest = digest_of(token)
    case.save(update_fields=["token_digest"])
    telling.tell_link(by=own.by, at=at, case=case, token=token)
    return token
