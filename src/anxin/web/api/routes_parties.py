"""Routes about persons: the list in scope, one person, the outcome with its reasons, who looked, evidence in."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router, Status

from anxin.kernel.access import actions as gate
from anxin.kernel.outcomes import queries as outcomes
from anxin.kernel.reference import queries as reference
from anxin.web.api import acts, reading, schemas
from anxin.web.api.declared import (
    MAY_FAIL,
    Before,
    Day,
    Limit,
    Offset,
    Page,
    PersonId,
    RecordNumber,
    RulesOf,
    ServiceNamed,
    Through,
    Why,
)
from anxin.web.api.door import KEYS, actor, purpose_for, slug_of

router = Router(tags=["parties"], auth=KEYS)
LISTED = ("name", "masked_number", "agency", "outcome")


@router.get("/parties", response={200: schemas.People, **MAY_FAIL}, summary="Persons in your scope")
def list_parties(
    request: HttpRequest, page: Query[Page], service: ServiceNamed = None, purpose: Why = None
) -> schemas.People:
    """One page of the persons your role may know of. Each of them finds this reading among who looked."""
    pack = slug_of(service, outcome=False)
    by, at = actor(request), reference.now()
    found = acts.page_of_people(by, after=page.after, size=page.size)
    opened = gate.open_list(by=by, at=at, pack=pack, people=found, purpose=purpose_for(by, purpose), fields=LISTED)
    rows = reading.people(opened, pack, at.date())
    return schemas.People(people=rows, next=rows[-1].public_id if len(rows) == page.size else None)


@router.post("/parties", response={201: schemas.Person, **MAY_FAIL}, summary="Enter a worker")
def enter_party(request: HttpRequest, body: schemas.NewPerson, service: ServiceNamed = None) -> Status[schemas.Person]:
    """An agency enters a worker: person, file and affiliation together. A worker is with one agency at a time."""
    pack = slug_of(service, outcome=False)
    by, at = actor(request), reference.now()
    opened = acts.enter_worker(by=by, at=at, pack=pack, wanted=body, fields=LISTED)
    return Status(201, reading.people([opened], pack, at.date())[0])


@router.get("/parties/{public_id}", response={200: schemas.Person, **MAY_FAIL}, summary="One person")
def get_party(
    request: HttpRequest, public_id: PersonId, service: ServiceNamed = None, purpose: Why = None
) -> schemas.Person:
    """What your role may see of one person. The reading is written to the journal first."""
    pack = slug_of(service, outcome=False)
    by, at = actor(request), reference.now()
    why = purpose_for(by, purpose)
    opened = gate.open_party(by=by, at=at, pack=pack, public_id=public_id, purpose=why, fields=LISTED)
    return reading.people([opened], pack, at.date())[0]


@router.get("/parties/{public_id}/outcome", response={200: schemas.Explanation, **MAY_FAIL}, summary="Outcome and why")
def get_outcome(
    request: HttpRequest,
    public_id: PersonId,
    service: ServiceNamed = None,
    as_of: Day = None,
    rules: RulesOf = None,
    known_through: Through = None,
    purpose: Why = None,
) -> schemas.Explanation:
    """Decide the person for a day and say why: the row, each condition with its fact, the legal source."""
    pack = slug_of(service)
    by, at = actor(request), reference.now()
    why = purpose_for(by, purpose)
    opened = gate.open_party(by=by, at=at, pack=pack, public_id=public_id, purpose=why, fields=("outcome", "items"))
    found = outcomes.explain(opened, pack, as_of=as_of or at.date(), area=rules, known_through=known_through)
    return reading.explanation(found, pack)


@router.get("/parties/{public_id}/looks", response={200: schemas.Looks, **MAY_FAIL}, summary="Who looked")
def get_looks(
    request: HttpRequest,
    public_id: PersonId,
    before: Before = None,
) -> schemas.Looks:
    """Who read about the person, when and for what purpose, newest first, 50 readings a page. For the person's own
    account."""
    by, at = actor(request), reference.now()
    opened = gate.open_party(
        by=by, at=at, pack=None, public_id=public_id, purpose=purpose_for(by, None), fields=("looks",)
    )
    return acts.looks_at(opened, on=at.date(), before=before)


@router.get("/parties/{public_id}/usage", response={200: list[schemas.Usage], **MAY_FAIL}, summary="Who used the data")
def get_usage(request: HttpRequest, public_id: PersonId, offset: Offset = 0, limit: Limit = 100) -> list[schemas.Usage]:
    """Who used the person's data, in the five fields that Estonia's data tracker shows, newest first, a line for each
    reading: for other portals. For the person's own account."""
    by, at = actor(request), reference.now()
    opened = gate.open_party(
        by=by, at=at, pack=None, public_id=public_id, purpose=purpose_for(by, None), fields=("looks",)
    )
    return acts.usage_of_data(opened, on=at.date(), offset=offset, limit=limit)


@router.post("/parties/{public_id}/evidence", response={201: schemas.Record, **MAY_FAIL}, summary="Evidence in")
def submit_evidence(
    request: HttpRequest, public_id: PersonId, body: schemas.NewEvidence, service: ServiceNamed = None
) -> Status[schemas.Record]:
    """Write down what a source says; the outcome follows in the same transaction."""
    pack = slug_of(service, outcome=False)
    by, at = actor(request), reference.now()
    return Status(201, acts.submit_evidence(by=by, at=at, public_id=public_id, pack=pack, wanted=body))


@router.post("/evidence/{record}/withdraw", response={201: schemas.Record, **MAY_FAIL}, summary="Withdraw evidence")
def withdraw_evidence(
    request: HttpRequest,
    body: schemas.Withdrawal,
    record: RecordNumber,
    service: ServiceNamed = None,
) -> Status[schemas.Record]:
    """Take a record back by a later one; the record itself stays readable, and the outcome follows at once."""
    pack = slug_of(service, outcome=False)
    by, at = actor(request), reference.now()
    return Status(201, acts.withdraw_evidence(by=by, at=at, record=record, pack=pack, reason=body.reason))


@router.post("/parties/{public_id}/card", response={201: schemas.Card, **MAY_FAIL}, summary="Issue the card")
def issue_card(
    request: HttpRequest, public_id: PersonId, body: schemas.NewCard, service: ServiceNamed = None
) -> Status[schemas.Card]:
    """Card and code together, once all materials stand and an agency holds the person; else what is missing."""
    pack = slug_of(service)
    by, at = actor(request), reference.now()
    made = acts.issue_card(by=by, at=at, public_id=public_id, pack=pack, card_number=body.card_number)
    return Status(201, made)


@router.post("/parties/{public_id}/exit", response={204: None, **MAY_FAIL}, summary="Let a worker go")
def leave_agency(
    request: HttpRequest, public_id: PersonId, body: schemas.Exit, service: ServiceNamed = None
) -> Status[None]:
    """The agency ends the affiliation; code and card go out of use. The next agency has them issued anew."""
    pack = slug_of(service, outcome=False)
    by, at = actor(request), reference.now()
    acts.leave_agency(by=by, at=at, public_id=public_id, pack=pack, wanted=body)
    return Status(204, None)
