"""Asking for a dataset that is shared on request, deciding, withdrawing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import MAY, Act, require
from anxin.kernel.datasets.assessing import require_assessed, sign_assessment, with_more
from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.datasets.models import Assessment, Grant, GrantState
from anxin.kernel.datasets.sharing import require_sharable
from anxin.kernel.datasets.units import unit_name, unit_of
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import shanghai_day

LONGEST_PURPOSE, LONGEST_BASIS = 60, 300


@transaction.atomic
def ask(*, by: Actor, at: datetime, name: str, fields: Collection[str], purpose: str, basis: str, until: date) -> Grant:
    """Ask for fields of a dataset, for the unit one acts for. `Refused` for what is not shared with anybody."""
    require(by, Act.ASK_DATA)
    on = shanghai_day(at)
    wanted = sorted(set(fields))
    require_sharable(dataset(name, on=on), wanted, purpose=purpose, basis=basis, until=until, on=on)
    for field, said, longest in (("purpose", purpose, LONGEST_PURPOSE), ("basis", basis, LONGEST_BASIS)):
        if not said.strip() or len(said.strip()) > longest:
            raise Invalid(
                _("Say what it is for."), field=field, allowed=_("1 to %(most)s characters") % {"most": longest}
            )
    made = Grant.objects.create(
        dataset=name,
        unit=unit_of(by),
        unit_name=unit_name(by)[:120],
        fields=wanted,
        purpose=purpose.strip(),
        basis=basis.strip(),
        until=until,
        asked_at=at,
        asked_by=by.label[:80],
        asked_by_id=by.user_id,
    )
    _written(made, by, at, "dataset.ask")
    return made


@transaction.atomic
def grant(*, by: Actor, at: datetime, asked: Grant) -> Grant:
    """The owner's side grants a request. `Refused` for who asked, and while the combination is not assessed."""
    held = _open(by, asked)
    list(Grant.objects.select_for_update().filter(unit=held.unit).order_by("pk"))  # two halves at once are one whole
    on = shanghai_day(at)
    terms = dataset(held.dataset, on=on)
    require_sharable(terms, held.fields, purpose=held.purpose, basis=held.basis, until=held.until, on=on)
    require_assessed(held.unit, with_more(held.unit, held.dataset, held.fields, on=on), on=on)
    return _decided(held, by, at, GrantState.GRANTED, "")


@transaction.atomic
def refuse(*, by: Actor, at: datetime, asked: Grant, reason: str) -> Grant:
    """The owner's side refuses a request and says why."""
    held = _open(by, asked)
    if not reason.strip():
        raise Invalid(_("Say why."), field="reason")
    return _decided(held, by, at, GrantState.REFUSED, reason.strip()[:300])


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, granted: Grant, reason: str) -> Grant:
    """The owner's side takes a grant back, or its unit gives it back; the next read is refused."""
    held = Grant.objects.select_for_update().get(pk=granted.pk)
    if not _is_own(by, held):
        require(by, Act.DECIDE_GRANTS)
    if held.state != GrantState.GRANTED:
        raise Conflict(_("This is not granted."), todo=_("See the list of grants."))
    if not reason.strip():
        raise Invalid(_("Say why."), field="reason")
    held.state, held.reason = GrantState.WITHDRAWN, reason.strip()[:300]
    held.ended_at, held.ended_by = at, by.label[:80]
    held.save()
    _written(held, by, at, "dataset.withdraw")
    return held


@transaction.atomic
def sign_for(*, by: Actor, at: datetime, asked: Grant, findings: str, measures: str) -> Assessment:
    """Sign the assessment of what the unit would hold with this request, or holds with a grant that a later rule stops.
    `Refused` for who asked."""
    held = _open(by, asked, (GrantState.ASKED, GrantState.GRANTED))
    holds = with_more(held.unit, held.dataset, held.fields, on=shanghai_day(at))
    return sign_assessment(by=by, at=at, unit=held.unit, holds=holds, findings=findings, measures=measures)


def _open(by: Actor, asked: Grant, states: Collection[GrantState] = (GrantState.ASKED,)) -> Grant:
    require(by, Act.DECIDE_GRANTS)
    held = Grant.objects.select_for_update().get(pk=asked.pk)
    if held.state not in states:
        raise Conflict(_("This request is decided already."), todo=_("See the list of grants."))
    if by.label == held.asked_by or (by.user_id is not None and by.user_id == held.asked_by_id):
        raise Refused(
            _("Nobody decides on their own request."),
            rule="dataset.two-persons",
            ask=_("Have somebody else of the owner's side decide."),
        )
    return held


def _decided(held: Grant, by: Actor, at: datetime, state: GrantState, reason: str) -> Grant:
    held.state, held.reason, held.decided_at, held.decided_by = state, reason, at, by.label[:80]
    held.save()
    _written(held, by, at, f"dataset.{'grant' if state is GrantState.GRANTED else 'refuse'}")
    return held


def _written(held: Grant, by: Actor, at: datetime, act: str) -> None:
    detail = {
        "grant": held.public_id,
        "dataset": held.dataset,
        "unit": held.unit,
        "fields": held.fields,
        "until": held.until.isoformat(),
    }
    journal.write(by=by, at=at, act=act, purpose=held.purpose, detail=detail)


def _is_own(by: Actor, held: Grant) -> bool:
    return by.role in MAY[Act.ASK_DATA] and unit_of(by) == held.unit


def grants_seen(by: Actor) -> QuerySet[Grant]:
    """The requests and grants somebody may know of: of their own unit, or all for the owner's side and auditors."""
    require(by, Act.SEE_GRANTS)
    held = Grant.objects.order_by("-asked_at", "-pk")
    return held if by.role in MAY[Act.DECIDE_GRANTS] | {Role.AUDITOR} else held.filter(unit=unit_of(by))


def grant_named(by: Actor, public_id: str) -> Grant:
    """One of those; `NotFound` in the same words whether hidden or absent."""
    held = grants_seen(by).filter(public_id=public_id).first()
    if held is None:
        raise NotFound(_("There is no such grant."), todo=_("See the list of grants."))
    return held


def standing_grant(unit: str, name: str, fields: Collection[str], purpose: str, *, on: date) -> Grant | None:
    """The grant under which a unit may read these fields for this purpose today."""
    held = Grant.objects.filter(
        unit=unit, dataset=name, state=GrantState.GRANTED, purpose=purpose, until__gte=on
    ).order_by("pk")
    return next((one for one in held if set(fields) <= set(one.fields)), None)
