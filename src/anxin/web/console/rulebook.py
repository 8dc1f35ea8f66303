"""Rule sets as readable tables, and what another area's rules would make of the same people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin import decisions
from anxin.kernel.access.rules import MAY, Act, require
from anxin.kernel.errors import NotFound
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.figures import tally
from anxin.kernel.outcomes.in_force import compiled, constant, rule_set_for
from anxin.kernel.outcomes.models import RuleSet
from anxin.kernel.outcomes.queries import rule_sets
from anxin.kernel.reference.days import day_written
from anxin.web.console import words
from anxin.web.console.chosen_service import service
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.plain_cells import plain
from anxin.web.console.shares import EVERY, Split, on_site


@dataclass(frozen=True)
class Cell:
    plain: str
    written: str
    any: bool


@dataclass(frozen=True)
class Line:
    """One row of the table as a person reads it."""

    number: int
    cells: tuple[Cell, ...]
    colour: str
    reason: str
    legal_source: str
    reading: str


@require_safe
@desk(Act.SEE_RULES)
def rules(request: DeskRequest) -> HttpResponse:
    """All applied rule sets by area and date; with `?try=` an area's rules tried out on everybody."""
    held = list(rule_sets(service()).annotate(how_many=Count("rows")))
    areas = list(dict.fromkeys(one.area for one in held))
    asked = request.GET.get("try", "")
    as_of = _day(request)
    context = {
        "rule_sets": [(one, words.rule_title(one)) for one in held],
        "areas": [(code, words.area(code)) for code in areas],
        "may_try": request.actor.role in MAY[Act.COUNT_EVERYBODY],
        "tried": _tried(request.actor, held, asked, as_of) if asked in areas else None,
        "area": asked,
        "as_of": as_of,
    }
    return render(request, "console/rules.html", context)


def _day(request: DeskRequest) -> date:
    try:
        return day_written(request.GET.get("as_of", ""))
    except ValueError:
        return request.today


@dataclass(frozen=True)
class Tried:
    """Everybody on file decided twice for one day: by their own rules, and by another area's."""

    title: str
    own: Split
    other: Split
    reasons: list[tuple[str, str, int, int]]

    @property
    def lines(self) -> list[tuple[str, int, int, int]]:
        """Colour, by own rules, by the other rules, difference."""
        both = [(colour, self.own.count(colour), self.other.count(colour)) for colour in self.own.colours]
        return [(colour, own, other, other - own) for colour, own, other in both]


def _tried(actor: Actor, held: Sequence[RuleSet], area: str, as_of: date) -> Tried:
    require(actor, Act.COUNT_EVERYBODY)
    rules = rule_set_for(held, area, as_of)
    if rules is None:
        raise NotFound(
            _("No rules of this area are in force on that day."),
            why=_("The earliest ones take effect later."),
            todo=_("Choose a later day."),
        )
    own, other = tally(service(), as_of=as_of), tally(service(), as_of=as_of, rules_of=area)
    keys = sorted(own.by_reason | other.by_reason, key=lambda key: (EVERY.index(key[0]), key[1]))
    reasons = [(*key, own.by_reason.get(key, 0), other.by_reason.get(key, 0)) for key in keys]
    return Tried(words.rule_title(rules), Split(own.by_outcome, on_site()), Split(other.by_outcome, on_site()), reasons)


@require_safe
@desk(Act.SEE_RULES)
def rule_set(request: DeskRequest, slug: str) -> HttpResponse:
    """One rule set: what it reads, its rows in order, what each decides and on which legal source."""
    held = rule_sets(service()).filter(slug=slug).first()
    if held is None:
        raise NotFound(_("There is no such rule set."), todo=_("Choose one from the list of rules."))
    context = {
        "held": held,
        "title": words.rule_title(held),
        "columns": _columns(held),
        "lines": _lines(held),
        "parameters": _parameters(held),
        "about": _about(held),
        "may_draft": request.actor.role in MAY[Act.DRAFT_RULES],
    }
    return render(request, "console/rule_set.html", context)


def _columns(held: RuleSet) -> list[str]:
    table = decisions.load(held.dmn, name=held.slug).tables[held.decision]
    return [words.fact_label(column.text, column.label) for column in table.columns]


def _lines(held: RuleSet) -> list[Line]:
    return [_line(row, held) for row in compiled(held).rows]


def _line(row: decisions.Row, held: RuleSet) -> Line:
    legal_source, reading = words.annotated(row.annotations)
    cells = tuple(Cell(plain(cell, held.parameters), cell, cell.strip() == "-") for cell in row.cells)
    return Line(row.number, cells, str(row.outputs[held.output]), str(row.outputs["reason"]), legal_source, reading)


def _parameters(held: RuleSet) -> list[tuple[str, str, str, bool]]:
    """Title, value, note and whether the value is published, of the parameters in use."""
    known = words.pack().parameters
    return [
        (words.said(known[name].title), _in_use(value), words.said(known[name].note), known[name].published)
        for name, value in held.parameters.items()
        if name in known
    ]


def _in_use(written: str) -> str:
    value = constant(written)
    return _("%(days)s days") % {"days": value.days} if isinstance(value, timedelta) else written


def _about(held: RuleSet) -> tuple[str, str]:
    """Where the text was read and what is our reading of it."""
    named = words.pack().manifest.rule_sets.get(held.slug)
    return (words.said(named.source), words.said(named.note)) if named else ("", "")
