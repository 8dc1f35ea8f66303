"""Public data: the catalogue, rows through the gate, grants, statistics, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.params.functions import Path, Query

from anxin.kernel.datasets import assessing, correcting, granting, settling, statistics
from anxin.kernel.datasets.catalogue import dataset, datasets
from anxin.kernel.datasets.gate import PAGE, read_rows
from anxin.kernel.datasets.models import Correction, CorrectionState, Grant, GrantState
from anxin.kernel.datasets.terms import DatasetTerms
from anxin.kernel.errors import NotFound
from anxin.kernel.reference import queries as reference
from anxin.web.api import schemas_data as schemas
from anxin.web.api.declared import LARGEST, MAY_FAIL
from anxin.web.api.door import KEYS, actor
from anxin.web.api.schemas import PUBLIC_ID

router = Router(tags=["public data"], auth=KEYS)
Name = Annotated[str, Path(description="The dataset, as `pack.slug`.", pattern=schemas.DATASET)]
GrantId = Annotated[str, Path(description="Public id of the grant.", pattern=PUBLIC_ID)]
CorrectionId = Annotated[str, Path(description="Public id of the report.", pattern=PUBLIC_ID)]
Purpose = Annotated[
    str, Query(description="Why you read; every person in the page sees it.", min_length=1, max_length=60)
]
Fields = Annotated[list[schemas.FieldSlug], Query(description="The fields you need.", min_length=1, max_length=100)]
After = Annotated[int, Query(description="`next` of the page before.", ge=0, le=LARGEST)]
Size = Annotated[int, Query(description="How many a page holds.", ge=1, le=PAGE)]


def _shown(terms: DatasetTerms) -> schemas.DatasetShown:
    return schemas.DatasetShown(
        dataset=terms.name,
        title=str(terms.title),
        about=str(terms.about),
        sharing=terms.sharing,
        reason=str(terms.reason) if terms.reason else None,
        basis=str(terms.basis),
        owner=str(terms.owner),
        head=str(terms.head),
        version=terms.version,
        statistics=terms.counts is not None,
        fields=[
            schemas.FieldShown(
                field=one.slug, title=str(one.title), source=str(one.source_title), sharing=one.sharing, kind=one.kind
            )
            for one in terms.fields
        ],
    )


def _grant(held: Grant, stopped_by: str | None = None) -> schemas.GrantShown:
    return schemas.GrantShown(
        grant=held.public_id,
        dataset=held.dataset,
        unit=held.unit_name,
        fields=held.fields,
        purpose=held.purpose,
        basis=held.basis,
        until=held.until,
        state=GrantState(held.state),
        reason=held.reason,
        asked_by=held.asked_by,
        asked_at=held.asked_at,
        decided_by=held.decided_by,
        stopped_by=stopped_by,
    )


def _stopped(grants: Sequence[Grant]) -> dict[str, str]:
    """Unit → the later rule that stops reading under the grants it has."""
    units = {one.unit for one in grants if one.state == GrantState.GRANTED}
    found = {unit: assessing.blocked(unit, on=reference.today()) for unit in sorted(units)}
    return {unit: one.trigger for unit, one in found.items() if one is not None}


def _correction(held: Correction) -> schemas.CorrectionShown:
    return schemas.CorrectionShown(
        correction=held.public_id,
        dataset=held.dataset,
        field=held.field,
        source=held.source,
        person=held.party.public_id,
        said=held.said,
        state=CorrectionState(held.state),
        answer=held.answer,
        reported_at=held.reported_at,
        consumers=[
            schemas.ConsumerShown(name=one.name, read_at=one.read_at, told_at=one.told_at)
            for one in held.consumers.all()
        ],
    )


@router.get("/datasets", response={200: list[schemas.DatasetShown], **MAY_FAIL}, auth=None, summary="The catalogue")
def list_datasets(request: HttpRequest) -> list[schemas.DatasetShown]:
    """Every dataset with its class, its owner and the one source of each field. Open to everybody."""
    return [_shown(one) for one in datasets(on=reference.today())]


@router.get(
    "/datasets/{name}", response={200: schemas.DatasetShown, **MAY_FAIL}, auth=None, summary="One dataset of it"
)
def show_dataset(request: HttpRequest, name: Name) -> schemas.DatasetShown:
    """Open to everybody."""
    return _shown(dataset(name, on=reference.today()))


@router.get("/datasets/{name}/rows", response={200: schemas.RowsShown, **MAY_FAIL}, summary="Rows, through the gate")
def list_rows(
    request: HttpRequest, name: Name, purpose: Purpose, fields: Fields, after: After = 0, size: Size = 100
) -> schemas.RowsShown:
    """Under a grant of your unit for these fields and this purpose; a county reads its own people without one. Each
    person finds the reading in their own list; a refusal is written down, too."""
    found = read_rows(
        by=actor(request), at=reference.now(), name=name, fields=fields, purpose=purpose, after=after, size=size
    )
    rows = [
        schemas.RowShown(person=one.public_id, values=one.values, disputed=dict(found.disputed.get(one.party_id, {})))
        for one in found.rows
    ]
    return schemas.RowsShown(dataset=found.dataset, rows=rows, next=found.after)


@router.get(
    "/datasets/{name}/statistics",
    response={200: schemas.StatisticsShown, **MAY_FAIL},
    summary="Statistics of a dataset",
)
def show_statistics(request: HttpRequest, name: Name) -> schemas.StatisticsShown:
    """The newest table, made once a day by the nightly run; 404 before the first."""
    found = statistics.newest(actor(request), name, on=reference.today())
    if found is None:
        raise NotFound(_("No statistics of this dataset were made yet."), todo=_("Ask again tomorrow."))
    cells = [schemas.CellShown(values=list(key), count=count) for key, count in found.cells.items()]
    return schemas.StatisticsShown(
        dataset=found.dataset, day=found.day, by=list(found.by), least=found.least, cells=cells
    )


@router.post("/datasets/{name}/grants", response={201: schemas.GrantShown, **MAY_FAIL}, summary="Ask for a dataset")
def ask_for(request: HttpRequest, name: Name, body: schemas.NewGrant) -> Status[schemas.GrantShown]:
    """For the unit your account acts for. Its owner decides."""
    made = granting.ask(
        by=actor(request),
        at=reference.now(),
        name=name,
        fields=body.fields,
        purpose=body.purpose,
        basis=body.basis,
        until=body.until,
    )
    return Status(201, _grant(made))


@router.get("/grants", response={200: list[schemas.GrantShown], **MAY_FAIL}, summary="Requests and grants")
def list_grants(request: HttpRequest) -> list[schemas.GrantShown]:
    """Your unit's; for the owner's side and auditors the newest 200 of all."""
    held = list(granting.grants_seen(actor(request))[:200])
    stopped = _stopped(held)
    return [_grant(one, stopped.get(one.unit) if one.state == GrantState.GRANTED else None) for one in held]


@router.post("/grants/{grant_id}/decision", response={200: schemas.GrantShown, **MAY_FAIL}, summary="Grant or refuse")
def decide_grant(request: HttpRequest, grant_id: GrantId, body: schemas.Decision) -> schemas.GrantShown:
    """For the owner's side, and never for who asked. Refused with `dataset.assessment.…` while the data together have
    to be assessed first."""
    by, at = actor(request), reference.now()
    held = granting.grant_named(by, grant_id)
    if body.granted:
        return _grant(granting.grant(by=by, at=at, asked=held))
    return _grant(granting.refuse(by=by, at=at, asked=held, reason=body.reason))


@router.post(
    "/grants/{grant_id}/withdrawal", response={200: schemas.GrantShown, **MAY_FAIL}, summary="Withdraw a grant"
)
def withdraw_grant(request: HttpRequest, grant_id: GrantId, body: schemas.GrantWithdrawal) -> schemas.GrantShown:
    """By the owner's side, or given back by its unit. The next read is refused."""
    by = actor(request)
    held = granting.grant_named(by, grant_id)
    return _grant(granting.withdraw(by=by, at=reference.now(), granted=held, reason=body.reason))


