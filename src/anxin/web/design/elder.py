"""The elder view: larger text, larger targets, fewer words; kept in one cookie that says nothing about the person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "elder"
ONE_YEAR = 365 * 24 * 3600


def is_elder(request: HttpRequest) -> bool:
    """Whether this browser asked for the elder view."""
    return request.COOKIES.get(COOKIE) == "1"


def safe_return(request: HttpRequest, address: str) -> str:
    """`address` if it stays on this site, else the landing page: a toggle must not become a redirector."""
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else "/"


@require_POST
def toggle(request: HttpRequest) -> HttpResponse:
    """Turn the elder view on (`on=1`) or off, then return to `next`."""
    answer = HttpResponseRedirect(safe_return(request, request.POST.get("next", "/")))
    if request.POST.get("on") == "1":
        answer.set_cookie(COOKIE, "1", max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer
