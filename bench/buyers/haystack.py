"""Firms to search among: real names where the lists are at hand, and invented ones, the same for the same seed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anyascii import anyascii

from anxin.firms.records import LEGAL, ROMANISED, Firm, Said
from bench.buyers import words

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "buyers"
FILES = ("fd_companies", "ofac_sdn_entities", "ror_orgs")
SCRIPTS = {
    language: held.split()
    for language, held in (
        ("ru", words.CYRILLIC), ("el", words.GREEK), ("ar", words.ARABIC), ("he", words.HEBREW), ("th", words.THAI),
        ("zh", words.HAN), ("ja", words.KANA), ("la", words.LATIN),
    )
}  # fmt: skip
HANGUL = list(words.HANGUL)
WITH_ALIAS = 0.4
"""Share of names in another script that have one in Latin letters on file."""
SHARD = 20_000


@dataclass(frozen=True)
class Parts:
    """What an invented name was made of, so that it can be spoiled without asking how we read names."""

    stem: str
    trade: str
    form: str
    language: str
    latin: str

    def whole(self, *, form: str | None = None, stem: str | None = None, trade: str | None = None) -> str:
        """The name, with another form, stem or trade."""
        said = self.form if form is None else form
        parts = [self.stem if stem is None else stem, self.trade if trade is None else trade]
        core = ("" if self.language in words.ATTACHED else " ").join(one for one in parts if one)
        if not said:
            return core
        if self.language in words.ATTACHED:
            return f"{core}{said}"
        return f"{said} {core}" if said in words.BEFORE else f"{core} {said}"


def real() -> Iterator[Firm]:
    """The organisations of the public lists; none where the lists are not there."""
    for name in FILES:
        path = REAL / f"{name}.csv"
        if path.exists():
            with path.open(encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    yield Firm(row["id"], row["country"] or "XX", (Said(row["name"]),), row.get("city") or "")


def invented(many: int, seed: int = 8) -> Iterator[Firm]:
    """So many firms of 66 countries."""
    for shard in range(-(-many // SHARD)):
        for serial in range(shard * SHARD, min(many, (shard + 1) * SHARD)):
            yield firm(serial, seed)


def firm(serial: int, seed: int = 8) -> Firm:
    """One of them, by its number."""
    country, parts, draw = made(serial, seed)
    names = [Said(parts.whole(), LEGAL)]
    if parts.latin and draw.random() < WITH_ALIAS:
        names.append(Said(parts.latin, ROMANISED))
    return Firm(f"i:{serial}", country, tuple(names), draw.choice(_cities(country)))


def made(serial: int, seed: int = 8) -> tuple[str, Parts, random.Random]:
    """Its country and the parts of its name."""
    draw = random.Random(serial * 1_000_003 + seed)
    country = draw.choices(*_countries())[0]
    language = words.LANGUAGES[country]
    stem, latin = _stem(draw, language, country)
    trades = _trades(language)
    trade = draw.choice(trades) if draw.random() < 0.75 else ""
    form = draw.choice(words.FORMS.get(country, "Ltd").split("|"))
    if latin:
        said = anyascii(trade).strip().title() if trade else ""
        latin = f"{latin.title()} {said}".strip()
    return country, Parts(stem, trade, form, language, latin), draw


def _stem(draw: random.Random, language: str, country: str) -> tuple[str, str]:
    """What the firm is called, and how it is written in Latin letters where it is not."""
    if language == "ko":
        drawn = [draw.choice(HANGUL) for _ in range(draw.randint(2, 4))]
        return "".join(drawn), "".join(words.HANGUL[one][0] for one in drawn)
    if language == "ja":
        stem = "".join(draw.choice(SCRIPTS["ja"]) for _ in range(draw.randint(3, 5)))
        return stem, anyascii(stem)
    if language in SCRIPTS:
        many = draw.randint(2, 4) if language == "zh" else draw.randint(2, 3)
        stem = "".join(draw.choice(SCRIPTS[language]) for _ in range(many))
        return (stem if language == "zh" else stem.capitalize()), anyascii(stem)
    kind, known = draw.random(), _known(country)
    if kind < 0.45 or not known:
        stem = "".join(draw.choice(SCRIPTS["la"]) for _ in range(draw.randint(2, 4))).capitalize()
    elif kind < 0.75:
        stem = draw.choice(known)
    elif kind < 0.9:
        stem = f"{draw.choice(known)} {draw.choice(known)}"
    else:
        stem = f"{draw.choice(_cities(country))} {draw.choice(known)}"
    return stem, ""


@cache
def _countries() -> tuple[list[str], list[int]]:
    return list(words.LANGUAGES), [words.WEIGHTS.get(one, 1) for one in words.LANGUAGES]


@cache
def _trades(language: str) -> list[str]:
    held = words.TRADES[language]
    return held.split("|") if "|" in held else held.split()


@cache
def _tokens() -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for one in real():
        for word in one.name.split():
            if word.isalpha() and len(word) > 3 and word.isascii():
                found.setdefault(one.country, {})[word.capitalize()] = None
    return {country: list(held) for country, held in found.items()}


def _known(country: str) -> list[str]:
    return _tokens().get(country, [])


@cache
def _cities(country: str) -> list[str]:
    return list(dict.fromkeys(one.city for one in real() if one.country == country and one.city))[:400] or ["Port"]
