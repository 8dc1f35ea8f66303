"""Statistics of a dataset: counted once a day, and only what `suppressing` lets be shown is kept at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.datasets.catalogue import dataset, datasets
from anxin.kernel.datasets.models import Counted
from anxin.kernel.datasets.rows import rows
from anxin.kernel.datasets.suppressing import Key, suppressed
from anxin.kernel.errors import NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day

NOTHING = ""  # what stands for a value that is not on record


@dataclass(frozen=True)
class Statistics:
    """`cells`: a number for each value of the fields `by` and every total (None in a key: all of them); None where it
    is not shown because it is below `least`, or because one below it could be found from it."""

    dataset: str
    day: date
    by: tuple[str, ...]
    least: int
    cells: dict[Key, int | None]


@transaction.atomic
def count(*, by: Actor, at: datetime, name: str) -> Statistics:
    """Count a dataset for the day, once: asked again on the same day it is the same table."""
    require(by, Act.COUNT_DATA)
    on = shanghai_day(at)
    held = Counted.objects.filter(dataset=name, day=on).first()
    if held is not None:
        return _read(held)
    terms = dataset(name, on=on)
    if terms.counts is None:
        raise NotFound(_("There are no statistics of this dataset."), todo=_("See the catalogue."))
    numbers: Counter[Key] = Counter()
    for row in rows(terms, on=on, fields=terms.counts.by):
        numbers[tuple(row.values[field] or NOTHING for field in terms.counts.by)] += 1
    shown = suppressed(numbers, least=terms.counts.least)
    cells = sorted(([*key, number] for key, number in shown.cells.items()), key=str)
    values = {
        "by": list(terms.counts.by),
        "least": terms.counts.least,
        "cells": cells,
        "made_at": at,
        "made_by": by.label[:80],
    }
    made, new = Counted.objects.get_or_create(dataset=name, day=on, defaults=values)
    if new:
        journal.write(by=by, at=at, act="dataset.count", detail={"dataset": name, "by": made.by, "cells": len(cells)})
    return _read(made)


def newest(by: Actor, name: str, *, on: date) -> Statistics | None:
    """The newest table up to a day; None where none was made."""
    require(by, Act.COUNT_DATA)
    dataset(name, on=on)
    held = Counted.objects.filter(dataset=name, day__lte=on).order_by("-day").first()
    return None if held is None else _read(held)


def counted_sets(*, on: date) -> list[str]:
    """The datasets that statistics are made of."""
    return [one.name for one in datasets(on=on) if one.counts is not None]


def _read(held: Counted) -> Statistics:
    cells = {tuple(key): number for *key, number in held.cells}
    return Statistics(held.dataset, held.day, tuple(held.by), held.least, cells)
