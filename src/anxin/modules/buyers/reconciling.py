"""Candidates for a name that another program sends: each with how probable it is and what speaks for it.

A program gets what a page shows, in numbers. It is told "this is it" only where a page would take the firm by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from anxin.firms.certainty import probability
from anxin.firms.finding import Found
from anxin.firms.naming import read
from anxin.firms.records import FORMER, LEGAL, Firm
from anxin.firms.sources.places import country_of
from anxin.kernel.errors import Invalid
from anxin.modules.buyers.enums import Certainty
from anxin.modules.buyers.searching import countries, search

NUMBERS = ("lei", "register")
Feature = float | bool


@dataclass(frozen=True)
class Sought:
    """What is known of a firm that is looked for. `country`: as anybody writes it."""

    name: str = ""
    country: str = ""
    city: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """`probability`: 0 to 1, that it is the firm meant. `match`: it is the only one, and sure enough to be taken."""

    found: Found
    probability: float
    match: bool
    features: Mapping[str, Feature]

    @property
    def firm(self) -> Firm:
        return self.found.firm


def candidates(sought: Sought, *, most: int) -> list[Candidate]:
    """The likeliest first; none for what is no name of a firm. Raises Invalid for a country there is none of."""
    country = place_of(sought.country)
    for key in NUMBERS:
        if sought.numbers.get(key):
            numbered = search(sought.numbers[key], country).found if _is_number(sought.numbers[key]) else ()
            if numbered:
                return [
                    _candidate(one, sought, country, match=len(numbered) == 1, sure=True) for one in numbered[:most]
                ]
    try:
        answer = search(sought.name, country, city=sought.city, most=most)
    except Invalid as fault:
        if fault.field == "name":
            return []
        raise
    sure = answer.certainty is Certainty.SURE
    return [
        _candidate(one, sought, country, match=sure and place == 0, sure=not one.pairs)
        for place, one in enumerate(answer.found)
    ]


def place_of(said: str) -> str:
    """A country as ISO 3166-1 alpha-2, from its code or its name; empty for what is none."""
    text = said.strip()
    if text.upper() in countries("en"):
        return text.upper()
    for language in ("en", "zh"):
        for code, called in countries(language).items():
            if called.casefold() == text.casefold():
                return code
    return country_of(text)


def _is_number(said: str) -> bool:
    return sum(letter.isdigit() for letter in said) >= 5


def _candidate(found: Found, sought: Sought, country: str, *, match: bool, sure: bool) -> Candidate:
    firm, name, held = found.firm, read(sought.name), read(found.by.value)
    features: dict[str, Feature] = {
        "name": round(found.score, 4),
        "margin": round(found.margin, 4),
        "same_core": name.key == held.key,
        "former_name": found.by.kind == FORMER,
        "other_name": found.by.kind != LEGAL,
    }
    if name.form and held.form:
        features["legal_form"] = name.form == held.form
    if country:
        features["country"] = country == firm.country
    if sought.city:
        features["city"] = sought.city.casefold() == firm.city.casefold()
    for key in NUMBERS:
        if sought.numbers.get(key):
            features[key] = sought.numbers[key].replace(" ", "") == firm.identifiers.get(key, "").replace(" ", "")
    return Candidate(found, 1.0 if sure else probability(found, bool(country)), match, features)
