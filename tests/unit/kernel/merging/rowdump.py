"""Every row of the database that a party's life is made of, as text: what undoing a merge has to give back."""

from __future__ import annotations

from django.apps import apps
from django.core import serializers

from anxin.kernel.ledger.models import Book

APPENDED = {
    "journal.entry",
    "journal.entrysubject",
    "journal.head",
    "ledger.posting",
    "ledger.line",
    "parties.merge",
    "parties.move",
    "codes.statuschange",
    "messages.message",
    "contenttypes.contenttype",
    "auth.permission",
}


def dump() -> dict[str, str]:
    """Row (app.model:key) → its columns, but for what is only ever appended to."""
    rows: dict[str, str] = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if label in APPENDED or model._meta.proxy or not model._meta.managed:
            continue
        for row in model._base_manager.all():
            text = serializers.serialize("json", [row])
            if isinstance(row, Book):
                row.postings = 0  # how many documents there are: it only grows
                text = serializers.serialize("json", [row])
            rows[f"{label}:{row.pk}"] = text
    return rows
