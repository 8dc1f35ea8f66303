"""What a sweep gives to its table, and which questions of the matter a hit answers."""

from __future__ import annotations

from collections.abc import Mapping

from anxin.kernel.cases.forms import FieldKind

OFFENCE = "offence"
SWEPT: Mapping[str, FieldKind] = {
    "area": FieldKind.AREA,
    "site": FieldKind.CHOICE,
    "medium": FieldKind.CHOICE,
    OFFENCE: FieldKind.CHOICE,
    "page": FieldKind.TEXT,
    "sentence": FieldKind.LONG_TEXT,
    "row": FieldKind.NUMBER,
    "source": FieldKind.LONG_TEXT,
}
"""The questions that a hit answers, with their kinds."""
GIVEN = ("sentence", "passage", "heading", "site", "medium")
"""What a sweep table may read."""
