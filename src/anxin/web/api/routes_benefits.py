"""Mutual aid: what it offers, rosters and premiums in, settlement records in, payment runs, figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from ninja.params.functions import Path, Query

from anxin.kernel.reference import queries as reference
from anxin.modules.benefits import (
    approving,
    by_number,
    figures,
    listing,
    paying,
    premiums,
    queries,
    rosters,
    settling,
    showing,
)
from anxin.modules.benefits.booking import book_of
from anxin.modules.benefits.desks import require_seated, seated
from anxin.modules.benefits.models import PayRun, Roster
from anxin.modules.benefits.recording import scheme_of
from anxin.modules.benefits.terms import Cycle, Item, Scheme
from anxin.web.api import schemas_benefits as schemas
from anxin.web.api.declared import LARGEST, MAY_FAIL
from anxin.web.api.door import KEYS, actor
from anxin.web.api.schemas import PUBLIC_ID, WORD, GivenDay

router = Router(tags=["mutual aid"], auth=KEYS)
Service = Annotated[str, Path(description="The service.", pattern=WORD, max_length=40)]
SchemeSlug = Annotated[str, Path(description="Slug of the scheme.", pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
RosterId = Annotated[str, Path(description="Public id of the roster.", pattern=PUBLIC_ID)]
Since = Annotated[GivenDay | None, Query(description="Paid on this day or later.")]
Until = Annotated[GivenDay | None, Query(description="Paid on this day or earlier.")]
Start = Annotated[int, Query(description="`next` of the page before.", ge=0, le=LARGEST)]
PAGE, CHUNKS = 100, 10


@router.get("/schemes", response={200: list[schemas.SchemeShown], **MAY_FAIL}, auth=None, summary="Schemes in force")
def list_schemes(request: HttpRequest) -> list[schemas.SchemeShown]:
    """Cycles with window, cover, premium and ceiling, and what each item asks. Open to everybody."""
    return [_scheme(scheme_of(one)) for one in queries.schemes_in_force()]


def _scheme(scheme: Scheme) -> schemas.SchemeShown:
    return schemas.SchemeShown(
        service=scheme.pack,
        scheme=scheme.slug,
        title=str(scheme.title),
        cycles=[_cycle(one) for one in scheme.cycles.values()],
        items=[_item(one) for one in scheme.items.values()],
    )


def _cycle(cycle: Cycle) -> schemas.CycleShown:
    return schemas.CycleShown(
        cycle=cycle.key,
        title=str(cycle.title),
        window_from=cycle.window_from,
        window_until=cycle.window_until,
        cover_from=cycle.cover_from,
        cover_until=cycle.cover_until,
        premium=cycle.premium,
        ceiling=cycle.ceiling,
        published=dict(cycle.published),
    )


def _item(item: Item) -> schemas.ItemShown:
    facts = [
        schemas.FactShown(fact=name, title=str(one.title), kind=str(one.kind), choices=list(one.choices))
        for name, one in item.facts.items()
    ]
    return schemas.ItemShown(
        item=item.slug, title=str(item.title), bill=item.bill, facts=facts, columns=list(item.settlements)
    )


@router.post(
    "/schemes/{service}/{scheme}/rosters",
    response={201: schemas.RosterShown, **MAY_FAIL},
    summary="Enrol a unit's people",
)
def bring_roster(
    request: HttpRequest, service: Service, scheme: SchemeSlug, body: schemas.NewRoster
) -> Status[schemas.RosterShown]:
    """The moment of receipt decides whether it is in time; the answer says it. The same list again is the same roster.
    A faulty row is left out and named; too few people are refused whole."""
    by, at = actor(request), reference.now()
    held = rosters.receive_roster(
        by=by,
        at=at,
        scheme=f"{service}/{scheme}",
        cycle=body.cycle,
        union=by_number.organisation_of(body.union),
        unit=by_number.organisation_of(body.unit),
        staff=body.staff,
        content=_as_file(body.people),
    )
    return Status(201, _roster(rosters.process_roster(by=by, at=at, roster=held)))


def _as_file(people: Iterable[schemas.PersonOnRoster]) -> bytes:
    """The list as the file that it stands for; the same people in the same order give the same bytes."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(("name", "id_number", "phone", "retired"))
    rows.writerows((one.name, one.id_number, one.phone, "yes" if one.retired else "no") for one in people)
    return written.getvalue().encode()


