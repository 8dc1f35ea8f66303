"""At the door: a code is opened, the household confirms, the visit is rated or complained about.

Opening leaves a journal entry, which the holder sees, and no other row; only what is confirmed is kept. What was shown
is told by its handle (showing.py): it can be confirmed once.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.credentials import Fault
from anxin.credentials.receipts import Signed
from anxin.kernel.access.actions import Opened, open_shown
from anxin.kernel.access.rules import Purpose
from anxin.kernel.codes import showing
from anxin.kernel.codes.anomalies import anomaly_of
from anxin.kernel.codes.evidence import as_columns, believe_confirmed, facts_of
from anxin.kernel.codes.faults import Unbelieved
from anxin.kernel.codes.models import Code, DaySalt, Feedback, FeedbackKind, Visit, new_visit_token
from anxin.kernel.codes.showing import LIVES, NONCE_OCTETS, Showing, ShowingKind
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.outcomes.applied import applied
from anxin.kernel.outcomes.deciding import decided_by
from anxin.kernel.outcomes.queries import Explained, explain
from anxin.kernel.parties.actions import lock_party
from anxin.kernel.parties.queries import affiliation_of, area_of

SHOWN_TO_HOUSEHOLD = ("masked_name", "agency", "items", "outcome")
OUT_OF_SERVICE = "grey"
FRESH = timedelta(seconds=180)  # a screen's two minutes and the minute by which clocks may differ
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,32}")
Random = Callable[[int], bytes]


@dataclass(frozen=True)
class Scanned:
    """A code opened for a household's eyes: the handle to confirm it with, the colour and why, and what it was decided
    from (None for a code out of use, and where no rule set decides)."""

    code: Code
    kind: ShowingKind
    handle: bytes
    outcome: str
    reason: str
    opened: Opened
    explained: Explained | None

    @property
    def showing(self) -> str:
        """The handle as 32 hexadecimal digits."""
        return self.handle.hex()


@transaction.atomic
def open_code(*, at: datetime, public: str, by: Actor | None = None, random: Random = secrets.token_bytes) -> Scanned:
    """Somebody opened a card's short address. `NotFound` in one form for every unknown code."""
    code = Code.objects.select_related("party").filter(public=public).first()
    if code is None:
        raise unknown_code()
    handle = showing.seal(Showing(code.pk, ShowingKind.CARD, at), nonce=random(NONCE_OCTETS))
    return open_made(code, ShowingKind.CARD, handle, at, by)


@transaction.atomic
def open_showing(*, at: datetime, handle: bytes, by: Actor | None = None) -> Scanned:
    """Somebody scanned what a screen shows, within its two minutes (`Unbelieved`: stale, after them). `NotFound` in one
    form for every unknown handle."""
    shown = showing.opened(handle)
    code = Code.objects.select_related("party").filter(pk=shown.code_id).first() if shown else None
    if shown is None or code is None:
        raise unknown_code()
    if not -FRESH <= at - shown.at <= FRESH:
        raise Unbelieved(Fault.STALE)
    return open_made(code, shown.kind, handle, at, by)


def unknown_code() -> NotFound:
    return NotFound(
        _("This is not a code of this platform."),
        why=_("The address was misread, or the code was never issued here."),
        todo=_("Ask the worker to show the code again, or call the agency."),
    )


def open_made(code: Code, kind: ShowingKind, handle: bytes, at: datetime, by: Actor | None) -> Scanned:
    """Open the holder of a code whose showing is made; written down as every reading."""
    who = by or Actor.household()
    opened = open_shown(
        by=who, at=at, pack=code.pack, party=code.party, purpose=Purpose.DOOR_CHECK, fields=SHOWN_TO_HOUSEHOLD
    )
    # Decided afresh at every scan: a missed tick must not leave a stale green at a door.
    found = explain(opened, code.pack, as_of=shanghai_day(at)) if code.ended_at is None else None
    stands = Standing(found.outcome, found.reason) if found is not None else standing_of(code, at)
    return Scanned(code, kind, handle, stands.outcome, stands.reason, opened, found)


@dataclass(frozen=True)
class Standing:
    """What a code shows at a moment, and whether a household may go on without a warning."""

    outcome: str
    reason: str
    entry_allowed: bool = False
    next_change: date | None = None
    pack: str = ""


