"""Requests and cases: filing one, the list and the acts of a desk. The requester's own acts: routes_own_case."""

from __future__ import annotations

import hashlib
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.params.functions import Form, Header, Path, Query
from pydantic import Field, ValidationError

from anxin.kernel.cases import dispatching, handling, joining, reviewing, rewarding, supplying
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.held import requester_of
from anxin.kernel.cases.inbox import Wanted, leaf_of_cases
from anxin.kernel.cases.opening import open_case, open_file, open_own
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.parties.identifiers import Scheme, checked_credit_code
from anxin.kernel.parties.queries import party_by_number
from anxin.kernel.reference import queries as reference
from anxin.web.api import case_reading as reading
from anxin.web.api import schemas_cases as schemas
from anxin.web.api.declared import MAY_FAIL
from anxin.web.api.door import KEYS, actor
from anxin.web.api.schemas import PUBLIC_ID, WORD, Area

router = Router(tags=["cases"], auth=KEYS)
CaseId = Annotated[str, Path(description="Number of the case.", pattern=PUBLIC_ID)]
FileId = Annotated[str, Path(description="Id of the photo or file.", pattern=PUBLIC_ID)]
SentOnce = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="The sender's own number for this request: sent twice under one key, it is kept once.",
        pattern=r"^[!-~]{8,200}$",
    ),
]
Details = Annotated[str, Form(description="The body of `POST /cases` as JSON, without `files`.", max_length=40_000)]
NOW = {200: schemas.CaseNow, **MAY_FAIL}


@router.get(
    "/matters", response={200: list[schemas.MatterShown], **MAY_FAIL}, auth=None, summary="What can be asked for"
)
def list_matters(request: HttpRequest) -> list[schemas.MatterShown]:
    """Every matter of the site with its form. Open to everybody."""
    return [reading.matter(one) for one in matters_in_force()]


@router.post("/cases", response={201: schemas.CaseFiled, **MAY_FAIL}, summary="File a request")
def file_request(
    request: HttpRequest, body: schemas.NewCase, idempotency_key: SentOnce = None
) -> Status[schemas.CaseFiled]:
    """Take a request in and send it on as far as it goes by itself. Files over 1.7 MB go by `/cases/multipart`."""
    return Status(201, _filed(request, body, reading.files_in_json(body.files), idempotency_key))


@router.post("/cases/multipart", response={201: schemas.CaseFiled, **MAY_FAIL}, summary="File a request with files")
def file_request_with_files(
    request: HttpRequest,
    details: Details,
    idempotency_key: SentOnce = None,
) -> Status[schemas.CaseFiled]:
    """The same as multipart/form-data: one part `details`, and the files, each part named by its question."""
    try:
        body = schemas.NewCase.model_validate_json(details)
    except ValidationError:
        raise Invalid(_("“details” is not the JSON that was declared."), field="details") from None
    return Status(201, _filed(request, body, reading.files_in_form(request), idempotency_key))


def _filed(request: HttpRequest, body: schemas.NewCase, sent: list[Sent], key: str | None) -> schemas.CaseFiled:
    by, at = actor(request), reference.now()
    made = file_case(
        by=by,
        at=at,
        pack=body.service,
        matter=body.matter,
        said=body.answers,
        sender=From(None if body.phone else requester_of(by), body.name, body.phone),
        channel=Channel.API,
        sent=sent,
        origin=origin_of(f"api:{by.user_id}", key) if key else "",
    )
    if made.token:
        return reading.filed(made, open_own(own=own_by_link(token=made.token), at=at))
    return reading.filed(made, open_case(by=by, at=at, public_id=made.case.public_id))


def origin_of(sender: str, key: str) -> str:
    """A sender's number as it is kept: two senders never share one, and it fits however long theirs is."""
    return f"{sender}:{hashlib.sha256(key.encode()).hexdigest()}"


class Filter(Schema):
    """Which cases of one's desks."""

    service: Annotated[str, Field(pattern=WORD, max_length=40)] | None = None
    matter: Annotated[str, Field(pattern=schemas.KEY)] | None = None
    stage: schemas.StageWanted | None = None
    area: Area | None = None
    overdue: bool = False
    mine: bool = False
    ended: bool = False
    joined: bool = Field(default=False, description="Also those dealt with under another one.")
    batch: int | None = Field(default=None, ge=1, le=99_999, description="Those taken up with this batch.")
    start: int = Field(default=0, ge=0, le=100_000, description="`next` of the page before.")
    size: int = Field(default=50, ge=1, le=200, description="How many a page holds.")


