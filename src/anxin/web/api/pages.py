"""/api/v1/docs: the operations as one plain page of our own. The usual viewers load scripts from elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def description_page(request: HttpRequest) -> HttpResponse:
    """List every operation with its fields and answers, from the same OpenAPI document."""
    from anxin.web.api.urls import api

    schema = api.get_openapi_schema()
    return render(request, "api/docs.html", {"schema": schema, "operations": operations(schema)})


def operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations of an OpenAPI document in the order of their addresses."""
    return [
        _operation(schema, address, method, declared)
        for address, methods in schema["paths"].items()
        for method, declared in methods.items()
    ]


def _operation(schema: dict[str, Any], address: str, method: str, declared: dict[str, Any]) -> dict[str, Any]:
    return {
        "anchor": declared["operationId"],
        "method": method.upper(),
        "address": address,
        "summary": declared.get("summary", ""),
        "description": declared.get("description", ""),
        "open": not declared.get("security"),
        "fields": [*map(_parameter, declared.get("parameters", [])), *_body(schema, declared)],
        "answers": _answers(schema, declared),
    }


def _parameter(declared: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": declared["name"],
        "place": declared["in"],
        "required": declared.get("required", False),
        "description": declared.get("description") or declared["schema"].get("description", ""),
    }


def _body(schema: dict[str, Any], declared: dict[str, Any]) -> list[dict[str, Any]]:
    content = declared.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return []
    form = _resolved(schema, content["schema"])
    required = form.get("required", [])
    return [
        {"name": name, "place": "body", "required": name in required, "description": field.get("description", "")}
        for name, field in form.get("properties", {}).items()
    ]


def _answers(schema: dict[str, Any], declared: dict[str, Any]) -> list[dict[str, str]]:
    found = []
    for status, response in declared["responses"].items():
        content = response.get("content", {}).get("application/json")
        found.append({"status": str(status), "shape": _shape(content["schema"]) if content else ""})
    return found


def _shape(declared: dict[str, Any]) -> str:
    if declared.get("type") == "array":
        return f"{_shape(declared['items'])} …"
    return str(declared.get("$ref", "")).rpartition("/")[2] or str(declared.get("title", ""))


def _resolved(schema: dict[str, Any], declared: dict[str, Any]) -> dict[str, Any]:
    name = str(declared.get("$ref", "")).rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"][name] if name else declared
    return found
