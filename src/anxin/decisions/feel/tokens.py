"""FEEL text to tokens. Only here are names with spaces recognised: by looking the declared ones up, longest first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache

from lark import Token

from anxin.decisions.feel.plain import LONGEST_DAYS, LONGEST_MONTHS, Months, Value, parse_date, parse_duration

LONGEST_TEXT = 4_000

KEYWORDS = ("if", "then", "else", "or", "and", "between", "in", "not")
CONSTANTS: dict[str, Value] = {"true": True, "false": False, "null": None}
RESERVED = frozenset((*KEYWORDS, *CONSTANTS, "for", "return", "some", "every", "satisfies", "instance", "function"))

_SYMBOLS = {
    "+": "PLUS", "-": "MINUS", "*": "TIMES", "/": "OVER", "?": "QUESTION",
    "(": "_OPEN", ")": "_CLOSE", "[": "_LEFT", "]": "_RIGHT", ",": "_COMMA", "..": "_DOTS",
}  # fmt: skip
_SYMBOLS |= dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), "RELATION")

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>\d+(?:\.\d+)?|\.\d+)
      | (?P<at>@?)(?P<string>"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")
      | (?P<word>[^\W\d]\w*)
      | (?P<symbol>\.\.|!=|<=|>=|[-+*/?()\[\],=<>])""",
    re.VERBOSE,
)


class Unreadable(ValueError):
    """FEEL text that is not in the subset: why, and the character (counted from 1) at which it stops making sense."""

    def __init__(self, why: str, position: int) -> None:
        super().__init__(f"{why} (character {position})")


def tokens(text: str, names: frozenset[str]) -> Iterator[Token]:
    """The tokens of ``text``; ``names`` are the declared names that are more than one plain word."""
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"a cell or expression may be {LONGEST_TEXT} characters long", LONGEST_TEXT)
    declared, position = _declared(names), 0
    while position < len(text):
        name = declared.match(text, position) if declared else None
        match = name or _TOKEN.match(text, position)
        if match is None:
            raise Unreadable(f"{text[position]!r} is not FEEL", position + 1)
        token = Token("NAME", " ".join(match[0].split())) if name else _token(match)
        position = match.end()
        if token is not None:
            token.start_pos = match.start()
            yield token


@lru_cache(maxsize=64)
def _declared(names: frozenset[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=len, reverse=True)
    choices = "|".join(r"\s+".join(re.escape(word) for word in name.split()) for name in longest_first)
    return re.compile(rf"(?:{choices})(?!\w)")


def _token(match: re.Match[str]) -> Token | None:
    text = match[0]
    if match["space"]:
        return None
    if match["number"]:
        return _literal(Decimal(text) if "." in text else int(text))
    if match["string"]:
        return _literal(_quoted(match))
    if match["symbol"]:
        return Token(_SYMBOLS[text], text)
    if text in CONSTANTS:
        return _literal(CONSTANTS[text])
    return Token(f"_{text.upper()}" if text in KEYWORDS else "NAME", text)


def _literal(value: Value) -> Token:
    token = Token("LITERAL", "")
    token.value = value
    return token


def _quoted(match: re.Match[str]) -> Value:
    text: str = json.loads(match["string"])
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Unreadable("a string may not hold NUL or half a character", match.start() + 1)
    if not match["at"]:
        return text
    try:
        return duration(text) if "P" in text else parse_date(text)
    except ValueError as error:
        raise Unreadable(str(error), match.start() + 1) from None


def duration(text: str) -> timedelta | Months:
    """A duration of at most 400 years; ValueError otherwise."""
    value = parse_duration(text)
    within = abs(value.count) <= LONGEST_MONTHS if isinstance(value, Months) else abs(value.days) <= LONGEST_DAYS
    if not within:
        raise ValueError("a duration is at most 400 years")
    return value
