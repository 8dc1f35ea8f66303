"""FEEL checked as it is typed: what is wrong with a text, where, and which known name was probably meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from anxin.decisions.feel import syntax
from anxin.decisions.feel.names import FUNCTIONS
from anxin.decisions.feel.parser import parse_cell, parse_expression
from anxin.decisions.feel.tokens import RESERVED, Unreadable

_WORDS_AROUND = re.compile(r"[^\W\d]\w*(?:[ \t]+[^\W\d]\w*)*")
_ALWAYS_KNOWN = frozenset((*FUNCTIONS, "partial", "item"))
MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Problem:
    """What is wrong: ``position`` counted from 1, ``nearest`` the known name that was probably meant, or None."""

    position: int
    why: str
    nearest: str | None = None


def problems(text: str, names: frozenset[str], kind: str = "expression") -> list[Problem]:
    """What is wrong with ``text``, in its order; empty when nothing is.

    ``kind`` is "expression" or "cell" (a table's input cell), ``names`` are those in scope, components included. A text
    that cannot be parsed has one problem; one that can has a problem for each name that nothing explains.
    """
    try:
        tree = parse_cell(text, names) if kind == "cell" else parse_expression(text, names)
    except Unreadable as error:
        return [Problem(error.position, error.why, _nearest_around(text, error.position, names))]
    unknown = [name for name in _unknown(tree, names | _ALWAYS_KNOWN) if name.text]
    unknown.sort(key=lambda name: name.at)
    return [
        Problem(name.at + 1, f"nothing has the name {name.text!r}", nearest(name.text, names))
        for name in unknown[:MOST_PROBLEMS]
    ]


def nearest(word: str, names: Collection[str]) -> str | None:
    """The name in scope, or the function, that is spelt most like ``word``."""
    found = get_close_matches(word, [*sorted(names), *FUNCTIONS], n=1)
    return found[0] if found else None


def _nearest_around(text: str, position: int, names: frozenset[str]) -> str | None:
    """The name most like the words around a position: what fails in ``helth check`` is only its second word."""
    for match in _WORDS_AROUND.finditer(text):
        if match.start() < position <= match.end() + 1:
            return _nearest_run(match[0].split(), names)
    return None


def _nearest_run(words: list[str], names: frozenset[str]) -> str | None:
    for length in range(min(len(words), 6), 0, -1):
        for start in range(min(len(words) - length + 1, 6)):
            run = words[start : start + length]
            found = nearest(" ".join(run), names) if not RESERVED.intersection(run) else None
            if found is not None and found != " ".join(run):
                return found
    return None


def _unknown(tree: object, known: frozenset[str], *, in_filter: bool = False) -> Iterator[syntax.Name]:
    """The names that nothing explains. Inside a filter any name may be an entry of the items."""
    match tree:
        case syntax.Name(text):
            if text not in known and not in_filter:
                yield tree
        case syntax.Filter(source, condition):
            yield from _unknown(source, known, in_filter=in_filter)
            yield from _unknown(condition, known, in_filter=True)
        case syntax.ContextOf(entries):
            yield from _unknown_in_context(entries, known, in_filter)
        case syntax.For(iterators, body) | syntax.Quantified(_, iterators, body):
            yield from _unknown_in_iteration(iterators, body, known, in_filter)
        case syntax.FunctionOf(parameters, body, external):
            if not external:
                yield from _unknown(body, known | {name for name, _ in parameters}, in_filter=in_filter)
        case _:
            for part in _below(tree):
                yield from _unknown(part, known, in_filter=in_filter)


def _unknown_in_context(
    entries: tuple[tuple[str, syntax.Expression], ...], known: frozenset[str], in_filter: bool
) -> Iterator[syntax.Name]:
    within = set(known)
    for key, value in entries:
        itself = {key} if isinstance(value, syntax.FunctionOf) else set()
        yield from _unknown(value, frozenset(within | itself), in_filter=in_filter)
        within.add(key)


def _unknown_in_iteration(
    iterators: tuple[syntax.Iterator, ...], body: syntax.Expression, known: frozenset[str], in_filter: bool
) -> Iterator[syntax.Name]:
    for iterator in iterators:
        for part in (iterator.domain, iterator.to):
            yield from _unknown(part, known, in_filter=in_filter)
        known |= {iterator.name}
    yield from _unknown(body, known, in_filter=in_filter)


def _below(tree: object) -> Iterator[object]:
    for value in tree if isinstance(tree, tuple) else getattr(tree, "__dict__", {}).values():
        if isinstance(value, tuple) or hasattr(value, "__dataclass_fields__"):
            yield value
