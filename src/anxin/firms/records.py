"""What is kept of a firm: its names with their kind and dates, where it is, its identifiers, and who said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

LEGAL, FORMER, TRADING, TRANSLATED, ROMANISED, ALIAS = "legal", "former", "trading", "translated", "romanised", "alias"
KINDS = (LEGAL, FORMER, TRADING, TRANSLATED, ROMANISED, ALIAS)


@dataclass(frozen=True)
class Said:
    """One name of a firm. `until`: the last day it was the name, as YYYY-MM-DD, of a former one; empty if unknown."""

    value: str
    kind: str = LEGAL
    language: str = ""
    until: str = ""


@dataclass(frozen=True)
class Firm:
    """`id`: of the source, with its prefix ("lei:…"). `country`: ISO 3166-1 alpha-2. `identifiers`: of any scheme, as
    {"lei": …, "register": …}. `facts`: status, founded, website, … as texts. `edition`: number of its load."""

    id: str
    country: str
    names: tuple[Said, ...]
    city: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    edition: int = 0

    @property
    def name(self) -> str:
        """Its legal name, or the first that is known."""
        return next((one.value for one in self.names if one.kind == LEGAL), self.names[0].value)


def packed(firm: Firm) -> bytes:
    """A firm as the index keeps it."""
    names = [[one.value, KINDS.index(one.kind), one.language, one.until] for one in firm.names]
    plainest = [one[0] if one[1:] == [0, "", ""] else one for one in names]
    return orjson.dumps(
        [firm.id, firm.country, plainest, firm.city, dict(firm.identifiers), dict(firm.facts), firm.edition]
    )


def unpacked(held: bytes) -> Firm:
    """The other way round."""
    number, country, names, city, identifiers, facts, edition = orjson.loads(held)
    return Firm(number, country, tuple(_said(one) for one in names), city, identifiers, facts, edition)


def _said(held: Any) -> Said:
    if isinstance(held, str):
        return Said(held)
    value, kind, language, until = held
    return Said(value, KINDS[kind], language, until)
