"""FEEL text cut into tokens (DMN 1.5 §10.3.1.2): what stands in it, before anybody knows which names there are."""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException
from typing import NamedTuple

from anxin.decisions.feel.values import DECIMAL128

LONGEST_TEXT = 32_000
EXACT_DIGITS = 34

CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
KEYWORDS = ("if", "then", "else", "or", "and", "between", "in", "not")
RESERVED = frozenset((*KEYWORDS, *CONSTANTS, "for", "return", "some", "every", "satisfies", "instance", "function"))

# The white space and the letters of grammar rules 30, 31 and 61; \w adds the few letters the ranges leave out.
_SPACE = r"\s\x85\xA0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF"
_FIRST = (
    r"?A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u167F\u1681-\u180D\u180F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE\uFF00-\uFFFD\U00010000-\U000EFFFF"
)
_LATER = _FIRST + r"\w\xB7\u0300-\u036F\u203F-\u2040"

_SCAN = re.compile(
    rf"""(?P<space>[{_SPACE}]+|//[^\n\r]*|/\*.*?\*/)
       | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
       | (?P<string>"(?:[^"\\]++|\\.)*+")
       | (?P<broken>".*|/\*.*)
       | (?P<word>(?:[{_FIRST}]|[^\W\d])[{_LATER}]*)
       | (?P<symbol>\*\*|\.\.|!=|<=|>=|->|.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "'": "'", '"': '"', "\\": "\\"}
_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_HALF = re.compile("[\x00\ud800-\udfff]")


class Unreadable(ValueError):
    """Text that is not FEEL: ``why``, and the ``position`` (counted from 1) at which it stops making sense."""

    def __init__(self, why: str, position: int) -> None:
        super().__init__(f"{why} (character {position})")
        self.why = why
        self.position = position


class Token(NamedTuple):
    """A piece of the text. ``kind``: number, string, word, symbol, broken (has no end) or end.

    ``key`` is its text, with a blank before it where the text has white space there: the form in which names are
    compared, so that ``a  b`` is ``a b`` and ``a-b`` is not ``a - b``.
    """

    kind: str
    text: str
    start: int
    key: str


def scan(text: str) -> list[Token]:
    """The tokens of ``text`` with an end token after them; Unreadable when it is too long. Linear in its length."""
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"a cell or expression may be {LONGEST_TEXT} characters long", LONGEST_TEXT + 1)
    found, spaced = [], False
    for match in _SCAN.finditer(text):
        kind, piece = str(match.lastgroup), match[0]
        if kind == "space":
            spaced = True
            continue
        kind = "symbol" if piece == "?" else kind
        found.append(Token(kind, piece, match.start(), f" {piece}" if spaced else piece))
        spaced = False
    found.append(Token("end", "", len(text), ""))
    return found


def number(token: Token, *, negative: bool = False) -> int | Decimal:
    """The number a token says: a whole one of at most 34 digits as int, any other rounded to 34 digits."""
    text = f"-{token.text}" if negative else token.text
    if token.text.isdecimal() and len(token.text) <= EXACT_DIGITS:
        return int(text)
    try:
        return DECIMAL128.create_decimal(text)
    except DecimalException:
        raise Unreadable("a number may have 6,144 digits before its point", token.start + 1) from None


def quoted(token: Token) -> str:
    """The text a string token says. A backslash that begins no escape sequence is itself (grammar rules 35, 64)."""
    text = token.text[1:-1]
    if "\\" in text:
        text = _ESCAPE.sub(lambda match: _unescaped(match, token), text)
        text = _PAIR.sub(lambda pair: (pair[0].encode("utf-16-le", "surrogatepass")).decode("utf-16-le"), text)
    if _HALF.search(text):
        raise Unreadable("a string may not hold NUL or half a character", token.start + 1)
    return text


def _unescaped(match: re.Match[str], token: Token) -> str:
    if match[3]:
        return _PLAIN.get(match[3], match[0])
    code = int(match[1] or match[2], 16)
    if code > 0x10FFFF:
        raise Unreadable(f"{match[0]} is no character", token.start + 2 + match.start())
    return chr(code)
