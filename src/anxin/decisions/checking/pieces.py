"""What a fact can be, cut into pieces that the conditions of a table cannot tell apart inside.

Numbers, dates, durations and ordered strings lie on a line that is cut at every bound a condition names: a piece is
one cut, or all that lies between two. Named strings and truth values are pieces by themselves. null is always one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from anxin.decisions.columnar.ir import Fact
from anxin.decisions.feel.plain import LAST_DAY, Type, Value
from anxin.decisions.wording import Words

OTHER = "(any other)"


@dataclass(frozen=True)
class Piece:
    """``value`` stands for the piece; ``spot`` is its place on the line: odd at a cut, even between two."""

    value: Value
    spot: int | None = None


@dataclass(frozen=True)
class Domain:
    """The pieces of one fact; ``cuts`` are the plain values of its line, ``labels`` what they are called."""

    fact: Fact
    pieces: tuple[Piece, ...]
    cuts: tuple[Any, ...] = ()
    labels: tuple[Words, ...] = ()

    def holding(self, value: Value) -> int | None:
        """The index of the piece whose own value this is."""
        wanted = (type(value) is bool, value)
        return next((at for at, one in enumerate(self.pieces) if (type(one.value) is bool, one.value) == wanted), None)


def named_domain(fact: Fact, names: Iterable[Value]) -> Domain:
    """Truth values, or strings that are only compared for equality."""
    if fact.type is Type.BOOLEAN:
        return Domain(fact, (Piece(None), Piece(True), Piece(False)))
    known = dict.fromkeys([*fact.allowed, *names])
    others = () if fact.allowed else (Piece(OTHER),)
    return Domain(fact, (*(Piece(name) for name in known if name is not None), *others, Piece(None)))


def line_domain(fact: Fact, cuts: Mapping[Any, Words]) -> Domain:
    """Values in an order; ``cuts`` are numbers, strings, ordinals of dates or counts of days, with their labels."""
    found = sorted(cuts)
    pieces: list[Piece] = []
    for place in range(len(found) + 1):
        below = found[place - 1] if place else None
        above = found[place] if place < len(found) else None
        between = _between(fact.type, below, above)
        if between is not None:
            pieces.append(Piece(_plain(fact.type, between), 2 * place))
        if above is not None:
            pieces.append(Piece(_plain(fact.type, above), 2 * place + 1))
    return Domain(fact, (*pieces, Piece(None)), tuple(found), tuple(cuts[cut] for cut in found))


def _between(kind: Type, below: Any, above: Any) -> Any:
    """A value strictly between two (None: no end on that side), or None where there is none."""
    if kind is Type.NUMBER:
        return _number_between(below, above)
    if kind is Type.STRING:
        return _string_between(below, above)
    return _whole_between(below, above, lowest=1 if kind is Type.DATE else None, highest=LAST_DAY)


def _number_between(below: Any, above: Any) -> int | Decimal:
    if below is None:
        return 0 if above is None else int(above) - 1 if int(above) >= above else int(above)
    if above is None:
        return int(below) + 1 if int(below) <= below else int(below)
    whole = int(below) + 1 if below >= 0 or int(below) == below else int(below)
    if below < whole < above:
        return whole
    return Decimal(below) + (Decimal(above) - Decimal(below)) / 2


def _string_between(below: Any, above: Any) -> str | None:
    if above is None:
        return OTHER if below is None else f"{below}~"
    for candidate in ("" if below is None else f"{below} ", "" if below is None else f"{below}\x01"):
        if (below is None or candidate > below) and candidate < above:
            return candidate
    return None


def _whole_between(below: int | None, above: int | None, *, lowest: int | None, highest: int) -> int | None:
    """The day beside the upper end where there is one, else beside the lower."""
    found = above - 1 if above is not None else (below + 1 if below is not None else (lowest or 0))
    if (below is not None and found <= below) or (lowest is not None and found < lowest) or found > highest:
        return None
    return found


def _plain(kind: Type, value: Any) -> Value:
    if kind is Type.DATE:
        return date.fromordinal(value)
    if kind is Type.DAYS:
        return timedelta(days=value)
    if kind is Type.NUMBER and isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    plain: Value = value
    return plain
