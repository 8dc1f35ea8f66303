"""The one shape of every error under /api/v1: what happened, why, what to do, and who can help."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from anxin.kernel.codes.faults import Unbelieved
from anxin.kernel.errors import AnxinError, Conflict, Invalid, NotFound, Refused
from anxin.kernel.parties.identifiers import mask_numbers


class Problem(Schema):
    """Every answer that is not the one asked for."""

    code: str = Field(description="Stable word for this fault; programs compare it, not the sentences.")
    what: str = Field(description="What happened, in the language of Accept-Language.")
    why: str = Field(description="The reason; may be empty.")
    todo: str = Field(description="What to do next; may be empty.")
    rule: str | None = Field(default=None, description="The rule that refused.")
    ask: str | None = Field(default=None, description="Who can help.")
    appeal: str | None = Field(default=None, description="How to object.")
    field: str | None = Field(default=None, description="The place in the request that is wrong.")


class TooMany(AnxinError):
    """More requests from one address than the limit allows; `wait` in seconds."""

    code = "too-many"

    def __init__(self, what: str, *, wait: int, why: str = "", todo: str = "") -> None:
        super().__init__(what, why=why, todo=todo)
        self.wait = wait


STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (Refused, 403),
    (NotFound, 404),
    (Invalid, 422),
    (Conflict, 409),
    (Unbelieved, 422),
    (TooMany, 429),
    (AnxinError, 400),
)


def status_of(fault: AnxinError) -> int:
    """The HTTP status a kernel error answers with."""
    return next(status for kind, status in STATUSES if isinstance(fault, kind))


def problem_of(fault: AnxinError) -> Problem:
    """A kernel error as the API's error shape, in its own words."""
    told = Problem(code=fault.code, what=fault.what, why=fault.why, todo=fault.todo)
    if isinstance(fault, Refused):
        told.rule, told.ask, told.appeal = fault.rule, fault.ask or None, fault.appeal or None
    if isinstance(fault, Invalid):
        told.field = fault.field or None
    return told


def answer(problem: Problem, status: int, **headers: str) -> HttpResponse:
    """The HTTP response that carries a problem."""
    body = json.dumps(problem.model_dump(exclude_none=True), ensure_ascii=False)
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8", headers=headers)


def of_kernel(request: HttpRequest, fault: AnxinError) -> HttpResponse:
    headers = {"Retry-After": str(fault.wait)} if isinstance(fault, TooMany) else {}
    return answer(problem_of(fault), status_of(fault), **headers)


def of_validation(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """422: the first thing that does not fit its declared form; what was sent is not repeated, it may be private."""
    first = fault.errors[0]
    place = mask_numbers(".".join(str(part) for part in first["loc"]))
    return answer(
        Problem(
            code="invalid",
            what=_("“%(place)s” does not have the declared form.") % {"place": place},
            why=str(first["msg"]),
            todo=_("Compare the request with the description at /api/v1/docs."),
            field=place,
        ),
        422,
    )


def of_status(request: HttpRequest, status: int, **headers: str) -> HttpResponse:
    """The problem for a bare HTTP status: unknown address, wrong method, unreadable body, no key."""
    what, why, todo = _sentences(status)
    return answer(Problem(code=_word(status), what=what, why=why, todo=todo), status, **headers)


def of_http(request: HttpRequest, fault: HttpError) -> HttpResponse:
    headers = {"WWW-Authenticate": "Bearer"} if fault.status_code == 401 else {}
    return of_status(request, fault.status_code, **headers)


def of_suspicious(request: HttpRequest, fault: SuspiciousOperation) -> HttpResponse:
    return of_status(request, 413 if isinstance(fault, RequestDataTooBig) else 400)


def of_unexpected(request: HttpRequest, fault: Exception) -> HttpResponse:
    """500: our fault. The log gets the traceback, the asker a plain sentence without any of our insides."""
    import logging

    logging.getLogger("anxin.web.api").exception("a route of the API broke")
    return of_status(request, 500)


def _word(status: int) -> str:
    words = {401: "no-key", 404: "no-address", 429: "too-many", 500: "broken"}
    return words.get(status) or HTTPStatus(status).phrase.lower().replace(" ", "-")


def _sentences(status: int) -> tuple[str, str, str]:
    described = _("Compare the request with the description at /api/v1/docs.")
    held = {
        400: (_("The request cannot be read."), _("Its body is not the JSON that was declared."), described),
        401: (
            _("You are not known here."),
            _("The request carries neither a valid key nor a session."),
            _("Send “Authorization: Bearer KEY”; the operator makes a key with “anxin token”."),
        ),
        403: (
            _("The form check failed."),
            _("A signed-in browser has to send its CSRF token with every change."),
            _("Send the header X-CSRFToken, or use a key instead of the session."),
        ),
        404: (_("There is nothing at this address."), _("The API has no such operation."), described),
        405: (_("This address does not take that method."), _("The header Allow lists those it takes."), described),
        413: (_("The request is too large."), _("It is larger than this site accepts."), _("Send less at a time.")),
        500: (
            _("Something broke on our side."),
            _("The act was either done whole or not at all."),
            _("Look whether it was done before sending it again; tell the operator the time if it goes on."),
        ),
    }
    return held.get(status) or (HTTPStatus(status).description or HTTPStatus(status).phrase, "", described)


def shaped(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view whose bare refusals (a wrong method, for one) are told in the API's error shape as well."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        kept = {name: response.headers[name] for name in ("Allow",) if name in response.headers}
        return of_status(request, response.status_code, **kept)

    inner.csrf_exempt = True  # type: ignore[attr-defined]  # -- Django's own mark; door.py checks the token for sessions
    return inner


def unknown_address(request: HttpRequest, rest: str) -> HttpResponse:
    """404 for every address under the API that no route has."""
    return of_status(request, 404)


HANDLERS: tuple[tuple[type[Exception], Callable[..., HttpResponse]], ...] = (
    (AnxinError, of_kernel),
    (ValidationError, of_validation),
    (AuthenticationError, of_http),
    (HttpError, of_http),
    (Http404, lambda request, fault: of_status(request, 404)),
    (SuspiciousOperation, of_suspicious),
    (Exception, of_unexpected),
)
