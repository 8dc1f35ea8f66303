"""Requests and what becomes of them, as they go in and out of the API."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from anxin.kernel.cases.enums import Result
from anxin.web.api.schemas import Area, Asked, Moment, Word

TEXT = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
KEY = r"^[a-z][a-z0-9_-]{0,39}$"
BASE64 = r"^[A-Za-z0-9+/]*={0,2}$"

Key = Annotated[str, StringConstraints(pattern=KEY)]
Words = Annotated[str, StringConstraints(pattern=TEXT, max_length=2000)]
Reason = Annotated[str, StringConstraints(pattern=TEXT, min_length=2, max_length=1000)]
Slug = Annotated[str, StringConstraints(pattern=KEY)]
Answers = Annotated[dict[Key, Words], Field(max_length=60)]


class FileSent(Asked):
    """A photo (JPEG, PNG, WebP, HEIC) or PDF in JSON; larger ones are sent as multipart."""

    question: Key = Field(description="The question it answers.")
    name: Annotated[str, StringConstraints(pattern=TEXT, max_length=120)] = ""
    content: Annotated[str, StringConstraints(pattern=BASE64, max_length=2_400_000)] = Field(
        description="Base64 (RFC 4648) of its bytes. A photo is encoded anew; what lies beside the picture is dropped."
    )


Files = Annotated[list[FileSent], Field(max_length=9)]


class NewCase(Asked):
    """A request. `answers` by question of the matter; which there are, `GET /matters` says."""

    service: Word
    matter: Slug
    answers: Answers = {}
    name: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=60)] = ""
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+ -]{0,20}$")] = Field(
        default="", description="The answer is announced to it. May be empty where the matter takes nameless requests."
    )
    files: Files = []


class CaseFiled(Schema):
    """A request that was taken in."""

    case: str = Field(description="Its number. It counts nothing.")
    token: str = Field(
        description="Whoever holds it is the requester; send it in the header Case-Token, never in an address. Empty "
        "for a key whose account deals with the case: the link then goes to the requester's phone alone."
    )
    page: str = Field(description="The requester's page; empty where the token is.")
    stage: str
    again: bool = Field(description="The same Idempotency-Key came before: this is that case.")
    promised_on: date | None = Field(description="The last day on which an answer is in time.")


class QuestionOf(Schema):
    """One question of a form."""

    key: str
    kind: str
    title_zh: str
    title_en: str
    purpose_zh: str
    required: bool
    choices: dict[str, str] = Field(description="Choice key to its Chinese title.")


class MatterShown(Schema):
    """What can be asked for, and the questions asked."""

    service: str
    matter: str
    title_zh: str
    title_en: str
    anonymous: bool = Field(description="May be filed without a phone.")
    by_api: bool
    form: list[QuestionOf]


class CaseLine(Schema):
    """One line of a desk's list."""

    case: str
    service: str
    matter: str
    title: str
    area: str
    stage: str
    desk: str
    due: Moment | None = Field(description="When the desk is late; null: nothing runs.")
    overdue: bool
    claimed_by: str
    hops: int
    repeats: int
    received_on: date | None
    result: str


class CaseLines(Schema):
    """One page of a desk's list, due first; `next` goes into `start` for the following one."""

    cases: list[CaseLine]
    next: int | None


class SaidShown(Schema):
    key: str
    title: str
    value: str


class FileShown(Schema):
    file: str = Field(description="Its id, for the address under which it is served.")
    question: str
    title: str
    media_type: str
    sha256: str


class HappenedShown(Schema):
    kind: str
    word: str
    day: date
    at: Moment | None = Field(description="Null for the organisation concerned where the requester is hidden.")
    who: str
    text: str
    more: list[str]
    said: list[SaidShown]


class LimitShown(Schema):
    clock: str
    title: str
    due: Moment
    kept: bool | None = Field(description="Null: it runs.")
    overdue: bool
    extended: bool
    provisional: bool = Field(description="The holidays of that year are not published yet.")


class CaseShown(Schema):
    """A case as far as the reader may know it: the requester's own view, a desk's, or the organisation's concerned."""

    case: str
    service: str
    matter: str
    title: str
    area: str
    stage: str
    stage_word: str
    desk: str
    result: str
    agreement: str = Field(description="Whose word made the answer final: requester, silence or review.")
    duties: list[str] = Field(description="What the reader is there for in this case; empty for its requester.")
    answers: list[SaidShown]
    files: list[FileShown]
    limits: list[LimitShown]
    happened: list[HappenedShown]
    suppliers: list[str]


class CaseNow(Schema):
    """Where a case stands after an act."""

    case: str
    stage: str
    desk: str
    result: str
    agreement: str


class WithReason(Asked):
    reason: Reason


class Screening(Asked):
    findings: Annotated[dict[Key, bool], Field(max_length=20)]
    note: Words = ""


class Assignment(Asked):
    desk: Slug
    reason: Reason
    area: Area | None = Field(default=None, description="The area whose desk it goes to; without it, the case's.")


class StepDone(Asked):
    step: Slug
    answers: Answers = {}
    files: Files = []


class AnswerGiven(Asked):
    result: Result
    text: Annotated[str, StringConstraints(pattern=TEXT, min_length=2, max_length=2000)]
    answers: Answers = {}
    files: Files = []


class MoreTime(Asked):
    clock: Slug
    amount: int = Field(ge=1, le=1000, strict=True, description="In the clock's own unit.")
    reason: Reason


class Note(Asked):
    text: Reason
    told: bool = Field(default=False, strict=True, description="The requester reads it too.")


class Joining(Asked):
    main: Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{16}$")]
    reason: Reason


class Supply(Asked):
    credit_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{18}$")]


class Supplement(Asked):
    text: Annotated[str, StringConstraints(pattern=TEXT, max_length=1000)] = ""
    files: Files = []


class Withdrawing(Asked):
    reason: Annotated[str, StringConstraints(pattern=TEXT, max_length=500)] = ""


class RewardGranted(Schema):
    case: str
    level: str
    fen: int


StageWanted = Literal[
    "received",
    "accepted",
    "assigned",
    "answered",
    "accepted-by-requester",
    "contested",
    "closed",
    "refused",
    "withdrawn",
]
