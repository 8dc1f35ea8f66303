"""Reading codes, visits and what households said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from anxin.kernel.access.actions import Opened
from anxin.kernel.access.queries import visible_organisations, visible_people
from anxin.kernel.access.rules import Act, require
from anxin.kernel.codes.models import Code, Feedback, Visit
from anxin.kernel.errors import NotFound
from anxin.kernel.evidence.models import Evidence, Standing
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party, Registration


def code_in_use(opened: Opened, pack: str) -> Code | None:
    """The opened person's code, if one is in use."""
    return Code.objects.filter(party=opened.party, pack=pack, slot__isnull=False).first()


def services_of(by: Actor) -> frozenset[str]:
    """The packs under which the acting worker has a file or a code in use. It opens no record: the asker is meant."""
    files = Registration.objects.filter(party_id=by.party_id or 0).values_list("pack", flat=True)
    codes = Code.objects.filter(party_id=by.party_id or 0, slot__isnull=False).values_list("pack", flat=True)
    return frozenset(files.union(codes))


def visit(token: str) -> Visit:
    """The visit whose token the household holds."""
    held = Visit.objects.select_related("code__party", "organisation").filter(token=token).first()
    if held is None:
        raise NotFound("No such visit.")
    return held


def visits_of(opened: Opened, pack: str) -> QuerySet[Visit]:
    """Visits the opened person made, newest first, with what was said of them."""
    return (
        Visit.objects.filter(code__party=opened.party, code__pack=pack)
        .prefetch_related("feedback")
        .order_by("-confirmed_at", "-pk")
    )


def feedback_in_scope(by: Actor, pack: str) -> QuerySet[Feedback]:
    """Ratings and complaints the actor may see: an agency's own visits, an area's people."""
    require(by, Act.SEE_FEEDBACK)
    said = Feedback.objects.filter(visit__code__pack=pack).select_related("visit__code__party", "visit__organisation")
    if by.role == Role.AGENCY_CLERK:
        return said.filter(visit__organisation__in=visible_organisations(by)).order_by("-at", "-pk")
    return said.filter(visit__code__party__in=visible_people(by).values("pk")).order_by("-at", "-pk")


def odd_visits_in_scope(by: Actor, pack: str) -> QuerySet[Visit]:
    """Confirmations that look like a copied card's, and showings somebody tried to confirm twice; newest first."""
    require(by, Act.SEE_FEEDBACK)
    odd = Visit.objects.filter(~Q(anomaly="") | Q(again_at__isnull=False), code__pack=pack)
    held = odd.select_related("code__party", "organisation").order_by("-confirmed_at", "-pk")
    if by.role == Role.AGENCY_CLERK:
        return held.filter(organisation__in=visible_organisations(by))
    return held.filter(code__party__in=visible_people(by).values("pk"))


def holders_not_renewed(by: Actor, pack: str, *, kinds: Iterable[str], since: date, on: date) -> QuerySet[Party]:
    """People in scope with a code in use who hold an open-ended record of these kinds from before `since` that no
    later one of its source renewed by `on`. Open them before showing any."""
    standing = Evidence.objects.filter(standing=Standing.STATED, followers__isnull=True)
    same = {key: OuterRef(key) for key in ("party_id", "kind", "source")}
    renewed = standing.filter(**same, valid_from__gte=since, valid_from__lte=on)
    old = standing.filter(kind__in=list(kinds), valid_from__lt=since, valid_until__isnull=True).exclude(Exists(renewed))
    held = Code.objects.filter(pack=pack, slot__isnull=False).values("party_id")
    return visible_people(by).filter(pk__in=old.values("party_id")).filter(pk__in=held)
