"""The W3C reconciliation service API 0.2 (Entity Reconciliation Community Group, 10 April 2023) for firms abroad: a
program such as OpenRefine sends names of a table and gets candidates with scores and features.

Scores are 100 times the probability that it is the firm. `match` is true for one candidate at most, and only where it
would be taken without asking. What is asked is kept nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from anxin import __version__
from anxin.firms.records import FORMER, Firm
from anxin.kernel.errors import AnxinError, Invalid
from anxin.kernel.reference import queries as reference
from anxin.modules.buyers.asking import ask
from anxin.modules.buyers.reconciling import Candidate, Sought, candidates
from anxin.modules.buyers.subjects import subject
from anxin.web.api.limits import count_questions
from anxin.web.api.problem import status_of

OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Content-Type, Accept"}
TYPE = {"id": "Company", "name": "Company"}
MOST_QUERIES, MOST_IDS, MOST_FOUND, USUAL_FOUND = 50, 100, 25, 5
LONGEST = 200_000
NUMBERS = {"lei": "LEI", "register": "Register number"}
SOUGHT = {"country": "Country", "city": "City", **NUMBERS}
GIVEN = {
    "name": "Legal name", **SOUGHT, "former_name": "Former names", "status": "Status", "founded": "Founded",
    "website": "Website", "light": "Light",
}  # fmt: skip
Answer = dict[str, Any]


def answering(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
    """A view whose answer any page may read, refusals in the same manner."""

    @csrf_exempt
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=204))
        if request.method not in {"GET", "POST"}:
            return _open(JsonResponse({"status": "error", "message": _("GET or POST")}, status=405))
        try:
            answer = view(request)
        except AnxinError as fault:
            return _open(JsonResponse({"status": "error", "message": str(fault)}, status=status_of(fault)))
        return _open(JsonResponse(answer, json_dumps_params={"ensure_ascii": False}))

    return inner


def _open(response: HttpResponse) -> HttpResponse:
    for header, value in OPEN.items():
        response[header] = value
    response["Cache-Control"] = "no-store"
    return response


@answering
def service(request: HttpRequest) -> Answer:
    """The manifest, or the answers to `queries`, or to `extend`."""
    sent = request.POST if request.method == "POST" else request.GET
    if "queries" in sent:
        return _reconciled(request, _read(sent["queries"], "queries"))
    if "extend" in sent:
        return _extended(request, _read(sent["extend"], "extend"))
    return _manifest(request)


def _manifest(request: HttpRequest) -> Answer:
    here = request.build_absolute_uri(reverse("reconcile")).rstrip("/")
    home = request.build_absolute_uri(reverse("buyers"))
    suggest = {"service_url": here}
    return {
        "versions": ["0.2"],
        "name": _("Firms abroad"),
        "identifierSpace": f"{home}/firm/",
        "schemaSpace": "https://followthemoney.tech/schema/",
        "serviceVersion": __version__,
        "defaultTypes": [TYPE],
        "view": {"url": f"{home}/firm/{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": 430, "height": 240},
        "suggest": {
            "entity": suggest | {"service_path": "/suggest/entity"},
            "property": suggest | {"service_path": "/suggest/property"},
            "type": suggest | {"service_path": "/suggest/type"},
        },
        "extend": {"propose_properties": suggest | {"service_path": "/properties"}, "property_settings": []},
    }


def _read(text: str, field: str) -> Mapping[str, Any]:
    try:
        held = json.loads(text[:LONGEST])
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict):
        raise Invalid(_("This is no JSON object."), field=field, read=text[:60])
    return held


def _reconciled(request: HttpRequest, queries: Mapping[str, Any]) -> Answer:
    if len(queries) > MOST_QUERIES:
        raise Invalid(_("Too many at once."), field="queries", read=str(len(queries)), allowed=str(MOST_QUERIES))
    count_questions(request, len(queries))
    return {key: {"result": _results(query, key)} for key, query in queries.items()}


def _results(query: Any, key: str) -> list[Answer]:
    if not isinstance(query, dict):
        raise Invalid(_("A query is a JSON object."), field=key)
    wanted = query.get("type")
    if wanted and TYPE["id"] not in (wanted if isinstance(wanted, list) else [wanted]):
        return []
    return [_result(one) for one in candidates(_sought(query), most=_limit(query.get("limit")))]


def _sought(query: Mapping[str, Any]) -> Sought:
    said = {str(one.get("pid")): _first(one.get("v")) for one in _objects(query.get("properties"))}
    numbers = {key: said[key] for key in NUMBERS if said.get(key)}
    name = query.get("query")
    return Sought(name if isinstance(name, str) else "", said.get("country", ""), said.get("city", ""), numbers)


def _objects(held: Any) -> list[Mapping[str, Any]]:
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _first(value: Any) -> str:
    """One value of a property: a text, a number, or another firm by name."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("id") or ""
    return str(value) if isinstance(value, str | int | float) else ""


