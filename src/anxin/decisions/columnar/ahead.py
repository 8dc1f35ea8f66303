"""What can change a decision by the passing of time alone, worked out for each row before any party is looked at.

While row r fires, another takes over on the first later day on which r is no longer true, or a row before it becomes
true. Both are alternatives that are not met today, so each has a first day in closed form: the latest of the days that
turn its tests on. Alternatives that what is known of today rules out, or that cannot be met while r still holds, or
that imply another, need no look at all: in most rows one or two days are left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from anxin.decisions.columnar.ir import Condition, Const, Equal, Fact, Missing, Not, Some
from anxin.decisions.columnar.over_time import (
    Alternative,
    Alternatives,
    OneOf,
    Still,
    TooMany,
    Turn,
    absorbed,
    alternatives,
    apart,
    base_of,
    both_of,
    implies,
    opposite,
    together,
)
from anxin.decisions.columnar.program import Program
from anxin.decisions.feel.plain import Type

MOST_STARTS = 400
MOST_ROWS = 120
MOST_WAYS = 8


@dataclass(frozen=True)
class Start:
    """An alternative not met today: from the last of ``ups`` on, if ``stills`` hold and that is before all ``downs``.

    ``sure``: one of the ups is known to lie ahead. ``unsure`` are facts of the ups that may be missing.
    """

    ups: tuple[Turn, ...]
    downs: tuple[Turn, ...]
    stills: tuple[OneOf | Still, ...]
    sure: bool
    unsure: tuple[Fact, ...]

    @property
    def gaps(self) -> Iterator[tuple[Turn, Turn]]:
        """The ups and downs whose order is not known beforehand: two targets a day apart can share a first day."""
        for up in self.ups:
            for down in self.downs:
                if up.flip.as_of.chain or base_of(up.flip) != base_of(down.flip):
                    yield up, down


class Ahead:
    """The starts to look at, for each row of a program and for none."""

    def __init__(self, program: Program) -> None:
        self.rows = program.rows
        self.collected = any(row.collected for row in program.rows)
        self._met: dict[int, Alternatives] = {}
        self._index = {row.rule.number: index for index, row in enumerate(program.rows)}

    @cached_property
    def all(self) -> dict[int | None, tuple[Start, ...]] | None:
        """The starts by row number, None for when no row fires; nothing when there are too many to write out."""
        if len(self.rows) > MOST_ROWS or self.collected:
            return None
        found: dict[int | None, tuple[Start, ...]] = {}
        try:
            for number in (*self._index, None):
                found[number] = self.after(number)
                if sum(map(len, found.values())) > MOST_STARTS:
                    return None
        except TooMany:
            return None
        return found

    def after(self, number: int | None) -> tuple[Start, ...]:
        """What can end the time of a row; TooMany when its conditions are too intricate."""
        index = len(self.rows) if number is None else self._index[number]
        known = self._known(index)
        if known is None:
            return ()
        ways = self._ways(index, known)
        by_way = [self._starts(index, way) for way in ways]
        return by_way[0] if by_way and by_way.count(by_way[0]) == len(by_way) else self._starts(index, known)

    def _starts(self, index: int, known: Alternative) -> tuple[Start, ...]:
        lasting = frozenset(test for test in known if not isinstance(test, Turn) or test.up)
        fires = index < len(self.rows)
        own = self._alternatives(index) if fires else ()
        ends = [_left(one, lasting) for one in (opposite(own) if fires else ())]
        before = (one for earlier in range(index) for one in self._alternatives(earlier))
        begins = [
            left
            for left in (_left(one, lasting) for one in before)
            if left is not None and not (fires and apart((left | lasting,), own))
        ]
        possible = [one for one in (*ends, *begins) if one is not None and any(map(_rises, one))]
        return tuple(sorted((_start(one, known) for one in absorbed(possible)), key=repr))

    def _alternatives(self, index: int) -> Alternatives:
        if index not in self._met:
            self._met[index] = alternatives(self.rows[index].condition)
        return self._met[index]

    def _known(self, index: int) -> Alternative | None:
        """What holds today when this row fires and none before it; None when that cannot be."""
        known: Alternative | None = frozenset()
        if index < len(self.rows):
            known = _common(self._alternatives(index))
        refused = [opposite(self._alternatives(earlier)) for earlier in range(index)]
        for ways in (*refused, *refused):
            if known is None:
                return None
            left = [both for both in (together(known, way) for way in ways) if both is not None]
            known = left[0] if len(left) == 1 else known if left else None
        return known

    def _ways(self, index: int, known: Alternative) -> Alternatives:
        """The ways in which this row, and none before it, can be true today; nothing when there are too many."""
        ways: Alternatives = (known,)
        try:
            for some in [self._alternatives(index)] if index < len(self.rows) else []:
                ways = both_of(ways, some)
            for earlier in range(index):
                ways = both_of(ways, opposite(self._alternatives(earlier)))
                if len(ways) > MOST_WAYS:
                    return ()
        except TooMany:
            return ()
        return ways


def ahead_of(program: Program) -> Ahead:
    """The program's, worked out once and kept with it."""
    kept = vars(program)  # where its cached properties are kept too
    if "ahead" not in kept:
        kept["ahead"] = Ahead(program)
    found: Ahead = kept["ahead"]
    return found


def _common(found: Alternatives) -> Alternative | None:
    if not found:
        return None
    return frozenset.intersection(*found)


def _left(one: Alternative, lasting: Alternative) -> Alternative | None:
    """The tests that are still open given what lasts; None when they can no longer be met."""
    if together(one, lasting) is None:
        return None
    return frozenset(test for test in one if not implies(lasting, frozenset((test,))))


def _rises(test: object) -> bool:
    return isinstance(test, Turn) and test.up


def _start(one: Alternative, known: Alternative) -> Start:
    ordered = sorted(one, key=repr)
    ups = tuple(test for test in ordered if isinstance(test, Turn) and test.up)
    downs = tuple(test for test in ordered if isinstance(test, Turn) and not test.up)
    present = {fact for test in known if isinstance(test, Turn) for fact in test.flip.needs}
    present |= {
        test.fact for test in (*known, *one) if isinstance(test, OneOf) and (None in test.values) == test.outside
    }
    needs = dict.fromkeys(fact for up in ups for fact in up.flip.needs if fact not in present)
    return Start(
        ups,
        downs,
        tuple(test for test in ordered if not isinstance(test, Turn)),
        any(_is_ahead(up, known) for up in ups),
        tuple(needs) if len(ups) > 1 else (),
    )


def _is_ahead(up: Turn, known: Alternative) -> bool:
    downs = (test for test in known if isinstance(test, Turn) and not test.up)
    return any(base_of(down.flip) == base_of(up.flip) and up.flip.facts.days >= down.flip.facts.days for down in downs)


def condition_of(test: OneOf) -> tuple[Condition, bool]:
    """A condition whose truth is the test's, or with False the opposite's."""
    parts = tuple(_is(test.fact, value) for value in sorted(test.values, key=repr))
    return (parts[0] if len(parts) == 1 else Some(parts)), not test.outside


def _is(fact: Fact, value: object) -> Condition:
    if value is None:
        return Missing(fact)
    if fact.type is Type.BOOLEAN:
        return fact if value else Not(fact)
    return Equal(fact, Const(value, fact.type))  # type: ignore[arg-type]  # -- it came out of such a test
