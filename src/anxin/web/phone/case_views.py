"""The requester's page: where the request stands, whose desk has it, until when, what happened, and what to do now.

Three ways lead to it: the link, a number sent to the phone, the requester's own account. The acts are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.kernel.access.queries import actor_of_user
from anxin.kernel.cases import owning, requesting
from anxin.kernel.cases.opening import OpenedCase, open_file, open_own
from anxin.kernel.cases.owning import Own
from anxin.kernel.errors import AnxinError, Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor, Door
from anxin.kernel.reference import queries as reference
from anxin.web.design.errors import refuse, too_many
from anxin.web.design.middleware import refusal_of
from anxin.web.phone.case_form import sent_for
from anxin.web.phone.case_limits import count_asking
from anxin.web.phone.case_page import list_line, page_of
from anxin.web.phone.limits import guesses_too_much, note_miss

PASSES = "case_passes"


@dataclass(frozen=True)
class Reached:
    """A case in its requester's hand, and the address under which it was reached."""

    own: Own
    page: str
    token: str = ""

    def to(self, act: str) -> str:
        return f"{self.page}/{act}"


Reach = Callable[[HttpRequest, datetime, str], Reached]


def by_link(request: HttpRequest, at: datetime, held: str) -> Reached:
    """Whoever holds the link."""
    return Reached(owning.own_by_link(token=held), reverse("case", args=[held]), held)


def by_phone_or_account(request: HttpRequest, at: datetime, held: str) -> Reached:
    """Whoever opened it by a number sent to their phone, in this browser and within the hour; else by their account."""
    page = reverse("own_case", args=[held])
    kept = request.session.get(PASSES, {}).get(held)
    if kept is not None:
        return Reached(owning.own_by_pass(at=at, held=kept), page)
    actor = account(request) or Actor.requester()
    return Reached(owning.own_by_account(by=actor, public_id=held), page)


def account(request: HttpRequest) -> Actor | None:
    return actor_of_user(request.user.pk, Door.PHONE) if request.user.pk is not None else None


def _reached(
    request: HttpRequest, reach: Reach, held: str, then: Callable[[Reached, datetime], HttpResponse]
) -> HttpResponse:
    if guesses_too_much(request):
        return too_many(request)
    at = reference.now()
    try:
        found = reach(request, at, held)
    except NotFound as no:
        note_miss(request)
        return refuse(request, refusal_of(no, way_href=reverse("find_case")))
    answer = then(found, at)
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _page(
    request: HttpRequest, found: Reached, at: datetime, wrong: AnxinError | None = None, act: str = ""
) -> HttpResponse:
    opened = open_own(own=found.own, at=at)
    context = {
        "shown": page_of(opened),
        "found": found,
        "acts": {one: found.to(one) for one in ACTS},
        "file_base": found.to("file"),
        "receipt": reverse("case_receipt", args=[found.token]) if found.token else "",
        "here": found.page,
        "wrong": wrong,
        "wrong_act": act,
        "typed": request.POST.get("text", "")[:1000],
    }
    status = 200 if wrong is None else 409 if isinstance(wrong, Conflict) else 400
    return render(request, "phone/case.html", context, status=status)


def _agree(request: HttpRequest, own: Own, at: datetime) -> None:
    requesting.agree(own=own, at=at)


def _contest(request: HttpRequest, own: Own, at: datetime) -> None:
    requesting.contest(own=own, at=at, reason=request.POST.get("text", ""))


def _add(request: HttpRequest, own: Own, at: datetime) -> None:
    sent = [*sent_for(request, "photos"), *sent_for(request, "files")]
    requesting.supplement(own=own, at=at, text=request.POST.get("text", ""), sent=sent)


def _withdraw(request: HttpRequest, own: Own, at: datetime) -> None:
    requesting.withdraw(own=own, at=at, reason=request.POST.get("text", ""))


ACTS: dict[str, Callable[[HttpRequest, Own, datetime], None]] = {
    "agree": _agree,
    "contest": _contest,
    "add": _add,
    "withdraw": _withdraw,
}


