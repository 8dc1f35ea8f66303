"""Keeping what a service declares of its unions, and opening the pools of its areas, when it is applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.unions.founding import open_pool
from anxin.modules.unions.models import Declared
from anxin.modules.unions.terms import PoolTerms, StandingTerms, UnionTerms, written
from anxin.packs.applying import APPLIERS, PLANNERS
from anxin.packs.cases import words
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


def register() -> None:
    """Have `packs apply` keep the unions of a service too."""
    if apply_unions not in APPLIERS:
        APPLIERS.append(apply_unions)
        PLANNERS.append(changes)


def terms_of_pack(pack: Pack) -> UnionTerms | None:
    """What unions.yaml says; None for a service without unions."""
    form = pack.unions
    if not form.declared:
        return None
    standing = form.standing
    return UnionTerms(
        pack=pack.slug,
        standing=None
        if standing is None
        else StandingTerms(standing.kind, standing.source, standing.member, standing.pool),
        pools=tuple(PoolTerms(one.area, words(one.title)) for one in form.pools),
    )


def changes(pack: Pack) -> Iterator[Text | PackError]:
    """What applying a pack would change of its unions."""
    terms = terms_of_pack(pack)
    held = Declared.objects.filter(pack=pack.slug).values_list("body", flat=True).first()
    if terms is not None and held != written(terms):
        areas = "、".join(one.area for one in terms.pools)
        yield Text(zh=f"工会设置：周转库 {areas or '无'}", en=f"Unions: pools of {areas or 'no area'}")


@transaction.atomic
def apply_unions(pack: Pack, /, *, by: Actor, at: datetime) -> None:
    """Keep what the pack declares and open the pools it names; a pool that is left out stays open."""
    terms = terms_of_pack(pack)
    held = Declared.objects.filter(pack=pack.slug).first()
    if terms is None or (held is not None and held.body == written(terms)):
        return
    Declared.objects.update_or_create(pack=pack.slug, defaults={"body": written(terms), "kept_at": at})
    journal.write(by=by, at=at, act="unions.declare", detail={"service": pack.slug})
    for pool in terms.pools:
        open_pool(by=by, at=at, pack=pack.slug, area=pool.area, name=pool.title.zh)
