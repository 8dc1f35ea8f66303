"""What somebody types: real variants of real names, and invented names spoiled in seventeen ways."""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from anyascii import anyascii
from opencc import OpenCC

from bench.buyers import words
from bench.buyers.haystack import REAL, Parts, made

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FILES = (("fd", "fd_name_variants"), ("ofac", "ofac_sdn_aka"), ("ror", "ror_name_variants"))
BY_STRING = ("same-core", "abbrev", "near")
"""Strata of real variants that share letters with the name; the others need the alias on file."""


@dataclass(frozen=True)
class Query:
    """`wanted`: the id, `name`: what stands on file (firms with the same country and core count as found too)."""

    kind: str
    said: str
    country: str
    wanted: str
    name: str


def spoiled(serials: range, seed: int, each: int) -> list[Query]:
    """So many of every kind, from the firms of these numbers."""
    draw = random.Random(seed)
    found: dict[str, list[Query]] = {kind: [] for kind in KINDS}
    for _ in range(each * 4_000):
        if all(len(held) >= each for held in found.values()):
            break
        serial = draw.randrange(serials.start, serials.stop)
        country, parts, _rest = made(serial)
        for kind, spoil in KINDS.items():
            if len(found[kind]) < each:
                said = spoil(parts, draw)
                if (said and said != parts.whole()) or kind == "exact":
                    found[kind].append(Query(kind, said or parts.whole(), country, f"i:{serial}", parts.whole()))
                    break
    return [one for held in found.values() for one in held]


def variants(seed: int, each: int) -> list[Query]:
    """Real names that are written in two ways; none where the lists are not there."""
    found: list[Query] = []
    for source, name in FILES:
        path = REAL / f"{name}.csv"
        if not path.exists():
            continue
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        random.Random(seed).shuffle(rows)
        counts: dict[str, int] = {}
        for row in rows:
            kind = _stratum(source, row)
            if counts.get(kind, 0) < each:
                counts[kind] = counts.get(kind, 0) + 1
                found.append(Query(kind, row["variant"], row["country"] or "XX", row["id"], row["name"]))
    return found


def by_string(kind: str) -> bool:
    """Whether letters alone can find it."""
    return ":" not in kind or any(one in kind for one in BY_STRING)


def _stratum(source: str, row: dict[str, str]) -> str:
    said = row["stratum"].removeprefix("aka:").split("/")[0]
    script = row.get("script") or "latin"
    return f"{source}:{said}" + ("" if script == "latin" else f":{'other script'}")


def _letters(text: str, draw: random.Random, times: int) -> str:
    for _ in range(times):
        places = [at for at in range(1, len(text)) if text[at].isalpha() and text[at - 1].isalpha()]
        if len(places) < 3:
            return ""
        at, kind = draw.choice(places), draw.randrange(4)
        other = draw.choice(LETTERS) if text[at].isascii() else text[draw.choice(places)]
        text = (
            text[:at] + text[at + 1 :],
            text[:at] + other + text[at:],
            text[:at] + other + text[at + 1 :],
            text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :],
        )[kind]
    return text


def _typo(parts: Parts, draw: random.Random) -> str:
    return _letters(parts.whole(), draw, 1) if parts.whole().isascii() else ""


def _two(parts: Parts, draw: random.Random) -> str:
    return _letters(parts.whole(), draw, 2) if parts.whole().isascii() and len(parts.whole()) > 12 else ""


def _native(parts: Parts, draw: random.Random) -> str:
    if not parts.latin or len(parts.stem) + len(parts.trade) < 5:
        return ""
    spoilt = _letters(f"{parts.stem} {parts.trade}".strip(), draw, 1)
    return spoilt.replace(" ", "") if parts.language in words.ATTACHED else spoilt


def _order(parts: Parts, draw: random.Random) -> str:
    found = f"{parts.stem} {parts.trade}".split()
    if len(found) < 2 or parts.language in words.ATTACHED:
        return ""
    draw.shuffle(found)
    return f"{' '.join(found)} {parts.form}"


