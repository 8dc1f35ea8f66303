"""Every refusal as a page that says what happened, why, what to do and who to ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text = str | Promise


@dataclass(frozen=True)
class RefusalPage:
    """The words of one refusal; `rule` names the rule that refused, `way_href` is the one door the page offers out."""

    status: int
    title: Text
    happened: Text
    why: Text
    remedy: Text
    ask: Text = ""
    rule: str = ""
    way_href: str = "/"
    way_label: Text = ""


def refuse(request: HttpRequest, page: RefusalPage) -> HttpResponse:
    """Answer with that refusal, in the reader's language and view."""
    return render(request, "design/error.html", _context(request, page), status=page.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    page = RefusalPage(
        400,
        _("This request cannot be read"),
        _("The address or the form sent to us is not complete or has been changed on its way."),
        _("We answer only what we can read without doubt."),
        _("Go back, reload the page and try again. If you followed a link, open it again from where you got it."),
    )
    return refuse(request, page)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in or not, this reader may not see or do this."""
    page = RefusalPage(
        403,
        _("You may not open this page"),
        _("This page is not part of what your account may see or do."),
        str(exception) or _("Each account sees only the people and matters its duty covers."),
        _("If you signed in with the wrong account, sign out and use the right one."),
        ask=_("The person who looks after accounts in your bureau or agency can tell you what yours covers."),
    )
    return refuse(request, page)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form did not come from a page of this site, or the page was open too long."""
    page = RefusalPage(
        403,
        _("Please send the form again"),
        _("The form was not accepted and nothing was changed."),
        _("The page it came from was open too long, or the browser keeps no cookies for this site."),
        _("Go back, reload the page and press the button again. Allow cookies for this site if you switched them off."),
    )
    return refuse(request, page)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    page = RefusalPage(
        404,
        _("There is no such page"),
        _("Nothing is kept at this address."),
        _("The address may be mistyped, or the page has been closed."),
        _("Check the address, or start again from the first page."),
    )
    return refuse(request, page)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many attempts from one place in a short time."""
    page = RefusalPage(
        429,
        _("Too many attempts"),
        _("Too many requests came from your network in a short time, so this one was not answered."),
        _("The limit keeps strangers from guessing code numbers and passwords."),
        _("Wait one minute, then try again. A code you scan from a card or a screen always works after that."),
    )
    answer = refuse(request, page)
    answer["Retry-After"] = "60"
    return answer


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; drawn without the database and without the reader's session, which may be what broke."""
    page = RefusalPage(
        500,
        _("Something broke on our side"),
        _("The page could not be drawn. Whatever you sent was either kept whole or not kept at all."),
        _("This is a fault of the site, not of what you did."),
        _("Wait a moment and try again. Before sending a form again, look whether the first one arrived."),
        ask=_("If it happens again, tell the people who run this site the time and the address of the page."),
    )
    text = render_to_string("design/error.html", _context(request, page) | {"plain": True})
    return HttpResponse(text, status=500)


CONSOLE = "/console/"
NO_DESK = "console.desk"  # whoever has no desk is not sent back to one


def _context(request: HttpRequest, page: RefusalPage) -> dict[str, Any]:
    """The page with a way out: one of its own, or the first page of where the reader is."""
    at_desk = request.path.startswith(CONSOLE) and page.rule != NO_DESK
    home, word = (CONSOLE, _("To the overview")) if at_desk else ("/", _("To the first page"))
    if not page.way_label:
        page = replace(page, way_href=home, way_label=word)
    return {"refusal": page, "home": home}
