"""Keeping what a service declares of its light, when it is applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.buyers.models import Declared
from anxin.modules.buyers.terms import BuyerTerms, DatedTable, Source, written
from anxin.packs.applying import APPLIERS, PLANNERS
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


def register() -> None:
    """Have `packs apply` keep the light of a service too."""
    if apply_light not in APPLIERS:
        APPLIERS.append(apply_light)
        PLANNERS.append(changes)


def terms_of_pack(pack: Pack) -> BuyerTerms | None:
    """What buyers.yaml says; None for a service that judges no buyers."""
    form = pack.buyers
    if form.light is None or form.countries is None:
        return None
    files = [file for file in pack.tables if file.name == form.light]
    classes = {country: key for key, held in form.countries.classes.items() for country in held}
    return BuyerTerms(
        pack.slug,
        tuple(DatedTable(file.since.isoformat(), file.dmn) for file in files),
        form.screened_within,
        form.late_after,
        {
            slug: Source(_both(one.title), one.format, _both(one.licence), one.screens)
            for slug, one in form.sources.items()
        },
        classes | dict.fromkeys(form.countries.high_income, "high_income"),
        _both(form.countries.title),
        form.countries.dated.isoformat(),
    )


def changes(pack: Pack) -> Iterator[Text | PackError]:
    """What applying a pack would change of its light."""
    terms = terms_of_pack(pack)
    held = Declared.objects.filter(pack=pack.slug).values_list("body", flat=True).first()
    if terms is not None and held != written(terms):
        yield Text(
            zh=f"买家红绿灯：{len(terms.tables)} 版规则，{len(terms.sources)} 个来源",
            en=f"light on buyers: {len(terms.tables)} editions of the table, {len(terms.sources)} sources",
        )


@transaction.atomic
def apply_light(pack: Pack, /, *, by: Actor, at: datetime) -> None:
    """Keep what the pack declares."""
    terms = terms_of_pack(pack)
    if terms is None:
        return
    held = Declared.objects.filter(pack=terms.pack).first()
    if held is not None and held.body == written(terms):
        return
    Declared.objects.update_or_create(pack=terms.pack, defaults={"body": written(terms), "kept_at": at})
    journal.write(by=by, at=at, act="buyers.declare", detail={"pack": terms.pack})


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
