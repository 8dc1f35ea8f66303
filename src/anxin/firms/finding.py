"""Finding a firm by what stands on an order: candidates by terms, then every candidate compared name by name.

The first stage asks the index for any of: the core in one piece, its words in the order of the alphabet, each word, the
rarest trigrams, and bigrams of Chinese, Japanese and Korean. The second compares in full and keeps the reasons. Only
where nothing is near does a second round ask by consonants, which finds a name in another script.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from anxin.firms import terms
from anxin.firms.index import Index
from anxin.firms.naming import Name, read
from anxin.firms.records import LEGAL, Firm, Said
from anxin.firms.scoring import Comparing, Pair

CANDIDATES, ACROSS_SCRIPTS = 70, 150
"""Firms compared in full: of the first round, and of the second, where consonants say little."""
RAREST = 12
KEY, IN_ORDER, WORD, HAN, SKELETON = 5.0, 3.0, 1.5, 1.5, 1.5
NEAR = 0.9
"""Below this best score the second round is made."""
LEAST = 0.3
"""What is less like it is not shown."""
OTHER_NAME = 0.001


@dataclass(frozen=True)
class Found:
    """A firm, how much its name is what was typed (0 to 1), and by which of its names. `margin`: to the next firm with
    another core. `rivals`: other firms of the same score."""

    firm: Firm
    score: float
    by: Said
    pairs: tuple[Pair, ...]
    margin: float = 1.0
    rivals: int = 0


def find(index: Index, said: str, country: str = "", *, city: str = "", most: int = 10) -> list[Found]:
    """The firms most like it, the best first. `country`: ISO 3166-1 alpha-2; without it all are asked, by words."""
    name = read(said)
    if not name.key:
        return []
    index.refresh()
    seen = _compared(index, name, country, city, _first_round(index, name, country), CANDIDATES)
    if country and (not seen or seen[0][0] < NEAR):
        more = _second_round(index, name, country)
        if more:
            known = {held[1].id for held in seen}
            seen += [
                held for held in _compared(index, name, country, city, more, ACROSS_SCRIPTS) if held[1].id not in known
            ]
            seen.sort(key=_order)
    return _shown(index, name, country, seen, most)


def by_identifier(index: Index, said: str) -> list[Firm]:
    """Firms with exactly this number: LEI, register number, VAT number."""
    number = "".join(said.split())
    return [firm for _score, firm in index.hits(index.term(terms.IDENTIFIER, number, 1), 20)] if number else []


def weight_of(index: Index, country: str, word: str) -> float:
    """What a word says in a country, or anywhere."""
    return index.weight(terms.TOKEN, f"{country}|{word}") if country else index.weight(terms.ANYWHERE_TOKEN, word)


def _first_round(index: Index, name: Name, country: str) -> list[Any]:
    key = name.key[: terms.LONGEST_TERM]
    if not country:
        parts = [index.term(terms.ANYWHERE_KEY, key, KEY)]
        rarest = sorted(set(name.words), key=lambda one: index.frequency(terms.ANYWHERE_TOKEN, one))
        parts += [index.term(terms.ANYWHERE_TOKEN, one, WORD) for one in rarest]
        parts += [index.alike(terms.ANYWHERE_TOKEN, one, 1) for one in rarest[:2] if len(one) > 3]
        return parts
    parts = [index.term(terms.KEY, f"{country}|{key}", KEY)]
    if len(name.words) > 1:
        parts.append(index.term(terms.SORTED, f"{country}|{terms.in_order(name)}", IN_ORDER))
    parts += [index.term(terms.TOKEN, f"{country}|{one}", WORD) for one in set(name.words)]
    counted = [(index.frequency(terms.TRIGRAM, f"{country}|{one}"), one) for one in terms.trigrams(key)]
    rarest_ones = sorted(held for held in counted if held[0])[:RAREST]
    parts += [index.term(terms.TRIGRAM, f"{country}|{one}", 1) for _count, one in rarest_ones]
    if name.native:
        parts += [index.term(terms.HAN, f"{country}|{one}", HAN) for one in terms.bigrams(name.native)]
    return parts


def _second_round(index: Index, name: Name, country: str) -> list[Any]:
    return [index.term(terms.SKELETON, f"{country}|{one}", SKELETON) for one in terms.skeletons(name)]


Compared = tuple[float, Firm, Said, Comparing, bool]
"""A score, the firm, its name, what compared it, and whether it is in the city that was said."""


def _compared(index: Index, name: Name, country: str, city: str, parts: list[Any], most: int) -> list[Compared]:
    firms = [firm for _score, firm in index.hits(index.any_of(parts), most)]
    held = [(firm, [(one, read(one.value)) for one in firm.names]) for firm in firms]
    weight: Callable[[str], float] = partial(weight_of, index, country)
    comparing = Comparing(name, (one for _firm, names in held for _said, one in names), weight)
    found = []
    for firm, names in held:
        score, _place, said = max(
            (comparing.score(one) - (0.0 if said.kind == LEGAL else OTHER_NAME), -place, said)
            for place, (said, one) in enumerate(names)
        )
        there = bool(city) and city.casefold() == firm.city.casefold()
        found.append((score, firm, said, comparing, there))
    found.sort(key=_order)
    return [held for held in found if held[0] >= LEAST]


def _order(held: Compared) -> tuple[float, bool, str]:
    return -held[0], not held[4], held[1].id


def _shown(index: Index, name: Name, country: str, seen: list[Compared], most: int) -> list[Found]:
    shown = []
    for score, firm, said, comparing, _there in seen[:most]:
        others = [other for other in seen if other[1].id != firm.id]
        next_best = max((other[0] for other in others), default=0.0)
        rivals = sum(1 for other in others if abs(other[0] - score) < 0.0005)
        shown.append(Found(firm, score, said, tuple(comparing.pairs(read(said.value))), score - next_best, rivals))
    return shown
