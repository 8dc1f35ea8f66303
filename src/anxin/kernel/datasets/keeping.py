"""Keeping what a service declares of its datasets when it is applied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from anxin.kernel.access.rules import Act, require
from anxin.kernel.datasets.models import Dataset
from anxin.kernel.datasets.terms import DatasetTerms, written
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor


def changed(declared: Sequence[DatasetTerms], *, pack: str) -> list[DatasetTerms]:
    """Those that are not kept as they are declared now."""
    held = {row.slug: row.body for row in Dataset.objects.filter(pack=pack)}
    return [one for one in declared if held.get(one.slug) != written(one)]


def left_out(declared: Sequence[DatasetTerms], *, pack: str) -> list[str]:
    """Those that are kept and that the service says nothing of any more: they stay on offer."""
    named = [one.slug for one in declared]
    held = Dataset.objects.filter(pack=pack, retired_on=None).exclude(slug__in=named).order_by("slug")
    return list(held.values_list("slug", flat=True))


@transaction.atomic
def keep_datasets(*, by: Actor, at: datetime, pack: str, declared: Sequence[DatasetTerms]) -> None:
    """Take over what a pack declares of its datasets; one it leaves out stays as it is."""
    require(by, Act.APPLY_PACK)
    for terms in changed(declared, pack=pack):
        Dataset.objects.update_or_create(
            pack=pack,
            slug=terms.slug,
            defaults={"body": written(terms), "kept_at": at, "retired_on": terms.retired},
        )
        detail = {"dataset": terms.name, "class": terms.sharing, "fields": [one.slug for one in terms.fields]}
        journal.write(by=by, at=at, act="dataset.keep", detail=detail)
