"""Turns what the kernel refuses into a page with the same three sentences."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from anxin.kernel.codes.faults import Unbelieved
from anxin.kernel.errors import AnxinError, Conflict, Invalid, NotFound, Refused
from anxin.web.design.errors import RefusalPage, refuse

STATUSES: tuple[tuple[type[AnxinError], HTTPStatus], ...] = (
    (Refused, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Invalid, HTTPStatus.BAD_REQUEST),
    (Conflict, HTTPStatus.CONFLICT),
    (Unbelieved, HTTPStatus.UNPROCESSABLE_ENTITY),
)


class RefusalMiddleware:
    """Django middleware: an `AnxinError` no view has caught becomes a refusal page, never a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal as a page, or None for every other exception, which stays Django's business."""
        if not isinstance(exception, AnxinError):
            return None
        return refuse(request, refusal_of(exception))


def refusal_of(error: AnxinError, *, way_href: str = "/", way_label: str = "") -> RefusalPage:
    """The page for a kernel error: its own words, already in the reader's language."""
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
    ask, appeal, rule = (error.ask, error.appeal, error.rule) if isinstance(error, Refused) else ("", "", "")
    return RefusalPage(
        status=int(status),
        title=_title(status),
        happened=error.what,
        why=error.why or _("A rule of this service does not allow it."),
        remedy=error.todo or _("Go back and check what you entered, or ask the people who run this site."),
        ask=" ".join(part for part in (ask, appeal) if part),
        rule=rule,
        way_href=way_href,
        way_label=way_label,
    )


def _title(status: HTTPStatus) -> str:
    titles = {
        HTTPStatus.FORBIDDEN: _("This is not allowed"),
        HTTPStatus.NOT_FOUND: _("Nothing was found"),
        HTTPStatus.CONFLICT: _("This can no longer be done"),
    }
    return titles.get(status, _("This cannot be done"))
