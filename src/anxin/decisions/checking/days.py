"""The days of decision to look at: one for every way in which the bounds of a table can lie to each other.

Where no condition tests a fact against the day, the day is an axis like any other and one slice does. Else the order
of the bounds on a fact's line can only change where a bound that moves with the day meets one that stands still, and,
with months of different lengths, within four years.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date

from anxin.decisions.checking.axes import Groups, Slice, flips_on, leaves, slice_on
from anxin.decisions.columnar.closure import moved_as_of
from anxin.decisions.columnar.ir import Fact, Moment, Span
from anxin.decisions.columnar.program import Program
from anxin.decisions.feel.plain import FIRST_AS_OF, LAST_AS_OF, first_reaching

SAMPLE_DAY = date(2021, 10, 29)
MOST_DAYS = 120
MOST_LOOKED = 100_000
FOUR_YEARS = range(date(2020, 1, 1).toordinal(), date(2024, 1, 1).toordinal())


def slices(programs: Sequence[Program], on: date | None = None) -> tuple[list[Slice], bool]:
    """A slice for every day that differs, the sample day (or ``on``) first, and whether no day was left out."""
    groups = Groups(programs)
    days = [on or SAMPLE_DAY] if groups.day_apart else _days(groups, on or SAMPLE_DAY)
    step = -(-len(days) // MOST_DAYS)
    found: dict[object, Slice] = {}
    looked = 0
    for day in days[::step]:
        cut = slice_on(programs, groups, day)
        found.setdefault(cut.shape, cut)
        looked += sum(axis.points for axis in cut.axes)
        if looked > MOST_LOOKED:
            return list(found.values()), False
    return list(found.values()), step == 1


def _days(groups: Groups, first: date) -> list[date]:
    tests = [leaf for part in groups.parts for leaf in leaves(part)]
    found = {near for leaf in tests for flip in flips_on(leaf) for near in (flip - 1, flip, flip + 1)}
    for fact in dict.fromkeys(fact for leaf in tests for fact in groups.needs(leaf)):
        on_line = [leaf for leaf in tests if isinstance(leaf, Moment | Span) and groups.needs(leaf) == (fact,)]
        found |= set(_meetings(on_line)) | set(_month_days(on_line))
    within = range(FIRST_AS_OF.toordinal(), LAST_AS_OF.toordinal() + 1)
    days = [date.fromordinal(day) for day in sorted(found) if day in within]
    return list(dict.fromkeys([first, *days]))


def _meetings(on_line: list[Moment | Span]) -> Iterator[int]:
    """Days on which a bound that moves with the day meets one that stands still."""
    still = {-leaf.linear.days * _sign(leaf) for leaf in on_line if isinstance(leaf, Span)}
    for moment in (leaf for leaf in on_line if isinstance(leaf, Moment)):
        for bound in still:
            target = bound + moment.facts.days * _sign(moment)
            for unit, count in reversed(moment.as_of.chain):
                target = target - count if unit == "days" else first_reaching(target, count)
            yield from (target + near for near in (-2, -1, 0, 1, 2))


def _sign(leaf: Moment | Span) -> int:
    linear = leaf.facts if isinstance(leaf, Moment) else leaf.linear
    return -1 if linear.terms and linear.terms[0][1] < 0 else 1


def _month_days(on_line: list[Moment | Span]) -> Iterator[int]:
    """With months among the shifts: the first day of each way in which the bounds of one fact follow each other."""
    moving = {(leaf.as_of, leaf.facts.days * _sign(leaf)) for leaf in on_line if isinstance(leaf, Moment)}
    if len(moving) < 2 or all(unit == "days" for chain, _ in moving for unit, _ in chain.chain):
        return
    seen: set[object] = set()
    ordered = sorted(moving, key=repr)
    for day in FOUR_YEARS:
        places = [moved_as_of(chain, day) - offset for chain, offset in ordered]
        sorted_places = sorted(set(places))
        gaps = tuple(min(2, after - before) for before, after in itertools.pairwise(sorted_places))
        order = (tuple(sorted_places.index(place) for place in places), gaps)
        if order not in seen:
            seen.add(order)
            yield day


def compared(programs: Sequence[Program]) -> tuple[Fact, ...]:
    """The facts that are compared with each other, which can only be sampled."""
    groups = Groups(programs)
    found = [groups.needs(leaf) for part in groups.parts for leaf in leaves(part)]
    return tuple(dict.fromkeys(fact for facts in found if len(facts) > 1 for fact in facts))
