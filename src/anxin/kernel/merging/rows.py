"""Every other row that names the merged party: it names the kept one, unless its uniqueness stands against that."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, UniqueConstraint

from anxin.kernel.evidence.models import Evidence
from anxin.kernel.merging import noting
from anxin.kernel.merging.refusing import both_alive
from anxin.kernel.merging.slots import OWN_WAY, slot_of
from anxin.kernel.parties.models import Merge, Move, Moved

SET_ASIDE = frozenset({"parties.registration"})
"""Populations are counted by these rows: one that the kept party has already is taken out. Any other row that would be
there twice stays with the merged party, whom nobody lists."""


def merge_rows(merge: Merge) -> None:
    for model, field in noting.names_of_party():
        own = model._meta.label_lower in OWN_WAY and (model._meta.label_lower, field) != (
            "parties.affiliation",
            "organisation",
        )
        if not own:
            _merge_column(merge, model, field)


def _merge_column(merge: Merge, model: type[Model], field: str) -> None:
    label, slot = model._meta.label_lower, slot_of(model._meta.label_lower)
    groups = _once(model, field)
    rows = model._base_manager.filter(**{field: merge.merged}).order_by("pk")
    if not groups and (slot is None or slot.field != field):
        noting.repoint(merge, model, field, rows.values_list("pk", flat=True))
        return
    for row in rows:
        if any(_there(merge, model, field, row, others) for others in groups):
            if label in SET_ASIDE:
                noting.take_out(merge, row)
            continue
        values: dict[str, Any] = {field: merge.kept}
        held = getattr(row, "slot", None)
        if slot is not None and slot.field == field and held is not None:
            values["slot"] = slot.fresh(held, merge.kept_id)
            if model._base_manager.filter(slot=values["slot"]).exists():
                raise both_alive(str(model._meta.verbose_name))
        noting.change(merge, row, **values)


def _once(model: type[Model], field: str) -> list[list[str]]:
    """For each rule that a party stands once: the other columns of it."""
    groups = [one.fields for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    return [[name for name in group if name != field] for group in groups if field in group]


def _there(merge: Merge, model: type[Model], field: str, row: Model, others: list[str]) -> bool:
    alike = {model._meta.get_field(name).name: getattr(row, name) for name in others}
    return model._base_manager.filter(**{field: merge.kept}, **alike).exists()


def let_corrections_follow(merge: Merge) -> None:
    """What was corrected or withdrawn while the files were one goes back with the record it corrects."""
    moved = merge.moves.filter(label="evidence.evidence", how=Moved.COLUMN, field="party")
    keys = {int(row) for row in moved.values_list("row", flat=True)}
    while keys:
        follow = Evidence.objects.filter(party=merge.kept, replaces__in=keys)
        keys = set(follow.values_list("pk", flat=True))
        Evidence.objects.filter(pk__in=keys).update(party=merge.merged)


def put_rows_back(merge: Merge) -> None:
    """The latest change first. What a row says of its owner's balance and postings is the ledger's to put back."""
    undone: list[Move] = list(
        merge.moves.exclude(how__in=[Moved.JOINED, Moved.DURING]).exclude(field="balance").order_by("-pk")
    )
    for move in undone:
        noting.put_back(move)
