"""A firm's name, read into its parts: the core without its legal form, in its own script and in Latin letters, the
words of it, the class of the form, and numbers.

Two spellings of one name have the same core: case, accents, punctuation, simplified and traditional characters, the
ways to write "and" and the form do not count. What is no name of a firm at all is told apart (`emptiness`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from anyascii import anyascii
from babel import Locale
from opencc import OpenCC
from rigour.names import extract_org_types, normalize_name
from rigour.text.normalize import Normalize

from anxin.firms.forms import class_of, is_attached, telling, without_attached, without_words

LONGEST = 300
UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
BRACKETED = re.compile(r"\(([^()]{2,40})\)")
WORD = re.compile(r"\w+")
DIGITS = re.compile(r"\d+")
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
ABBREVIATED = {
    "intl": "international", "int'l": "international", "internat": "international", "mfg": "manufacturing",
    "mfr": "manufacturer", "bros": "brothers", "assoc": "associates", "dept": "department", "univ": "university",
    "inst": "institute", "natl": "national", "svcs": "services", "svc": "service", "mgmt": "management",
    "grp": "group", "hldg": "holding", "hldgs": "holdings", "engg": "engineering", "engrg": "engineering",
    "&": "and", "und": "and", "et": "and", "y": "and", "i": "and", "и": "and",
}  # fmt: skip
"""Shortenings that mean one thing in every language; "com" or "gen" do not."""
HAN_GENERIC = re.compile("贸易|国际|集团|进出口|实业|工业|商贸|公司")
PLACEHOLDERS = frozenset({
    "n a", "na", "none", "null", "nil", "unknown", "test", "tbd", "tba", "xxx", "asdf", "same", "various", "individual",
    "not available", "not applicable", "no name", "无", "不详", "未知", "测试", "待定",
})  # fmt: skip
GENERIC = frozenset({
    "trading", "group", "company", "international", "import", "export", "industries", "industry", "holding", "holdings",
    "services", "enterprise", "enterprises", "global", "general", "limited", "corporation", "factory", "store", "shop",
    "and", "the", "of", "de", "la", "el",
})  # fmt: skip


@dataclass(frozen=True)
class Name:
    """`words`: the core in Latin letters. `native`: the core in its own script, empty where that is Latin, and without
    blanks in Chinese and Japanese. `form`: limited, stock, partnership, other, or empty. `numbers`: as they stand."""

    said: str
    native: str
    words: tuple[str, ...]
    form: str
    numbers: tuple[str, ...]
    key: str
    """The core in one piece: the same for names that differ only in blanks."""

    script: str
    """The script of `native`; empty for Latin."""


def _without_place(found: re.Match[str]) -> str:
    """A country in brackets says where, not who; so does "(publ)" of a form."""
    return " " if found[1].strip() in _countries() else found[0]


@cache
def _countries() -> frozenset[str]:
    named = [Locale.parse(language).territories for language in ("en", "zh", "de", "fr", "es")]
    return frozenset(
        {str(one).casefold() for held in named for one in held.values()} | {"publ", "uk", "usa", "hong kong"}
    )


@cache
def _simplifier() -> Any:
    return OpenCC("t2s")


@lru_cache(maxsize=200_000)
def read(said: str) -> Name:
    """A name in its parts; all of them empty for what holds no letter and no digit."""
    text, attached = without_attached(plain(said))
    normal = normalize_name(text) or ""
    own, form = _without_form(normal)
    own = [ABBREVIATED.get(one, one) for one in own]
    if normal.isascii():
        words, again, native = own, "", ""
    else:
        words, again = without_words([word for one in own for word in WORD.findall(anyascii(one).casefold())])
        words = [ABBREVIATED.get(one, one) for one in words]
        native = ("" if HAN.search(text) else " ").join(own)
        if is_mixed(said) or all(script_of(one) == "LATIN" for one in native if one.isalpha()):
            native = ""
    found = telling(attached, form, again)
    script = next((held for one in native if one.isalpha() and (held := script_of(one)) != "LATIN"), "")
    return Name(said, native, tuple(words), found, tuple(DIGITS.findall(normal)), "".join(words), script)


def is_mixed(said: str) -> bool:
    """Whether a word of it mixes Latin letters with such as only look like them (UTS 39, mixed-script)."""
    if said.isascii():
        return False
    return any(
        {"LATIN"} < found and found <= {"LATIN", "CYRILLIC", "GREEK"}
        for found in ({script_of(one) for one in word if one.isalpha()} for word in WORD.findall(said))
    )


@lru_cache(maxsize=20_000)
def script_of(letter: str) -> str:
    """The script of a letter, by the first word of its Unicode name."""
    return unicodedata.name(letter, "").split(" ")[0]


def plain(said: str) -> str:
    """One way of writing: compatibility forms, case, simplified characters; nothing that is not seen."""
    text = unicodedata.normalize("NFKC", UNSEEN.sub("", said[:LONGEST])).casefold()
    if "(" in text:
        text = BRACKETED.sub(_without_place, text)
    text = text.replace("&", " and ").replace("+", " and ")
    text = DOTTED.sub("", text)
    return str(_simplifier().convert(text)) if HAN.search(text) else text


def _without_form(normal: str) -> tuple[list[str], str]:
    """The words without the forms the library knows, at either end only: "Inc" in the middle belongs to the name."""
    tokens, form = normal.split(), ""
    for found, canonical in sorted(
        extract_org_types(normal, normalize_flags=Normalize.NAME), key=lambda one: -len(one[0])
    ):
        words = found.split()
        size = len(words)
        if len(tokens) > size and tokens[-size:] == words:
            tokens = tokens[:-size]
        elif len(tokens) > size and tokens[:size] == words:
            tokens = tokens[size:]
        else:
            continue
        form = telling(form, class_of(canonical))
    tokens, more = without_words(tokens)
    return tokens, telling(form, more)


def emptiness(said: str) -> str:
    """Why this is no name anybody can look for: `blank`, `placeholder`, `form` or `generic`; empty where it is one."""
    text = plain(said).strip()
    normal = normalize_name(text) or ""
    if not normal:
        return "blank"
    if normal in PLACEHOLDERS or (len(set(normal)) == 1 and len(normal) > 2):
        return "placeholder"
    if is_attached(text) or _is_form(normal):
        return "form"
    core = read(said)
    if core.native and not HAN_GENERIC.sub("", core.native):
        return "generic"
    return "generic" if all(one in GENERIC for one in core.words) else ""


def _is_form(normal: str) -> bool:
    known = extract_org_types(normal, normalize_flags=Normalize.NAME)
    return any(found == normal for found, _canonical in known) or without_words(["x", *normal.split()])[0] == ["x"]
