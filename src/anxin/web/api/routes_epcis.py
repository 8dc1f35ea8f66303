"""EPCIS 2.0 (GS1, ISO/IEC 19987): a capture interface and a query interface for one service.

Of the standard: documents in JSON-LD, `GS1-Capture-Error-Behaviour` (rollback, proceed), capture jobs, and the query
parameters that docs/api/README.md lists. Answers come page by page with a `Link` to the next.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.params.functions import Header, Path, Query
from pydantic import Field

from anxin.kernel.errors import Invalid
from anxin.kernel.reference import queries as reference
from anxin.modules.tracing import queries
from anxin.modules.tracing.epcis import asking
from anxin.modules.tracing.epcis.asking import MOST, Asked
from anxin.modules.tracing.epcis.capturing import MOST_EVENTS, capture, capture_named, job_told
from anxin.modules.tracing.epcis.reading import MOST_OCTETS, moment
from anxin.modules.tracing.epcis.writing import answered
from anxin.web.api.declared import MAY_FAIL
from anxin.web.api.door import KEYS, actor
from anxin.web.api.schemas import PUBLIC_ID, WORD

router = Router(tags=["EPCIS"], auth=KEYS)
Service = Annotated[str, Path(description="The service.", pattern=WORD, max_length=40)]
CaptureId = Annotated[str, Path(description="Id of the capture.", pattern=PUBLIC_ID)]
Behaviour = Annotated[
    str,
    Header(
        alias="GS1-Capture-Error-Behaviour",
        description="rollback: all or none. proceed: those that can.",
        pattern="^(rollback|proceed)$",
    ),
]
Size = Annotated[int, Query(alias="perPage", description="How many events a page holds.", ge=1, le=MOST)]
Next = Annotated[str, Query(alias="nextPageToken", description="From the `Link`.", pattern=r"^([ek][0-9]{1,18})?$")]
LISTS = {
    "eventType": "types",
    "EQ_bizStep": "steps",
    "EQ_action": "actions",
    "EQ_readPoint": "places",
    "MATCH_anyEPCClass": "classes",
    "MATCH_epcClass": "classes",
}
MOMENTS = {
    "GE_eventTime": "since",
    "LT_eventTime": "before",
    "GE_recordTime": "recorded_since",
    "LT_recordTime": "recorded_before",
}
PAGING = {"perPage", "nextPageToken"}
DOCUMENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {key: {"schema": {"type": "object"}} for key in ("application/json", "application/ld+json")},
        "description": "An EPCISDocument or EPCISQueryDocument.",
    }
}


class CaptureFault(Schema):
    """Why an event was not captured; `instance` is its place in the document."""

    type: str
    title: str
    detail: str
    instance: str


class CaptureJob(Schema):
    """What became of a document. `known`: events that were captured before."""

    capture_id: str = Field(alias="captureID")
    created_at: str = Field(alias="createdAt")
    finished_at: str = Field(alias="finishedAt")
    running: bool
    success: bool
    error_behaviour: str = Field(alias="captureErrorBehaviour")
    captured: int
    known: int
    errors: list[CaptureFault]


class EventsFound(Schema):
    """An EPCISQueryDocument."""

    type: str
    schema_version: str = Field(alias="schemaVersion")
    creation_date: str = Field(alias="creationDate")
    body: dict[str, Any] = Field(alias="epcisBody", description="queryResults.resultsBody.eventList holds the events.")


@router.post(
    "/tracing/{service}/epcis/capture",
    response={202: CaptureJob, **MAY_FAIL},
    summary="Capture events",
    openapi_extra=DOCUMENT,
)
def capture_document(request: HttpRequest, service: Service, behaviour: Behaviour = "rollback") -> HttpResponse:
    """Up to 500 events. One that was captured before is known and changes nothing; the job says what became of them."""
    by, at = actor(request), reference.now()
    held = capture(by=by, at=at, pack=service, octets=request.body, proceeds=behaviour == "proceed")
    answer = JsonResponse(job_told(held), status=202)
    answer["Location"] = reverse("api-v1:capture_job", kwargs={"service": service, "capture_id": held.public_id})
    answer["GS1-EPCIS-Capture-Limit"] = str(MOST_EVENTS)
    answer["GS1-EPCIS-Capture-File-Size-Limit"] = str(MOST_OCTETS)
    return answer


@router.get(
    "/tracing/{service}/epcis/capture/{capture_id}",
    response={200: CaptureJob, **MAY_FAIL},
    summary="What became of a document",
    url_name="capture_job",
)
def capture_job(request: HttpRequest, service: Service, capture_id: CaptureId) -> HttpResponse:
    """For whoever sent it, and for bureaus."""
    queries.terms_of(service)
    return JsonResponse(job_told(capture_named(actor(request), capture_id, pack=service)))


@router.get("/tracing/{service}/epcis/events", response={200: EventsFound, **MAY_FAIL}, summary="Query events")
def find_events(request: HttpRequest, service: Service, size: Size = MOST, after: Next = "") -> HttpResponse:
    """SimpleEventQuery: eventType, GE_ and LT_eventTime, GE_ and LT_recordTime, EQ_bizStep, EQ_action, EQ_readPoint,
    MATCH_anyEPCClass; several values with `|` between them."""
    by, at = actor(request), reference.now()
    queries.terms_of(service)
    asked = {key: str(value) for key, value in request.GET.items() if key not in PAGING}
    page = asking.events(by, service, _asked(asked), after=after, size=size)
    answer = JsonResponse(answered(page.events, at=at), json_dumps_params={"ensure_ascii": False})
    if page.after:
        query = urlencode({**asked, "perPage": size, "nextPageToken": page.after})
        answer["Link"] = f'<{request.path}?{query}>; rel="next"'
    return answer


def _asked(said: Mapping[str, str]) -> Asked:
    held: dict[str, Any] = {}
    for key, value in said.items():
        if len(value) > 2000 or "\x00" in value:
            raise Invalid(_("This text is too long, or is none."), field=key, read=value[:60])
        if key in LISTS:
            held[LISTS[key]] = [one for one in re.split(r"[|,]", value) if one]
        elif key in MOMENTS:
            held[MOMENTS[key]] = moment(value.replace(" ", "+"), key)
        else:
            allowed = ", ".join([*LISTS, *MOMENTS, *sorted(PAGING)])
            raise Invalid(_("There is no such parameter."), field=key[:60], read=value[:60], allowed=allowed)
    return Asked(**held)
