"""Scenarios of the light on buyers: what is known of a firm on a day gives this light for this reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from anxin.packs.cases import Key
from anxin.packs.documents import Document, understood
from anxin.packs.forms import Form, Many, Said, Scalar, Text
from anxin.packs.scenarios import LIGHTS, scenario_documents


class LightExpected(Form):
    """What shines."""

    light: Literal["green", "yellow", "red", "grey"]
    reason: Said
    points: int | None = None
    coverage: int | None = None


class LightForm(Form):
    """One firm, by what is known of it."""

    title: Text
    as_of: date
    given: dict[Key, Scalar | float]
    expect: LightExpected


class Lights(Form):
    """Firms worth naming. `known`: facts of all of them, unless one says otherwise."""

    kind: Literal["lights"]
    known: dict[Key, Scalar | float] = {}
    lights: Many[LightForm]


@dataclass(frozen=True)
class LightsFile:
    """A file of such scenarios; `document` knows the lines."""

    document: Document
    held: Lights


def read_lights(folder: Path) -> list[LightsFile]:
    """Every scenario file of lights, in order of name. Raises PackInvalid."""
    found = (one for one in scenario_documents(folder) if one.held.get("kind") == LIGHTS)
    return [LightsFile(one, understood(one, Lights, slug=folder.name)) for one in found]
