"""Cases as the API tells them, and files as they come in."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from anxin.kernel.attachments.actions import Served
from anxin.kernel.attachments.examining import require_size
from anxin.kernel.cases import showing
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.filing import Channel, Filed
from anxin.kernel.cases.inbox import CaseLine
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.opening import OpenedCase
from anxin.kernel.cases.telling import link
from anxin.kernel.cases.wording import stage_word
from anxin.kernel.errors import Invalid
from anxin.web.api import schemas_cases as schemas

MOST_FILES = 9


def files_in_json(files: Iterable[schemas.FileSent]) -> list[Sent]:
    """Decode what came as base64; `Invalid` names the question."""
    return [Sent(one.question, _decoded(one), one.name) for one in files]


def _decoded(one: schemas.FileSent) -> bytes:
    try:
        return base64.b64decode(one.content, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(_("This file is not in base64."), field=one.question) from None


def files_in_form(request: HttpRequest) -> list[Sent]:
    """Files of a multipart body: the part's name is the question."""
    came = [(key, one) for key in request.FILES for one in request.FILES.getlist(key)]
    if len(came) > MOST_FILES:
        raise Invalid(_("At most %(most)s files in one request.") % {"most": MOST_FILES}, field="files")
    for key, one in came:
        require_size(one.size or 0, place=key)
    return [Sent(key, one.read(), (one.name or "")[:120]) for key, one in came]


def matter(asks: Matter) -> schemas.MatterShown:
    return schemas.MatterShown(
        service=asks.pack,
        matter=asks.slug,
        title_zh=asks.title.zh,
        title_en=asks.title.en,
        anonymous=asks.anonymous,
        by_api=not asks.channels or Channel.API in asks.channels,
        form=[
            schemas.QuestionOf(
                key=one.key,
                kind=one.kind,
                title_zh=one.title.zh,
                title_en=one.title.en,
                purpose_zh=one.purpose.zh,
                required=one.required,
                choices={key: title.zh for key, title in one.choices.items()},
            )
            for one in asks.form
        ],
    )


def filed(made: Filed, opened: OpenedCase) -> schemas.CaseFiled:
    held = showing.promise(opened)
    return schemas.CaseFiled(
        case=made.case.public_id,
        token=made.token,
        page=link(made.token) if made.token else "",
        stage=opened.case.stage,
        again=made.again,
        promised_on=held.run.due_on if held is not None else None,
    )


def line(one: CaseLine) -> schemas.CaseLine:
    return schemas.CaseLine(
        case=one.public_id,
        service=one.pack,
        matter=one.matter,
        title=one.title,
        area=one.area,
        stage=one.stage,
        desk=one.desk,
        due=one.due,
        overdue=one.overdue,
        claimed_by=one.claimed_by,
        hops=one.hops,
        repeats=one.repeats,
        received_on=one.received_on,
        result=one.result,
    )


def _said(held: Iterable[showing.Said]) -> list[schemas.SaidShown]:
    return [schemas.SaidShown(key=one.key, title=one.title, value=one.value) for one in held]


def shown(opened: OpenedCase) -> schemas.CaseShown:
    """The case in full, as far as it was opened."""
    case = opened.case
    return schemas.CaseShown(
        case=case.public_id,
        service=case.pack,
        matter=case.matter,
        title=str(opened.matter.title),
        area=case.area,
        stage=case.stage,
        stage_word=stage_word(case.stage),
        desk=showing.desk_of(opened),
        result=case.result,
        agreement=case.agreement,
        duties=sorted(opened.duties),
        answers=_said(showing.answers(opened)),
        files=[_file(one) for one in showing.files(opened)],
        limits=[_limit(one) for one in showing.limits(opened)],
        happened=[_happened(one) for one in showing.happened(opened)],
        suppliers=showing.suppliers(opened),
    )


def _file(one: showing.Shown) -> schemas.FileShown:
    held = one.attachment
    return schemas.FileShown(
        file=held.public_id, question=one.question, title=one.title, media_type=held.media_type, sha256=held.sha256
    )


def _limit(one: showing.Limit) -> schemas.LimitShown:
    return schemas.LimitShown(
        clock=one.slug,
        title=one.title,
        due=one.due,
        kept=one.kept,
        overdue=one.overdue,
        extended=one.extended,
        provisional=one.provisional,
    )


def _happened(one: showing.Line) -> schemas.HappenedShown:
    return schemas.HappenedShown(
        kind=one.kind,
        word=one.word,
        day=one.day,
        at=one.moment,
        who=one.who,
        text=one.text,
        more=list(one.more),
        said=_said(one.said),
    )


def now_at(case: Case) -> schemas.CaseNow:
    return schemas.CaseNow(
        case=case.public_id, stage=case.stage, desk=case.desk, result=case.result, agreement=case.agreement
    )


def served(held: Served) -> HttpResponse:
    """A photo or file as the gate gives it."""
    answer = HttpResponse(held.content, headers=dict(held.headers))
    answer["Referrer-Policy"] = "no-referrer"
    return answer
