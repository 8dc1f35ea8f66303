"""Lists of a scheme as a desk sees them: the whole of it, or what came through the unions one enters for. None of them
says a name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from anxin.modules.benefits import queries
from anxin.modules.benefits.desks import Seated
from anxin.modules.benefits.enums import RosterState
from anxin.modules.benefits.models import Claim, Payment, PayRun, Roster
from anxin.modules.benefits.refusing import no_such_roster, no_such_run


def claims_at(desk: Seated, scheme: str, cycle: str = "", standings: Iterable[str] = ()) -> QuerySet[Claim]:
    """The claims that are a desk's business, the newest first."""
    held = queries.claims(scheme, cycle).select_related("enrolment__roster__union")
    wanted = list(standings)
    held = held.filter(standing__in=wanted) if wanted else held
    return held if desk.sees_all else held.filter(enrolment__roster__union__in=desk.unions)


def rosters_at(desk: Seated, scheme: str, cycle: str = "") -> QuerySet[Roster]:
    """The rosters that are a desk's business, the newest first; an auditor's too, since they name nobody."""
    held = queries.rosters(scheme, cycle)
    return held if desk.sees_all or desk.audits else held.filter(union__in=desk.unions)


def payments_at(desk: Seated, scheme: str, cycle: str = "") -> QuerySet[Payment]:
    """The premiums that came in and are a desk's business, the newest first."""
    held = queries.payments(scheme, cycle)
    return held if desk.sees_all or desk.audits else held.filter(union__in=desk.unions)


def roster_at(desk: Seated, roster: Roster) -> Roster:
    """That roster, for whose business it is. NotFound in the same words for one that is not."""
    if not rosters_at(desk, roster.version.name).filter(pk=roster.pk).exists():
        raise no_such_roster()
    return roster


def rosters_owing(scheme: str, cycle: str, union: str = "") -> QuerySet[Roster]:
    """Rosters that were read and not paid for, of one union (public id) or of all, the oldest first."""
    held = queries.rosters(scheme, cycle).filter(state=RosterState.ENROLLED, payment=None, due__gt=0).order_by("pk")
    return held.filter(union__public_id=union) if union else held


def runs(scheme: str, cycle: str = "") -> QuerySet[PayRun]:
    """The payment runs of a scheme, the newest first."""
    held = PayRun.objects.filter(scheme=scheme).order_by("-pk")
    return held.filter(cycle=cycle) if cycle else held


def run_named(public_id: str) -> PayRun:
    """A payment run by its number. Raises NotFound."""
    held = PayRun.objects.filter(public_id=public_id).first()
    if held is None:
        raise no_such_run()
    return held
