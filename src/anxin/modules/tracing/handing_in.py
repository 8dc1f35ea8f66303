"""Handing in the papers of a lot: whoever speaks for their source states them, and from then on
they count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor
from anxin.modules.tracing import queries
from anxin.modules.tracing.models import Line, Lot, Site
from anxin.modules.tracing.rights import keeps, sites_of, supervises
from anxin.packs.evidence import EvidenceKind
from anxin.packs.on_site import service_named


@transaction.atomic
def hand_in(*, by: Actor, at: datetime, lot: Lot, paper: Statement) -> Evidence:
    """Write down a paper of a lot. A bureau states any where the lot was entered; a firm those that its site speaks
    for, of lots that were there. Raises Refused, Invalid for an unknown paper, Conflict for one that stands there."""
    require(by, Act.RECORD_LOTS)
    kinds = papers_open(by, lot)
    if paper.kind not in service_named(lot.pack).evidence_kinds:
        raise Invalid(_("There is no such paper."), field="kind", read=paper.kind[:40], allowed=", ".join(kinds))
    if paper.kind not in kinds or paper.source not in kinds[paper.kind].sources or not _speaks(by, lot, paper.source):
        raise Refused(
            _("You do not speak for whoever issues this paper."),
            rule="tracing.paper",
            why=_("A first station and a supervised warehouse state their own; all others are entered by the bureau."),
            ask=_("Ask whoever supervises the site."),
        )
    if paper.result not in kinds[paper.kind].results:
        allowed = ", ".join(kinds[paper.kind].results)
        raise Invalid(_("This paper has no such result."), field="result", read=str(paper.result)[:40], allowed=allowed)
    if paper.valid_from > queries.day_of(at):
        raise Invalid(_("A paper of a day to come does not exist."), field="valid_from", read=str(paper.valid_from))
    _refuse_again(lot, paper)
    return record_evidence(by=by, at=at, party=lot.party, statement=paper)


def papers_open(by: Actor, lot: Lot) -> Mapping[str, EvidenceKind]:
    """The kinds of paper that an actor may state of a lot; none for others."""
    held = service_named(lot.pack).evidence_kinds
    return {slug: kind for slug, kind in held.items() if any(_speaks(by, lot, source) for source in kind.sources)}


def sources_open(by: Actor, lot: Lot, kind: EvidenceKind) -> list[str]:
    """In whose name an actor may state a paper of that kind."""
    return [source for source in kind.sources if _speaks(by, lot, source)]


def _speaks(by: Actor, lot: Lot, source: str) -> bool:
    if supervises(by, lot.party.area):
        return True
    terms = queries.terms_of(lot.pack)
    there = Site.objects.filter(pk__in=Line.objects.filter(lot=lot).values("event__site"))
    mine = there.filter(pk__in=sites_of(by, lot.pack).values("pk")) if there else there
    return any(source in terms.sites[one.kind].states for one in mine if keeps(by, one))


def _refuse_again(lot: Lot, paper: Statement) -> None:
    """A form sent twice is one paper."""
    newest = Evidence.objects.filter(party=lot.party, kind=paper.kind, source=paper.source).order_by("pk").last()
    said = (paper.result, paper.valid_from, paper.valid_until)
    if newest is not None and (newest.result, newest.valid_from, newest.valid_until) == said:
        raise Conflict(_("This paper stands there already."), todo=_("Nothing more is needed."))
