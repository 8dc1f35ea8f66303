"""The API: its routes, its one error shape, its description at /api/v1/openapi.json and /api/v1/docs."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from anxin import __version__
from anxin.web.api import (
    problem,
    routes_allotments,
    routes_benefits,
    routes_cases,
    routes_check,
    routes_claims,
    routes_codes,
    routes_data,
    routes_epcis,
    routes_figures,
    routes_inquiries,
    routes_outcomes,
    routes_own_case,
    routes_parties,
    routes_tracing,
    routes_unions,
)
from anxin.web.api.pages import description_page


class ReadableJSON(JSONRenderer):
    """JSON in which Chinese stays Chinese."""

    json_dumps_params = {"ensure_ascii": False}


class OneShapeAPI(NinjaAPI):
    """A NinjaAPI in which every refusal, even for an unknown address or a wrong method, has the same shape."""

    def _get_urls(self) -> list[Any]:
        found = [*super()._get_urls(), path("docs", description_page, name="docs")]
        for pattern in found:
            if isinstance(pattern, URLPattern):
                pattern.callback = problem.shaped(pattern.callback)
        return [*found, path("<path:rest>", problem.unknown_address)]


api = OneShapeAPI(
    title="Anxin 安心",
    version=__version__,
    description="From evidence to an outcome anyone can check. A key (`Authorization: Bearer …`) is made by the "
    "operator with `anxin token`; scanning and what follows need none. Every error has the shape `Problem`.",
    urls_namespace="api-v1",
    docs_url=None,
    renderer=ReadableJSON(),
)
for kind, tell in problem.HANDLERS:
    api.add_exception_handler(kind, tell)
ROUTES = (
    routes_parties,
    routes_outcomes,
    routes_check,
    routes_codes,
    routes_figures,
    routes_cases,
    routes_own_case,
    routes_allotments,
    routes_benefits,
    routes_claims,
    routes_unions,
    routes_data,
    routes_inquiries,
    routes_tracing,
    routes_epcis,
)
for routes in ROUTES:
    api.add_router("", routes.router)
