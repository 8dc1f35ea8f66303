"""The catalogue: which datasets there are. It names nobody and is open to everybody."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.datasets.models import Dataset
from anxin.kernel.datasets.terms import DatasetTerms, read
from anxin.kernel.errors import NotFound


def _offered(on: date) -> QuerySet[Dataset]:
    return Dataset.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on))


def datasets(*, on: date, pack: str | None = None) -> list[DatasetTerms]:
    """Every dataset on offer that day, by service and name; of one service, or of all."""
    held = _offered(on).order_by("pack", "slug")
    return [read(row.body) for row in (held if pack is None else held.filter(pack=pack))]


def dataset(name: str, *, on: date) -> DatasetTerms:
    """The dataset named `pack.slug`; `NotFound` where there is none that day."""
    pack, _dot, slug = name.partition(".")
    held = _offered(on).filter(pack=pack, slug=slug).first()
    if held is None:
        raise NotFound(_("There is no such dataset."), todo=_("Take its name from the catalogue."))
    return read(held.body)
