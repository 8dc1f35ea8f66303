"""Searching for a buyer: what was typed, the firms like it, and how sure that is.

Who asks for what is written nowhere: what an exporter asks is a secret of their trade.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from babel import Locale
from django.utils.translation import get_language

from anxin.firms.finding import Found, by_identifier, find
from anxin.firms.naming import LONGEST, emptiness, is_mixed
from anxin.firms.records import Firm
from anxin.modules.buyers import shelves, subjects
from anxin.modules.buyers.enums import Certainty
from anxin.modules.buyers.refusing import no_name, no_such_country

SURE, ASK = 0.97, 0.85
"""Scores of the first firm from which it is taken, or asked about (measured: docs/ops/buyers.md)."""
MOST = 8
NOT_COUNTRIES = frozenset({"ZZ", "QO", "EU", "UN", "EZ", "XA", "XB"})


@dataclass(frozen=True)
class Answer:
    """`found`: one for each firm, the best first. `alike`: how many firms are as like as the first. `mixed`: letters of
    two alphabets stand in one word, as in names made to deceive."""

    certainty: Certainty
    found: tuple[Found, ...]
    alike: int = 0
    mixed: bool = False

    @property
    def first(self) -> Found | None:
        return self.found[0] if self.found else None


def search(said: str, country: str = "", *, city: str = "", most: int = MOST) -> Answer:
    """Raises Invalid for what is no name, or no country."""
    said = said.strip()
    if country and country not in countries():
        raise no_such_country(country)
    if len(said) > LONGEST:
        raise no_name("long")
    if numbered := _numbered(said, country):
        return Answer(Certainty.SURE, tuple(Found(one, 1.0, one.names[0], ()) for one in numbered))
    if why := emptiness(said):
        raise no_name(why)
    held = find(shelves.firms(), said, country, city=city, most=most * 3)
    hit_of = {one.firm.id: one for one in held}
    groups = subjects.apart(one.firm for one in held)[:most]
    found = tuple(replace(hit_of[group[0].id], firm=subjects.chief(group)) for group in groups)
    mixed = is_mixed(said)
    if not found:
        return Answer(Certainty.NONE, (), mixed=mixed)
    best = found[0].score
    alike = sum(1 for one in found if best - one.score < 0.0005)
    return Answer(_certainty(best, alike, country=country, mixed=mixed), found, alike, mixed)


def countries(language: str = "") -> dict[str, str]:
    """Countries by ISO 3166-1 alpha-2, as they are called in a language."""
    locale = Locale.parse((language or get_language() or "zh").replace("-", "_").split("_")[0])
    names = locale.territories
    return {
        code: str(names[code])
        for code in sorted(names)
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }


def _certainty(best: float, alike: int, *, country: str, mixed: bool) -> Certainty:
    if best >= SURE and alike == 1 and country and not mixed:
        return Certainty.SURE
    return Certainty.ASK if best >= ASK else Certainty.UNSURE


def _numbered(said: str, country: str) -> list[Firm]:
    """Firms by a number typed instead of a name: one with digits and hardly a letter that is no number's."""
    plain = said.replace(" ", "").upper()
    if sum(letter.isdigit() for letter in plain) < 5 or not plain.isascii():
        return []
    held = by_identifier(shelves.firms(), plain)
    same = [one for one in held if not country or one.country == country]
    return [subjects.chief(group) for group in subjects.apart(same)]