@router.post(
    "/grants/{grant_id}/assessment", response={201: schemas.AssessmentShown, **MAY_FAIL}, summary="Sign an assessment"
)
def sign(request: HttpRequest, grant_id: GrantId, body: schemas.NewAssessment) -> Status[schemas.AssessmentShown]:
    """You sign in person for what the unit would hold with this grant; 404 where nothing has to be assessed."""
    by, at = actor(request), reference.now()
    held = granting.grant_named(by, grant_id)
    made = granting.sign_for(by=by, at=at, asked=held, findings=body.findings, measures=body.measures)
    shown = schemas.AssessmentShown(
        assessment=made.public_id, trigger=made.trigger, signed_by=made.signed_by, signed_at=made.signed_at
    )
    return Status(201, shown)


@router.post(
    "/datasets/{name}/corrections", response={201: schemas.CorrectionShown, **MAY_FAIL}, summary="Report a wrong value"
)
def report(request: HttpRequest, name: Name, body: schemas.NewCorrection) -> Status[schemas.CorrectionShown]:
    """Of somebody in your scope. The record is marked as disputed at once and goes to the department that states it."""
    made = correcting.report_wrong(
        by=actor(request), at=reference.now(), name=name, field=body.field, public_id=body.person, said=body.said
    )
    return Status(201, _correction(made))


@router.get(
    "/corrections", response={200: list[schemas.CorrectionShown], **MAY_FAIL}, summary="Reports of wrong values"
)
def list_corrections(request: HttpRequest) -> list[schemas.CorrectionShown]:
    """Your unit's; for who answers for sources, and for auditors, the newest 200 of all."""
    return [_correction(one) for one in correcting.corrections_seen(actor(request))[:200]]


@router.post(
    "/corrections/{correction_id}/settlement",
    response={200: schemas.CorrectionShown, **MAY_FAIL},
    summary="Correct at the source, or find it right",
)
def settle(request: HttpRequest, correction_id: CorrectionId, body: schemas.Settlement) -> schemas.CorrectionShown:
    """For who enters what sources say. Whoever had read the wrong value is listed and told."""
    by, at = actor(request), reference.now()
    held = correcting.correction_named(by, correction_id)
    if body.valid_from is None:
        return _correction(correcting.reject(by=by, at=at, correction=held, answer=body.answer))
    done = settling.correct_record(
        by=by,
        at=at,
        correction=held,
        result=body.result,
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        answer=body.answer,
    )
    return _correction(done)