def _accents(parts: Parts, _draw: random.Random) -> str:
    text = unicodedata.normalize("NFD", parts.whole())
    plain = "".join(one for one in text if not unicodedata.combining(one))
    return plain if plain.isascii() else ""


def _merged(parts: Parts, draw: random.Random) -> str:
    if parts.language in words.ATTACHED or not parts.whole().isascii():
        return ""
    if parts.trade and draw.random() < 0.5:
        return f"{parts.stem}{parts.trade} {parts.form}"
    at = draw.randrange(2, len(parts.stem) - 1) if len(parts.stem) > 5 else 0
    return parts.whole(stem=f"{parts.stem[:at]} {parts.stem[at:]}") if at else ""


def _short(parts: Parts, draw: random.Random) -> str:
    for whole, short in words.SHORT.items():
        if whole in parts.whole():
            return parts.whole().replace(whole, draw.choice((short, f"{short}.")))
    return ""


def _missing(parts: Parts, draw: random.Random) -> str:
    found = parts.stem.split()
    if len(found) < 2:
        return ""
    found.pop(draw.randrange(len(found)))
    return parts.whole(stem=" ".join(found))


def _more(parts: Parts, draw: random.Random) -> str:
    return (
        parts.whole(trade=f"{parts.trade} {draw.choice(words.EXTRA.split())}".strip())
        if parts.whole().isascii()
        else ""
    )


def _other_roman(parts: Parts, draw: random.Random) -> str:
    """As firms write themselves, not as a table of transliteration has it."""
    if parts.language == "ko":
        latin = "".join(words.HANGUL[one][1] for one in parts.stem)
    elif parts.language in words.ROMANISED:
        latin = anyascii(parts.stem).lower()
        pairs = [pair for pair in words.ROMANISED[parts.language] if pair[0] in latin]
        for mine, theirs in draw.sample(pairs, min(2, len(pairs))):
            latin = latin.replace(mine, theirs)
        if not pairs:
            return ""
    else:
        return ""
    return (
        f"{latin.title()} {anyascii(parts.trade).strip().title()} {draw.choice(('Co Ltd', 'Ltd', 'LLC', ''))}".strip()
    )


def _other_han(parts: Parts, _draw: random.Random) -> str:
    return str(OpenCC("s2t").convert(parts.whole())) if parts.language == "zh" else ""


def _alias(parts: Parts, draw: random.Random) -> str:
    return _letters(parts.latin, draw, 1) if parts.latin and len(parts.latin) > 7 else ""


def _both(parts: Parts, draw: random.Random) -> str:
    spoilt = _order(parts, draw) or _merged(parts, draw)
    return _letters(spoilt, draw, 1) if spoilt.isascii() else ""


def _swapped(parts: Parts, draw: random.Random) -> str:
    others = [one for one in words.FORMS.get("GB", "").split("|") if one != parts.form]
    return parts.whole(form=draw.choice(others)) if parts.whole().isascii() else ""


KINDS: dict[str, Callable[[Parts, random.Random], str]] = {
    "exact": lambda parts, _draw: parts.whole(),
    "lower, no points": lambda parts, _draw: parts.whole().lower().replace(".", " ").replace(",", " "),
    "form left out": lambda parts, _draw: parts.whole(form=""),
    "other form": _swapped,
    "typo": _typo,
    "two typos": _two,
    "typo, own script": _native,
    "other order": _order,
    "accents left out": _accents,
    "merged or split": _merged,
    "shortened": _short,
    "a word left out": _missing,
    "a word more": _more,
    "other romanisation": _other_roman,
    "other characters": _other_han,
    "typo in the alias": _alias,
    "order and typo": _both,
}
STRICT = ("exact", "lower, no points", "form left out", "other form", "typo", "other order", "accents left out")


def absent(many: int, seed: int, first: int) -> Iterator[Query]:
    """Names of the same making that are not on file: firms of numbers that were never filed."""
    for serial in range(first, first + many):
        country, parts, _draw = made(serial, seed)
        yield Query("absent", parts.whole(), country, "", parts.whole())
