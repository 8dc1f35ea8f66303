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


def of_firm(country: str, names: Iterable[Name], identifiers: Iterable[str]) -> dict[str, str]:
    """The terms of a firm with all its names, by field, each once, parted by blanks."""
    key_terms, sorted_terms, words, threes, pairs, bones = (dict[str, None]() for _ in range(6))
    for name in names:
        key = name.key[:LONGEST_TERM]
        if not key:
            continue
        key_terms[key] = None
        if len(name.words) > 1:
            sorted_terms[in_order(name)] = None
        for one in name.words:
            words[one[:LONGEST_TERM]] = None
        marked = f"^{key}$"
        for at in range(len(marked) - 2):
            threes[marked[at : at + 3]] = None
        if name.native:
            pairs.update(dict.fromkeys(bigrams(name.native)))
        if name.native or country in OTHER_SCRIPTS:
            bones.update(dict.fromkeys(skeletons(name)))
    between = f" {country}|"
    fields = (
        (KEY, key_terms),
        (SORTED, sorted_terms),
        (TOKEN, words),
        (TRIGRAM, threes),
        (HAN, pairs),
        (SKELETON, bones),
    )
    found = {field: between.join(("", *held))[1:] for field, held in fields if held}
    found |= {field: " ".join(held) for field, held in ((ANYWHERE_KEY, key_terms), (ANYWHERE_TOKEN, words)) if held}
    found[IDENTIFIER] = " ".join(dict.fromkeys(one.replace(" ", "") for one in identifiers if one))
    return found


def in_order(name: Name) -> str:
    """The words in the order of the alphabet, in one piece: the same for names that differ in their order."""
    return "".join(sorted(name.words))[:LONGEST_TERM]


def skeletons(name: Name) -> set[str]:
    return {one for one in (skeleton(word) for word in (*name.words, name.key)) if one}
