"""Built-in functions on ranges: how points and ranges lie to each other, and ranges from text (DMN 1.5 §10.3.4.8, .1).

An end without bound lies before or after every value: ``includes(>= 2, 5)`` is true, as ``5 in >= 2`` is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from anxin.decisions.feel.builtins.declaring import declared
from anxin.decisions.feel.comparing import equal, less
from anxin.decisions.feel.reading_ranges import parse_range
from anxin.decisions.feel.types import STRING
from anxin.decisions.feel.values import Function, Parameter, Range, Run, Unanswerable, Value

Judged = Callable[["Span", "Span"], bool]


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range: its value, or with ``infinite`` -1 or 1 none, before or after all values."""

    value: Value
    included: bool
    infinite: int = 0

    def order(self, other: End) -> int:
        """Negative, 0 or positive as this value comes before, with or after the other; Unanswerable."""
        if self.infinite or other.infinite:
            return self.infinite - other.infinite
        before, same = less(self.value, other.value), equal(self.value, other.value)
        if before is None or same is None:
            raise Unanswerable("values of two kinds have no order")
        return 0 if same else -1 if before else 1


@dataclass(frozen=True, slots=True)
class Span:
    """A range between two ends; a point is one whose ends are the same."""

    low: End
    high: End


def _before(one: Span, other: Span) -> bool:
    order = one.high.order(other.low)
    return order < 0 or (order == 0 and not (one.high.included and other.low.included))


def _after(one: Span, other: Span) -> bool:
    return _before(other, one)


def _meets(one: Span, other: Span) -> bool:
    return one.high.order(other.low) == 0 and one.high.included and other.low.included


def _met_by(one: Span, other: Span) -> bool:
    return _meets(other, one)


def _overlaps(one: Span, other: Span) -> bool:
    return not _before(one, other) and not _before(other, one)


def _overlaps_before(one: Span, other: Span) -> bool:
    starts = one.low.order(other.low)
    starts_first = starts < 0 or (starts == 0 and one.low.included and not other.low.included)
    return starts_first and not _before(one, other) and _ends_within(one, other)


def _overlaps_after(one: Span, other: Span) -> bool:
    return _overlaps_before(other, one)


def _starts_within(one: Span, other: Span) -> bool:
    order = one.low.order(other.low)
    return order > 0 or (order == 0 and (other.low.included or not one.low.included))


def _ends_within(one: Span, other: Span) -> bool:
    order = one.high.order(other.high)
    return order < 0 or (order == 0 and (other.high.included or not one.high.included))


def _finishes(one: Span, other: Span) -> bool:
    return _same(one.high, other.high) and _starts_within(one, other)


def _finished_by(one: Span, other: Span) -> bool:
    return _finishes(other, one)


def _starts(one: Span, other: Span) -> bool:
    return _same(one.low, other.low) and _ends_within(one, other)


def _started_by(one: Span, other: Span) -> bool:
    return _starts(other, one)


def _during(one: Span, other: Span) -> bool:
    return _starts_within(one, other) and _ends_within(one, other)


def _includes(one: Span, other: Span) -> bool:
    return _during(other, one)


def _coincides(one: Span, other: Span) -> bool:
    return _same(one.low, other.low) and _same(one.high, other.high)


def _same(one: End, other: End) -> bool:
    return one.order(other) == 0 and one.included == other.included


def _span(value: Value) -> Span:
    if not isinstance(value, Range):
        end = End(value, True)
        return Span(end, end)
    if value.op == "!=":
        raise Unanswerable("what is only unequal to a value has no start and no end")
    low = End(value.low, value.low_closed, -1 if value.low is None else 0)
    return Span(low, End(value.high, value.high_closed, 1 if value.high is None else 0))


def _related(name: str, judged: Judged, *shapes: str) -> Function:
    """A function of two values, each a point (p) or a range (r): every one of ``shapes`` is a way to call it."""

    def call(run: Run, one: Value, other: Value) -> bool:
        first, second = _single(one), _single(other)
        if _shape(first) + _shape(second) not in shapes:
            raise Unanswerable(f"{name}(): there is no answer for a point or a range in that place")
        return judged(_span(first), _span(second))

    ways = [declared(name, _parameters(shape), call) for shape in shapes]
    return declared(name, _parameters(shapes[0]), call, alternatives=tuple(ways[1:]))


def _shape(value: Value) -> str:
    return "r" if isinstance(value, Range) else "p"


def _single(value: Value) -> Value:
    """Points have no one type, so that no coercion took a value out of its list."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _parameters(shape: str) -> tuple[Parameter, ...]:
    names = {"pp": ("point1", "point2"), "rr": ("range1", "range2"), "pr": ("point", "range"), "rp": ("range", "point")}
    return tuple(Parameter(name) for name in names[shape])


def _range(run: Run, source: str) -> Range:
    return parse_range(source)


FUNCTIONS: tuple[Function, ...] = (
    _related("before", _before, "pp", "pr", "rp", "rr"),
    _related("after", _after, "pp", "pr", "rp", "rr"),
    _related("meets", _meets, "rr"),
    _related("met by", _met_by, "rr"),
    _related("overlaps", _overlaps, "rr"),
    _related("overlaps before", _overlaps_before, "rr"),
    _related("overlaps after", _overlaps_after, "rr"),
    _related("finishes", _finishes, "pr", "rr"),
    _related("finished by", _finished_by, "rp", "rr"),
    _related("includes", _includes, "rp", "rr"),
    _related("during", _during, "pr", "rr"),
    _related("starts", _starts, "pr", "rr"),
    _related("started by", _started_by, "rp", "rr"),
    _related("coincides", _coincides, "pp", "rr"),
    declared("range", (Parameter("from", STRING),), _range),
)
