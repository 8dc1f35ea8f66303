"""The online check, as Django answers it. In front of Django the same is answered without it (web/check/app.py)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.utils import check_csrf

from anxin.kernel.access.queries import actor_of_user
from anxin.kernel.journal.actor import Actor, Door
from anxin.web.api import schemas
from anxin.web.api.declared import MAY_FAIL
from anxin.web.check import asking, limits, refusals
from anxin.web.check.answering import Question, answer_all
from anxin.web.check.app import bearer

router = Router(tags=["codes"], auth=None)
FORM = {"requestBody": {"required": True, "content": {"application/json": {"schema": asking.FORM}}}}


@router.post(
    "/check",
    response={200: schemas.Check, **MAY_FAIL, 410: schemas.Unbelieved, 503: schemas.Unbelieved},
    summary="Check a code",
    openapi_extra=FORM,
)
def check(request: HttpRequest) -> HttpResponse:
    """What a code shows now, to a household, or to whose key or session comes along. The person sees that it was asked.

    Refusals carry the reason codes of docs/codes/profile.md. Whatever is not ours is answered alike.
    """
    address, key = request.META.get("REMOTE_ADDR", ""), bearer(request.headers.get("Authorization", "").encode())
    language = getattr(request, "LANGUAGE_CODE", refusals.CHINESE)
    by = None if key else signed_in(request)
    asker = f"account {by.user_id}" if by else key
    reply = limits.refused(address, asker, language)
    if reply is None:
        [reply] = answer_all([Question(request.body, language, by=by, key=key)])
        limits.LIMITS.count(address, asker, reply)
    answer = HttpResponse(reply.body, status=reply.status, content_type="application/json; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    if reply.wait:
        answer["Retry-After"] = str(reply.wait)
    if reply.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def signed_in(request: HttpRequest) -> Actor | None:
    """Whoever is signed in and asks from our own pages; from anywhere else it is a household's check."""
    if request.user.pk is None or check_csrf(request) is not None:
        return None
    return actor_of_user(request.user.pk, Door.CHECK)