def standing_of(code: Code, at: datetime) -> Standing:
    """What the code would show now."""
    area = area_of(code.party, pack=code.pack) if code.ended_at is None else None
    if area is None:
        return Standing(OUT_OF_SERVICE, "code-ended", pack=code.pack)
    day = shanghai_day(at)
    rules = applied(code.pack).ruling(area, day)
    if rules is None:
        return Standing(OUT_OF_SERVICE, "no-rules", pack=code.pack)
    found = decided_by(rules, records_to_decide([code.party_id])[code.party_id], as_of=day)
    allowed = found.outcome in found.rule_set.entry_allowed
    return Standing(found.outcome, found.reason, allowed, found.next_change, code.pack)


def standing_shown(*, at: datetime, handle: bytes) -> Standing:
    """What the code behind a handle shows now; `NotFound` for a handle that is none of ours."""
    shown = showing.opened(handle)
    code = Code.objects.select_related("party").filter(pk=shown.code_id).first() if shown else None
    if code is None:
        raise unknown_showing()
    return standing_of(code, at)


def confirm_visit(
    *,
    at: datetime,
    handle: bytes,
    acknowledged: bool = False,
    token: str = "",
    signed: Signed | None = None,
    by: Actor | None = None,
) -> Visit:
    """确认入户: the household lets the worker begin. What was shown is confirmed once; anything but green needs
    `acknowledged`.

    `token` is made by whoever confirms (22 to 32 URL-safe characters) and becomes the visit's: the same one again, as
    by a double tap, returns the visit; another one is a `Conflict`, which the worker sees. `signed` is the
    household's signature over what it saw; without one the visit counts all the same, and its receipt says so.
    """
    with transaction.atomic():
        visit, again = _confirmed(at, handle, acknowledged, token, signed, by or Actor.household())
    if again:  # said only now: the entry that somebody tried is to stay
        raise confirmed_already()
    return visit


def _confirmed(
    at: datetime, handle: bytes, acknowledged: bool, token: str, signed: Signed | None, by: Actor
) -> tuple[Visit, bool]:
    """The visit, and whether somebody else had confirmed the showing before."""
    shown = showing.opened(handle)
    code = Code.objects.select_related("party").filter(pk=shown.code_id).first() if shown else None
    if shown is None or code is None:
        raise unknown_showing()
    if token and not TOKEN.fullmatch(token):
        raise Invalid(_("This is no token of a visit."), field="token", allowed=_("22 to 32 letters and digits"))
    lock_party(code.party)
    digest = kept_digest(shown, handle)
    held = Visit.objects.select_related("code__party", "organisation").filter(showing=digest).first()
    if held is not None:
        return held, not (token and hmac.compare_digest(held.token, token)) and _note_again(held, at, by)
    _refuse_stale(shown, at)
    stands = standing_of(code, at)
    if not stands.entry_allowed and not acknowledged:
        raise _must_be_read()
    if signed is not None:
        believe_confirmed(signed, handle, stands.outcome, at)
    agency = affiliation_of(code.party, role=code.pack, on=shanghai_day(at))
    visit = Visit.objects.create(
        showing=digest,
        kind=shown.kind.name.lower(),
        code=code,
        organisation=agency.organisation if agency else None,
        token=token or new_visit_token(),
        confirmed_at=at,
        outcome=stands.outcome,
        acknowledged=acknowledged,
        anomaly=anomaly_of(code, at),
        **as_columns("household", signed),
        facts=facts_of(code, handle, stands.outcome, at, acknowledged=acknowledged, kind=shown.kind),
    )
    odd = {"anomaly": visit.anomaly} if visit.anomaly else {}
    journal.write(
        by=by,
        at=at,
        act="visit.confirm",
        purpose=Purpose.DOOR_CHECK,
        subjects=[code.party.public_id],
        detail={"outcome": stands.outcome, "acknowledged": acknowledged, **odd},
    )
    return visit, False


def _note_again(held: Visit, at: datetime, by: Actor) -> bool:
    """Write down that a showing was to be confirmed once more: the worker is warned. Once a minute, not once a try."""
    if held.again_at is None or at - held.again_at >= timedelta(minutes=1):
        held.again_at = at
        held.save(update_fields=["again_at"])
        person = held.code.party.public_id
        journal.write(by=by, at=at, act="visit.confirm-again", purpose=Purpose.DOOR_CHECK, subjects=[person])
    return True


