"""Routes of the household: scan, confirm, rate, complain. They ask for no key; the tokens they hand out are the key."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from anxin.kernel.cases.complaining import complain_after_visit
from anxin.kernel.codes import visiting as codes
from anxin.kernel.codes.evidence import signed_by
from anxin.kernel.reference import queries as reference
from anxin.web.api import acts, schemas, schemas_visits
from anxin.web.api.declared import MAY_FAIL, CodeId, TokenId
from anxin.web.api.limits import count_scan

router = Router(tags=["codes"], auth=None)


@router.post("/codes/{code}/scan", response={201: schemas.Scanned, **MAY_FAIL}, summary="Scan a code")
def scan(request: HttpRequest, code: CodeId) -> Status[schemas.Scanned]:
    """Open a code as a household does. The person sees that it was opened, when and why."""
    count_scan(request)
    return Status(201, acts.scan(at=reference.now(), public=code))


@router.post("/showings/confirm", response={201: schemas_visits.Visit, **MAY_FAIL}, summary="Confirm the visit")
def confirm(request: HttpRequest, body: schemas_visits.Confirmation) -> Status[schemas_visits.Visit]:
    """确认入户: let the worker begin, once for what was shown. Anything but green needs `acknowledged`."""
    signed = signed_by(body.key.model_dump(), body.signature, body.at) if body.key else None
    made = codes.confirm_visit(
        at=reference.now(),
        handle=bytes.fromhex(body.showing),
        acknowledged=body.acknowledged,
        token=body.token,
        signed=signed,
    )
    return Status(
        201,
        schemas_visits.Visit(
            token=made.token, confirmed_at=made.confirmed_at, colour=made.outcome, acknowledged=made.acknowledged
        ),
    )


@router.post("/visits/{token}/rating", response={201: schemas_visits.Kept, **MAY_FAIL}, summary="Rate a visit")
def rate(request: HttpRequest, token: TokenId, body: schemas_visits.Rating) -> Status[schemas_visits.Kept]:
    """One to five, once a visit. Shown to the agency and the bureau."""
    made = codes.rate_visit(at=reference.now(), visit_token=token, score=body.score, text=body.text)
    return Status(201, schemas_visits.Kept(kind=made.kind, at=made.at))


@router.post(
    "/visits/{token}/complaint", response={201: schemas_visits.Kept, **MAY_FAIL}, summary="Complain about a visit"
)
def complain(request: HttpRequest, token: TokenId, body: schemas_visits.Complaint) -> Status[schemas_visits.Kept]:
    """Kept as said; shown to the agency and the bureau, and answered where the service takes complaints."""
    made = complain_after_visit(at=reference.now(), visit_token=token, text=body.text).kept
    return Status(201, schemas_visits.Kept(kind=made.kind, at=made.at))