@router.get("/cases", response={200: schemas.CaseLines, **MAY_FAIL}, summary="A desk's cases")
def list_desk(request: HttpRequest, wanted: Annotated[Filter, Query()]) -> schemas.CaseLines:
    """The cases of the desks one sits at, due first."""
    filters = Wanted(
        pack=wanted.service or "",
        matter=wanted.matter or "",
        stage=wanted.stage or "",
        area=wanted.area or "",
        overdue=wanted.overdue,
        mine=wanted.mine,
        ended=wanted.ended,
        joined=wanted.joined,
        batch=wanted.batch,
    )
    now, end = reference.now(), wanted.start + wanted.size
    found = leaf_of_cases(by=actor(request), at=now, wanted=filters, start=wanted.start, most=wanted.size)
    page = [reading.line(one) for one in found.lines]
    return schemas.CaseLines(cases=page, next=end if found.count > end else None)


@router.get("/cases/{case_id}", response={200: schemas.CaseShown, **MAY_FAIL}, summary="A case")
def show_case(request: HttpRequest, case_id: CaseId) -> schemas.CaseShown:
    """A case at a desk of one's own, as far as one's part in it shows it."""
    return reading.shown(open_case(by=actor(request), at=reference.now(), public_id=case_id))


@router.get("/cases/{case_id}/files/{file_id}", response={200: None, **MAY_FAIL}, summary="A photo or file of a case")
def show_file(request: HttpRequest, case_id: CaseId, file_id: FileId) -> HttpResponse:
    """Its bytes; the reading is written down."""
    opened = open_case(by=actor(request), at=reference.now(), public_id=case_id)
    return reading.served(open_file(opened=opened, public_id=file_id))


@router.post("/cases/{case_id}/accept", response=NOW, summary="Accept a request")
def accept(request: HttpRequest, case_id: CaseId) -> schemas.CaseNow:
    """The receiving desk takes it up; one without screening goes to its desk at once."""
    return reading.now_at(dispatching.accept_case(by=actor(request), at=reference.now(), public_id=case_id))


@router.post("/cases/{case_id}/refuse", response=NOW, summary="Refuse a request")
def refuse(request: HttpRequest, case_id: CaseId, body: schemas.WithReason) -> schemas.CaseNow:
    """Refuse it, with a reason the requester reads and may contest."""
    by, at = actor(request), reference.now()
    return reading.now_at(dispatching.refuse_case(by=by, at=at, public_id=case_id, reason=body.reason))


@router.post("/cases/{case_id}/screen", response=NOW, summary="Screen a request")
def screen(request: HttpRequest, case_id: CaseId, body: schemas.Screening) -> schemas.CaseNow:
    """Answer every screening question of the matter; all yes sends it to its desk."""
    by, at = actor(request), reference.now()
    done = dispatching.screen_case(by=by, at=at, public_id=case_id, findings=body.findings, note=body.note)
    return reading.now_at(done)


@router.post("/cases/{case_id}/assign", response=NOW, summary="Send a case to a desk")
def assign(request: HttpRequest, case_id: CaseId, body: schemas.Assignment) -> schemas.CaseNow:
    """Send it by hand, with a reason. The requester's clock goes on."""
    by, at = actor(request), reference.now()
    done = dispatching.assign_case(
        by=by, at=at, public_id=case_id, desk=body.desk, reason=body.reason, area=body.area or ""
    )
    return reading.now_at(done)


@router.post("/cases/{case_id}/object", response=NOW, summary="Object to a dispatch")
def object_to(request: HttpRequest, case_id: CaseId, body: schemas.WithReason) -> schemas.CaseNow:
    """The desk says why the case is not its business."""
    by, at = actor(request), reference.now()
    return reading.now_at(dispatching.object_to_dispatch(by=by, at=at, public_id=case_id, reason=body.reason))


@router.post("/cases/{case_id}/claim", response=NOW, summary="Take a case in hand")
def claim(request: HttpRequest, case_id: CaseId) -> schemas.CaseNow:
    """So that nobody at the desk does it twice."""
    return reading.now_at(handling.claim_case(by=actor(request), at=reference.now(), public_id=case_id))


