"""授权查询 of somebody whose record another platform holds: the person answers there, the record opens here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from anxin.adapters.peers import post
from anxin.kernel.errors import Conflict, Invalid, NotFound
from anxin.kernel.journal.actor import Actor
from anxin.kernel.peers import queries
from anxin.kernel.peers.identity import own
from anxin.kernel.reference import queries as reference
from anxin.modules.inquiries.passing_on import ask_there, open_there, title_of
from anxin.web.design.errors import too_many
from anxin.web.phone.inquiry_views import RECORD_SECONDS, REFRESH_SECONDS
from anxin.web.phone.limits import guesses_too_much, note_miss


@never_cache
@require_http_methods(["GET", "POST"])
def inquire_there(request: HttpRequest, peer: str, dataset: str) -> HttpResponse:
    """Say who asks, why and about whom; the answer is the same whether the platform knows the person or not."""
    if guesses_too_much(request):
        return too_many(request)
    taken = queries.taken_from(queries.peer_named(peer), dataset)
    typed = {name: request.POST.get(name, "") for name in ("number", "name", "why")}
    wrong = ""
    if request.method == "POST":
        note_miss(request)  # each question counts: nobody asks about many people in a minute
        at, by = reference.now(), Actor.household()
        try:
            link = ask_there(by=by, at=at, taken=taken, **typed, post=post, identity=own())
        except (Invalid, Conflict) as fault:
            wrong = f"{fault.what}{fault.why}{fault.todo}"
        else:
            return redirect("inquiry_there", link=link)
    context = {"title": title_of(taken), "platform": taken.peer.name, "typed": typed, "wrong": wrong}
    context |= {"peer": peer, "dataset": dataset}
    return render(request, "phone/inquire_there.html", context, status=400 if wrong else 200)


@never_cache
@require_GET
def inquiry_there(request: HttpRequest, link: str) -> HttpResponse:
    """The asker's page: it waits, by itself, and shows the record while a yes lasts."""
    if guesses_too_much(request):
        return too_many(request)
    at = reference.now()
    try:
        found = open_there(by=Actor.household(), at=at, link=link, post=post, identity=own())
    except NotFound:
        note_miss(request)
        raise
    waits = found.values is None and at < found.until
    answer = render(request, "phone/inquiry_there.html", {"found": found, "waits": waits})
    if waits or found.values is not None:
        answer["Refresh"] = str(REFRESH_SECONDS if waits else RECORD_SECONDS)
    return answer