def _roster(held: Roster) -> schemas.RosterShown:
    return schemas.RosterShown(
        roster=held.public_id,
        cycle=held.cycle,
        state=held.state,
        received_at=held.received_at,
        people=held.people,
        due=held.due,
        faults=[schemas.RowFault(row=row, what=what) for row, what in held.faults],
    )


@router.get("/rosters/{roster_id}", response={200: schemas.RosterShown, **MAY_FAIL}, summary="One roster")
def show_roster(request: HttpRequest, roster_id: RosterId) -> schemas.RosterShown:
    """Its state, what is due and the rows that were left out; for the desk whose union sent it, and those for all."""
    by, at = actor(request), reference.now()
    held = rosters.roster_named(roster_id)
    return _roster(listing.roster_at(seated(by, at, scheme_of(held.version)), held))


@router.post(
    "/schemes/{service}/{scheme}/premiums",
    response={200: schemas.PremiumShown, **MAY_FAIL},
    summary="Match money to rosters",
)
def match_premium(
    request: HttpRequest, service: Service, scheme: SchemeSlug, body: schemas.NewPremium
) -> schemas.PremiumShown:
    """Booked is what is exactly due; else nothing is, and the difference is kept. 409 once it is booked."""
    made = premiums.match_payment(
        by=actor(request),
        at=reference.now(),
        scheme=f"{service}/{scheme}",
        cycle=body.cycle,
        union=by_number.organisation_of(body.union),
        reference=body.reference,
        amount=body.amount,
        received_on=body.received_on,
        rosters=body.rosters,
    )
    return schemas.PremiumShown(
        reference=made.reference,
        amount=made.amount,
        due=made.due,
        state=made.state,
        booked=made.posting_id is not None,
    )


@router.post(
    "/schemes/{service}/{scheme}/settlements",
    response={200: schemas.SettlementsTaken, **MAY_FAIL},
    summary="Settlement records in",
)
def bring_settlements(
    request: HttpRequest, service: Service, scheme: SchemeSlug, body: schemas.NewSettlements
) -> schemas.SettlementsTaken:
    """Each record that fits an item becomes an offer to the person, who is sent a link and says yes or no. Each stands
    for itself: a faulty one is named and the others are taken. A record, or a bill, that came before offers nothing."""
    taken = settling.bring_settlements(
        by=actor(request),
        at=reference.now(),
        scheme=f"{service}/{scheme}",
        source=body.source,
        rows=[
            {**one.values, "record": one.record, "id_number": one.id_number, "hospital": one.hospital, "bill": one.bill}
            for one in body.records
        ],
    )
    return schemas.SettlementsTaken(
        taken=[
            schemas.SettlementTaken(
                row=one.row,
                item=one.item,
                became=one.became,
                claim=one.claim.public_id if one.claim else None,
                told=one.told,
                fault=one.fault,
            )
            for one in taken
        ]
    )


@router.post(
    "/schemes/{service}/{scheme}/enrolment",
    response={200: schemas.Enrolled, **MAY_FAIL},
    summary="Whether a person is enrolled",
)
def show_enrolment(
    request: HttpRequest, service: Service, scheme: SchemeSlug, body: schemas.PersonAsked
) -> schemas.Enrolled:
    """For desks of the scheme; a union's clerk finds the union's members only. The reading is written down, and the
    person finds it. 404 for whoever is not enrolled and whoever is not yours, alike."""
    found = by_number.cycles_at_desk(
        by=actor(request), at=reference.now(), scheme=f"{service}/{scheme}", number=body.id_number
    )
    cycles = [
        schemas.CycleOfPersonShown(
            cycle=one.cycle.key,
            cover_from=one.cycle.cover_from,
            cover_until=one.cycle.cover_until,
            union=one.enrolment.roster.union.name,
            unit=one.enrolment.roster.unit.name,
            premium=one.enrolment.premium,
            premium_came_in=one.enrolment.roster.payment_id is not None,
            had=one.left.had,
            left=one.left.left,
        )
        for one in found
    ]
    return schemas.Enrolled(name=found[0].enrolment.person.name, cycles=cycles)


