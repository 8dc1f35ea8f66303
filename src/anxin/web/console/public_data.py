"""Public data at a desk: the catalogue, one dataset with its statistics, asking, reading, granting, correcting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from anxin.kernel.access.rules import MAY, Act
from anxin.kernel.datasets import assessing, correcting, granting, settling, statistics
from anxin.kernel.datasets.catalogue import dataset, datasets
from anxin.kernel.datasets.gate import read_rows
from anxin.kernel.datasets.models import Correction, CorrectionState, Grant, GrantState
from anxin.kernel.datasets.statistics import Statistics
from anxin.kernel.datasets.terms import SHARING_TITLES, DatasetTerms, FieldTerms, Kind
from anxin.kernel.datasets.units import unit_of
from anxin.kernel.errors import Invalid
from anxin.kernel.journal.actor import Role
from anxin.kernel.reference.areas import areas
from anxin.packs.exchange import value_said
from anxin.packs.manifest import OutcomeNamed
from anxin.packs.on_site import services
from anxin.web.console import words
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import SIZE, Leaf, number_asked

STATES = {
    GrantState.ASKED: gettext_lazy("waits for the owner"),
    GrantState.GRANTED: gettext_lazy("granted"),
    GrantState.REFUSED: gettext_lazy("request refused"),
    GrantState.WITHDRAWN: gettext_lazy("grant withdrawn"),
}
CORRECTIONS = {
    CorrectionState.REPORTED: gettext_lazy("waits for its source"),
    CorrectionState.CORRECTED: gettext_lazy("corrected"),
    CorrectionState.REJECTED: gettext_lazy("found right"),
}
KINDS = {
    Kind.PLAIN: "",
    Kind.IDENTITY: gettext_lazy("identity"),
    Kind.CONTACT: gettext_lazy("contact"),
    Kind.HEALTH: gettext_lazy("health"),
    Kind.FINANCE: gettext_lazy("finance"),
    Kind.WHEREABOUTS: gettext_lazy("whereabouts"),
    Kind.RECORD: gettext_lazy("record of checks"),
}


@dataclass(frozen=True)
class GrantLine:
    grant: Grant
    title: str
    state: str
    fields: str
    is_over: bool


@dataclass(frozen=True)
class CellLine:
    """One row of a table of statistics: its head, and each number as text."""

    head: str
    numbers: list[str]


def _titles(on: date) -> dict[str, DatasetTerms]:
    return {one.name: one for one in datasets(on=on)}


def _line(held: Grant, terms: dict[str, DatasetTerms], today: date) -> GrantLine:
    known = terms.get(held.dataset)
    named = {one.slug: str(one.title) for one in known.fields} if known else {}
    return GrantLine(
        grant=held,
        title=str(known.title) if known else held.dataset,
        state=str(STATES[GrantState(held.state)]),
        fields="、".join(named.get(one, one) for one in held.fields),
        is_over=held.state == GrantState.GRANTED and held.until < today,
    )


@require_safe
@desk(Act.SEE_GRANTS)
def data(request: DeskRequest) -> HttpResponse:
    """The catalogue, the requests and grants one may know of, and reports of wrong values."""
    terms, number = _titles(request.today), number_asked(request)
    start = (number - 1) * SIZE
    held = list(granting.grants_seen(request.actor)[start : start + SIZE + 1])
    lines = [_line(one, terms, request.today) for one in held[:SIZE]]
    reports = [
        (one, _field_title(terms, one), CORRECTIONS[CorrectionState(one.state)])
        for one in correcting.corrections_seen(request.actor)[:50]
    ]
    heard = [] if request.actor.role is Role.AUDITOR else correcting.told_to(unit_of(request.actor))[:50]
    told = [(one, _field_title(terms, one.correction)) for one in heard]
    context = {
        "sets": [(one, SHARING_TITLES[one.sharing]) for one in terms.values()],
        "leaf": Leaf(lines, number, len(held) > SIZE),
        "reports": reports,
        "told": told,
        "may_settle": request.actor.role in MAY[Act.ENTER_EVIDENCE],
    }
    return render(request, "console/data/list.html", context)


def _field_title(terms: Mapping[str, DatasetTerms], held: Correction) -> str:
    known = terms.get(held.dataset)
    field = known.field(held.field) if known else None
    return f"{known.title} · {field.title}" if known and field else f"{held.dataset} · {held.field}"


@require_safe
@desk(Act.SEE_GRANTS)
def data_set(request: DeskRequest, name: str) -> HttpResponse:
    """One dataset: whose it is, its fields with their sources, its statistics, and the forms to ask and to read."""
    return _data_set(request, name)


def _data_set(request: DeskRequest, name: str, **more: object) -> HttpResponse:
    terms = dataset(name, on=request.today)
    made = statistics.newest(request.actor, name, on=request.today) if terms.counts else None
    context = {
        "terms": terms,
        "sharing": SHARING_TITLES[terms.sharing],
        "fields": [(one, SHARING_TITLES[one.sharing], KINDS[one.kind]) for one in terms.fields],
        "table": _table(made, terms) if made else None,
        "made": made,
        "may_ask": request.actor.role in MAY[Act.ASK_DATA] and not terms.reason,
        "returns": request.actor.role is Role.COUNTY,
        **more,
    }
    return render(request, "console/data/set.html", context)


def _table(made: Statistics, terms: DatasetTerms) -> dict[str, object]:
    """The statistics as a table: one field down, the other across, totals last."""
    titles = [str(found.title) if (found := terms.field(slug)) else slug for slug in made.by]
    outcomes = _outcomes(terms)
    downs = sorted({key[0] for key in made.cells}, key=_last)
    if len(made.by) == 1:
        rows = [CellLine(_value(down, outcomes), [_number(made.cells[(down,)])]) for down in downs]
        return {"heads": [titles[0], _("Number")], "rows": rows}
    across = sorted({key[1] for key in made.cells}, key=_last)
    rows = [
        CellLine(_value(down, outcomes), [_number(made.cells.get((down, over), 0)) for over in across])
        for down in downs
    ]
    return {"heads": [f"{titles[0]} \\ {titles[1]}", *(_value(one, outcomes) for one in across)], "rows": rows}


def _last(value: str | None) -> tuple[bool, str]:
    return (value is None, value or "")


def _value(value: str | None, outcomes: Mapping[str, OutcomeNamed]) -> str:
    if value is None:
        return _("all")
    if value in areas():
        return words.area(value)
    named = outcomes.get(value)
    return words.said(named.word) if named is not None else value or _("not on record")


def _number(count: int | None) -> str:
    return _("not shown") if count is None else f"{count:,}"


@require_POST
@desk(Act.ASK_DATA)
def ask_data(request: DeskRequest, name: str) -> HttpResponse:
    """Ask for fields of it, for one's unit."""
    granting.ask(
        by=request.actor,
        at=request.at,
        name=name,
        fields=request.POST.getlist("fields"),
        purpose=request.POST.get("purpose", ""),
        basis=request.POST.get("basis", ""),
        until=_day(request, "until"),
    )
    messages.success(request, _("Asked. The owner decides; the answer stands in the list below."))
    return redirect("console:data")


