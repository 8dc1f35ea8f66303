"""授权查询: asking to see a person's record, following the answer, and the person's own answers."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.params.functions import Header, Path
from pydantic import Field, StringConstraints

from anxin.kernel.codes.checking import open_letters
from anxin.kernel.codes.faults import Unbelieved
from anxin.kernel.errors import NotFound
from anxin.kernel.journal.actor import Actor, Door
from anxin.kernel.reference import queries as reference
from anxin.modules.inquiries import answering, asking
from anxin.web.api.declared import MAY_FAIL, CodeId
from anxin.web.api.door import KEYS, actor
from anxin.web.api.limits import count_scan
from anxin.web.api.schemas import PLAIN, PUBLIC_ID, TOKEN, Asked, Moment

router = Router(tags=["inquiries"], auth=KEYS)
InquiryId = Annotated[str, Path(description="Public id of the inquiry.", pattern=PUBLIC_ID)]
Token = Annotated[str, Header(alias="Inquiry-Token", description="The token that asking gave.", pattern=TOKEN)]


class NewInquiry(Asked):
    """Who asks and why: the person sees both."""

    name: Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=20, strip_whitespace=True)]
    why: Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=80, strip_whitespace=True)]


class InquiryMade(Schema):
    """A question was asked; the same is answered for a code of nobody."""

    token: str = Field(description="Keep it: it opens the record after a yes. Shown once.")
    waits_until: Moment


class RecordField(Schema):
    title: str
    source: str
    value: str | None


class InquiryState(Schema):
    """`record` while a yes lasts; without one no reason is told."""

    until: Moment = Field(description="How long the yes lasts, or the question waits.")
    record: list[RecordField] | None


class OwnInquiryShown(Schema):
    """A question about oneself."""

    inquiry: str = Field(description="Public id.")
    asked_by: str
    why: str
    asked_at: Moment
    state: str
    opened: int
    fields: list[str]
    minutes: int = Field(description="How long a yes lasts.")


class InquiryAnswer(Asked):
    granted: bool = Field(description="False says no, or takes a yes back.")


@router.post("/codes/{code}/inquiries", response={201: InquiryMade, **MAY_FAIL}, auth=None, summary="Ask for a record")
def ask_for_record(request: HttpRequest, code: CodeId, body: NewInquiry) -> Status[InquiryMade]:
    """The person whose code it is answers on the phone, each time anew."""
    count_scan(request)
    at = reference.now()
    by = Actor.household().by_way_of(Door.API)
    try:
        scanned = open_letters(at=at, letters=code, by=by)
    except (NotFound, Unbelieved):
        scanned = None
    pack = asking.service_of(scanned)
    made = asking.ask(by=by, at=at, pack=pack, scanned=scanned, name=body.name, why=body.why)
    return Status(201, InquiryMade(token=made.link, waits_until=made.inquiry.waits_until))


@router.get("/own-inquiry", response={200: InquiryState, **MAY_FAIL}, auth=None, summary="The record, after a yes")
def follow_inquiry(request: HttpRequest, inquiry_token: Token) -> InquiryState:
    """Each answer with a record is one line in the person's own list."""
    count_scan(request)
    by = Actor.household().by_way_of(Door.API)
    found = asking.open_record(by=by, at=reference.now(), link=inquiry_token)
    if isinstance(found, asking.Waiting):
        return InquiryState(until=found.until, record=None)
    values = [
        RecordField(title=str(one.title), source=str(one.source_title), value=value) for one, value in found.values
    ]
    return InquiryState(until=found.until, record=values)


@router.get("/inquiries", response={200: list[OwnInquiryShown], **MAY_FAIL}, summary="Who asks about oneself")
def list_inquiries(request: HttpRequest) -> list[OwnInquiryShown]:
    """For the worker's own account: those that wait first."""
    return [
        OwnInquiryShown(
            inquiry=one.public_id,
            asked_by=one.asked_by,
            why=one.why,
            asked_at=one.asked_at,
            state=one.state,
            opened=one.opened,
            fields=[str(title) for title in one.fields],
            minutes=one.minutes,
        )
        for one in answering.own_inquiries(by=actor(request), at=reference.now())
    ]


@router.post("/inquiries/{inquiry_id}/answer", response={200: list[OwnInquiryShown], **MAY_FAIL}, summary="Answer one")
def answer_one(request: HttpRequest, inquiry_id: InquiryId, body: InquiryAnswer) -> list[OwnInquiryShown]:
    """Yes for this asker alone, no, or taking a yes back at once; gives the list as it stands then."""
    by, at = actor(request), reference.now()
    standing = {one.public_id: one.state for one in answering.own_inquiries(by=by, at=at)}
    if not body.granted and standing.get(inquiry_id) == "granted":
        answering.withdraw(by=by, at=at, public_id=inquiry_id)
    else:
        answering.answer(by=by, at=at, public_id=inquiry_id, granted=body.granted)
    return list_inquiries(request)
