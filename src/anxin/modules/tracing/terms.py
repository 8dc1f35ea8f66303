"""What a service declares of its tracing: its kinds of site, what each may record, and its book."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import cattrs

from anxin.modules.tracing.enums import Happening

ORIGIN, STOCK, TRANSIT, BENCH, LOST, SOLD = "origin", "stock", "transit", "bench", "lost", "sold"
ACCOUNTS = (ORIGIN, STOCK, TRANSIT, BENCH, LOST, SOLD)
MOVEMENTS: Mapping[str, tuple[str, str]] = {
    "enter": (ORIGIN, STOCK),
    "ship": (STOCK, TRANSIT),
    "receive": (TRANSIT, STOCK),
    "take-apart": (STOCK, BENCH),
    "make": (BENCH, STOCK),
    "waste": (BENCH, LOST),
    "lose": (STOCK, LOST),
    "find": (ORIGIN, STOCK),
    "sell": (STOCK, SOLD),
}
"""What the book of a service that traces must be able to move."""


@dataclass(frozen=True)
class SiteKind:
    """A kind of site by its names, and what may happen there. `states`: the sources of evidence it speaks for.
    `booked`: lots are booked into it before they come, as long as there is room."""

    title: Mapping[str, str]
    records: tuple[Happening, ...]
    states: tuple[str, ...] = ()
    booked: bool = False


@dataclass(frozen=True)
class TracingTerms:
    """`declare_days`: how long before its arrival a lot is declared that a check station lets pass. `booking_days`: how
    long after the day it was expected a booking still keeps its room."""

    pack: str
    book: str
    declare_days: int
    booking_days: int
    sites: Mapping[str, SiteKind]


def written(terms: TracingTerms) -> str:
    """The terms as JSON, the same text for the same terms."""
    return json.dumps(cattrs.unstructure(terms), ensure_ascii=False, sort_keys=True)


def read(text: str) -> TracingTerms:
    """The terms of a JSON text that `written` made."""
    return cattrs.structure(json.loads(text), TracingTerms)
