"""Goods at a desk: the day's figures, lots and sites of one's area, one lot, and who is concerned by it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anxin.kernel.access.rules import MAY, Act
from anxin.kernel.errors import Invalid
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.peers import identity
from anxin.modules.tracing import following, listing, looking, queries
from anxin.modules.tracing.arrivals import arrivals
from anxin.modules.tracing.balances import broken
from anxin.modules.tracing.entering import enter_site
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.event_files import grams
from anxin.modules.tracing.handing_in import hand_in, papers_open, sources_open
from anxin.modules.tracing.models import Event, Lot
from anxin.modules.tracing.naming import Draft
from anxin.modules.tracing.papers import Judged, judge
from anxin.modules.tracing.recording import record
from anxin.modules.tracing.rights import sees_whole, sites_of
from anxin.modules.tracing.rooms import rooms
from anxin.modules.tracing.wording import happened_word, kind_title, passage_word
from anxin.packs.on_site import service_named
from anxin.web.console import words
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import SIZE, Leaf, number_asked
from anxin.web.design.colours import Colour, colour_named

MOST_SITES, LATE_DAYS, LATE_SINCE = 200, 1, timedelta(days=7)


@dataclass(frozen=True)
class LotLine:
    lot: Lot
    colour: Colour | None
    reason: str


@dataclass(frozen=True)
class EventLine:
    """What happened, in words; `wrong`: it was declared wrong, or declares one."""

    event: Event
    word: str
    lots: list[tuple[str, int]]
    made: list[tuple[str, int]]
    result: str
    wrong: bool
    may_declare: bool


def _line(lot: Lot, today: date) -> LotLine:
    judged = judge(lot, today)
    return LotLine(lot, _colour(lot.pack, judged), _reason(lot.pack, judged))


def _colour(pack: str, judged: Judged | None) -> Colour | None:
    """A colour under the name the service has for it."""
    if judged is None:
        return None
    named = service_named(pack).outcomes[judged.outcome]
    return replace(colour_named(judged.outcome), word=words.said(named.word))


def _reason(pack: str, judged: Judged | None) -> str:
    if judged is None:
        return _("No rule is in force for this lot today.")
    held = service_named(pack).reasons.get(judged.reason)
    return words.said(held.title) if held is not None else judged.reason


@require_safe
@desk(Act.SEE_LOTS)
def goods(request: DeskRequest) -> HttpResponse:
    """The services that follow goods; the only one's page where there is one."""
    traced = queries.traced()
    if len(traced) == 1:
        return redirect("console:goods_of", pack=traced[0])
    return render(
        request,
        "console/goods/services.html",
        {"services": [(one, words.said(service_named(one).title)) for one in traced]},
    )


@require_safe
@desk(Act.SEE_LOTS)
def goods_of(request: DeskRequest, pack: str) -> HttpResponse:
    """Figures of the day, sites with what is there, what was told late, and the lots of one's area."""
    _require_traced(pack)
    by, number = request.actor, number_asked(request)
    begins = request.GET.get("begins", "").strip()[:40].replace("\x00", "")
    found = listing.lots_page(by, pack, begins=begins, start=(number - 1) * SIZE, size=SIZE + 1)
    terms = queries.terms_of(pack)
    kinds = {slug: kind_title(one, get_language() or "zh") for slug, one in terms.sites.items()}
    sites = list(sites_of(by, pack).order_by("kind", "party__name")[:MOST_SITES])
    free = {one.site.pk: one for one in rooms(sites, terms, on=request.today)}
    late = listing.late_events(by, pack, days=LATE_DAYS, since=request.at - LATE_SINCE)[:SIZE]
    context = {
        "service": service_named(pack),
        "title": words.said(service_named(pack).title),
        "leaf": Leaf([_line(one, request.today) for one in found[:SIZE]], number, len(found) > SIZE),
        "begins": begins,
        "sites": [(one, kinds[one.site.kind], free.get(one.site.pk)) for one in listing.sites_with_stock(sites, pack)],
        "late": [(one, happened_word(one.kind)) for one in late],
        "figures": _figures(pack, request.today) if sees_whole(by) else None,
        "may_enter": by.role in MAY[Act.KEEP_SITES],
        "kinds": kinds,
        "area": by.area,
    }
    return render(request, "console/goods/list.html", context)


def _require_traced(pack: str) -> None:
    if pack not in queries.traced():
        raise Http404


def _figures(pack: str, today: date) -> dict[str, object]:
    """Yesterday is over: of today the sites have told part."""
    day = today - timedelta(days=1)
    start = datetime.combine(day, time(), tzinfo=queries.SHANGHAI)
    came = arrivals(pack, since=start, until=start + timedelta(days=1))
    return {"day": day, "came": came, "entered": came.lots - len(came.unentered), "broken": broken(pack, day)}


@require_POST
@desk(Act.KEEP_SITES)
def add_site(request: DeskRequest, pack: str) -> HttpResponse:
    """Enter a site of one's area."""
    _require_traced(pack)
    posted = request.POST
    keeper, room = posted.get("keeper", "").strip(), posted.get("room", "").strip()
    made = enter_site(
        by=request.actor,
        at=request.at,
        pack=pack,
        kind=posted.get("kind", ""),
        name=posted.get("name", ""),
        area=posted.get("area", ""),
        keeper=queries.firm(keeper) if keeper else None,
        room=grams(room) if room else None,
        uri=posted.get("uri", "").strip(),
    )
    messages.success(request, _("Entered: %(site)s.") % {"site": made.party.name})
    return redirect("console:goods_of", pack=pack)


