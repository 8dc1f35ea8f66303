"""The route of an outcome's derivation: the file that a person takes along, the same bytes at every door."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from anxin.kernel.access import actions as gate
from anxin.kernel.outcomes.derivation import derivation_of_day, derivation_of_outcome
from anxin.kernel.outcomes.queries import recorded
from anxin.kernel.reference import queries as reference
from anxin.web.api.declared import LARGEST, MAY_FAIL, Day, PersonId, ServiceNamed, Why
from anxin.web.api.door import KEYS, actor, purpose_for, slug_of

router = Router(tags=["parties"], auth=KEYS)
Recorded = Annotated[
    int | None, Query(description="A recorded outcome by its number; without it, the day is decided.", ge=1, le=LARGEST)
]


class Derivation(Schema):
    """The file, key by key: docs/codes/verify-outcome.md."""

    format: str
    about: dict[str, str]
    asked: dict[str, Any]
    rules: dict[str, str]
    rule_text: str = Field(description="The DMN file.")
    parameters: dict[str, str]
    facts_read: list[dict[str, Any]]
    rules_known: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    decided: dict[str, Any]
    recorded: dict[str, Any] | None
    digests: dict[str, str]
    seal: dict[str, str]


@router.get(
    "/parties/{public_id}/derivation", response={200: Derivation, **MAY_FAIL}, summary="An outcome to compute again"
)
def get_derivation(
    request: HttpRequest,
    public_id: PersonId,
    service: ServiceNamed = None,
    as_of: Day = None,
    outcome: Recorded = None,
    purpose: Why = None,
) -> HttpResponse:
    """Everything the outcome was computed from, sealed: `anxin verify-outcome` computes it again, byte for byte."""
    pack = slug_of(service)
    by, at = actor(request), reference.now()
    fields = ("derivation", "outcome")
    opened = gate.open_party(
        by=by, at=at, pack=pack, public_id=public_id, purpose=purpose_for(by, purpose), fields=fields
    )
    if outcome is not None:
        file = derivation_of_outcome(opened, recorded(opened, pack, number=outcome))
    else:
        file = derivation_of_day(opened, pack, as_of=as_of or at.date())
    return HttpResponse(file.content, content_type="application/json; charset=utf-8")
