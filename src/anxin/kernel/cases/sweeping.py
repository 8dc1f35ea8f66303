"""Sweeping."""

from anxin.kernel.cases.forms import FieldKind

OFFENCE = "offence"
SWEPT = {
    "area": FieldKind.AREA, "site": FieldKind.CHOICE, "medium": FieldKind.CHOICE, OFFENCE: FieldKind.CHOICE,
    "page": FieldKind.TEXT, "sentence": FieldKind.LONG_TEXT, "row": FieldKind.NUMBER, "source": FieldKind.LONG_TEXT,
}  # fmt: skip
GIVEN = ("sentence", "passage", "heading", "site", "medium")
