"""Changing rows with a note of each change, and taking the changes back from the notes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db.models import Field, Model

from anxin.kernel.parties.models import Merge, Move, Moved, Party

BATCH = 500


def change(merge: Merge, row: Model, **values: Any) -> None:
    """Set columns of a row, each noted with what it was."""
    before = {name: _text(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    Move.objects.bulk_create(
        Move(
            merge=merge,
            how=Moved.COLUMN,
            label=row._meta.label_lower,
            row=str(row.pk),
            field=name,
            before=before[name],
            after=_text(row, name),
        )
        for name in values
    )


def repoint(merge: Merge, model: type[Model], field: str, keys: Iterable[Any]) -> None:
    """Let rows of a model name the kept party where they named the merged one, some hundred in a statement."""
    chosen = list(keys)
    before, after = str(merge.merged_id), str(merge.kept_id)
    label = model._meta.label_lower
    for start in range(0, len(chosen), BATCH):
        part = chosen[start : start + BATCH]
        model._base_manager.filter(pk__in=part).update(**{field: merge.kept})
        Move.objects.bulk_create(
            Move(merge=merge, how=Moved.COLUMN, label=label, row=str(key), field=field, before=before, after=after)
            for key in part
        )


def note_row(merge: Merge, row: Model, how: Moved) -> None:
    """Note a whole row as it is."""
    text = serializers.serialize("json", [row])
    Move.objects.create(merge=merge, how=how, label=row._meta.label_lower, row=str(row.pk), before=text)


def take_out(merge: Merge, row: Model, how: Moved = Moved.ASIDE) -> None:
    """Take a row out, noted whole. Only rows that no other row names."""
    note_row(merge, row, how)
    row.delete()


def put_back(move: Move) -> None:
    """Undo one note. A column that was changed again since stays as it is now, and so does a row that is gone."""
    if move.how in (Moved.ASIDE, Moved.COPY):
        for held in serializers.deserialize("json", move.before or "[]"):
            held.save()
    elif move.how == Moved.COLUMN:
        row = apps.get_model(move.label)._base_manager.filter(pk=move.row).first()
        if row is not None and _text(row, move.field) == move.after:
            setattr(row, _column(row, move.field).attname, _value(row, move.field, move.before))
            row.save(update_fields=[move.field])


def _column(row: Model, name: str) -> Field[Any, Any]:
    found = row._meta.get_field(name)
    assert isinstance(found, Field)
    return found


def _text(row: Model, name: str) -> str | None:
    field = _column(row, name)
    value = field.value_from_object(row)
    if isinstance(value, datetime):  # as the database gives it back, whatever zone it came in
        return value.astimezone(UTC).isoformat()
    return None if value is None else field.value_to_string(row)


def _value(row: Model, name: str, text: str | None) -> Any:
    return None if text is None else _column(row, name).to_python(text)


def names_of_party() -> list[tuple[type[Model], str]]:
    """Every model's columns that name a party, but for those that a merge itself is made of."""
    own = (Party, Merge)
    return [
        (model, field.name)
        for model in apps.get_models()
        if model not in own
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Party
    ]
