"""Searching texts for patterns, each search bounded in time and charged to its run; replacements (F&O §7.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from time import thread_time

import regex

from anxin.decisions.feel.builtins.patterns import translated, within_length
from anxin.decisions.feel.values import LimitReached, Run, Unanswerable

LONGEST_SEARCH = 1.0  # seconds
_STEPS_PER_SECOND = 500_000  # so that all searches of one evaluation together are bounded too


@dataclass(frozen=True)
class Matcher:
    """A pattern that was read; every search is bounded in time and charged to the run."""

    compiled: regex.Pattern[str]
    groups: int
    literal: bool

    def found(self, run: Run, text: str) -> bool:
        """Whether the pattern occurs in ``text``; LimitReached when the search takes too long."""
        began = thread_time()
        try:
            return self.compiled.search(text, timeout=LONGEST_SEARCH) is not None
        except (TimeoutError, MemoryError):
            raise _too_long() from None
        finally:
            run.step(_steps_since(began))

    def occurrences(self, run: Run, text: str) -> Iterator[regex.Match[str]]:
        """The places where the pattern occurs, from left to right; LimitReached when the search takes too long."""
        began, charged = thread_time(), 0
        try:
            for count, match in enumerate(self.compiled.finditer(text, timeout=LONGEST_SEARCH)):
                if count % 256 == 0:
                    charged += _charge(run, began, charged)
                yield match
        except (TimeoutError, MemoryError):
            raise _too_long() from None
        _charge(run, began, charged)


def _charge(run: Run, began: float, charged: int) -> int:
    due = _steps_since(began) - charged
    run.step(due)
    return due


def _steps_since(began: float) -> int:
    return 1 + int((thread_time() - began) * _STEPS_PER_SECOND)


def _too_long() -> LimitReached:
    return LimitReached(f"a regular expression may search for {LONGEST_SEARCH} seconds")


def matcher(pattern: str, flags: str | None) -> Matcher:
    """``pattern`` ready to search; Unanswerable when it cannot be read, LimitReached when it is too large."""
    unknown = set(flags or "") - set("smixq")
    if unknown:
        raise Unanswerable(f"{min(unknown)} is no flag of a pattern; flags are s, m, i, x and q")
    return _compiled(pattern, frozenset(flags or ""))


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: frozenset[str]) -> Matcher:
    literal = "q" in flags
    written, groups = (regex.escape(within_length(pattern)), 0) if literal else translated(pattern, flags)
    try:
        compiled = regex.compile(written, regex.V0 | (regex.IGNORECASE if "i" in flags else 0))
    except regex.error as error:
        raise Unanswerable(f"the pattern cannot be read: {error}") from None
    return Matcher(compiled, groups, literal)


def replacement_parts(replacement: str, matcher: Matcher) -> tuple[str | int, ...]:
    r"""A replacement's texts and the numbers of the groups between them: ``$1``, ``\$`` and ``\\`` (F&O §7.6.3)."""
    if matcher.literal:
        return (replacement,)
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        part, at = _replacement_part(replacement, at, matcher.groups)
        parts.append(part)
    return tuple(part for part in parts if part == 0 or part)


def _replacement_part(replacement: str, at: int, groups: int) -> tuple[str | int, int]:
    sign, after = replacement[at], replacement[at + 1 : at + 2]
    if sign == "\\":
        if not after or after not in "\\$":
            raise Unanswerable("a backslash in a replacement stands before a backslash or a dollar sign")
        return after, at + 2
    if sign != "$":
        end = next((index for index in range(at, len(replacement)) if replacement[index] in "\\$"), len(replacement))
        return replacement[at:end], end
    if not after or after not in "0123456789":
        raise Unanswerable("a dollar sign in a replacement stands before the number of a group")
    number, at = int(after), at + 2
    while (more := replacement[at : at + 1]) and more in "0123456789" and number * 10 + int(more) <= groups:
        number, at = number * 10 + int(more), at + 1
    return (number if number <= groups else ""), at
