"""What a case does to other records when something happens in it: a closed list, in the same transaction.

Nothing here sets a colour: evidence is recorded under the name of who answered, and the outcome follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anxin.kernel.cases import booking
from anxin.kernel.cases.correcting import changed, record_of, resolved
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.leaving import needs_release
from anxin.kernel.cases.matter import CardTerms, Deed, Effect
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import matter_of, said_in
from anxin.kernel.cases.telling import tell_words
from anxin.kernel.codes.actions import Material, issue_card
from anxin.kernel.codes.agency import join_agency, leave_agency, transfer_agency
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.evidence.actions import Statement, mark_disputed, settle_disputes
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import retract_evidence, shanghai_day, submit_evidence
from anxin.kernel.parties.actions import enter_party, register_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import affiliation_of, party_by_number
from anxin.kernel.reference.areas import within

REWARD = "reward"  # as an amount: what was granted
SETTLES = frozenset({Happened.CLOSED, Happened.REFUSED, Happened.WITHDRAWN})
"""Ends after which nobody looks into the record the case was about any more: the mark goes."""


def perform(*, by: Actor, at: datetime, case: Case, on: Happened) -> None:
    """Do what the matter declares for this event and result, in the order it is declared."""
    for effect in matter_of(case).effects:
        if effect.on is on and effect.result in (None, case.result):
            DEEDS[effect.do](_acting(by), at, case, effect)
    if on in SETTLES and case.record is not None:
        settle_disputes(by=_acting(by), at=at, evidence=case.record)


def _acting(by: Actor) -> Actor:
    """The one who acted, through the case: the name stays theirs, the right is the matter's."""
    return Actor(role=Role.SYSTEM, label=by.label, user_id=by.user_id)


def _values(case: Case, effect: Effect) -> dict[str, Any]:
    return resolved(effect, said_in(case))


def _person(by: Actor, at: datetime, case: Case, values: Mapping[str, Any], *, enter: bool = False) -> Party:
    """Whom the deed is about: the person of that identity number, or the requester."""
    number = values.get("person")
    held = party_by_number(Scheme.IDENTITY_NUMBER, str(number)) if number else case.requester
    if held is None and enter and number:
        held = enter_party(
            by=by,
            at=at,
            kind=PartyKind.PERSON,
            name=str(values.get("name", "")),
            area=case.about.area if case.about is not None else case.area,
            scheme=Scheme.IDENTITY_NUMBER,
            number=str(number),
            phone=str(values.get("phone") or ""),
        )
    if held is None:
        raise Conflict(_("The person this case is about is not on file."), todo=_("Check the identity number."))
    return held


