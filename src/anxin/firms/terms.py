"""Terms under which a firm is filed in the index, and by which it is asked for.

Every term carries the country before it ("DE|siemens"), so that a search reads one country's lists only, and the
country can be the routing key where the index is spread over machines. Terms hold no blank: whoever files them splits
at blanks and does nothing else, so the same terms serve any engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from anxin.firms.naming import Name

KEY, SORTED, TOKEN, TRIGRAM, HAN, SKELETON, IDENTIFIER = "key", "sorted", "ctok", "ctri", "han", "csk", "idn"
ANYWHERE_KEY, ANYWHERE_TOKEN = "akey", "tok"
FIELDS = (KEY, SORTED, TOKEN, TRIGRAM, HAN, SKELETON, IDENTIFIER, ANYWHERE_KEY, ANYWHERE_TOKEN)
OTHER_SCRIPTS = frozenset({
    "AE", "AM", "BD", "BG", "BH", "BY", "CN", "CY", "DZ", "EG", "GE", "GR", "HK", "IL", "IN", "IQ", "IR", "JO", "JP",
    "KG", "KH", "KP", "KR", "KW", "KZ", "LA", "LB", "LK", "LY", "MA", "MK", "MM", "MN", "MO", "NP", "OM", "PK", "PS",
    "QA", "RS", "RU", "SA", "SD", "SY", "TH", "TJ", "TN", "TW", "UA", "YE",
})  # fmt: skip
"""Countries whose registers write another script than Latin: there a name may come in either."""
VOWELS = re.compile("[aeiouwyh]+")
SAME = str.maketrans(
    {"g": "k", "c": "k", "q": "k", "d": "t", "b": "p", "v": "p", "f": "p", "z": "s", "j": "s", "l": "r", "x": "s"}
)
TWICE = re.compile(r"(.)\1+")
LONGEST_TERM = 60


def trigrams(key: str) -> set[str]:
    """Three letters each of a core in one piece, its ends marked: "^si", "sie", …, "ns$"."""
    marked = f"^{key}$"
    return {marked[at : at + 3] for at in range(len(marked) - 2)} if key else set()


def bigrams(native: str) -> set[str]:
    """Two signs each of a core written without blanks."""
    text = native.replace(" ", "")
    return {text[at : at + 2] for at in range(len(text) - 1)} or ({text} if text else set())


def skeleton(word: str) -> str:
    """The consonants of a word in six classes, the same for most ways to write it in Latin letters ("hyundai" and
    "hyeondae" are "nt"); empty for less than two."""
    text = word.replace("ch", "s").replace("sh", "s").replace("ts", "s").replace("ng", "n").replace("kh", "k")
    text = TWICE.sub(r"\1", VOWELS.sub("", text.translate(SAME)))
    return text if len(text) > 1 else ""


def of_firm(country: str, names: Iterable[Name], identifiers: Iterable[str]) -> dict[str, list[str]]:
    """The terms of a firm with all its names, by field."""
    held: dict[str, set[str]] = {field: set() for field in FIELDS}
    for name in names:
        if not name.key:
            continue
        key = name.key[:LONGEST_TERM]
        held[KEY].add(f"{country}|{key}")
        held[ANYWHERE_KEY].add(key)
        if len(name.words) > 1:
            held[SORTED].add(f"{country}|{in_order(name)}")
        held[TOKEN].update(f"{country}|{one[:LONGEST_TERM]}" for one in name.words)
        held[ANYWHERE_TOKEN].update(one[:LONGEST_TERM] for one in name.words)
        held[TRIGRAM].update(f"{country}|{one}" for one in trigrams(key))
        if name.native:
            held[HAN].update(f"{country}|{one}" for one in bigrams(name.native))
        if name.native or country in OTHER_SCRIPTS:
            held[SKELETON].update(f"{country}|{one}" for one in skeletons(name))
    held[IDENTIFIER].update(one.replace(" ", "") for one in identifiers if one)
    return {field: sorted(found) for field, found in held.items() if found}


def in_order(name: Name) -> str:
    """The words in the order of the alphabet, in one piece: the same for names that differ in their order."""
    return "".join(sorted(name.words))[:LONGEST_TERM]


def skeletons(name: Name) -> set[str]:
    return {one for one in (skeleton(word) for word in (*name.words, name.key)) if one}
