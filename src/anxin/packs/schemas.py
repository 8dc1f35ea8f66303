"""The JSON Schema of every file of a pack, so that editors complete and check it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from anxin.packs import parts
from anxin.packs.buyers_scenarios import Lights
from anxin.packs.case_scenarios import Requests
from anxin.packs.manifest import Manifest
from anxin.packs.scenarios import Situations, TruthTable
from anxin.packs.schemes_scenarios import Benefits

FILES: dict[str, type[BaseModel]] = {
    parts.MANIFEST: Manifest,
    **parts.FILES,
    "scenarios/truth_table.yaml": TruthTable,
    "scenarios/situations.yaml": Situations,
    "scenarios/requests.yaml": Requests,
    "scenarios/benefits.yaml": Benefits,
    "scenarios/lights.yaml": Lights,
}


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema 2020-12 by file; the forms of a scenario file stand under their `kind`."""
    return {file: _schema(file, model) for file, model in FILES.items()}


def _schema(file: str, model: type[BaseModel]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:anxin:packs:{file}",
        **model.model_json_schema(),
    }
