"""The scanner: codes that people show at a desk or gate, one after the other.

A hand scanner types into the field and presses Enter, the camera (scanner.js) does the same, and so does a clerk with a
number read out. Each is checked on the server, strictly, and written down under the account that asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from anxin.kernel.access.rules import Act
from anxin.kernel.codes.checking import check_text
from anxin.kernel.codes.showing import ShowingKind
from anxin.kernel.codes.visiting import Scanned
from anxin.kernel.errors import AnxinError, Refused
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.queries import organisation_name
from anxin.web.console import words
from anxin.web.console.chosen_service import turn_to
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.design.colours import Colour, colour_named

LONGEST = 2000  # signs; a credential's address has some 500


@dataclass(frozen=True)
class Result:
    """One scan as the page shows it. `fault` is the reason code of a code that is not believed, empty otherwise."""

    colour: Colour
    at: datetime
    headline: str
    why: str
    todo: str = ""
    name: str = ""
    agency: str = ""
    shown_as: str = ""
    fault: str = ""


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.CHECK_CODES)
def scan(request: DeskRequest) -> HttpResponse:
    """The field and the camera; with a text sent, what it comes to. htmx asks for the result alone."""
    text = request.POST.get("text", "")[:LONGEST].strip()
    result = read(request, text) if text else None
    page = "console/scanning/_result.html" if "HX-Request" in request.headers else "console/scanning/scan.html"
    return render(request, page, {"result": result})


def read(request: DeskRequest, text: str) -> Result:
    """What the text comes to. A refusal is a result too: the next person is already waiting."""
    try:
        scanned = check_text(at=request.at, text=text, by=request.actor)
    except Refused:
        raise
    except AnxinError as no:
        return Result(colour_named("grey"), request.at, no.what, no.why, no.todo, fault=no.code)
    turn_to(scanned.code.pack)
    return _seen(scanned, request.at)


def _seen(scanned: Scanned, at: datetime) -> Result:
    party = scanned.opened.party
    return Result(
        colour_named(scanned.outcome),
        at,
        words.reason(scanned.reason),
        words.meaning(scanned.reason),
        name=mask_name(party.name),
        agency=organisation_name(party, role=scanned.code.pack, on=at.date()),
        shown_as=_shown_as(scanned.kind),
    )


def _shown_as(kind: ShowingKind) -> str:
    return {
        ShowingKind.SCREEN: _("Shown on the holder's phone"),
        ShowingKind.CARD: _("Shown as a card"),
        ShowingKind.FAMILY: _("Shown by a relative"),
        ShowingKind.LOOKUP: _("Found by the holder's phone number"),
    }[kind]