def _acted(request: HttpRequest, found: Reached, at: datetime, act: str) -> HttpResponse:
    try:
        ACTS[act](request, found.own, at)
    except (Invalid, Conflict, Refused) as wrong:
        return _page(request, found, at, wrong, act)
    return redirect(f"{found.page}#{act}")


def _file(found: Reached, at: datetime, public_id: str) -> HttpResponse:
    served = open_file(opened=open_own(own=found.own, at=at), public_id=public_id)
    answer = HttpResponse(served.content, headers=dict(served.headers))
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@require_GET
def case(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link."""
    return _reached(request, by_link, token, lambda found, at: _page(request, found, at))


@require_POST
def case_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Accept, contest, add, withdraw."""
    return _reached(request, by_link, token, lambda found, at: _acted(request, found, at, act))


@never_cache
@require_GET
def case_file(request: HttpRequest, token: str, public_id: str) -> HttpResponse:
    """One photo or paper of the request."""
    return _reached(request, by_link, token, lambda found, at: _file(found, at, public_id))


@never_cache
@require_GET
def own_case(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same page, by phone or account."""
    return _reached(request, by_phone_or_account, public_id, lambda found, at: _page(request, found, at))


@require_POST
def own_case_act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """The same acts."""
    return _reached(request, by_phone_or_account, public_id, lambda found, at: _acted(request, found, at, act))


@never_cache
@require_GET
def own_case_file(request: HttpRequest, public_id: str, attachment: str) -> HttpResponse:
    """The same files."""
    return _reached(request, by_phone_or_account, public_id, lambda found, at: _file(found, at, attachment))


@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find one's requests by phone: a number is sent to it, and answered alike whether the phone is known."""
    if request.method != "POST":
        return render(request, "phone/case_find.html", {})
    if "number" in request.POST:
        return _numbered(request)
    count_asking(request)
    try:
        asked = owning.ask_by_phone(at=reference.now(), phone=request.POST.get("phone", ""))
    except Invalid as wrong:
        return render(
            request, "phone/case_find.html", {"wrong": wrong, "phone": request.POST.get("phone", "")[:20]}, status=400
        )
    return render(request, "phone/case_find.html", {"ticket": asked.ticket})


def _numbered(request: HttpRequest) -> HttpResponse:
    at, ticket = reference.now(), request.POST.get("ticket", "")[:80]
    try:
        found = owning.own_by_phone(at=at, ticket=ticket, number=request.POST["number"].strip()[:12])
    except Invalid as wrong:
        return render(request, "phone/case_find.html", {"ticket": ticket, "wrong": wrong}, status=400)
    request.session.cycle_key()
    request.session[PASSES] = {own.public_id: owning.pass_for(own=own, at=at) for own in found}
    return redirect("own_cases")


@never_cache
@require_GET
def own_cases(request: HttpRequest) -> HttpResponse:
    """The requests a phone opened in this browser, within the hour."""
    at = reference.now()
    kept = request.session.get(PASSES, {})
    try:
        held = [owning.own_by_pass(at=at, held=one) for one in kept.values()]
    except NotFound:
        request.session.pop(PASSES, None)
        held = []
    if not held:
        return redirect("find_case")
    return _list(request, held, at)


@never_cache
@login_required
@require_GET
def my_requests(request: HttpRequest) -> HttpResponse:
    """The requests of whoever is signed in."""
    actor = account(request)
    return _list(request, owning.owns_of_account(by=actor) if actor else [], reference.now())


def _list(request: HttpRequest, owns: list[Own], at: datetime) -> HttpResponse:
    opened: list[OpenedCase] = [open_own(own=own, at=at) for own in owns]
    return render(request, "phone/case_list.html", {"lines": [list_line(one) for one in opened]})


@require_POST
def leave(request: HttpRequest) -> HttpResponseRedirect:
    """Forget what the phone opened in this browser."""
    request.session.pop(PASSES, None)
    return redirect("find_case")
