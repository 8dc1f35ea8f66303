"""授权查询 on the phone: the household asks and waits, the worker answers, the record opens for minutes."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.kernel.codes.checking import open_letters
from anxin.kernel.codes.faults import Unbelieved
from anxin.kernel.codes.visiting import Scanned
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference import queries as reference
from anxin.modules.inquiries import answering, asking
from anxin.packs.exchange import value_said
from anxin.packs.on_site import service_named
from anxin.web.design.errors import too_many
from anxin.web.phone.limits import guesses_too_much, note_miss
from anxin.web.phone.own_service import back_to, own_service
from anxin.web.phone.own_views import for_worker
from anxin.web.phone.words import said

REFRESH_SECONDS, RECORD_SECONDS = 5, 60
ACTS = ("yes", "no", "withdraw")


def _state_words() -> dict[str, str]:
    return {
        "waiting": _("waits for your answer"),
        "unanswered": _("not answered in time"),
        "granted": _("may look now"),
        "over": _("you said yes; the time is over"),
        "refused": _("you said no"),
        "withdrawn": _("you took it back"),
    }


def _asker() -> Actor:
    return Actor.household()


@never_cache
@require_http_methods(["GET", "POST"])
def inquire(request: HttpRequest, service: str, code: str) -> HttpResponse:
    """Say who asks and why; the answer is the same whether the code is somebody's or nobody's."""
    if guesses_too_much(request):
        return too_many(request)
    terms = asking.terms_of_service(service_named(service).slug)
    typed = {name: request.POST.get(name, "") for name in ("name", "why")}
    wrong = ""
    if request.method == "POST":
        note_miss(request)  # each question counts: nobody asks about many people in a minute
        try:
            at = reference.now()
            made = asking.ask(by=_asker(), at=at, pack=terms.pack, scanned=_scanned(code, at), **typed)
        except Invalid as fault:
            wrong = f"{fault.what}{fault.why}"
        else:
            return redirect("inquiry", link=made.link)
    context = {"terms": terms, "typed": typed, "wrong": wrong, "code": code, "service": service}
    return render(request, "phone/inquire.html", context, status=400 if wrong else 200)


def _scanned(letters: str, at: datetime) -> Scanned | None:
    try:
        return open_letters(at=at, letters=letters.lower())
    except (NotFound, Unbelieved):
        return None


@never_cache
@require_GET
def inquiry(request: HttpRequest, link: str) -> HttpResponse:
    """The asker's page: it waits, by itself, and shows the record while a yes lasts."""
    if guesses_too_much(request):
        return too_many(request)
    at = reference.now()
    try:
        found = asking.open_record(by=_asker(), at=at, link=link)
    except NotFound:
        note_miss(request)
        raise
    record = found if isinstance(found, asking.Opened) else None
    waits = record is None and at < found.until
    rows = _rows(record) if record is not None else []
    answer = render(request, "phone/inquiry.html", {"found": found, "record": record, "rows": rows, "waits": waits})
    if waits or record:  # by the header: it renews itself without a script, and a yes taken back leaves the screen
        answer["Refresh"] = str(REFRESH_SECONDS if waits else RECORD_SECONDS)
    return answer


def _rows(record: asking.Opened) -> list[tuple[str, str, str]]:
    """Title, value in the pack's words, source."""
    pack, found = service_named(record.pack), []
    for field, value in record.values:
        told = value_said(pack, field, value) if value else None
        found.append((str(field.title), said(told) if told is not None else value or "–", str(field.source_title)))
    return found


@require_GET
@for_worker
def my_inquiries(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Who asks to see her record, and the answers so far."""
    own_service(request, actor)
    words = _state_words()
    held = [(one, words[one.state]) for one in answering.own_inquiries(by=actor, at=at)]
    return render(request, "phone/me_inquiries.html", {"tab": "me", "inquiries": held})


@require_POST
@for_worker
def answer_inquiry(request: HttpRequest, actor: Actor, at: datetime, public_id: str, act: str) -> HttpResponse:
    """Yes, no, or take a yes back."""
    if act not in ACTS:
        raise NotFound(_("There is no such answer."), todo=_("See your own page."))
    if act == "withdraw":
        answering.withdraw(by=actor, at=at, public_id=public_id)
    else:
        answering.answer(by=actor, at=at, public_id=public_id, granted=act == "yes")
    return back_to(request, "my_inquiries")
