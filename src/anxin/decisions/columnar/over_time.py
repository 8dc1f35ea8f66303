"""A condition as a function of the day alone: which tests time turns on, which it turns off, which it leaves.

A condition becomes alternatives (a disjunctive normal form). Each alternative is a set of two-valued tests: a fact is
one of some values (:class:`OneOf`), a condition without as_of has a truth (:class:`Still`), a day has been reached
(:class:`Turn`). So an alternative holds on one interval of days, and the first day of it is known in closed form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from anxin.decisions.columnar.ir import (
    INVERSE,
    All,
    AsOf,
    Condition,
    Const,
    Days,
    Equal,
    Fact,
    Is,
    Linear,
    Missing,
    Moment,
    Not,
    Pick,
    Some,
    Truth,
    moments,
)
from anxin.decisions.columnar.program import Flip, flips_of

MOST_ALTERNATIVES = 48


class TooMany(ValueError):
    """A condition has more alternatives than are worth writing out."""


@dataclass(frozen=True)
class OneOf:
    """A fact is one of some values (None: missing), or with ``outside`` none of them; never null itself."""

    fact: Fact
    values: frozenset[object]
    outside: bool

    def meets(self, other: OneOf) -> OneOf:
        """Both at once."""
        if self.outside and other.outside:
            return OneOf(self.fact, self.values | other.values, True)
        if self.outside or other.outside:
            inside, outside = (other, self) if self.outside else (self, other)
            return OneOf(self.fact, inside.values - outside.values, False)
        return OneOf(self.fact, self.values & other.values, False)

    def within(self, other: OneOf) -> bool:
        """Whether every value this allows the other allows."""
        if self.outside:
            return other.outside and other.values <= self.values
        return not (self.values & other.values) if other.outside else self.values <= other.values


@dataclass(frozen=True)
class Still:
    """A condition that time does not move is true (or false); with ``met`` False, it is not."""

    condition: Condition
    truth: bool
    met: bool = True


@dataclass(frozen=True)
class Turn:
    """The day is ``flip`` or later; with ``up`` False, earlier. Not met while a fact of the flip is null."""

    flip: Flip
    up: bool

    @property
    def base(self) -> tuple[object, ...]:
        """Flips with the same base lie a constant number of target days apart."""
        return self.up, *base_of(self.flip)


Test = OneOf | Still | Turn
Alternative = frozenset[Test]
Alternatives = tuple[Alternative, ...]
ALWAYS: Alternatives = (frozenset(),)
NEVER_TRUE: Alternatives = ()


def base_of(flip: Flip) -> tuple[object, ...]:
    """What a flip is, but for the days added to its facts."""
    return flip.facts.terms, flip.as_of, flip.needs


def alternatives(condition: Condition, truth: bool = True) -> Alternatives:
    """The ways in which a condition is true (or false) over time; TooMany when there are too many."""
    if not moments(condition):
        return _still(condition, truth)
    match condition:
        case Not(part):
            return alternatives(part, not truth)
        case All(parts):
            return (_all if truth else _any)(alternatives(part, truth) for part in parts)
        case Some(parts):
            return (_any if truth else _all)(alternatives(part, truth) for part in parts)
        case Moment():
            return _moment(condition if truth else replace(condition, op=INVERSE[condition.op]))
        case Is(part, value):
            return _exactly(part, value) if truth else opposite(_exactly(part, value))
        case Pick(test, chosen, otherwise):
            met = alternatives(test)
            first = _all([met, alternatives(chosen, truth)])
            return _any([first, _all([opposite(met), alternatives(otherwise, truth)])])
    raise TooMany("a count that moves with time is tried at each flip")


def opposite(found: Alternatives) -> Alternatives:
    """The ways in which none of the alternatives holds."""
    return _all(_any(_not(test) for test in one) for one in found)


def _exactly(part: Condition, value: bool | None) -> Alternatives:
    if value is not None:
        return alternatives(part, value)
    return _all([opposite(alternatives(part)), opposite(alternatives(part, truth=False))])


def _not(test: Test) -> Alternatives:
    if isinstance(test, OneOf):
        return (frozenset((replace(test, outside=not test.outside),)),)
    if isinstance(test, Still):
        return (frozenset((replace(test, met=not test.met),)),)
    missing = [frozenset((OneOf(fact, frozenset((None,)), False),)) for fact in test.flip.needs]
    return (frozenset((replace(test, up=not test.up),)), *missing)


def _moment(moment: Moment) -> Alternatives:
    first, *last = (_settled(flip) for flip in flips_of(moment))
    if moment.op == "=":
        return _all([(frozenset((Turn(first, True),)),), (frozenset((Turn(last[0], False),)),)])
    if moment.op == "!=":
        return (frozenset((Turn(first, False),)), frozenset((Turn(last[0], True),)))
    return (frozenset((Turn(first, moment.op in ("<", "<=")),)),)


def _settled(flip: Flip) -> Flip:
    """The same flip with the days last added to as_of taken from the facts instead."""
    chain, days = flip.as_of.chain, 0
    while chain and chain[-1][0] == "days":
        days, chain = days + chain[-1][1], chain[:-1]
    return Flip(flip.facts.plus(Linear((), -days)), AsOf(chain), flip.needs)


def _still(condition: Condition, truth: bool) -> Alternatives:
    match condition:
        case Truth(value):
            return ALWAYS if value is truth else NEVER_TRUE
        case Not(part):
            return _still(part, not truth)
        case All(parts) if truth:
            return _all(_still(part, truth=True) for part in parts)
        case Some(parts) if not truth:
            return _all(_still(part, truth=False) for part in parts)
        case Missing(Days(needs=needs)):
            missing = (_still(Missing(fact), truth) for fact in needs)
            return _any(missing) if truth else _all(missing)
    values = _values(condition, truth)
    test: Test = Still(condition, truth) if values is None else values
    return (frozenset((test,)),)


def _values(condition: Condition, truth: bool) -> OneOf | None:
    """A condition about the value of one fact; None for any other."""
    match condition:
        case Equal(Fact() as fact, Const(value)) | Equal(Const(value), Fact() as fact):
            return OneOf(fact, frozenset((value,)), not truth)
        case Missing(Fact() as fact) | Missing(Days(needs=(fact,))):
            return OneOf(fact, frozenset((None,)), not truth)
        case Fact():
            return OneOf(condition, frozenset((truth,)), False)
        case Not(part):
            return _values(part, not truth)
        case Some(parts) if truth:
            return _one_of([_values(part, truth=True) for part in parts])
    return None


def _one_of(found: list[OneOf | None]) -> OneOf | None:
    inside = [one for one in found if one is not None and not one.outside]
    if len(inside) < len(found) or len({one.fact for one in inside}) != 1:
        return None
    return OneOf(inside[0].fact, frozenset().union(*(one.values for one in inside)), False)


def _any(found: Iterable[Alternatives]) -> Alternatives:
    return absorbed(one for some in found for one in some)


def _all(found: Iterable[Alternatives]) -> Alternatives:
    product: Alternatives = ALWAYS
    for some in found:
        product = both_of(product, some)
    return product


def both_of(left: Alternatives, right: Alternatives) -> Alternatives:
    """The ways in which two conditions are met at once."""
    found = (together(one, other) for one in left for other in right)
    return absorbed(one for one in found if one is not None)


def absorbed(found: Iterable[Alternative]) -> Alternatives:
    """Alternatives without those that imply another."""
    kept: list[Alternative] = []
    for one in dict.fromkeys(found):
        if not any(implies(one, other) for other in kept):
            kept = [other for other in kept if not implies(other, one)] + [one]
        if len(kept) > MOST_ALTERNATIVES:
            raise TooMany
    return tuple(kept)


def together(left: Iterable[Test], right: Iterable[Test]) -> Alternative | None:
    """Both at once, each fact and each flip tested once; None when that cannot be."""
    values: dict[Fact, OneOf] = {}
    turns: dict[tuple[object, ...], Turn] = {}
    stills: dict[Still, None] = {}
    for test in (*left, *right):
        if isinstance(test, Still):
            stills[test] = None
        elif isinstance(test, OneOf):
            values[test.fact] = values[test.fact].meets(test) if test.fact in values else test
        else:
            held = turns.get(test.base)
            turns[test.base] = test if held is None or turned(test, held) else held
    if any(not one.values and not one.outside for one in values.values()) or _clash(values, turns, stills):
        return None
    return frozenset((*values.values(), *turns.values(), *stills))


def _clash(values: dict[Fact, OneOf], turns: dict[tuple[object, ...], Turn], stills: dict[Still, None]) -> bool:
    if any(replace(still, met=not still.met) in stills for still in stills):
        return True
    only_missing = {fact for fact, one in values.items() if not one.outside and one.values == {None}}
    if any(fact in only_missing for turn in turns.values() for fact in turn.flip.needs):
        return True
    ups = {base_of(turn.flip): turn for turn in turns.values() if turn.up}
    downs = (turn for turn in turns.values() if not turn.up)
    return any(base in ups and turn.flip.facts.days <= ups[base].flip.facts.days
               for turn in downs for base in (base_of(turn.flip),))  # fmt: skip


def turned(one: Turn, other: Turn) -> bool:
    """Whether of two turns of one base the first implies the second."""
    later = one.flip.facts.days - other.flip.facts.days
    return later >= 0 if one.up else later <= 0


def implies(one: Alternative, other: Alternative) -> bool:
    """Whether the first alternative can hold only where the second does (False: not seen to)."""
    return all(test in one or any(_implied(held, test) for held in one) for test in other)


def _implied(held: Test, test: Test) -> bool:
    if isinstance(test, OneOf):
        if isinstance(held, Turn):
            return test.outside and test.values == {None} and test.fact in held.flip.needs
        return isinstance(held, OneOf) and held.fact == test.fact and held.within(test)
    return isinstance(test, Turn) and isinstance(held, Turn) and held.base == test.base and turned(held, test)


def apart(one: Alternatives, other: Alternatives) -> bool:
    """Whether two conditions are never met at once (False: not seen to be)."""
    return all(together(left, right) is None for left in one for right in other)
