"""站点扫码: who keeps a site records on a phone what comes, goes, is divided, lost or sold there."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.kernel.access.queries import actor_of_user
from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import AnxinError, Invalid, NotFound
from anxin.kernel.journal.actor import Actor, Door
from anxin.kernel.reference import queries as reference
from anxin.modules.tracing import listing, queries
from anxin.modules.tracing.entering import SHOWN
from anxin.modules.tracing.enums import CHANGES, Happening
from anxin.modules.tracing.event_files import drafts_of, grams, moment
from anxin.modules.tracing.models import Site
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.packing import divide_into, put_code_on
from anxin.modules.tracing.papers import judge
from anxin.modules.tracing.recording import Recorded, record, record_all
from anxin.modules.tracing.rights import sites_of
from anxin.modules.tracing.rooms import rooms
from anxin.modules.tracing.wording import happened_word, kind_title, passage_word
from anxin.packs.on_site import service_named
from anxin.web.phone.words import about_lot, colour_in, said

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, datetime, P], HttpResponse]
LARGEST_FILE = 2_000_000
MADE_ROWS = 4
SHOWN_STOCK = 60


def for_keeper(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Sign-in required, and an account that records goods."""

    @never_cache
    @login_required
    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of_user(request.user.pk or 0, Door.PHONE)
        if actor is None:
            raise NotFound(_("There is no such site."), todo=_("Look at the list of sites."))
        require(actor, Act.RECORD_LOTS)
        return view(request, actor, reference.now(), *args, **kwargs)

    return page


