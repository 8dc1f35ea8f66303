"""Putting codes on: at a first station on what comes in, at any site on what is divided or packed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from anxin.kernel.journal.actor import Actor
from anxin.modules.tracing.entering import code_taken, enter_lot
from anxin.modules.tracing.enums import Happening, Side
from anxin.modules.tracing.models import Line, Lot, Site
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.recording import Recorded, record


@transaction.atomic
def put_code_on(
    *, by: Actor, at: datetime, draft: Draft, code: str, name: str, about: Mapping[str, str], grams: int
) -> Recorded:
    """Enter a lot and how much of it came, in one: the lot of that code if this site made it before. Raises Conflict
    where the code is somebody else's, and what `enter_lot` and `record` raise."""
    lot = _lot(draft.site, code) or enter_lot(by=by, at=at, site=draft.site, code=code, name=name, about=about)
    return record(by=by, at=at, draft=replace(draft, kind=Happening.ENTER, portions=(Portion(lot, grams),)))


@transaction.atomic
def divide_into(*, by: Actor, at: datetime, draft: Draft, made: Sequence[tuple[str, int]]) -> Recorded:
    """Record what lots became, entering those whose codes are new: they are called as what they were made of."""
    first = draft.portions[0].lot
    portions = tuple(
        Portion(
            _lot(draft.site, code)
            or enter_lot(by=by, at=at, site=draft.site, code=code, name=first.party.name, about=first.about),
            grams,
        )
        for code, grams in made
    )
    return record(by=by, at=at, draft=replace(draft, made=portions))


def _lot(site: Site, code: str) -> Lot | None:
    """The lot of that code that this site made, or nobody yet; None where there is none of that code."""
    held = Lot.objects.select_related("party").filter(pack=site.pack, code=code).first()
    if held is None:
        return None
    made = Line.objects.filter(lot=held, side=Side.OUT).exclude(event__kind=Happening.RECEIVE)
    if made.exclude(event__site=site).exists():
        raise code_taken()
    return held