@router.post(
    "/schemes/{service}/{scheme}/approvals",
    response={200: schemas.Approved, **MAY_FAIL},
    summary="Approve many claims",
)
def approve_many(
    request: HttpRequest, service: Service, scheme: SchemeSlug, body: schemas.ManyClaims
) -> schemas.Approved:
    """Those that cannot be approved by this account are left, each with its reason."""
    terms = scheme_of(queries.version_in_force(f"{service}/{scheme}"))
    by, at = actor(request), reference.now()
    require_seated(by, at, terms)
    done = approving.approve_all(by=by, at=at, claims=body.claims)
    left = [schemas.Left(claim=claim, why=str(why)) for claim, why in sorted(done.left.items())]
    return schemas.Approved(approved=done.approved, refused=done.refused, left=left)


@router.post("/schemes/{service}/{scheme}/runs", response={200: schemas.RunShown, **MAY_FAIL}, summary="Pay a cycle")
def pay_run(request: HttpRequest, service: Service, scheme: SchemeSlug, body: schemas.NewRun) -> schemas.RunShown:
    """Pays the approved claims that this account neither entered nor approved, ten thousand in one call: call again
    until `ended`. A run that was cut off is gone on with by the same call; nobody is paid twice."""
    return _run(
        paying.pay_run(
            by=actor(request),
            at=reference.now(),
            scheme=f"{service}/{scheme}",
            cycle=body.cycle,
            day=body.day,
            most=CHUNKS,
        )
    )


def _run(run: PayRun) -> schemas.RunShown:
    return schemas.RunShown(
        run=run.public_id,
        cycle=run.cycle,
        day=run.day,
        claims=run.claims,
        fen=run.fen,
        cut=run.cut,
        left=run.left,
        ended=run.ended_at is not None,
    )


@router.get(
    "/schemes/{service}/{scheme}/figures",
    response={200: schemas.FiguresShown, **MAY_FAIL},
    summary="People, paid, balance",
)
def show_figures(
    request: HttpRequest, service: Service, scheme: SchemeSlug, since: Since = None, until: Until = None
) -> schemas.FiguresShown:
    """Counts and sums from the book, for the scheme's desks and auditors. The fund is that at the end of `until`."""
    terms = scheme_of(queries.version_in_force(f"{service}/{scheme}"))
    by, at = actor(request), reference.now()
    if not seated(by, at, terms).audits:
        require_seated(by, at, terms)
    book = book_of(terms)
    sums, fund = queries.benefit_sums(terms, book, since=since, until=until), queries.fund(terms, book, on=until)
    return schemas.FiguresShown(
        people=sums.people,
        paid=sums.fen,
        fund=schemas.FundShown(
            carried=figures.carried(fund),
            premiums=fund.premiums,
            claims=fund.claims,
            reversals=fund.reversals,
            refunds=fund.refunds,
            balance=fund.balance,
        ),
        cycles=[_sums(one) for one in figures.figures_of(terms, book)],
    )


def _sums(one: figures.CycleFigures) -> schemas.CycleSums:
    return schemas.CycleSums(
        cycle=one.cycle.key,
        rosters=one.rosters,
        people=one.people,
        due=one.due,
        came=one.came,
        paid_people=one.paid_people,
        paid=one.paid,
    )


@router.get(
    "/schemes/{service}/{scheme}/beneficiaries",
    response={200: schemas.Beneficiaries, **MAY_FAIL},
    summary="Who was paid",
)
def list_beneficiaries(
    request: HttpRequest,
    service: Service,
    scheme: SchemeSlug,
    since: Since = None,
    until: Until = None,
    start: Start = 0,
) -> dict[str, Any]:
    """Person by person, for desks that approve, pay or keep the books; an auditor reads the names masked. Each reading
    is written down, and the person finds it."""
    found = showing.beneficiaries_of(
        by=actor(request),
        at=reference.now(),
        scheme=f"{service}/{scheme}",
        since=since,
        until=until,
        start=start,
        most=PAGE,
    )
    people = [schemas.PaidShown(person=one.public_id, name=one.name, fen=one.fen) for one in found]
    return {"people": people, "next": start + PAGE if len(found) == PAGE else None}
