"""How much two names are the same: from 0 to 1, by their parts, with what each part had to say.

Words are paired one to one by likeness (optimal string alignment), weighed by how rare they are in the country; against
it stands the likeness of both cores in one piece, which forgives blanks. Names in one script other than Latin are
compared as they are written. Across scripts the consonants count, as ways to write a name in Latin letters differ in
the vowels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import cdist

from anxin.firms.naming import Name
from anxin.firms.romanising import folded
from anxin.firms.terms import skeleton

LIKE_ENOUGH, PREFIX, SHORT_PREFIX = 0.66, 0.92, 0.7
FORM = 0.004
IDEOGRAPHS = "CJK"
"""A script in which different names sound, and so look in Latin letters, the same."""
OTHER_NUMBER, ACROSS, FOLDED = 0.9, 0.84, 0.96
MISSING_SAID, MISSING_HELD = 1.0, 0.8
"""What an unpaired word weighs: one that was typed and is not on file, one on file that was not typed."""


@dataclass(frozen=True)
class Pair:
    """A word that was typed beside a word on file; one of them empty where it has no other. `likeness`: 0 to 1."""

    said: str
    held: str
    likeness: float


class Comparing:
    """One name compared with many. `weight`: how much a word of the country says, from 0 to 1 (rare words more)."""

    def __init__(self, said: Name, held: Iterable[Name], weight: Callable[[str], float]) -> None:
        self.said, self.weight = said, weight
        words = sorted({word for name in held for word in name.words})
        rows = (
            cdist(said.words, words, scorer=OSA.normalized_similarity, score_cutoff=LIKE_ENOUGH).tolist()
            if words
            else []
        )
        self.likeness = [
            {word: best for word, like in zip(words, row, strict=True) if (best := _alike(mine, word, like))}
            for mine, row in zip(said.words, rows, strict=False)
        ]
        self.weights = [weight(word) for word in said.words]
        self.bones = {word: skeleton(word) for word in (*said.words, said.key)}

    def score(self, held: Name) -> float:
        """0 to 1; equal cores are 1 less what an other form takes."""
        said = self.said
        if said.key == held.key and (said.native == held.native or said.script != held.script):
            best = 1.0
        else:
            best = max(self._by_words(held), self._in_one_piece(held))
            if said.native and held.native and said.script == held.script:
                written = float(Indel.normalized_similarity(said.native, held.native))
                best = written if said.script == IDEOGRAPHS else max(written, best)
            elif said.script != held.script:
                best = max(best, self._across(held))
            best = min(best, 0.995)
        if said.numbers != held.numbers and said.numbers and held.numbers:
            best *= OTHER_NUMBER
        if said.form and held.form:
            best -= 0.0 if said.form == held.form else FORM
        return best

    def pairs(self, held: Name) -> list[Pair]:
        """The words side by side, the typed ones in their order, then those nobody typed."""
        found = {at: (word, likeness) for at, word, likeness in self._paired(held)}
        rows = [
            Pair(word, found[at][0], found[at][1]) if at in found else Pair(word, "", 0.0)
            for at, word in enumerate(self.said.words)
        ]
        left = list(held.words)
        for word, _likeness in found.values():
            left.remove(word)
        return rows + [Pair("", word, 0.0) for word in left]

    def _by_words(self, held: Name) -> float:
        paired = self._paired(held)
        taken = [word for _at, word, _likeness in paired]
        both = missing = 0.0
        seen = set()
        for at, word, likeness in paired:
            weight = self.weights[at] + self.weight(word)
            both += likeness * weight
            missing += (1 - likeness) * weight
            seen.add(at)
        missing += sum(MISSING_SAID * one for at, one in enumerate(self.weights) if at not in seen)
        for word in held.words:
            if word in taken:
                taken.remove(word)
            else:
                missing += MISSING_HELD * self.weight(word)
        return both / (both + missing) if both else 0.0

    def _paired(self, held: Name) -> list[tuple[int, str, float]]:
        """Pairs of words, the best first, each word once."""
        found = [
            (row[word] * self.weights[at], row[word], -abs(at - place), at, place, word)
            for at, row in enumerate(self.likeness)
            for place, word in enumerate(held.words)
            if word in row
        ]
        found.sort(reverse=True)
        said_taken: set[int] = set()
        held_taken: set[int] = set()
        paired = []
        for _weighed, likeness, _apart, at, place, word in found:
            if at not in said_taken and place not in held_taken:
                said_taken.add(at)
                held_taken.add(place)
                paired.append((at, word, likeness))
        return paired

    def _in_one_piece(self, held: Name) -> float:
        return float(OSA.normalized_similarity(self.said.key, held.key, score_cutoff=0.5))

    def _across(self, held: Name) -> float:
        """As both would be romanised, and by consonants; never as sure as the same script."""
        mine, theirs = self.bones[self.said.key], skeleton(held.key)
        best = 0.0
        if mine and theirs:
            sure = min(1.0, min(len(mine), len(theirs)) / 4)
            best = float(Indel.normalized_similarity(mine, theirs)) * ACROSS * sure
        script = self.said.script or held.script
        if not self.said.script or not held.script:
            mine, theirs = folded(self.said.key, script), folded(held.key, script)
            if min(len(mine), len(theirs)) > 2:
                best = max(best, float(OSA.normalized_similarity(mine, theirs)) * FOLDED)
        return best


def _alike(said: str, held: str, likeness: float) -> float:
    if likeness < PREFIX and held[0] == said[0]:
        return max(likeness, _prefix(said, held))
    return likeness


def _prefix(said: str, held: str) -> float:
    """One word the beginning of the other, as a shortening is."""
    short, long = (said, held) if len(said) < len(held) else (held, said)
    if not long.startswith(short):
        return 0.0
    return PREFIX if len(short) > 3 else SHORT_PREFIX