@require_POST
@desk(Act.ASK_DATA)
def read_data(request: DeskRequest, name: str) -> HttpResponse:
    """Read a page through the gate. It is a change: everybody in the page finds the reading."""
    after = request.POST.get("after", "")
    found = read_rows(
        by=request.actor,
        at=request.at,
        name=name,
        fields=request.POST.getlist("fields"),
        purpose=request.POST.get("purpose", ""),
        after=int(after) if after.isdecimal() and len(after) < 19 else 0,
        size=SIZE,
    )
    terms = dataset(name, on=request.today)
    heads = [str(one.title) for one in terms.fields if one.slug in found.fields]
    order = [one.slug for one in terms.fields if one.slug in found.fields]
    told = {one.slug: _said_of(one, terms) for one in terms.fields}
    rows = [
        (
            one.public_id,
            [(told[slug](one.values[slug]), found.disputed.get(one.party_id, {}).get(slug)) for slug in order],
        )
        for one in found.rows
    ]
    more = {"heads": heads, "rows": rows, "after": found.after, "purpose": request.POST.get("purpose", "")}
    return _data_set(request, name, read=more, chosen=found.fields)


def _said_of(field: FieldTerms, terms: DatasetTerms) -> Callable[[str | None], str]:
    """How a value of the field is shown: areas and outcomes by their words, days and names as they are."""
    pack = next((one for one in services() if one.slug == terms.pack), None)

    def told(value: str | None) -> str:
        if not value:
            return "–"
        named = value_said(pack, field, value) if pack is not None else None
        return words.area(value) if field.read == "area" else words.said(named) if named is not None else value

    return told


def _outcomes(terms: DatasetTerms) -> Mapping[str, OutcomeNamed]:
    return next((pack.outcomes for pack in services() if pack.slug == terms.pack), {})


