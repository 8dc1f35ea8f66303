"""Beside the scanner: the code of somebody who forgot phone and card, by her phone number and a number sent to it.

She reads the number out, so nobody is looked up behind her back. An unknown phone number is answered like a known one.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from anxin.kernel.access.rules import Act
from anxin.kernel.codes.lookups import ask_for_code, show_looked_up
from anxin.kernel.codes.showing import letters
from anxin.kernel.errors import Invalid
from anxin.web.console.chosen_service import service
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.scanning import read

PAGE = "console/scanning/lookup.html"
LONGEST = 40


@sensitive_post_parameters("phone", "ticket", "number")
@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.CHECK_CODES)
def lookup(request: DeskRequest) -> HttpResponse:
    """First the phone number, then the number that was sent to it, then the code as the scanner shows it."""
    phone, ticket, number = (request.POST.get(name, "")[:LONGEST].strip() for name in ("phone", "ticket", "number"))
    if request.method != "POST":
        return render(request, PAGE)
    try:
        if not ticket:
            asked = ask_for_code(at=request.at, pack=service(), phone=phone, by=request.actor)
            return render(request, PAGE, {"ticket": asked.ticket})
        handle = show_looked_up(at=request.at, ticket=ticket, number=number, by=request.actor)
    except Invalid as no:
        return render(request, PAGE, {"ticket": ticket, "typed": phone, "wrong": no.what}, status=400)
    return render(request, PAGE, {"result": read(request, f"/k/{letters(handle)}")})
