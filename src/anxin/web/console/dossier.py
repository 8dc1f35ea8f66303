"""The dossier of one person: where they stand, why, what it rests on, and how any other day would have looked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anxin.kernel.access.actions import Opened, open_party
from anxin.kernel.access.rules import MAY, Act
from anxin.kernel.codes.queries import visits_of
from anxin.kernel.evidence.queries import records_of
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.looks import looks_of
from anxin.kernel.outcomes import queries as outcomes
from anxin.kernel.outcomes.queries import Explained
from anxin.kernel.parties.queries import ids_of
from anxin.kernel.reference.days import day_written
from anxin.packs.explaining import tell
from anxin.web.console import words
from anxin.web.console.chosen_service import service
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.person import item_rows, person_of, said_of, spells
from anxin.web.console.picture import days_of, picture
from anxin.web.console.plain_cells import plain
from anxin.web.console.purposes import IN_DOSSIER, fields_for, purpose_of
from anxin.web.console.timeline import Timeline, Window, window_for

LOOKS_SHOWN = 20
LOOKS_READ = 200  # entries: readings of one sitting make one line


@require_safe
@desk(Act.READ_PERSON)
def dossier(request: DeskRequest, public_id: str) -> HttpResponse:
    """The whole dossier; asked by the slider, only the answer for the chosen day."""
    actor = request.actor
    opened = open_party(
        by=actor,
        at=request.at,
        pack=service(),
        public_id=public_id,
        purpose=purpose_of(actor),
        fields=fields_for(actor, IN_DOSSIER),
        hidden=request.GET.get("hidden") == "1",
    )
    as_of = day_asked(request)
    context = _day(opened, as_of, today=request.today)
    if request.headers.get("HX-Request") == "true":
        return render(request, "console/people/_day.html", context)
    return render(request, "console/people/dossier.html", context | _rest(opened, request))


def day_asked(request: DeskRequest) -> date:
    """`?as_of=` a date, or `?first=` a date and `?offset=` days from it (the slider); else today."""
    try:
        if request.GET.get("offset") and not request.GET.get("as_of"):
            first = day_written(request.GET.get("first", ""))
            return day_written(str(first + timedelta(days=int(request.GET["offset"]))))
        return day_written(request.GET.get("as_of", ""))
    except (ValueError, OverflowError):
        return request.today


def _day(opened: Opened, as_of: date, *, today: date) -> dict[str, Any]:
    """The picture and the explanation for a day, decided anew."""
    explained = outcomes.explain(opened, service(), as_of=as_of)
    return {
        "public_id": opened.party.public_id,
        "as_of": as_of,
        "today": today,
        "line": _timeline(opened, as_of, today),
        "day": explanation(explained),
    }


def _timeline(opened: Opened, as_of: date, today: date) -> Timeline:
    records, history = list(records_of(opened)), list(outcomes.history(opened, service()))
    window: Window = window_for(days_of(records, history), today=today, as_of=as_of)
    decided = outcomes.timeline(opened, service(), start=window.first, end=window.last + timedelta(days=1))
    titles = {rules.slug: words.rule_title(rules) for rules in outcomes.rule_sets(service())}
    return picture(
        window,
        records=records,
        decided=decided,
        history=history,
        rule_titles=titles,
        today=today,
        as_of=as_of,
    )


def explanation(found: Explained | None) -> dict[str, Any] | None:
    """Why a day's outcome is what it is, in the reader's words; None while no rules were in force."""
    if found is None:
        return None
    legal_source, reading = words.legal(found.row)
    advice, where = words.advice(found.reason)
    parameters = found.rule_set.parameters
    return {
        "colour": found.outcome,
        "reason": found.reason,
        "rules": words.rule_title(found.rule_set),
        "slug": found.rule_set.slug,
        "row": found.row.number,
        "legal_source": legal_source,
        "reading": reading,
        "advice": advice,
        "where": where,
        "next_change": found.next_change,
        "told": tell(words.pack(), found).said(words.language()),
        "conditions": [
            {
                "label": words.fact_label(because.expression, because.label),
                "cell": because.cell,
                "plain": plain(because.cell, parameters),
                "value": words.fact(because.value),
                "any": because.cell.strip() == "-",
            }
            for because in found.because
        ],
    }


def _rest(opened: Opened, request: DeskRequest) -> dict[str, Any]:
    """Everything of the dossier that does not depend on the chosen day."""
    history = outcomes.history(opened, service())
    may_see_looks = request.actor.role in (Role.CITY, Role.PROVINCE)
    looks = None
    if may_see_looks:
        looks = looks_of(*ids_of(opened.party), on=request.today, entries=LOOKS_READ).looks[:LOOKS_SHOWN]
    return {
        "person": person_of(opened, on=request.today),
        "current": outcomes.current(opened, service()),
        "now": explanation(outcomes.explain(opened, service(), as_of=request.today)),
        "items": item_rows(records_of(opened), on=request.today),
        "history": spells(history),
        "visits": said_of(visits_of(opened, service())),
        "looks": looks,
        "hidden": request.GET.get("hidden") == "1",
        "may": permissions(request.actor),
    }


def permissions(actor: Actor) -> dict[str, bool]:
    """Which acts the page offers the role; each act checks again."""
    return {
        "enter": actor.role in MAY[Act.ENTER_EVIDENCE],
        "withdraw": actor.role in MAY[Act.WITHDRAW_EVIDENCE],
        "dispute": actor.role in MAY[Act.DISPUTE_EVIDENCE],
        "leave": actor.role in MAY[Act.END_AFFILIATION],
        "card": actor.role in MAY[Act.ISSUE_CARD] and words.pack().evidence.card is not None,
    }
