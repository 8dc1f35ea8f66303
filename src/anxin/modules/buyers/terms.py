"""What a service declares of its light: the tables, the sources, the classes of countries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import cattrs

NOT_REVIEWED, HIGH_INCOME, CLASSIFIED = "not_reviewed", "high_income", "classified"


@dataclass(frozen=True)
class Source:
    """Where firms or entries of a list come from. `screens`: a list of sanctions."""

    title: Mapping[str, str]
    format: str
    licence: Mapping[str, str]
    screens: bool


@dataclass(frozen=True)
class DatedTable:
    """A table file (DMN) and the day it takes over."""

    since: str
    dmn: str


@dataclass(frozen=True)
class BuyerTerms:
    """`tables`: the oldest first. `screened_within`: hours. `late_after`: days past due. `countries`: by ISO 3166-1
    alpha-2, the class 0 to 7 or `high_income`; what is not in it is not reviewed."""

    pack: str
    tables: tuple[DatedTable, ...]
    screened_within: int
    late_after: int
    sources: Mapping[str, Source]
    countries: Mapping[str, str]
    countries_title: Mapping[str, str]
    countries_dated: str

    def table_on(self, day: date) -> str:
        """The DMN in force on a day; that of the first day before it."""
        held = [one for one in self.tables if one.since <= day.isoformat()] or list(self.tables[:1])
        return held[-1].dmn

    def country_risk(self, country: str) -> tuple[str, int | None]:
        """(`classified`, 0 to 7), (`high_income`, None) or (`not_reviewed`, None)."""
        found = self.countries.get(country, NOT_REVIEWED)
        return (CLASSIFIED, int(found)) if found.isdigit() else (found, None)


def written(terms: BuyerTerms) -> str:
    """The terms as JSON, the same text for the same terms."""
    return json.dumps(cattrs.unstructure(terms), ensure_ascii=False, sort_keys=True)


def read(text: str) -> BuyerTerms:
    """The terms of a JSON text that `written` made."""
    return cattrs.structure(json.loads(text), BuyerTerms)
