"""What a route asks for, composed of kernel acts in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.access import actions as gate
from anxin.kernel.access.actions import Opened
from anxin.kernel.access.queries import visible_organisations, visible_people
from anxin.kernel.access.rules import Act, Purpose, duty_of, require
from anxin.kernel.access.units import unit_names
from anxin.kernel.access.usage import usage_of
from anxin.kernel.codes import visiting
from anxin.kernel.codes.agency import join_agency
from anxin.kernel.errors import Conflict, NotFound, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.evidence.queries import records_of, whose_record
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.looks import looks_of
from anxin.kernel.outcomes import actions as deciding
from anxin.kernel.outcomes import figures
from anxin.kernel.outcomes import queries as outcomes
from anxin.kernel.outcomes.models import Cause
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.identifiers import Scheme, checked_identity_number, mask_name
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import affiliation_of, ids_of, party_by_number
from anxin.packs import cards, current
from anxin.web.api import reading, schemas
from anxin.web.api.wording import door_words, refuse_unknown_kind

STAND_AND_ITEMS = ("items", "outcome")


def page_of_people(by: Actor, *, after: str | None, size: int) -> QuerySet[Party]:
    """The next `size` persons in scope by public id."""
    scope = visible_people(by).filter(public_id__gt=after or "").order_by("public_id")
    ids = list(scope.values_list("pk", flat=True)[:size])
    return visible_people(by).filter(pk__in=ids).order_by("public_id")


@transaction.atomic
def enter_worker(*, by: Actor, at: datetime, pack: str, wanted: schemas.NewPerson, fields: Iterable[str]) -> Opened:
    """Person, file and affiliation together, in the acting agency's name; then decided and opened to it."""
    require(by, Act.START_AFFILIATION)
    agency = visible_organisations(by).filter(pk=by.organisation_id or 0).first()
    if agency is None:
        raise Refused(
            _("Only an agency can enter its workers."),
            rule="parties.through-agency",
            why=_("A worker applies through an agency, never alone."),
            ask=_("Use the key of an agency clerk's account."),
        )
    party = _known(wanted) or _entered(by, at, wanted, agency.area)
    parties.register_party(by=by, at=at, party=party, pack=pack, area=agency.area)
    join_agency(by=by, at=at, party=party, organisation=agency, pack=pack, started_on=wanted.started_on)
    deciding.decide_parties(by=by, at=at, pack=pack, party_ids=[party.pk], as_of=at.date(), cause=Cause.EVIDENCE)
    return gate.open_party(
        by=by, at=at, pack=pack, public_id=party.public_id, purpose=Purpose.EMPLOYMENT, fields=fields
    )


def _known(wanted: schemas.NewPerson) -> Party | None:
    party = party_by_number(Scheme.IDENTITY_NUMBER, checked_identity_number(wanted.id_number))
    if party is not None and party.name != wanted.name:
        raise Conflict(
            _("This number is entered under another name."),
            why=_("One number belongs to one person."),
            todo=_("Compare number and name with the identity card."),
        )
    return party


def _entered(by: Actor, at: datetime, wanted: schemas.NewPerson, area: str) -> Party:
    return parties.enter_party(
        by=by,
        at=at,
        kind=PartyKind.PERSON,
        name=wanted.name,
        area=area,
        scheme=Scheme.IDENTITY_NUMBER,
        number=wanted.id_number,
        phone=wanted.phone,
    )


@transaction.atomic
def submit_evidence(
    *, by: Actor, at: datetime, public_id: str, pack: str, wanted: schemas.NewEvidence
) -> schemas.Record:
    """Write down a statement about a person in scope; the record and the outcome it led to."""
    require(by, Act.ENTER_EVIDENCE)
    refuse_unknown_kind(pack, wanted.kind, wanted.source, wanted.result)
    opened = _opened_for_writing(by, at, pack, public_id)
    said = Statement(
        kind=wanted.kind,
        source=wanted.source,
        result=wanted.result,
        valid_from=wanted.valid_from,
        valid_until=wanted.valid_until,
    )
    corrects = None if wanted.corrects is None else _record(opened, wanted.corrects)
    made = deciding.submit_evidence(
        by=by, at=at, party=opened.party, statement=said, corrects=corrects, reason=wanted.reason
    )
    return _written(opened, made, pack)


