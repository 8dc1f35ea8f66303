"""`/match/<dataset>` as yente answers it (https://www.opensanctions.org/docs/api/): FollowTheMoney entities are sent as
examples and come back with scored candidates. `default` are the firms on file, `sanctions` the entries of lists.

Only firms are matched; an example of a person gets no result. What is asked is kept nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from anxin.firms.records import FORMER, LEGAL, Firm
from anxin.firms.sources.followthemoney import NUMBERS, SCHEMATA, firm_of
from anxin.kernel.errors import AnxinError, Invalid, NotFound
from anxin.modules.buyers.reconciling import Candidate, Sought, candidates
from anxin.modules.buyers.screening import entries_like
from anxin.web.api.limits import count_questions
from anxin.web.api.problem import status_of

FIRMS, LISTS = "default", "sanctions"
ALGORITHMS = ("best", "anxin", "logic-v2")
MOST_QUERIES, MOST_FOUND, LONGEST = 100, 50, 2_000_000
THRESHOLD, CUTOFF, LIMIT = 0.7, 0.5, 5
PROPERTIES = {LEGAL: "name", FORMER: "previousName"}
FACTS = {"founded": "incorporationDate", "ended": "dissolutionDate", "status": "status", "website": "website"}
Answer = dict[str, Any]


@csrf_exempt
def match(request: HttpRequest, among: str) -> HttpResponse:
    """POST `queries`: by key, a schema and properties; `limit`, `threshold` and `cutoff` in the address."""
    if request.method != "POST":
        return JsonResponse({"detail": "POST"}, status=405)
    try:
        answer = _answered(request, among)
    except AnxinError as fault:
        return JsonResponse({"detail": str(fault)}, status=400 if isinstance(fault, Invalid) else status_of(fault))
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response


def _answered(request: HttpRequest, dataset: str) -> Answer:
    if dataset not in (FIRMS, LISTS):
        raise NotFound(_("There is no such dataset."), todo=", ".join((FIRMS, LISTS)))
    limit = int(_number(request, "limit", LIMIT, 1, MOST_FOUND))
    threshold, cutoff = _number(request, "threshold", THRESHOLD, 0, 1), _number(request, "cutoff", CUTOFF, 0, 1)
    if (algorithm := request.GET.get("algorithm", "best")) not in ALGORITHMS:
        raise Invalid(
            _("There is no such algorithm."), field="algorithm", read=algorithm[:40], allowed=", ".join(ALGORITHMS)
        )
    queries = _queries(request)
    count_questions(request, len(queries))
    responses = {key: _response(one, dataset, limit, threshold, cutoff) for key, one in queries.items()}
    return {"responses": responses, "limit": limit}


def _number(request: HttpRequest, key: str, usual: float, least: float, most: float) -> float:
    said = request.GET.get(key, "")
    if not said:
        return usual
    try:
        found = float(said)
    except ValueError:
        found = -1.0
    if not least <= found <= most:
        raise Invalid(_("This number is out of its bounds."), field=key, read=said[:20], allowed=f"{least} to {most}")
    return found


def _queries(request: HttpRequest) -> Mapping[str, Mapping[str, Any]]:
    try:
        held = json.loads(request.body[:LONGEST])
    except (ValueError, RecursionError):
        held = None
    queries = held.get("queries") if isinstance(held, dict) else None
    if not isinstance(queries, dict) or not queries:
        raise Invalid(_("No queries were sent."), field="queries")
    if len(queries) > MOST_QUERIES:
        raise Invalid(_("Too many at once."), field="queries", read=str(len(queries)), allowed=str(MOST_QUERIES))
    for key, one in queries.items():
        if not isinstance(one, dict) or not isinstance(one.get("properties"), dict):
            raise Invalid(_("A query has a schema and properties."), field=key[:60])
    return queries


def _response(query: Mapping[str, Any], dataset: str, limit: int, threshold: float, cutoff: float) -> Answer:
    held = firm_of({**query, "id": "sought"}) if query.get("schema") in SCHEMATA else None
    results: list[Answer] = []
    if isinstance(held, Firm):
        found = _listed(held) if dataset == LISTS else _on_file(held, limit)
        results = [one for one in found if one["score"] >= cutoff][:limit]
        for one in results:
            one["match"] = one["score"] >= threshold
    return {
        "status": 200,
        "query": {"schema": query.get("schema"), "properties": query["properties"]},
        "results": results,
        "total": {"value": len(results), "relation": "eq"},
    }


def _on_file(sought: Firm, limit: int) -> list[Answer]:
    found: dict[str, Candidate] = {}
    for name in sought.names:
        asked = Sought(name.value, sought.country, sought.city, sought.identifiers)
        for one in candidates(asked, most=limit):
            held = found.get(one.firm.id)
            if held is None or one.probability > held.probability:
                found[one.firm.id] = one
    ordered = sorted(found.values(), key=lambda one: (-one.probability, -one.found.score, one.firm.id))
    return [_entity(one.firm, one.probability, _features(one)) for one in ordered]


def _listed(sought: Firm) -> list[Answer]:
    return [
        _entity(one.entry, one.score, {key: (score, detail) for key, score, detail in one.because})
        for one in entries_like(sought)
    ]


def _features(one: Candidate) -> dict[str, tuple[float, str]]:
    pairs = ", ".join(f"{pair.said or '-'} ~ {pair.held or '-'} {pair.likeness:.2f}" for pair in one.found.pairs)
    return {key: (float(value), pairs if key == "name" else "") for key, value in one.features.items()}


def _entity(firm: Firm, score: float, features: Mapping[str, tuple[float, str]]) -> Answer:
    return {
        "id": firm.id,
        "caption": firm.name,
        "schema": "Company",
        "properties": _properties(firm),
        "datasets": [firm.id.split(":")[0]],
        "referents": [],
        "target": "programme" in firm.facts,
        "score": round(score, 4),
        "features": {key: value for key, (value, _detail) in features.items()},
        "explanations": {key: {"score": value, "detail": detail or None} for key, (value, detail) in features.items()},
    }


def _properties(firm: Firm) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in firm.names:
        found.setdefault(PROPERTIES.get(name.kind, "alias"), []).append(name.value)
    pairs: Iterable[tuple[str, str]] = (
        ("country", firm.country.lower()),
        ("address", firm.city),
        *((theirs, firm.identifiers.get(mine, "")) for theirs, mine in NUMBERS.items()),
        *((theirs, firm.facts.get(mine, "")) for mine, theirs in FACTS.items()),
    )
    return found | {key: [value] for key, value in pairs if value}


urlpatterns = [path("match/<slug:among>", match, name="match")]