@require_safe
@desk(Act.SEE_LOTS)
def lot(request: DeskRequest, pack: str, code: str) -> HttpResponse:
    """One lot: may it go on, its papers, where it is, what happened to it; and the forms for its papers."""
    held = listing.lot_of(request.actor, code, pack=pack)
    shown = listing.stands(request.actor, held, on=request.today)
    open_papers = papers_open(request.actor, held)
    sources = service_named(pack).evidence.sources
    context = {
        "lot": held,
        "line": LotLine(held, _colour(pack, shown.judged), _reason(pack, shown.judged)),
        "papers": [_paper(pack, one) for one in shown.papers],
        "held": shown.held,
        "events": [_event(request, one) for one in shown.events],
        "about": held.about,
        "forms": [
            (
                slug,
                words.said(kind.title),
                [(one, words.said(sources[one])) for one in sources_open(request.actor, held, kind)],
                [(one, words.said(title)) for one, title in kind.results.items()],
                "valid_until" in kind.fields,
            )
            for slug, kind in open_papers.items()
        ],
        "may_trace": request.actor.role in MAY[Act.TRACE_LOTS],
        "pack": pack,
    }
    return render(request, "console/goods/lot.html", context)


def _paper(pack: str, held: Evidence) -> dict[str, object]:
    service = service_named(pack)
    kind = service.evidence_kinds.get(held.kind)
    result = kind.results.get(held.result or "") if kind else None
    source = service.evidence.sources.get(held.source)
    return {
        "held": held,
        "title": words.said(kind.title) if kind else held.kind,
        "result": words.said(result) if result else held.result,
        "source": words.said(source) if source else held.source,
    }


def _event(request: DeskRequest, held: Event) -> EventLine:
    wrong = bool(held.errors.all()) or held.wrong_id is not None
    mine = sites_of(request.actor, held.pack)
    return EventLine(
        event=held,
        word=happened_word(held.kind),
        lots=held.body.get("lots", []),
        made=held.body.get("made", []),
        result=passage_word(held.result),
        wrong=wrong,
        may_declare=not wrong and mine.filter(pk=held.site_id).exists(),
    )


@require_POST
@desk(Act.RECORD_LOTS)
def add_paper(request: DeskRequest, pack: str, code: str) -> HttpResponse:
    """Hand in a paper."""
    held = listing.lot_of(request.actor, code, pack=pack)
    posted = request.POST
    until = posted.get("valid_until", "")
    paper = Statement(
        kind=posted.get("kind", "")[:40],
        source=posted.get("source", "")[:40],
        valid_from=_day(posted.get("valid_from", ""), "valid_from"),
        result=posted.get("result", "")[:40],
        valid_until=_day(until, "valid_until") if until else None,
    )
    hand_in(by=request.actor, at=request.at, lot=held, paper=paper)
    messages.success(request, _("Handed in. The lot counts by it from now on."))
    return redirect("console:lot", pack=pack, code=code)


def _day(read: str, name: str) -> date:
    try:
        return date.fromisoformat(read)
    except ValueError:
        raise Invalid(_("A day is written as 2021-10-29."), field=name, read=read[:20]) from None


@require_POST
@desk(Act.RECORD_LOTS)
def declare_wrong(request: DeskRequest, pack: str, code: str, digest: str) -> HttpResponse:
    """Say that an event was wrong: both are kept, and what it moved is moved back."""
    wrong = listing.event_of(request.actor, digest, pack=pack)
    note = request.POST.get("note", "").strip()[:200]
    draft = Draft(Happening.ERROR, wrong.site, request.at, wrong=wrong.digest, note=note)
    record(by=request.actor, at=request.at, draft=draft)
    messages.success(request, _("Declared wrong. Both stay on record; what it moved is moved back."))
    return redirect("console:lot", pack=pack, code=code)


@require_POST
@desk(Act.TRACE_LOTS)
def trace(request: DeskRequest, pack: str, code: str) -> HttpResponse:
    """Follow a lot. It names who handled it: a line in the journal says who looked."""
    held = queries.lot(code, pack=pack)
    if request.POST.get("other"):
        return _division(request, held, request.POST["other"].strip()[:40])
    found = looking.follow(by=request.actor, at=request.at, lot=held)
    told = following.told(found)
    if request.POST.get("file"):
        answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="trace-{held.code}.json"'
        return answer
    steps = [
        {**one, "word": happened_word(one["kind"]), "moment": datetime.fromisoformat(one["at"])}
        for one in told["steps"]
    ]
    before, after = (queries.codes_of({*lots} - {held.pk}) for lots in (found.before.lots, found.after.lots))
    context = {"lot": held, "told": told, "steps": steps, "before": before, "after": after, "pack": pack}
    return render(request, "console/goods/trace.html", context)


def _division(request: DeskRequest, held: Lot, other: str) -> HttpResponse:
    """The signed division of all lots, with the proof for one, as a file that anybody can check."""
    said = looking.divide(by=request.actor, at=request.at, lot=held)
    told = {
        "statement": said.body.decode(),
        "signature": said.signature.hex(),
        "key": identity.own().public.signing.hex(),
        "proof": said.proof(other),
    }
    answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="lots-{held.code}-{other}.json"'
    return answer