def _day(request: DeskRequest, name: str) -> date:
    read = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(read)
    except ValueError:
        raise Invalid(_("A day is written as 2021-10-29."), field=name, read=read[:20]) from None


@require_safe
@desk(Act.SEE_GRANTS)
def data_grant(request: DeskRequest, public_id: str) -> HttpResponse:
    """One request: what is asked, what the unit would hold with it, and what may be done."""
    held = granting.grant_named(request.actor, public_id)
    terms = _titles(request.today)
    holds = assessing.with_more(held.unit, held.dataset, held.fields, on=request.today)
    waits = held.state == GrantState.ASKED and request.actor.role in MAY[Act.DECIDE_GRANTS]
    wanted = assessing.unsigned(held.unit, holds, on=request.today) if waits and held.dataset in terms else None
    stopped = assessing.blocked(held.unit, on=request.today) if held.state == GrantState.GRANTED else None
    own = request.actor.role in MAY[Act.ASK_DATA] and unit_of(request.actor) == held.unit
    context = {
        "line": _line(held, terms, request.today),
        "holds": [(str(terms[name].title), len(fields)) for name, fields in holds.items() if name in terms],
        "waits": waits,
        "wanted": wanted or stopped,
        "stopped": stopped,
        "may_sign": request.actor.role in MAY[Act.SIGN_ASSESSMENT],
        "may_end": held.state == GrantState.GRANTED and (own or request.actor.role in MAY[Act.DECIDE_GRANTS]),
    }
    return render(request, "console/data/grant.html", context)


@require_POST
@desk(Act.DECIDE_GRANTS)
def decide_data(request: DeskRequest, public_id: str) -> HttpResponse:
    """Grant or refuse."""
    held = granting.grant_named(request.actor, public_id)
    if request.POST.get("granted") == "1":
        granting.grant(by=request.actor, at=request.at, asked=held)
    else:
        granting.refuse(by=request.actor, at=request.at, asked=held, reason=request.POST.get("reason", ""))
    return redirect("console:data_grant", public_id=public_id)


@require_POST
@desk(Act.SIGN_ASSESSMENT)
def assess_data(request: DeskRequest, public_id: str) -> HttpResponse:
    """Sign the security assessment of what the unit would hold."""
    held = granting.grant_named(request.actor, public_id)
    said = {name: request.POST.get(name, "") for name in ("findings", "measures")}
    granting.sign_for(by=request.actor, at=request.at, asked=held, **said)
    decided = held.state == GrantState.GRANTED
    messages.success(
        request, _("Signed. The unit may read again.") if decided else _("Signed. The request can be decided now.")
    )
    return redirect("console:data_grant", public_id=public_id)


@require_POST
@desk(Act.SEE_GRANTS)
def withdraw_data(request: DeskRequest, public_id: str) -> HttpResponse:
    """Withdraw a grant, or give it back: the next read is refused."""
    held = granting.grant_named(request.actor, public_id)
    granting.withdraw(by=request.actor, at=request.at, granted=held, reason=request.POST.get("reason", ""))
    return redirect("console:data_grant", public_id=public_id)


@require_POST
@desk(Act.REPORT_WRONG)
def report_data(request: DeskRequest, name: str) -> HttpResponse:
    """Say that a value is wrong: it is disputed at once and goes to its source."""
    correcting.report_wrong(
        by=request.actor,
        at=request.at,
        name=name,
        field=request.POST.get("field", ""),
        public_id=request.POST.get("person", ""),
        said=request.POST.get("said", ""),
    )
    messages.success(
        request, _("Reported. The record is marked as disputed and goes to the department that states it.")
    )
    return redirect("console:data")


@require_POST
@desk(Act.ENTER_EVIDENCE)
def settle_data(request: DeskRequest, public_id: str) -> HttpResponse:
    """Correct the record at its source, or find it right and say why."""
    held = correcting.correction_named(request.actor, public_id)
    by, at, answer = request.actor, request.at, request.POST.get("answer", "")
    if not request.POST.get("valid_from"):
        correcting.reject(by=by, at=at, correction=held, answer=answer)
    else:
        until = _day(request, "valid_until") if request.POST.get("valid_until") else None
        settling.correct_record(
            by=by,
            at=at,
            correction=held,
            result=None,
            valid_from=_day(request, "valid_from"),
            valid_until=until,
            answer=answer,
        )
    return redirect("console:data")