def _must_be_read() -> Refused:
    return Refused(
        _("This code does not say that the visit may begin."),
        rule="codes.acknowledge",
        why=_("Going on all the same is the household's own decision."),
        todo=_("Read what the colour means, then decide."),
        ask=_("Ask the agency named on the page."),
    )


def confirmed_already() -> Conflict:
    return Conflict(
        _("This showing has been confirmed already."),
        why=_("What a phone or card shows is confirmed once: a copy of it opens no second door."),
        todo=_("If it was not you, ask the worker for the code as it is now, and scan again."),
    )


def unknown_showing() -> NotFound:
    return NotFound(_("This showing is not known."), todo=_("Scan the code again."))


def kept_digest(shown: Showing, handle: bytes) -> str:
    """How a handle is kept: under the salt of its day. Once the salt is destroyed nothing matches it any more."""
    salt, _made = DaySalt.objects.get_or_create(day=shanghai_day(shown.at))
    return hmac.new(bytes(salt.salt), handle, hashlib.sha256).hexdigest()


def _refuse_stale(shown: Showing, at: datetime) -> None:
    life = LIVES[shown.kind]
    if at - shown.at > life:
        raise Conflict(
            _("This showing is more than %(minutes)s minutes old.") % {"minutes": life // timedelta(minutes=1)},
            why=_("The colour may have changed since."),
            todo=_("Scan the code again."),
        )


def _visit(token: str) -> Visit:
    visit = Visit.objects.select_related("code__party").filter(token=token).first()
    if visit is None:
        raise NotFound(_("No such visit."), todo=_("Open the page from the phone that confirmed the visit."))
    return visit


@transaction.atomic
def leave(*, at: datetime, visit_token: str = "", visit: int = 0, by: Actor | None = None) -> Visit:
    """The visit is over: the household says so with its token, or the worker of her own visit by its number. The first
    word counts; a second one changes nothing."""
    held = _visit(visit_token) if by is None else _own_visit(by, visit)
    lock_party(held.code.party)
    held.refresh_from_db()
    if held.left_at is None:
        who = by or Actor.household()
        held.left_at, held.left_by = at, str(who.role)
        held.save(update_fields=["left_at", "left_by"])
        journal.write(by=who, at=at, act="visit.leave", subjects=[held.code.party.public_id], detail={"visit": held.pk})
    return held


def _own_visit(by: Actor, number: int) -> Visit:
    held = Visit.objects.select_related("code__party").filter(pk=number, code__party_id=by.party_id or 0).first()
    if held is None:
        raise NotFound(_("No such visit."))
    return held


@transaction.atomic
def rate_visit(*, at: datetime, visit_token: str, score: int, text: str = "", by: Actor | None = None) -> Feedback:
    """A rating of 1 to 5, once a visit."""
    if not 1 <= score <= 5:
        raise Invalid(_("A rating is 1 to 5."), field="score", read=str(score), allowed="1–5")
    visit = _visit(visit_token)
    try:
        with transaction.atomic():
            made = Feedback.objects.create(
                visit=visit, kind=FeedbackKind.RATING, score=score, text=text[:1000], at=at, slot=f"rating:{visit.pk}"
            )
    except IntegrityError:
        raise Conflict(_("This visit has been rated already."), why=_("A visit is rated once.")) from None
    _note_feedback(by, at, visit, FeedbackKind.RATING)
    return made


@transaction.atomic
def complain(*, at: datetime, visit_token: str, text: str, by: Actor | None = None) -> Feedback:
    """A complaint about a visit: kept, and shown to the agency and the bureau."""
    if not text.strip():
        raise Invalid(_("Say what went wrong."), field="text", allowed=_("1 to 1,000 characters"))
    visit = _visit(visit_token)
    made = Feedback.objects.create(visit=visit, kind=FeedbackKind.COMPLAINT, text=text.strip()[:1000], at=at)
    _note_feedback(by, at, visit, FeedbackKind.COMPLAINT)
    return made


def _note_feedback(by: Actor | None, at: datetime, visit: Visit, kind: FeedbackKind) -> None:
    journal.write(
        by=by or Actor.household(),
        at=at,
        act=f"visit.{kind}",
        subjects=[visit.code.party.public_id],
        detail={"visit": visit.pk},
    )