def _statement(case: Case, values: Mapping[str, Any], at: datetime, *, like: Evidence | None = None) -> Statement:
    """A statement of the values given; what is left out is as in the record it takes the place of."""
    start = values.get("valid_from") or (like.valid_from if like else shanghai_day(at))
    until = values.get("valid_until") or (like.valid_until if like else None)
    return Statement(
        kind=str(values.get("kind") or (like.kind if like else "")),
        source=str(values.get("source") or (like.source if like else "")),
        valid_from=_day(start),
        result=str(values.get("result") or (like.result if like else "")) or None,
        valid_until=_day(until) if until else None,
        details={**(like.details if like else {}), "case": case.public_id},
    )


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _dispute(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    if case.record is not None:
        mark_disputed(by=by, at=at, evidence=case.record, reason=_("Appeal %(case)s") % {"case": case.public_id})


def _correct(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    held, values = record_of(case), _values(case, effect)
    if not changed(values, held):  # it was corrected at its source meanwhile, and the answer says so
        return
    statement = _statement(case, values, at, like=held)
    reason = _("Corrected on appeal %(case)s") % {"case": case.public_id}
    submit_evidence(by=by, at=at, party=held.party, statement=statement, corrects=held, reason=reason)


def _withdraw(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    reason = _("Withdrawn on appeal %(case)s") % {"case": case.public_id}
    retract_evidence(by=by, at=at, evidence=record_of(case), reason=reason)


def _record(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    values = _values(case, effect)
    person = _person(by, at, case, values)
    submit_evidence(by=by, at=at, party=person, statement=_statement(case, values, at))


def _start(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    values = _values(case, effect)
    if case.about is None:
        raise Invalid(_("This case names no organisation."), field="about")
    person = _person(by, at, case, values, enter=True)
    register_party(by=by, at=at, party=person, pack=case.pack, area=case.about.area)
    started = _day(values.get("started_on") or shanghai_day(at))
    held = affiliation_of(person, role=case.pack, on=shanghai_day(at))
    if held is None or held.organisation_id != case.about_id:
        join_agency(by=by, at=at, party=person, organisation=case.about, pack=case.pack, started_on=started)


def _end(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    values = _values(case, effect)
    person = _person(by, at, case, values)
    held = affiliation_of(person, role=case.pack, on=shanghai_day(at))
    if held is None or (case.about is not None and held.organisation_id != case.about_id):
        raise Conflict(_("This person is with no such organisation."), todo=_("Look at the person's file."))
    terms = matter_of(case).card
    invalid = None if terms is None else Statement(terms.kind, terms.source, shanghai_day(at), terms.invalid)
    ended = _day(values.get("ended_on") or shanghai_day(at))
    leave_agency(by=by, at=at, affiliation=held, pack=case.pack, ended_on=ended, card_invalid=invalid)


def _transfer(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    """From where the person is to the organisation the case is about; somebody who is there already stays."""
    values = _values(case, effect)
    if case.about is None:
        raise Invalid(_("This case names no organisation."), field="about")
    person, today = _person(by, at, case, values), shanghai_day(at)
    held = affiliation_of(person, role=case.pack, on=today)
    if held is None:
        raise Conflict(_("This person is with no such organisation."), todo=_("Look at the person's file."))
    if held.organisation_id == case.about_id:
        return
    if held.organisation_id != case.leaves_id and needs_release(matter_of(case)):
        raise Conflict(
            _("This person has gone elsewhere since the request came in."),
            why=_("The organisation that was asked to let the person go is not the one where the person is now."),
            todo=_("Refuse this request; a new one goes to the right organisation."),
        )
    first = _day(values.get("first_day") or max(today, held.started_on + timedelta(days=1)))
    reason = _("Transfer %(case)s") % {"case": case.public_id}
    transfer_agency(by=by, at=at, affiliation=held, to=case.about, pack=case.pack, first_day=first, reason=reason)


def _issue(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    values, terms = _values(case, effect), matter_of(case).card
    if terms is None:
        raise Conflict(_("This service has no card."))
    person = _person(by, at, case, values)
    card = Statement(terms.kind, terms.source, shanghai_day(at), terms.issued, details={"case": case.public_id})
    materials = wanted(terms, person.area)
    issue_card(by=by, at=at, party=person, pack=case.pack, role=case.pack, materials=materials, card=card)


def _notify(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    tell_words(by=by, at=at, case=case, text=Words(effect.values["text"], effect.values.get("text_en", "")))


def _post(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    values = _values(case, effect)
    if values["amount"] == REWARD:
        values["amount"] = case.events.filter(kind=Happened.REWARDED).order_by("-seq")[0].detail["fen"]
    booking.post(by, at, case, effect, values, _owner(by, at, case, values))


def _hold(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    values = _values(case, effect)
    booking.hold(by, at, case, effect, values, _owner(by, at, case, values))


def _take(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    booking.take(by, at, case, effect.values)


def _release(by: Actor, at: datetime, case: Case, effect: Effect) -> None:
    booking.release(by, at, case, effect.values)


def _owner(by: Actor, at: datetime, case: Case, values: Mapping[str, Any]) -> Party | None:
    """Whose accounts a document is about: the requester, the person of a question, the organisation concerned."""
    match values.get("owner"):
        case "about":
            return case.about
        case "requester":
            return case.requester
        case "person":
            return _person(by, at, case, values)
        case _:
            return None


def wanted(terms: CardTerms, area: str) -> list[Material]:
    """The materials of a service's card for somebody of that area, as codes ask for them."""
    asked = (one for one in terms.materials if not one.areas or any(within(area, code) for code in one.areas))
    return [Material(one.kind, one.result, one.source, one.in_date, str(one.title)) for one in asked]


DEEDS: Mapping[Deed, Callable[[Actor, datetime, Case, Effect], None]] = {
    Deed.DISPUTE_RECORD: _dispute,
    Deed.CORRECT_RECORD: _correct,
    Deed.WITHDRAW_RECORD: _withdraw,
    Deed.RECORD_EVIDENCE: _record,
    Deed.START_AFFILIATION: _start,
    Deed.END_AFFILIATION: _end,
    Deed.TRANSFER_AFFILIATION: _transfer,
    Deed.ISSUE_CARD: _issue,
    Deed.NOTIFY: _notify,
    Deed.POST: _post,
    Deed.HOLD: _hold,
    Deed.TAKE: _take,
    Deed.RELEASE: _release,
}
