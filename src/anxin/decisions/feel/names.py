"""Which names a FEEL text may use: names may hold spaces and signs, so only a list of them tells where one ends.

The longest name that fits is meant (DMN 1.5 §10.3.1.3). White space inside a name is one space.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from anxin.decisions.feel.tokens import LONGEST_TEXT, Token, scan

LONGEST_NAME = 60  # words and signs

FUNCTIONS = (
    "abs", "after", "all", "any", "append", "before", "ceiling", "coincides", "concatenate", "contains", "context",
    "context merge", "context put", "count", "date", "date and time", "day of week", "day of year", "decimal",
    "distinct values", "duration", "during", "ends with", "even", "exp", "finished by", "finishes", "flatten", "floor",
    "get entries", "get value", "includes", "index of", "insert before", "is", "list contains", "list replace", "log",
    "lower case", "matches", "max", "mean", "median", "meets", "met by", "min", "mode", "modulo", "month of year",
    "not", "now", "number", "odd", "overlaps", "overlaps after", "overlaps before", "partition", "product", "range",
    "remove", "replace", "reverse", "round down", "round half down", "round half up", "round up", "sort", "split",
    "sqrt", "started by", "starts", "starts with", "stddev", "string", "string join", "string length", "sublist",
    "substring", "substring after", "substring before", "sum", "time", "today", "union", "upper case", "week of year",
    "years and months duration",
)  # fmt: skip
PROPERTIES = ("time offset", "start included", "end included")
TYPES = ("date and time", "days and time duration", "years and months duration")


class Names:
    """Names kept by their words and signs, so that looking one up takes as long as the name, however many there are."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._root: dict[str, _Branch] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Keep a name; one that is a plain word needs no keeping."""
        parts = _parts(name)
        if len(parts) > 1:
            self._reach(parts).count += 1

    def remove(self, name: str) -> None:
        """Forget a name that was kept once less."""
        parts = _parts(name)
        if len(parts) > 1:
            self._reach(parts).count -= 1

    def longest(self, tokens: Sequence[Token], index: int) -> int:
        """How many tokens from ``index`` on are the longest name kept; 0 when none is."""
        branch = self._root.get(tokens[index].text)
        length = best = 1
        while branch is not None:
            if branch.count > 0:
                best = length
            branch = branch.after.get(tokens[index + length].key) if branch.after else None
            length += 1
        return best if best > 1 else 0

    def _reach(self, parts: Sequence[str]) -> _Branch:
        level = self._root
        for part in parts:
            branch = level.setdefault(part, _Branch())
            level = branch.after
        return branch


class _Branch:
    """Where a name stands after one of its words."""

    __slots__ = ("after", "count")

    def __init__(self) -> None:
        self.count = 0
        self.after: dict[str, _Branch] = {}


@lru_cache(maxsize=1024)
def _parts(name: str) -> tuple[str, ...]:
    keys = [token.key for token in scan(name)[:-1]] if len(name) <= LONGEST_TEXT else []
    return (keys[0].lstrip(), *keys[1:]) if 0 < len(keys) <= LONGEST_NAME else ()


@lru_cache(maxsize=256)
def given(names: frozenset[str]) -> Names:
    """The names a model declares, made ready once."""
    return Names(sorted(names))


FUNCTION_NAMES = Names((*FUNCTIONS, *PROPERTIES))
PROPERTY_NAMES = Names(PROPERTIES)
TYPE_NAMES = Names(TYPES)
