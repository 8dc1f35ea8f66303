"""What the schemas of the reconciliation API 0.2 ask of an answer, as JSON Schema: the keys that must be there and
their types (https://github.com/reconciliation-api/specs, 0.2/schemas)."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
NAMED = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT, "description": TEXT}}
TYPES = {
    "type": "array",
    "items": {"oneOf": [{"type": "object", "required": ["id"], "properties": {"id": TEXT, "name": TEXT}}, TEXT]},
}
PLACE = {"type": "object", "properties": {"service_url": TEXT, "service_path": TEXT}}
MANIFEST: dict[str, Any] = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace", "view"],
    "properties": {
        "versions": {"type": "array", "items": TEXT, "contains": {"enum": ["0.2"]}},
        "name": TEXT,
        "identifierSpace": {"type": "string", "pattern": "^https?://"},
        "schemaSpace": {"type": "string", "pattern": "^https?://"},
        "view": {
            "type": "object",
            "required": ["url"],
            "properties": {"url": {"type": "string", "pattern": r"\{\{id\}\}"}},
        },
        "defaultTypes": {"type": "array", "items": NAMED, "uniqueItems": True},
        "suggest": {"type": "object", "properties": {"entity": PLACE, "property": PLACE, "type": PLACE}},
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {
                "url": {"type": "string", "pattern": r"\{\{id\}\}"},
                "width": {"type": "integer"},
                "height": {"type": "integer"},
            },
        },
        "extend": {
            "type": "object",
            "properties": {"propose_properties": PLACE, "property_settings": {"type": "array"}},
        },
    },
}
RESULTS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {
            "result": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "name", "score"],
                    "properties": {
                        "id": TEXT,
                        "name": TEXT,
                        "description": TEXT,
                        "score": {"type": "number", "minimum": 0, "maximum": 100},
                        "match": {"type": "boolean"},
                        "type": TYPES,
                        "features": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["id", "value"],
                                "properties": {
                                    "id": TEXT,
                                    "value": {"oneOf": [{"type": "boolean"}, {"type": "number"}]},
                                },
                            },
                        },
                    },
                },
            }
        },
    },
}
SUGGESTED: dict[str, Any] = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": NAMED}},
}
PROPOSED: dict[str, Any] = {
    "type": "object",
    "required": ["properties"],
    "properties": {"properties": {"type": "array", "items": NAMED}, "type": TEXT, "limit": {"type": "number"}},
}
EXTENDED: dict[str, Any] = {
    "type": "object",
    "required": ["rows", "meta"],
    "properties": {
        "meta": {"type": "array", "items": NAMED},
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["str"],
                        "properties": {"str": TEXT},
                        "additionalProperties": False,
                    },
                },
            },
        },
    },
}