@require_GET
@for_keeper
def sites(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """The sites somebody works at, by service."""
    held = [
        (said(service_named(pack).title), [(one, _kind(one.site)) for one in listing.sites_with_stock(mine, pack)])
        for pack in queries.traced()
        if (mine := list(sites_of(actor, pack).order_by("party__name")[:200]))
    ]
    return render(request, "phone/sites.html", {"services": held})


def _kind(site: Site) -> str:
    return kind_title(queries.terms_of(site.pack).sites[site.kind], get_language() or "zh")


@require_GET
@for_keeper
def site(request: HttpRequest, actor: Actor, at: datetime, public_id: str) -> HttpResponse:
    """What can be recorded here, what is on its way, and what is here with its colour."""
    here = listing.site_of(actor, public_id)
    terms, stock = queries.terms_of(here.pack), listing.stock_at(here)
    pack, today = service_named(here.pack), queries.day_of(at)
    shown = [(one, _colour(one.lot, today)) for one in stock if not one.coming][:SHOWN_STOCK]
    context = {
        "site": here,
        "kind": _kind(here),
        "service": said(pack.title),
        "acts": [(str(one), happened_word(one)) for one in terms.sites[here.kind].records],
        "coming": [one for one in stock if one.coming][:SHOWN_STOCK],
        "receives": Happening.RECEIVE in terms.sites[here.kind].records,
        "stock": shown,
        "left_out": len([one for one in stock if not one.coming]) - len(shown),
        "rooms": rooms([here], terms, on=today),
    }
    return render(request, "phone/site.html", context)


def _colour(lot: Any, today: date) -> Any:
    judged = judge(lot, today)
    return colour_in(service_named(lot.pack), judged.outcome) if judged else None


@require_http_methods(["GET", "POST"])
@for_keeper
def record_at(request: HttpRequest, actor: Actor, at: datetime, public_id: str, act: str) -> HttpResponse:
    """One thing that happened: the form, and the form sent."""
    here = listing.site_of(actor, public_id)
    terms = queries.terms_of(here.pack)
    if act not in terms.sites[here.kind].records:
        raise NotFound(_("This is not recorded at a site of this kind."), todo=_("Look at what the site records."))
    kind, fault = Happening(act), None
    if request.method == "POST":
        try:
            made = _recorded(request, actor, at, here, kind)
        except AnxinError as no:
            fault = no
        else:
            _say(request, made)
            return redirect("site", public_id=public_id)
    context = _form(request, here, kind, at) | {"fault": fault}
    return render(request, "phone/site_record.html", context, status=400 if fault else 200)


def _say(request: HttpRequest, made: Recorded) -> None:
    if not made.now:
        messages.info(request, _("This stood there already."))
    elif made.event.result:
        messages.success(request, passage_word(made.event.result))
    else:
        messages.success(request, _("Recorded: %(what)s.") % {"what": happened_word(made.event.kind)})


def _recorded(request: HttpRequest, actor: Actor, at: datetime, here: Site, kind: Happening) -> Recorded:
    posted = request.POST
    when = _moment(posted.get("happened_at", ""), at)
    note, mark = posted.get("note", "").strip()[:200], posted.get("mark", "")[:16]
    weight, code = grams(posted.get("kg", "")), code_read(posted.get("code", ""))
    draft = Draft(kind, here, when, note=note, mark=mark)
    if kind is Happening.ENTER:
        name = posted.get("name", "").strip()
        said_of = {"product": name, **{key: posted.get(key, "").strip() for key in SHOWN if key != "product"}}
        about = {key: value for key, value in said_of.items() if value}
        return put_code_on(by=actor, at=at, draft=draft, code=code, name=name, about=about, grams=weight)
    named, day = posted.get("to", "").strip(), posted.get("expected_on", "")
    to = queries.site_called(named, pack=here.pack) if named else None
    portions = (Portion(queries.lot(code, pack=here.pack), weight),)
    expected, lost = _day(day) if day else None, grams(posted.get("lost", ""))
    draft = replace(draft, portions=portions, to=to, expected_on=expected, lost=lost)
    if kind in CHANGES:
        rows = zip(posted.getlist("made_code"), posted.getlist("made_kg"), strict=False)
        made = [(code_read(one), grams(kg)) for one, kg in rows if one.strip()]
        return divide_into(by=actor, at=at, draft=draft, made=made)
    return record(by=actor, at=at, draft=draft)


def code_read(typed: str) -> str:
    """The code out of what was typed or scanned: the address on a package ends with it."""
    return typed.strip().rstrip("/").rsplit("/", 1)[-1].strip()


def _moment(typed: str, at: datetime) -> datetime:
    """What the form says, to the minute: the same form sent twice says the same."""
    try:
        return moment(typed) if typed else at
    except ValueError:
        raise Invalid(_("This is no moment."), field="happened_at", read=typed[:40]) from None


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(_("A day is written as 2021-10-29."), field="expected_on", read=typed[:20]) from None


def _form(request: HttpRequest, here: Site, kind: Happening, at: datetime) -> dict[str, Any]:
    """What the form shows: as it was sent, or empty but for the code that was scanned and the moment."""
    sent = request.POST if request.method == "POST" else request.GET
    terms = queries.terms_of(here.pack)
    named = {name: sent.get(name, "") for name in ("code", "kg", "to", "lost", "name", "note", "expected_on")}
    made = list(zip(sent.getlist("made_code"), sent.getlist("made_kg"), strict=False))
    here_now = at.astimezone(queries.SHANGHAI).replace(second=0, microsecond=0, tzinfo=None)
    booked = [one for slug, one in terms.sites.items() if one.booked]
    return {
        "site": here,
        "act": str(kind),
        "title": happened_word(kind),
        "sent": named,
        "made": (made + [("", "")] * MADE_ROWS)[: max(MADE_ROWS, len(made) + 1)],
        "changes": kind in CHANGES,
        "enters": kind is Happening.ENTER,
        "about": [(key, title, sent.get(key, "")) for key, title in about_lot().items() if key != "product"],
        "destinations": listing.destinations(here) if kind is Happening.SHIP else [],
        "rooms": rooms(listing.bookable(here.pack), terms, on=queries.day_of(at))
        if kind is Happening.DECLARE and booked
        else [],
        "happened_at": sent.get("happened_at") or here_now.isoformat(timespec="minutes"),
        "mark": sent.get("mark") or secrets.token_hex(6),
        "weighs": kind is not Happening.CHECK,
    }


@require_POST
@for_keeper
def upload(request: HttpRequest, actor: Actor, at: datetime, public_id: str) -> HttpResponse:
    """What was noted while there was no line: a table, all of it or none."""
    here = listing.site_of(actor, public_id)
    brought = request.FILES.get("table")
    try:
        if brought is None or isinstance(brought, list):
            raise Invalid(_("Choose a table."), field="table")
        if (brought.size or 0) > LARGEST_FILE:
            raise Invalid(_("The table is larger than 2 MB."), field="table", read=str(brought.size))
        made = record_all(by=actor, at=at, drafts=drafts_of(here, brought.read()))
    except AnxinError as fault:
        messages.error(request, f"{fault.what} {fault.why}".strip())
    else:
        new = sum(one.now for one in made)
        told = _("Recorded now: %(new)s. There before: %(known)s.")
        messages.success(request, told % {"new": new, "known": len(made) - new})
    return redirect("site", public_id=public_id)
