"""Trying a rule set on everybody: who would move from which colour to which. Nobody's colour changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from anxin.decisions import DecisionError
from anxin.kernel.access.actions import open_list
from anxin.kernel.access.queries import visible_organisations, visible_people
from anxin.kernel.access.rules import MAY, Act
from anxin.kernel.errors import Invalid
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.drafting import simulate
from anxin.kernel.outcomes.simulation import Move, Simulation, Standing, sample
from anxin.kernel.outcomes.year_ahead import YearAhead, year_ahead
from anxin.packs.drafted import drafted
from anxin.web.console import words
from anxin.web.console.chosen_service import service
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.purposes import IN_LISTS, purpose_of
from anxin.web.console.rule_forms import TryForm
from anxin.web.console.sankey import ORDER, layers, sankey

PLACES_SHOWN, REASONS_SHOWN, EVERY_DAYS = 100, 60, 30


@dataclass(frozen=True)
class Place:
    """An area or agency: how many people, how many change colour, and each colour before and after."""

    name: str
    total: int
    changed: int
    columns: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Mover:
    """A person in the reader's scope who would change colour."""

    public_id: str
    name: str
    area: str
    was: Standing
    now: Standing


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.COUNT_EVERYBODY)
def try_rules(request: DeskRequest) -> HttpResponse:
    """The form, and once something is chosen what it would change. A chosen draft or rule set may stand in the
    address; a file is read once and not kept."""
    given = request.POST if request.method == "POST" else request.GET if "source" in request.GET else None
    form = TryForm(request.actor, given, request.FILES or None, today=request.today)
    context: dict[str, Any] = {"form": form, "here": request.path, "orders": ORDER}
    if form.is_bound and form.is_valid():
        try:
            context |= _tried(request, form)
        except (ValidationError, DecisionError, Invalid) as fault:
            form.add_error(None, fault if isinstance(fault, ValidationError) else str(fault))
    return render(request, "console/rules/try.html", context, status=400 if form.errors else 200)


def _tried(request: DeskRequest, form: TryForm) -> dict[str, Any]:
    content = form.content()
    held = drafted(words.pack(), content, area=form.cleaned_data["area"])
    found = simulate(by=request.actor, at=request.at, file=held.file, as_of=content.effective_from)
    title = content.title_en if words.language() == "en" and content.title_en else content.title_zh
    titles = {one.slug: words.rule_title(one) for one in form.applied.values()}
    return {
        "found": found,
        "title": title,
        "old_titles": [titles.get(slug, slug) for slug in found.replaces],
        **shown(request, found, year_ahead(held.file, as_of=found.as_of)),
    }


def shown(request: DeskRequest, found: Simulation, ahead: YearAhead | None) -> dict[str, Any]:
    """Everything that a page shows of a simulation."""
    used = [colour for colour in ORDER if any(colour in move for move in found.matrix)]
    return {
        "colours": used,
        "sankey": sankey(found.matrix),
        "matrix": [(was, [found.matrix[was, now] for now in used], _sum(found, was)) for was in used],
        "sums": [sum(many for (_was, now), many in found.matrix.items() if now == colour) for colour in used],
        "reasons": _reasons(found),
        "areas": _areas(found, used),
        "agencies": _agencies(request.actor, found, used),
        "movers": _movers(request, found),
        "may_read": request.actor.role in MAY[Act.READ_PERSON],
        **_year(ahead, used),
    }


def _sum(found: Simulation, was: str) -> int:
    return sum(many for (before, _now), many in found.matrix.items() if before == was)


def _reasons(found: Simulation) -> list[tuple[Standing, Standing, int]]:
    """Moves with their reasons, changes of colour first, the largest first."""
    held = [(was, now, many) for (was, now), many in found.by_reason.items() if was != now]
    held.sort(key=lambda one: (one[0].outcome == one[1].outcome, -one[2], one[0], one[1]))
    return held[:REASONS_SHOWN]


def _places(found: Simulation, used: list[str], of: Callable[[Move], Hashable], name: dict[Any, str]) -> list[Place]:
    old: dict[Hashable, Counter[str]] = {}
    new: dict[Hashable, Counter[str]] = {}
    changed: Counter[Hashable] = Counter()
    for move, many in found.counts.items():
        key = of(move)
        old.setdefault(key, Counter())[move.was.outcome] += many
        new.setdefault(key, Counter())[move.now.outcome] += many
        changed[key] += many if move.was.outcome != move.now.outcome else 0
    rows = [
        Place(name[key], sum(old[key].values()), changed[key], tuple((old[key][one], new[key][one]) for one in used))
        for key in old
    ]
    return sorted(rows, key=lambda row: (-row.changed, -row.total, row.name))[:PLACES_SHOWN]


def _areas(found: Simulation, used: list[str]) -> list[Place]:
    return _places(found, used, lambda move: move.area, {move.area: words.area(move.area) for move in found.counts})


def _agencies(actor: Actor, found: Simulation, used: list[str]) -> list[Place]:
    """Agencies that the reader may know by name; all others together in one line."""
    held = dict(visible_organisations(actor).values_list("pk", "name"))
    named: dict[Any, str] = {**held, None: words.with_none(), 0: words.elsewhere()}
    return _places(found, used, lambda move: move.organisation if move.organisation in (*held, None) else 0, named)


def _movers(request: DeskRequest, found: Simulation) -> list[Mover]:
    """Some of the people who would change colour, opened through the gate: each finds this reading in their view."""
    if request.actor.role not in MAY[Act.READ_PERSON]:
        return []
    chosen = sample(request.actor, found)
    people = visible_people(request.actor).filter(pk__in=list(chosen)).order_by("name", "pk")
    purpose = purpose_of(request.actor)
    opened = open_list(by=request.actor, at=request.at, pack=service(), people=people, purpose=purpose, fields=IN_LISTS)
    rows = [Mover(one.party.public_id, one.party.name, one.party.area, *chosen[one.party.pk]) for one in opened]
    return sorted(rows, key=lambda row: (ORDER.index(row.was.outcome), ORDER.index(row.now.outcome), row.name))


def _year(ahead: YearAhead | None, used: list[str]) -> dict[str, Any]:
    if ahead is None:
        return {"year": None}
    seen = {colour for days in (ahead.old, ahead.new) for counts in days.values() for colour in counts}
    colours = [colour for colour in ORDER if colour in seen]
    days: list[tuple[date, list[tuple[int, int]]]] = [
        (day, [(counts.get(one, 0), ahead.new[day].get(one, 0)) for one in colours])
        for number, (day, counts) in enumerate(ahead.old.items())
        if number % EVERY_DAYS == 0
    ]
    return {"year": [layers(ahead.old), layers(ahead.new)], "year_colours": colours, "year_days": days}
