"""The light on one firm, now: everything a page, the API and a table of buyers say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anxin.modules.buyers import queries
from anxin.modules.buyers.facts import Order, facts_of
from anxin.modules.buyers.lighting import Light, judge
from anxin.modules.buyers.models import Load
from anxin.modules.buyers.screening import Hit, screen
from anxin.modules.buyers.subjects import Subject, subject
from anxin.modules.buyers.terms import BuyerTerms


@dataclass(frozen=True)
class Shown:
    """`sources`: by the number of an edition, where its facts come from."""

    subject: Subject
    light: Light
    hits: tuple[Hit, ...]
    sources: dict[int, Load]
    terms: BuyerTerms
    at: datetime


def ask(firm_id: str, *, at: datetime, order: Order | None = None, chosen: bool = True) -> Shown:
    """The light on a firm by its id. `chosen`: the asker said that this is the firm. Raises NotFound."""
    terms, held = queries.terms_of(queries.service()), subject(firm_id)
    hits = screen(held)
    facts = facts_of(held, terms, hits, order or Order(), at=at, chosen=chosen)
    today = queries.day_of(at)
    light = judge(terms.table_on(today), facts, today)
    return Shown(held, light, tuple(hits), queries.editions(one.edition for one in held.records), terms, at)
