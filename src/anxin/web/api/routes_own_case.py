"""What a requester does with their request through the API. The token goes in a header: addresses are written down."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Header

from anxin.kernel.cases import owning, requesting
from anxin.kernel.cases.opening import open_file, open_own
from anxin.kernel.cases.owning import Own
from anxin.kernel.reference import queries as reference
from anxin.web.api import case_reading as reading
from anxin.web.api import schemas_cases as schemas
from anxin.web.api.declared import MAY_FAIL
from anxin.web.api.limits import count_scan
from anxin.web.api.routes_cases import NOW, FileId
from anxin.web.api.schemas import TOKEN

router = Router(tags=["own request"], auth=None)
Token = Annotated[str, Header(alias="Case-Token", description="The token that filing gave.", pattern=TOKEN)]


def _own(request: HttpRequest, token: str) -> Own:
    """The request of whoever holds the token; as often a minute as codes may be scanned, so that none is guessed."""
    count_scan(request)
    return owning.own_by_link(token=token)


@router.get("/own-request", response={200: schemas.CaseShown, **MAY_FAIL}, summary="One's own request")
def show_own(request: HttpRequest, case_token: Token) -> schemas.CaseShown:
    """Where it stands, whose desk has it, until when, and what happened."""
    return reading.shown(open_own(own=_own(request, case_token), at=reference.now()))


@router.get("/own-request/files/{file_id}", response={200: None, **MAY_FAIL}, summary="A photo or file of it")
def show_own_file(request: HttpRequest, file_id: FileId, case_token: Token) -> HttpResponse:
    """Its bytes."""
    opened = open_own(own=_own(request, case_token), at=reference.now())
    return reading.served(open_file(opened=opened, public_id=file_id))


@router.post("/own-request/agree", response=NOW, summary="Accept the answer")
def agree(request: HttpRequest, case_token: Token) -> schemas.CaseNow:
    """The requester says that the answer is good."""
    return reading.now_at(requesting.agree(own=_own(request, case_token), at=reference.now()))


@router.post("/own-request/contest", response=NOW, summary="Contest the answer")
def contest(request: HttpRequest, body: schemas.WithReason, case_token: Token) -> schemas.CaseNow:
    """The requester says what is still missing."""
    own = _own(request, case_token)
    return reading.now_at(requesting.contest(own=own, at=reference.now(), reason=body.reason))


@router.post("/own-request/add", response=NOW, summary="Add words or photos")
def add(request: HttpRequest, body: schemas.Supplement, case_token: Token) -> schemas.CaseNow:
    """Files answer the questions `photos` and `files`."""
    own, sent = _own(request, case_token), reading.files_in_json(body.files)
    return reading.now_at(requesting.supplement(own=own, at=reference.now(), text=body.text, sent=sent))


@router.post("/own-request/withdraw", response=NOW, summary="Withdraw the request")
def withdraw(request: HttpRequest, body: schemas.Withdrawing, case_token: Token) -> schemas.CaseNow:
    """The requester takes it back."""
    own = _own(request, case_token)
    return reading.now_at(requesting.withdraw(own=own, at=reference.now(), reason=body.reason))
