"""Fits what a score is worth, and measures what the thresholds of the site let through."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from anxin.firms.certainty import ALONE, BEHIND, CLOSE, probability, standing
from anxin.firms.finding import Found, find
from anxin.firms.index import Index
from anxin.firms.naming import read
from anxin.firms.records import ALIAS, FORMER, Firm, Said
from anxin.firms.terms import KEY, LONGEST_TERM
from bench.buyers.haystack import real
from bench.buyers.queries import Query, by_string, variants

FILE = Path(__file__).resolve().parents[2] / "src" / "anxin" / "firms" / "certainty.json"
LEAST = 40
"""Candidates that a step of the curve rests on at least."""


@dataclass(frozen=True)
class Seen:
    """One candidate: its score, its distance to the best other, and whether it was the firm meant."""

    group: str
    score: float
    right: bool


def seen(index: Index, queries: Iterable[Query], *, in_country: bool, most: int = 5) -> list[Seen]:
    """The candidates for all queries. A firm with the same country and core as the one meant counts as it."""
    found = []
    for query in queries:
        held = find(index, query.said, query.country if in_country else "", most=most)
        where = "country" if in_country else "anywhere"
        for one in held:
            found.append(Seen(f"{where}:{standing(one.margin)}", one.score, is_right(query, one)))
    return found


def is_right(query: Query, found: Found) -> bool:
    """Whether it is the firm, or cannot be told from it by its name and country."""
    return same_firm(query, found.firm)


def fit(held: Sequence[Seen]) -> list[tuple[float, float]]:
    """Knots of the isotonic regression (pool adjacent violators), at most one for so many candidates."""
    blocks: list[list[float]] = []  # sum of scores, right ones, count
    for one in sorted(held, key=lambda seen: seen.score):
        blocks.append([one.score, float(one.right), 1.0])
        while len(blocks) > 1 and _share(blocks[-2]) >= _share(blocks[-1]):
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    merged: list[list[float]] = []
    for block in blocks:
        if merged and merged[-1][2] < LEAST:
            merged[-1] = [a + b for a, b in zip(merged[-1], block, strict=True)]
        else:
            merged.append(list(block))
    if len(merged) > 1 and merged[-1][2] < LEAST:
        last = merged.pop()
        merged[-1] = [a + b for a, b in zip(merged[-1], last, strict=True)]
    return [(round(block[0] / block[2], 4), round(_share(block), 4)) for block in merged]


def _share(block: Sequence[float]) -> float:
    return block[1] / block[2]


def write(held: Sequence[Seen], told: str, path: Path = FILE) -> None:
    """Keep the curves, and on what they rest."""
    groups = [f"{where}:{one}" for where in ("country", "anywhere") for one in (ALONE, CLOSE, BEHIND)]
    of_group = {group: [one for one in held if one.group == group] for group in groups}
    knots = {group: fit(found) if found else [(0.0, 0.0)] for group, found in of_group.items()}
    text = {"fitted_on": told, "candidates": {group: len(found) for group, found in of_group.items()}, "knots": knots}
    path.write_text(json.dumps(text, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def calibration_error(held: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: the mean distance of what was said and what was, over bins of equal width."""
    whole = 0.0
    for at in range(bins):
        inside = [one for one in held if at / bins <= one[0] < (at + 1) / bins or (at == bins - 1 and one[0] == 1.0)]
        if inside:
            said = sum(one[0] for one in inside) / len(inside)
            was = sum(one[1] for one in inside) / len(inside)
            whole += abs(said - was) * len(inside)
    return whole / len(held) if held else 0.0


def asked_apart(index: Index, queries: Iterable[Query]) -> tuple[list[Query], int]:
    """Queries without those that are exactly another firm's name on file, which nobody can tell from it; and how many
    were set aside."""
    kept, aside = [], 0
    index.refresh()
    for query in queries:
        key = read(query.said).key
        same = query.wanted and key == read(query.name).key
        if not same and index.frequency(KEY, f"{query.country}|{key[:LONGEST_TERM]}"):
            aside += 1
        else:
            kept.append(query)
    return kept, aside


def same_firm(query: Query, firm: Firm) -> bool:
    """Whether a firm is the one meant, or cannot be told from it by country and core."""
    if not query.wanted:
        return False
    if firm.id == query.wanted:
        return True
    core = read(query.name).key
    return firm.country == query.country and any(read(one.value).key == core for one in firm.names)


def thresholds(index: Index, asked: Sequence[Query], missing: Sequence[Query]) -> dict[str, Any]:
    """What each score lets through as certain, and how far the probabilities are from what was."""
    seen_first = [
        (query, found[0]) for query in (*asked, *missing) if (found := find(index, query.said, query.country))
    ]
    rules = []
    for score in (0.85, 0.9, 0.93, 0.95, 0.96, 0.97, 0.98):
        taken = [(query, one) for query, one in seen_first if one.score >= score and one.rivals == 0]
        here = [(query, one) for query, one in taken if query.wanted]
        right = sum(is_right(query, one) for query, one in here)
        rules.append({
            "score": score,
            "coverage": len(here) / len(asked),
            "precision": right / len(here) if here else 1.0,
            "absent": (len(taken) - len(here)) / len(missing),
        })  # fmt: skip
    said = [(probability(one, True), is_right(query, one)) for query, one in seen_first]
    return {"rules": rules, "asked": len(asked), "absent": len(missing), "calibration_error": calibration_error(said)}


def with_aliases(folder: Path, each: int = 1_500) -> dict[str, Any]:
    """Names no letter of which is the firm's: found once they are on file as its former or other names."""
    told = [query for query in variants(51, each) if not by_string(query.kind)]
    if not told:
        return {}
    names: dict[str, list[Said]] = {}
    for query in told:
        names.setdefault(query.wanted, []).append(Said(query.said, FORMER if "fka" in query.kind else ALIAS))
    index = Index(folder)
    with index.writing() as writing:
        writing.put((replace(one, names=(*one.names, *names.get(one.id, ()))) for one in real()), new=True)
    places = [[same_firm(query, one.firm) for one in find(index, query.said, query.country, most=5)] for query in told]
    return {
        "asked": len(told),
        "first": sum(place[:1] == [True] for place in places) / len(told),
        "five": sum(any(place) for place in places) / len(told),
    }