@router.post("/cases/{case_id}/steps", response=NOW, summary="Do a step")
def do_step(request: HttpRequest, case_id: CaseId, body: schemas.StepDone) -> schemas.CaseNow:
    """One of the matter's steps with its form: a plan, an acceptance report."""
    by, at, sent = actor(request), reference.now(), reading.files_in_json(body.files)
    done = handling.do_step(by=by, at=at, public_id=case_id, step=body.step, said=body.answers, sent=sent)
    return reading.now_at(done)


@router.post("/cases/{case_id}/answer", response=NOW, summary="Answer a case")
def answer(request: HttpRequest, case_id: CaseId, body: schemas.AnswerGiven) -> schemas.CaseNow:
    """Answer in words the requester reads. This closes nothing: the requester accepts or contests."""
    by, at, sent = actor(request), reference.now(), reading.files_in_json(body.files)
    done = handling.answer_case(
        by=by, at=at, public_id=case_id, result=body.result, text=body.text, said=body.answers, sent=sent
    )
    return reading.now_at(done)


@router.post("/cases/{case_id}/extend", response=NOW, summary="Extend a time limit")
def extend(request: HttpRequest, case_id: CaseId, body: schemas.MoreTime) -> schemas.CaseNow:
    """Only while it runs, within what the matter allows, and with a reason the requester reads."""
    by, at = actor(request), reference.now()
    done = handling.extend_clock(
        by=by, at=at, public_id=case_id, clock=body.clock, amount=body.amount, reason=body.reason
    )
    return reading.now_at(done)


@router.post("/cases/{case_id}/notes", response=NOW, summary="Write a note")
def note(request: HttpRequest, case_id: CaseId, body: schemas.Note) -> schemas.CaseNow:
    """For the desks, or for the requester as well."""
    by, at = actor(request), reference.now()
    return reading.now_at(handling.note_case(by=by, at=at, public_id=case_id, text=body.text, told=body.told))


@router.post("/cases/{case_id}/uphold", response=NOW, summary="Uphold a contested answer")
def uphold(request: HttpRequest, case_id: CaseId, body: schemas.WithReason) -> schemas.CaseNow:
    """The reviewing desk finds, with reasons, that the answer stands. Whoever answered cannot."""
    by, at = actor(request), reference.now()
    return reading.now_at(reviewing.uphold_answer(by=by, at=at, public_id=case_id, reason=body.reason))


@router.post("/cases/{case_id}/join", response=NOW, summary="Join a repeat")
def join(request: HttpRequest, case_id: CaseId, body: schemas.Joining) -> schemas.CaseNow:
    """Join this case to `main`: it gets the same answer, and keeps its own clock."""
    by, at = actor(request), reference.now()
    return reading.now_at(joining.join_cases(by=by, at=at, main=body.main, repeat=case_id, reason=body.reason))


@router.post("/cases/{case_id}/separate", response=NOW, summary="Undo a joining")
def separate(request: HttpRequest, case_id: CaseId, body: schemas.WithReason) -> schemas.CaseNow:
    """From now on it is dealt with by itself."""
    by, at = actor(request), reference.now()
    return reading.now_at(joining.separate_case(by=by, at=at, public_id=case_id, reason=body.reason))


@router.post("/cases/{case_id}/suppliers", response={201: schemas.CaseShown, **MAY_FAIL}, summary="Name who supplies")
def name_supplier(request: HttpRequest, case_id: CaseId, body: schemas.Supply) -> Status[schemas.CaseShown]:
    """The second party of a request, by its credit code."""
    by, at = actor(request), reference.now()
    found = party_by_number(Scheme.CREDIT_CODE, checked_credit_code(body.credit_code))
    if found is None:
        raise NotFound(_("No organisation is known here under this credit code."), todo=_("Enter it first."))
    supplying.name_supplier(by=by, at=at, public_id=case_id, organisation=found)
    return Status(201, reading.shown(open_case(by=by, at=at, public_id=case_id)))


@router.post("/cases/{case_id}/reward", response={201: schemas.RewardGranted, **MAY_FAIL}, summary="Grant the reward")
def reward(request: HttpRequest, case_id: CaseId) -> Status[schemas.RewardGranted]:
    """One for each hazard, however many reported it."""
    made = rewarding.grant_reward(by=actor(request), at=reference.now(), public_id=case_id)
    return Status(201, schemas.RewardGranted(case=case_id, level=made.level, fen=made.fen))
