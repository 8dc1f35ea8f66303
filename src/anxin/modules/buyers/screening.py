"""Whether a firm stands on a list of sanctions: candidates by name and number, each decided by `logic-v2` with what it
compared, and settled by a number or by somebody.

A likeness of names alone confirms nothing: it is *possible*, caps the light at yellow, and waits for somebody to look.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from anxin.firms.finding import by_identifier, find
from anxin.firms.records import Firm, Said
from anxin.firms.verifying import SAME, Verified, verify
from anxin.modules.buyers import queries, shelves
from anxin.modules.buyers.subjects import Subject

NEAR = 0.6
"""Score of a name from which an entry is a candidate."""
CANDIDATES = 10
NONE, POSSIBLE, CONFIRMED = "none", "possible", "confirmed"
Because = tuple[tuple[str, float, str], ...]


@dataclass(frozen=True)
class Hit:
    """An entry of a list that a firm may be. `by`: the entry's name; `like`: the firm's. `score`: 0 to 1, and
    `because`: the features it is made of. `numbered`: both have the same number."""

    entry: Firm
    by: Said
    like: str
    score: float
    because: Because
    numbered: bool = False
    state: str = POSSIBLE


def screen(subject: Subject) -> list[Hit]:
    """The entries it may be, the gravest first; without those that somebody decided are others."""
    decided = queries.verdicts_of(subject.ids)
    whole = replace(subject.first, names=tuple(subject.names), identifiers=subject.identifiers)
    found = entries_like(whole) + _decided_same(whole, decided)
    held = {
        one.entry.id: replace(one, state=CONFIRMED if one.numbered or decided.get(one.entry.id) else POSSIBLE)
        for one in found
        if decided.get(one.entry.id) is not False
    }
    return sorted(held.values(), key=lambda one: (one.state != CONFIRMED, -one.score, one.entry.id))


def entries_like(firm: Firm) -> list[Hit]:
    """The entries of lists that `logic-v2` takes for the firm, and those with its number, the likeliest first."""
    found = []
    for entry, by, like, numbered in _candidates(firm):
        judged: Verified = verify(firm, entry)
        if judged.score >= SAME or numbered:
            found.append(Hit(entry, by, like, judged.score, judged.because, numbered))
    return sorted(found, key=lambda one: (not one.numbered, -one.score, one.entry.id))


def state_of(hits: list[Hit]) -> str:
    """The gravest of them."""
    states = {one.state for one in hits}
    return next((one for one in (CONFIRMED, POSSIBLE) if one in states), NONE)


def _candidates(firm: Firm) -> list[tuple[Firm, Said, str, bool]]:
    index = shelves.lists()
    if not len(index):
        return []
    held: dict[str, tuple[float, Firm, Said, str, bool]] = {}
    for key, number in firm.identifiers.items():
        for entry in by_identifier(index, number):
            if entry.identifiers.get(key) == number and (key == "lei" or entry.country == firm.country):
                held[entry.id] = (2.0, entry, entry.names[0], firm.name, True)
    for said in firm.names:
        for found in find(index, said.value, most=CANDIDATES):
            before = held.get(found.firm.id)
            if found.score >= NEAR and (before is None or before[0] < found.score):
                held[found.firm.id] = (found.score, found.firm, found.by, said.value, False)
    ordered = sorted(held.values(), key=lambda one: (-one[0], one[1].id))
    return [one[1:] for one in ordered[:CANDIDATES]]


def _decided_same(firm: Firm, decided: dict[str, bool]) -> list[Hit]:
    entries = shelves.lists().by_id(*(other for other, same in decided.items() if same))
    return [Hit(one, one.names[0], firm.name, 1.0, (), state=CONFIRMED) for one in entries]
