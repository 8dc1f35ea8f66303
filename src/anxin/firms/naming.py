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
from opencc import OpenCC
from rigour.names import extract_org_types, normalize_name
from rigour.text.normalize import Normalize

from anxin.firms.forms import class_of, without_attached, without_words

LONGEST = 300
UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
BRACKETED = re.compile(r"\((?:publ|japan|china|uk|usa|hong kong)\)")
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
PLACEHOLDERS = frozenset({
    "n a", "na", "none", "null", "nil", "unknown", "test", "tbd", "tba", "xxx", "asdf", "same", "various", "individual",
    "not available", "not applicable", "no name", "无", "不详", "未知", "测试", "待定",
})  # fmt: skip
GENERIC = frozenset({
    "trading", "group", "company", "international", "import", "export", "industries", "industry", "holding", "holdings",
    "services", "enterprise", "enterprises", "global", "general", "limited", "corporation", "factory", "store", "shop",
    "and", "the", "of", "de", "la", "el",
    "贸易", "国际", "集团", "进出口", "实业", "工业",
})  # fmt: skip


@dataclass(frozen=True)
class Name:
    """`native`: the core in its own script, without blanks where that has none. `words`: the core in Latin letters.
    `form`: limited, stock, partnership, other, or empty. `native_words`: those of its own script."""

    said: str
    native: str
    native_words: tuple[str, ...]
    words: tuple[str, ...]
    form: str
    numbers: tuple[str, ...]

    @property
    def key(self) -> str:
        """The core in one piece: the same for names that differ only in blanks."""
        return "".join(self.words)

    @property
    def is_latin(self) -> bool:
        return self.native.isascii()


@cache
def _simplifier() -> Any:
    return OpenCC("t2s")


@lru_cache(maxsize=200_000)
def read(said: str) -> Name:
    """A name in its parts; all of them empty for what holds no letter and no digit."""
    text = plain(said)
    text, attached = without_attached(text)
    normal = normalize_name(text) or ""
    native_words, form = _without_form(normal)
    native_words = [ABBREVIATED.get(one, one) for one in native_words]
    words = [word for one in native_words for word in WORD.findall(anyascii(one).casefold())]
    words, again = without_words(words)
    words = [ABBREVIATED.get(one, one) for one in words]
    native = "".join(native_words) if HAN.search(text) else " ".join(native_words)
    return Name(
        said, native, tuple(native_words), tuple(words), attached or form or again, tuple(DIGITS.findall(native))
    )


def plain(said: str) -> str:
    """One way of writing: compatibility forms, case, simplified characters; nothing that is not seen."""
    text = unicodedata.normalize("NFKC", UNSEEN.sub("", said[:LONGEST])).casefold()
    text = BRACKETED.sub(" ", text).replace("&", " and ").replace("+", " and ")
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
        form = form or class_of(canonical)
    tokens, more = without_words(tokens)
    return tokens, form or more


def emptiness(said: str) -> str:
    """Why this is no name anybody can look for: `blank`, `placeholder`, `form` or `generic`; empty where it is one."""
    text = plain(said).strip()
    normal = normalize_name(text) or ""
    if not normal:
        return "blank"
    if normal in PLACEHOLDERS or (len(set(normal)) == 1 and len(normal) > 2):
        return "placeholder"
    held = read(said)
    left = [one for one in held.native_words if one not in GENERIC]
    if not left:
        return "generic"
    if len(held.native_words) == 1 and _is_form(held.native_words[0]):
        return "form"
    return ""


def _is_form(word: str) -> bool:
    known = extract_org_types(word, normalize_flags=Normalize.NAME)
    attached = without_attached(f"x{word}")[1]
    return any(found == word for found, _canonical in known) or bool(without_words(["x", word])[1]) or bool(attached)