@transaction.atomic
def withdraw_evidence(*, by: Actor, at: datetime, record: int, pack: str, reason: str) -> schemas.Record:
    """Withdraw a record about a person in scope."""
    require(by, Act.WITHDRAW_EVIDENCE)
    opened = _opened_for_writing(by, at, pack, whose_record(by, record))
    made = deciding.retract_evidence(by=by, at=at, evidence=_record(opened, record), reason=reason)
    return _written(opened, made, pack)


@transaction.atomic
def issue_card(*, by: Actor, at: datetime, public_id: str, pack: str, card_number: str) -> schemas.Card:
    """Card and code together for a person in scope, once all materials stand."""
    require(by, Act.ISSUE_CARD)
    opened = _opened_for_writing(by, at, pack, public_id)
    made = cards.issue_card(by=by, at=at, party=opened.party, pack=current(pack), card_number=card_number)
    return schemas.Card(
        code=made.public, card_number=made.card_number, standing=reading.standing(outcomes.current(opened, pack))
    )


@transaction.atomic
def leave_agency(*, by: Actor, at: datetime, public_id: str, pack: str, wanted: schemas.Exit) -> None:
    """The acting agency lets a person go; code and card end with it. Afterwards the person is out of its scope."""
    require(by, Act.END_AFFILIATION)
    opened = _opened_for_writing(by, at, pack, public_id)
    held = affiliation_of(opened.party, role=pack, on=at.date())
    if held is None:
        raise Conflict(_("This person is with no agency."), todo=_("Look at the person's agency first."))
    cards.leave_agency(
        by=by, at=at, affiliation=held, pack=current(pack), ended_on=wanted.ended_on, reason=wanted.reason
    )


def _opened_for_writing(by: Actor, at: datetime, pack: str, public_id: str) -> Opened:
    purpose = Purpose.CORRECTION if by.role == Role.CITY else duty_of(by)
    return gate.open_party(by=by, at=at, pack=pack, public_id=public_id, purpose=purpose, fields=STAND_AND_ITEMS)


def _record(opened: Opened, number: int) -> Evidence:
    held = records_of(opened).filter(pk=number).first()
    if held is None:
        raise NotFound(_("The person has no such record."), todo=_("Take the number from the person's items."))
    return held


def _written(opened: Opened, made: Evidence, pack: str) -> schemas.Record:
    return schemas.Record(record=made.pk, standing=reading.standing(outcomes.current(opened, pack)))


def looks_at(opened: Opened, *, on: date, before: int | None) -> schemas.Looks:
    """One page of who read about the opened person, newest first."""
    page = looks_of(*ids_of(opened.party), on=on, before=before)
    units = unit_names(page.looks)
    looks = [reading.look(one, units[one.organisation_id, one.area]) for one in page.looks]
    return schemas.Looks(looks=looks, next=page.older)


def usage_of_data(opened: Opened, *, on: date, offset: int, limit: int) -> list[schemas.Usage]:
    """The same reads as another portal shows them, one by one."""
    held = usage_of(ids_of(opened.party), on=on, offset=offset, limit=limit)
    return [schemas.Usage(**asdict(one)) for one in held]


@transaction.atomic
def scan(*, at: datetime, public: str) -> schemas.Scanned:
    """Open a code for a household, with everything its page shows."""
    done = visiting.open_code(at=at, public=public)
    pack, party, found = done.code.pack, done.opened.party, done.explained
    reason, words, why = door_words(pack, done.outcome, done.reason)
    return schemas.Scanned(
        showing=done.showing,
        at=at,
        colour=done.outcome,
        reason=reason,
        title_zh=words.title.zh,
        title_en=words.title.en,
        meaning_zh=words.household.zh,
        meaning_en=words.household.en,
        masked_name=mask_name(party.name),
        agency=reading.agency(affiliation_of(party, role=pack, on=at.date())),
        items=reading.shown(pack, found.items, at.date()) if found else [],
        rule_set=found.rule_set.slug if found else None,
        legal_source=found.row.legal_source if found and why else "",
    )


def tally(*, by: Actor, pack: str, as_of: date, rules: str | None) -> schemas.Tally:
    """Everybody decided afresh for a day, as shares of the whole."""
    require(by, Act.COUNT_EVERYBODY)
    found = figures.tally(pack, as_of=as_of, rules_of=rules)
    counts = [
        schemas.Count(colour=colour, reason=reason, people=people, share=people / found.total)
        for (colour, reason), people in sorted(found.by_reason.items())
    ]
    return schemas.Tally(
        pack=pack, as_of=as_of, rules=rules, total=found.total, colours=found.by_outcome, counts=counts
    )
