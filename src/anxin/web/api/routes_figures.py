"""Routes without persons: the tally of a day, the rule sets, the check of the journal."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal import queries as journal
from anxin.kernel.outcomes import queries as outcomes
from anxin.kernel.reference import queries as reference
from anxin.packs.on_site import deciding
from anxin.web.api import acts, reading, schemas, trying
from anxin.web.api.declared import MAY_FAIL, Day, DraftId, RulesOf, ServiceNamed
from anxin.web.api.door import KEYS, actor, slug_of

router = Router(tags=["figures"], auth=KEYS)


@router.get("/tally", response={200: schemas.Tally, **MAY_FAIL}, summary="Everybody decided for a day")
def get_tally(
    request: HttpRequest,
    service: ServiceNamed = None,
    as_of: Day = None,
    rules: RulesOf = None,
) -> schemas.Tally:
    """Decide the whole population afresh for a day and count. Stored outcomes are not looked at and not changed."""
    pack = slug_of(service)
    return acts.tally(by=actor(request), pack=pack, as_of=as_of or reference.today(), rules=rules)


@router.post("/simulations", response={200: schemas.Simulated, **MAY_FAIL}, summary="Try rules on everybody")
def simulate(request: HttpRequest, body: schemas.NewRules, service: ServiceNamed = None) -> schemas.Simulated:
    """Count who would move from which colour to which. Nobody's colour changes; the journal keeps the counts."""
    pack = slug_of(service)
    return trying.simulate(by=actor(request), at=reference.now(), pack=pack, wanted=body)


@router.post(
    "/rule-drafts/{public_id}/publish", response={200: schemas.Rules, **MAY_FAIL}, summary="Publish a draft of rules"
)
def publish_draft(
    request: HttpRequest, public_id: DraftId, body: schemas.Publication, service: ServiceNamed = None
) -> schemas.Rules:
    """Make a proposed draft law, as its second person. 409 names every condition that is not met."""
    pack = slug_of(service)
    return trying.publish(by=actor(request), at=reference.now(), pack=pack, public_id=public_id, wanted=body)


@router.get("/rule-sets", response={200: list[schemas.Rules], **MAY_FAIL}, auth=None, summary="Rule sets")
def list_rule_sets(request: HttpRequest, service: ServiceNamed = None) -> list[schemas.Rules]:
    """The rule sets as applied, by area and date, with every row and its legal source. Open to everybody."""
    pack = slug_of(service, outcome=False) if service or deciding() else ""  # a site without services has no rules
    return [reading.rules(held) for held in outcomes.rule_sets(pack).prefetch_related("rows")]


@router.get("/journal/verdict", response={200: schemas.Verdict, **MAY_FAIL}, summary="Check the journal")
def get_verdict(request: HttpRequest) -> schemas.Verdict:
    """Recompute the whole chain of the journal. For the auditor."""
    require(actor(request), Act.SEE_JOURNAL)
    found = journal.verify()
    return schemas.Verdict(
        whole=found.whole, entries=found.entries, root=found.root, broken_at=found.broken_at, why=found.why
    )