def _limit(said: Any) -> int:
    return min(MOST_FOUND, max(1, int(said))) if isinstance(said, int | float) and said == said else USUAL_FOUND


def _result(one: Candidate) -> Answer:
    return {
        "id": one.firm.id,
        "name": one.firm.name,
        "description": describe(one.firm, one.found.by.value),
        "score": round(100 * one.probability, 2),
        "match": one.match,
        "type": [TYPE],
        "features": [{"id": key, "value": value} for key, value in one.features.items()],
    }


def describe(firm: Firm, by: str = "") -> str:
    """Where it is, its number, whether it still is; and the name by which it was found, where that is another."""
    number = firm.identifiers.get("register") or firm.identifiers.get("lei") or ""
    parts = [firm.country, firm.city, number, firm.facts.get("status", ""), by if by != firm.name else ""]
    return " · ".join(one for one in parts if one)


def _extended(request: HttpRequest, asked: Mapping[str, Any]) -> Answer:
    ids = [one for one in asked.get("ids") or [] if isinstance(one, str)]
    wanted = [str(one.get("id")) for one in _objects(asked.get("properties"))]
    if unknown := [one for one in wanted if one not in GIVEN]:
        raise Invalid(_("There is no such property."), field="properties", read=unknown[0], allowed=", ".join(GIVEN))
    if len(ids) > MOST_IDS:
        raise Invalid(_("Too many at once."), field="ids", read=str(len(ids)), allowed=str(MOST_IDS))
    count_questions(request, len(ids))
    meta = [{"id": key, "name": GIVEN[key]} for key in wanted]
    return {"meta": meta, "rows": {one: {key: _values(one, key) for key in wanted} for one in ids}}


def _values(firm_id: str, key: str) -> list[Answer]:
    try:
        held = subject(firm_id)
        if key == "light":
            return [{"str": str(ask(firm_id, at=reference.now()).light.colour)}]
    except AnxinError:
        return []
    first = held.first
    if key in ("name", "country", "city"):
        texts = [getattr(first, key)]
    elif key == "former_name":
        texts = [one.value for one in held.names if one.kind == FORMER]
    elif key in NUMBERS:
        texts = [held.identifiers.get(key, "")]
    else:
        fact = held.fact(key)
        texts = [fact.value if fact else ""]
    return [{"str": one} for one in texts if one]


@answering
def properties(request: HttpRequest) -> Answer:
    """What can be fetched of a firm."""
    limit = _limit_of(request, len(GIVEN))
    return {"type": TYPE["id"], "limit": limit, "properties": _named(GIVEN.items())[:limit]}


@answering
def suggest_entity(request: HttpRequest) -> Answer:
    """Firms by what somebody types."""
    count_questions(request, 1)
    prefix = request.GET.get("prefix", "")
    found = candidates(Sought(prefix), most=_limit_of(request, 8)) if prefix.strip() else []
    return {
        "result": [
            {"id": one.firm.id, "name": one.firm.name, "description": describe(one.firm), "notable": [TYPE]}
            for one in found
        ]
    }


@answering
def suggest_property(request: HttpRequest) -> Answer:
    """What a query may say of a firm beside its name, and what can be fetched of one."""
    prefix = request.GET.get("prefix", "").casefold()
    return {"result": [one for one in _named(GIVEN.items()) if _begins(one, prefix)]}


@answering
def suggest_type(request: HttpRequest) -> Answer:
    """The one type there is."""
    return {"result": [TYPE] if _begins(TYPE, request.GET.get("prefix", "").casefold()) else []}


def _named(pairs: Iterable[tuple[str, str]]) -> list[Answer]:
    return [{"id": key, "name": name} for key, name in pairs]


def _begins(one: Mapping[str, str], prefix: str) -> bool:
    return one["id"].casefold().startswith(prefix) or one["name"].casefold().startswith(prefix)


def _limit_of(request: HttpRequest, usual: int) -> int:
    said = request.GET.get("limit", "")
    return (
        min(MOST_FOUND, int(said)) if said.isascii() and said.isdigit() and 0 < len(said) < 4 and int(said) else usual
    )


@csrf_exempt
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def preview(request: HttpRequest) -> HttpResponse:
    """A firm in a small frame of another page."""
    count_questions(request, 1)
    try:
        held = subject(request.GET.get("id", ""))
    except AnxinError as fault:
        return HttpResponse(str(fault), status=status_of(fault), content_type="text/plain; charset=utf-8")
    context = {"firm": held.first, "told": describe(held.first), "names": held.names, "numbers": held.identifiers}
    return _open(render(request, "api/firm_preview.html", context))


urlpatterns = [
    path("reconcile", service, name="reconcile"),
    path("reconcile/properties", properties, name="reconcile_properties"),
    path("reconcile/suggest/entity", suggest_entity, name="reconcile_suggest_entity"),
    path("reconcile/suggest/property", suggest_property, name="reconcile_suggest_property"),
    path("reconcile/suggest/type", suggest_type, name="reconcile_suggest_type"),
    path("reconcile/preview", preview, name="reconcile_preview"),
]
