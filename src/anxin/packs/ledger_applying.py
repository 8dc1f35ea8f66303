"""Keeping the terms of a pack's books and opening those it names."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger.actions import keep_terms, open_book
from anxin.packs.ledger_plan import changed_terms, unopened
from anxin.packs.pack import Pack


def apply_ledger(pack: Pack, *, by: Actor, at: datetime) -> None:
    """Inside the transaction that applies the pack; nothing is written for what stands already."""
    for terms in changed_terms(pack):
        keep_terms(terms=terms)
    for kind, one in unopened(pack):
        open_book(by=by, at=at, pack=pack.slug, kind=kind, key=one.key, title=one.title.zh[:120], area=one.area)
