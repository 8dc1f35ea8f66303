"""Whether a firm stands on a list of sanctions: candidates by name and number, settled by a number or by somebody.

A likeness of names alone confirms nothing: it is *possible*, caps the light at yellow, and waits for somebody to look.
"""

from __future__ import annotations

from dataclasses import dataclass

from anxin.firms.finding import by_identifier, find
from anxin.firms.records import Firm, Said
from anxin.modules.buyers import queries, shelves
from anxin.modules.buyers.subjects import Subject

LIKE, VERY_LIKE = 0.85, 0.95
"""Scores from which a name is like an entry's: in the same country, and in any."""
NONE, POSSIBLE, CONFIRMED = "none", "possible", "confirmed"


@dataclass(frozen=True)
class Hit:
    """An entry of a list that a firm may be. `by`: the entry's name; `like`: the firm's. `score`: 0 to 1."""

    entry: Firm
    by: Said
    like: str
    score: float
    state: str


def screen(subject: Subject) -> list[Hit]:
    """The entries it may be, the likeliest first; without those that somebody decided are others."""
    decided = queries.verdicts_of(subject.ids)
    found: dict[str, Hit] = {}
    for entry, name, like, score, same_number in _candidates(subject):
        if decided.get(entry.id) is False:
            continue
        state = CONFIRMED if same_number or decided.get(entry.id) else POSSIBLE
        held = found.get(entry.id)
        if held is None or score > held.score:
            found[entry.id] = Hit(entry, name, like, score, state)
    return sorted(found.values(), key=lambda one: (one.state != CONFIRMED, -one.score, one.entry.id))


def state_of(hits: list[Hit]) -> str:
    """The gravest of them."""
    states = {one.state for one in hits}
    return next((one for one in (CONFIRMED, POSSIBLE) if one in states), NONE)


def _candidates(subject: Subject) -> list[tuple[Firm, Said, str, float, bool]]:
    index = shelves.lists()
    if not len(index):
        return []
    held = []
    for number in subject.identifiers.values():
        held += [(one, one.names[0], subject.first.name, 1.0, True) for one in by_identifier(index, number)]
    for said in subject.names:
        for found in find(index, said.value, most=5):
            same_country = found.firm.country in ("XX", subject.first.country)
            if found.score >= (LIKE if same_country else VERY_LIKE):
                held.append((found.firm, found.by, said.value, found.score, False))
    return held
