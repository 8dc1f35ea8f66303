r"""Regular expressions as XPath 2.0 and XQuery 1.0 write them (F&O §7.6.1, XML Schema part 2 appendix F).

A pattern is read by its own small grammar and written anew for the ``regex`` package, so that nothing which only that
package understands gets through. It has classes with subtraction ``[a-z-[aeiou]]``, categories and blocks
``\p{L} \p{IsBasicLatin}``, name characters ``\i \c``, reluctant quantifiers, back-references, and the flags s m i x q.

Limits keep a hostile pattern bounded: its length, its depth, and its size once counted repetition is written out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

import regex

from anxin.decisions.feel.values import LimitReached, Unanswerable

LONGEST_PATTERN = 2_000  # characters
LARGEST_PATTERN = 10_000  # single-character matches, counted repetition written out
DEEPEST_GROUPS = 50

# All of a class, or one part of it: ``L`` or ``Lu``.
_CATEGORIES = frozenset(
    whole + part
    for whole, parts in {
        "L": "ultmo",
        "M": "nce",
        "N": "dlo",
        "P": "cdseifo",
        "Z": "slp",
        "S": "mcko",
        "C": "cfon",
    }.items()
    for part in ("", *parts)
)
# Blocks that XML Schema names otherwise than Unicode does today.
_RENAMED_BLOCKS = {"Greek": "GreekandCoptic", "CombiningMarksforSymbols": "CombiningDiacriticalMarksforSymbols"}
_PLAIN_ESCAPES = {**{sign: sign for sign in r"\|.?*+(){}-[]^$"}, "n": "\n", "r": "\r", "t": "\t"}

_SPACE = (("\t", "\n"), ("\r", "\r"), (" ", " "))
_INITIAL = tuple(
    tuple(pair)
    for pair in (
        "::", "AZ", "__", "az", "\xc0\xd6", "\xd8\xf6", "\xf8\u02ff", "\u0370\u037d", "\u037f\u1fff", "\u200c\u200d",
        "\u2070\u218f", "\u2c00\u2fef", "\u3001\ud7ff", "\uf900\ufdcf", "\ufdf0\ufffd", "\U00010000\U000effff",
    )
)  # fmt: skip
_IN_NAMES = tuple(
    sorted((*_INITIAL, *(tuple(pair) for pair in ("-.", "09", "\xb7\xb7", "\u0300\u036f", "\u203f\u2040"))))
)


def _ranges(pairs: tuple[tuple[str, ...], ...]) -> str:
    return "".join(f"{regex.escape(low)}-{regex.escape(high)}" for low, high in pairs)


def _outside(pairs: tuple[tuple[str, ...], ...]) -> str:
    """The ranges of all characters that are in none of ``pairs``."""
    edges = [-1, *(ord(edge) for pair in sorted(pairs) for edge in pair), 0x110000]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return _ranges(tuple((chr(low + 1), chr(high - 1)) for low, high in gaps if low + 1 <= high - 1))


# What may stand in square brackets for each class escape.
_CLASS_ESCAPES = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"\p{L}\p{M}\p{N}\p{S}",
    "W": r"\p{P}\p{Z}\p{C}",
    "s": _ranges(_SPACE),
    "S": _outside(_SPACE),
    "i": _ranges(_INITIAL),
    "I": _outside(_INITIAL),
    "c": _ranges(_IN_NAMES),
    "C": _outside(_IN_NAMES),
}


@dataclass
class _Writer:
    """Reads ``text`` from ``at`` on and gives what it means to the ``regex`` package, with its size."""

    text: str
    multiline: bool
    dotall: bool
    at: int = 0
    depth: int = 0
    groups: int = 0
    closed: set[int] = field(default_factory=set)

    def whole(self) -> str:
        written, size = self.alternatives()
        if self.at < len(self.text):
            raise self.wrong("a bracket is closed that was never opened")
        self.bounded(size)
        return written

    def wrong(self, why: str) -> Unanswerable:
        return Unanswerable(f"the pattern cannot be read at character {self.at + 1}: {why}")

    def bounded(self, size: int) -> int:
        if size > LARGEST_PATTERN:
            raise LimitReached(f"a pattern may stand for {LARGEST_PATTERN:,} characters with its repetitions")
        return size

    def ahead(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        if self.at >= len(self.text):
            raise self.wrong("it ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def alternatives(self) -> tuple[str, int]:
        branches, size = [], 0
        while True:
            written, more = self.branch()
            branches.append(written)
            size += more
            if self.ahead() != "|":
                return "|".join(branches), size
            self.at += 1

    def branch(self) -> tuple[str, int]:
        pieces, size = [], 0
        while (sign := self.ahead()) and sign not in "|)":
            written, more = self.quantified(*self.atom())
            pieces.append(written)
            size = self.bounded(size + more)
        return "".join(pieces), size

    def quantified(self, atom: str, size: int) -> tuple[str, int]:
        sign = self.ahead()
        if not sign or sign not in "?*+{":
            return atom, size
        if sign == "{":
            quantifier, least = self.counted()
        else:
            self.at += 1
            quantifier, least = sign, int(sign == "+")
        if self.ahead() == "?":
            self.at += 1
            quantifier += "?"
        # ``a+`` is kept as ``aa*`` by the package, so the size doubles with every level of ``((a+)+)+``.
        return f"(?:{atom}){quantifier}", self.bounded(size * (least + 1))

    def counted(self) -> tuple[str, int]:
        found = re.compile(r"\{([0-9]{1,6})(,([0-9]{1,6})?)?\}").match(self.text, self.at)
        if found is None:
            raise self.wrong("a brace begins no quantifier")
        if found[3] is not None and int(found[3]) < int(found[1]):
            raise self.wrong("a quantifier's greatest number is less than its least")
        self.at = found.end()
        return found[0], int(found[1])

    def atom(self) -> tuple[str, int]:
        sign = self.take()
        match sign:
            case "(":
                return self.group()
            case "[":
                return self.bracketed(), 1
            case "\\":
                return self.escaped(), 1
            case ".":
                return (r"[\s\S]" if self.dotall else r"[^\n\r]"), 1
            case "^":
                return (r"(?:\A|(?<=\n)(?!\Z))" if self.multiline else r"\A"), 1
            case "$":
                return (r"(?=\n|\Z)" if self.multiline else r"\Z"), 1
        if sign in "?*+{}]":
            self.at -= 1
            raise self.wrong(f"{sign} stands where it means nothing")
        return regex.escape(sign), 1

    def group(self) -> tuple[str, int]:
        self.depth += 1
        if self.depth > DEEPEST_GROUPS:
            raise LimitReached(f"the groups of a pattern may be nested {DEEPEST_GROUPS} deep")
        catching = not self.text.startswith("?:", self.at)
        self.at += 0 if catching else 2
        self.groups += catching
        number = self.groups
        written, size = self.alternatives()
        if self.ahead() != ")":
            raise self.wrong("a bracket is never closed")
        self.at += 1
        self.depth -= 1
        if catching:
            self.closed.add(number)
        return f"({'' if catching else '?:'}{written})", size + 1

    def escaped(self) -> str:
        sign = self.take()
        if sign.isascii() and sign.isdigit():
            return self.reference(sign)
        if sign in "pP":
            # Upper or lower case is what a category says, whatever the flag i says.
            return f"(?-i:{self.property(sign)})"
        if sign in _CLASS_ESCAPES:
            return f"[{_CLASS_ESCAPES[sign]}]"
        return regex.escape(self.plain(sign))

    def plain(self, sign: str) -> str:
        if sign not in _PLAIN_ESCAPES:
            raise self.wrong(f"\\{sign} means nothing")
        return _PLAIN_ESCAPES[sign]

    def reference(self, sign: str) -> str:
        number = int(sign)
        while (more := self.text[self.at : self.at + 1]) and more in "0123456789" and number * 10 <= self.groups:
            if number * 10 + int(more) > self.groups:
                break
            number = number * 10 + int(more)
            self.at += 1
        if number not in self.closed:
            raise self.wrong(f"\\{number} names no group before it")
        return f"(?:\\{number})" if number < 100 else f"(?P={number})"

    def property(self, sign: str) -> str:
        found = re.compile(r"\{(Is)?([A-Za-z0-9-]+)\}").match(self.text, self.at)
        if found is None:
            raise self.wrong(f"\\{sign} names no category")
        name = found[2]
        if found[1]:
            name = "In" + _RENAMED_BLOCKS.get(name, name)
        elif name not in _CATEGORIES:
            raise self.wrong(f"{name} is not a category")
        self.at = found.end()
        return f"\\{sign}{{{name}}}"

    def bracketed(self) -> str:
        negative = self.text.startswith("^", self.at)
        self.at += negative
        parts: list[str] = []
        without = ""
        while self.text[self.at : self.at + 1] != "]" or not parts:
            if parts and self.text.startswith("-[", self.at):
                self.at += 2
                without = f"(?!{self.subtracted()})"
                break
            parts.append(self.member(first=not parts))
        if self.take() != "]":
            raise self.wrong("a subtraction ends its class")
        return f"(?:{without}[{'^' if negative else ''}{''.join(parts)}])"

    def subtracted(self) -> str:
        self.depth += 1
        if self.depth > DEEPEST_GROUPS:
            raise LimitReached(f"the classes of a pattern may be nested {DEEPEST_GROUPS} deep")
        written = self.bracketed()
        self.depth -= 1
        return written

    def member(self, first: bool) -> str:
        """One character, class escape or range of a bracketed class."""
        sign = self.take()
        if sign == "\\":
            sign = self.take()
            if sign in "pP":
                return self.property(sign)
            if sign in _CLASS_ESCAPES:
                return _CLASS_ESCAPES[sign]
            sign = self.plain(sign)
        elif sign in "[]":
            raise self.wrong("a square bracket in a class is written with a backslash")
        elif sign == "-" and not first and self.text[self.at : self.at + 1] != "]":
            raise self.wrong("a hyphen stands first or last in a class")
        if not self.begins_range():
            return regex.escape(sign)
        self.at += 1
        return self.range_from(sign)

    def begins_range(self) -> bool:
        return self.text.startswith("-", self.at) and self.text[self.at + 1 : self.at + 2] not in ("[", "]", "")

    def range_from(self, low: str) -> str:
        high = self.take()
        if high == "\\":
            high = self.plain(self.take())
        if high < low:
            raise self.wrong("a range ends before it begins")
        return f"{regex.escape(low)}-{regex.escape(high)}"


def translated(pattern: str, flags: Collection[str]) -> tuple[str, int]:
    """``pattern`` as the ``regex`` package writes it, and how many groups it has; the flags that matter are m, s and x.

    Unanswerable when it cannot be read, LimitReached when it is too large.
    """
    within_length(pattern)
    writer = _Writer(_without_space(pattern) if "x" in flags else pattern, multiline="m" in flags, dotall="s" in flags)
    return writer.whole(), writer.groups


def within_length(pattern: str) -> str:
    """``pattern``; LimitReached when it is too long."""
    if len(pattern) > LONGEST_PATTERN:
        raise LimitReached(f"a pattern may have {LONGEST_PATTERN:,} characters")
    return pattern


def _without_space(pattern: str) -> str:
    """``pattern`` without the white space that stands outside brackets (flag x)."""
    kept: list[str] = []
    brackets, escaped = 0, False
    for sign in pattern:
        if sign in " \t\r\n" and not brackets:
            continue
        kept.append(sign)
        if not escaped:
            brackets = max(brackets + (sign == "[") - (sign == "]"), 0)
        escaped = sign == "\\" and not escaped
    return "".join(kept)
