"""Acts on codes: issue, end, scan, confirm, rate, complain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.actions import Opened, open_shown
from anxin.kernel.access.rules import Act, Purpose, require
from anxin.kernel.codes.models import Code, Feedback, FeedbackKind, Scan, Visit
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.facts import in_force, standing
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day, submit_evidence
from anxin.kernel.outcomes.applied import applied
from anxin.kernel.outcomes.deciding import decided_by
from anxin.kernel.outcomes.queries import Explained, explain
from anxin.kernel.parties.actions import lock_party
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import affiliation_of, area_of, registration_of

SHOWN_TO_HOUSEHOLD = ("masked_name", "agency", "items", "outcome")


@dataclass(frozen=True)
class Material:
    """A kind of evidence that must stand before a card is issued; `source` None: from anybody who may state it.
    `in_date`: it must say until when, and not be over. `title` is what a refusal calls it."""

    kind: str
    result: str
    source: str | None = None
    in_date: bool = False
    title: str = ""

    @property
    def name(self) -> str:
        return self.title or (self.kind if self.source is None else f"{self.kind}/{self.source}")


def code_slot(pack: str, party_id: int) -> str:
    return f"{pack}:{party_id}"


@transaction.atomic
def issue_code(*, by: Actor, at: datetime, party: Party, pack: str, card_number: str = "") -> Code:
    """Give a party its scannable code. It has one at a time: asking again returns the one in use."""
    lock_party(party)
    held = Code.objects.filter(slot=code_slot(pack, party.pk)).first()
    if held is not None:
        return held
    made = Code.objects.create(
        party=party, pack=pack, card_number=card_number, issued_at=at, slot=code_slot(pack, party.pk)
    )
    journal.write(by=by, at=at, act="code.issue", subjects=[party.public_id], detail={"pack": pack})
    return made


@transaction.atomic
def issue_card(
    *,
    by: Actor,
    at: datetime,
    party: Party,
    pack: str,
    role: str,
    materials: Sequence[Material],
    card: Statement,
    card_number: str = "",
) -> Code:
    """Issue card and code together, once all materials stand and an agency holds the person; else `Refused` with the
    list of what is missing. Province 2020-07-05: all materials together, through an agency only, card = code."""
    require(by, Act.ISSUE_CARD)
    lock_party(party)
    missing = missing_materials(party, pack=pack, role=role, materials=materials, at=at)
    if missing:
        raise Refused(
            _("The card cannot be issued yet: %(missing)s.") % {"missing": "、".join(missing)},
            rule=f"{pack}.materials",
            why=_("All materials are required together, and the application comes through an agency."),
            todo=_("Bring in what is missing; each item comes from its own source."),
            ask=_("Ask the agency that holds the person."),
        )
    submit_evidence(by=by, at=at, party=party, statement=card)
    return issue_code(by=by, at=at, party=party, pack=pack, card_number=card_number)


def missing_materials(party: Party, *, pack: str, role: str, materials: Sequence[Material], at: datetime) -> list[str]:
    """Names of what is not there, not passed or not in date."""
    on = shanghai_day(at)
    held = in_force(standing(Evidence.objects.filter(party=party).order_by("pk")), on=on)
    missing = [] if registration_of(party, pack=pack) else [_("a file with this service")]
    missing += [] if affiliation_of(party, role=role, on=on) else [_("an agency that holds the person")]
    for want in materials:
        fits = [
            row
            for (kind, source), row in held.items()
            if kind == want.kind
            and want.source in (None, source)
            and row.result == want.result
            and (row.valid_until >= on if row.valid_until is not None else not want.in_date)
        ]
        missing += [] if fits else [want.name]
    return missing


@transaction.atomic
def end_code(*, by: Actor, at: datetime, code: Code, reason: str) -> Code:
    """Take a code out of use; scanning it then says so."""
    lock_party(code.party)
    code.refresh_from_db()
    if code.ended_at is not None:
        raise Conflict(_("This code is already out of use."))
    code.ended_at, code.end_reason, code.slot = at, reason[:200], None
    code.save()
    journal.write(by=by, at=at, act="code.end", subjects=[code.party.public_id], detail={"pack": code.pack})
    return code


@dataclass(frozen=True)
class Scanned:
    """A scan and the person opened by it, for the household's eyes, with what the outcome was decided from: None for
    a code out of use, and where no rule set decides."""

    code: Code
    scan: Scan
    opened: Opened
    explained: Explained | None


@transaction.atomic
def record_scan(*, at: datetime, public: str, by: Actor | None = None) -> Scanned:
    """Somebody opened a code: note it, open what a household may see. `NotFound` in one form for every unknown code."""
    code = next(iter(Code.objects.select_related("party").filter(public=public)), None)
    if code is None:
        raise NotFound(
            _("This is not a code of this platform."),
            why=_("The address was misread, or the code was never issued here."),
            todo=_("Ask the worker to show the code again, or call the agency."),
        )
    who = by or Actor.household()
    opened = open_shown(by=who, at=at, party=code.party, purpose=Purpose.DOOR_CHECK, fields=SHOWN_TO_HOUSEHOLD)
    # Decided afresh at every scan: a missed tick must not leave a stale green at a door.
    found = explain(opened, code.pack, as_of=shanghai_day(at)) if code.ended_at is None else None
    if found is not None:
        outcome, reason = found.outcome, found.reason
    else:
        shown = _standing_of(code, at)
        outcome, reason = shown.outcome, shown.reason
    scan = Scan.objects.create(code=code, at=at, outcome=outcome, reason=reason)
    return Scanned(code, scan, opened, found)


@dataclass(frozen=True)
class Shown:
    """What a code shows at a moment, and whether a household may go on without a warning."""

    outcome: str
    reason: str
    entry_allowed: bool = False


OUT_OF_SERVICE = "grey"
AGENCY_LEFT = "agency-left"  # why a code ended: its holder left the agency


def _standing_of(code: Code, at: datetime) -> Shown:
    """What the code would show now."""
    area = area_of(code.party, pack=code.pack) if code.ended_at is None else None
    if area is None:
        return Shown(OUT_OF_SERVICE, "code-ended")
    day = shanghai_day(at)
    rules = applied(code.pack).ruling(area, day)
    if rules is None:
        return Shown(OUT_OF_SERVICE, "no-rules")
    found = decided_by(rules, records_to_decide([code.party_id])[code.party_id], as_of=day)
    return Shown(found.outcome, found.reason, found.outcome in found.rule_set.entry_allowed)


@transaction.atomic
def confirm_visit(*, at: datetime, scan_token: str, acknowledged: bool = False, by: Actor | None = None) -> Visit:
    """确认入户: the household lets the worker begin. Once per scan; anything but green needs `acknowledged`.

    Confirming twice returns the first visit, so that a double tap is no second visit.
    """
    scan = Scan.objects.select_related("code__party").filter(token=scan_token).first()
    if scan is None:
        raise NotFound(_("This scan is not known."), todo=_("Scan the code again."))
    lock_party(scan.code.party)
    held = Visit.objects.filter(scan=scan).first()
    if held is not None:
        return held
    _refuse_stale(scan, at)
    shown = _standing_of(scan.code, at)
    if not shown.entry_allowed and not acknowledged:
        raise Refused(
            _("This code does not say that the visit may begin."),
            rule="codes.acknowledge",
            why=_("Going on all the same is the household's own decision."),
            todo=_("Read what the colour means, then decide."),
            ask=_("Ask the agency named on the page."),
        )
    agency = affiliation_of(scan.code.party, role=scan.code.pack, on=shanghai_day(at))
    visit = Visit.objects.create(
        scan=scan,
        code=scan.code,
        organisation=agency.organisation if agency else None,
        confirmed_at=at,
        outcome=shown.outcome,
        acknowledged=acknowledged,
    )
    journal.write(
        by=by or Actor.household(),
        at=at,
        act="visit.confirm",
        purpose=Purpose.DOOR_CHECK,
        subjects=[scan.code.party.public_id],
        detail={"outcome": shown.outcome, "acknowledged": acknowledged},
    )
    return visit


CONFIRM_WITHIN_MINUTES = 30


def _refuse_stale(scan: Scan, at: datetime) -> None:
    if (at - scan.at).total_seconds() > CONFIRM_WITHIN_MINUTES * 60:
        raise Conflict(
            _("This scan is more than %(minutes)s minutes old.") % {"minutes": CONFIRM_WITHIN_MINUTES},
            why=_("The colour may have changed since."),
            todo=_("Scan the code again."),
        )


def _visit(token: str) -> Visit:
    visit = Visit.objects.select_related("code__party").filter(token=token).first()
    if visit is None:
        raise NotFound(_("No such visit."), todo=_("Open the page from the phone that confirmed the visit."))
    return visit


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
