"""The values that FEEL computes with, and what happens beside them: diagnostics, limits, the clock.

null is None, a boolean bool, a string str, a number Decimal (34 significant digits, never NaN or infinite), a list
list, a context dict with string keys. Lists and contexts are never changed once made. Everything else is a class here
or in :mod:`anxin.decisions.feel.temporal`. At the engine's doors plain Python values
(:mod:`anxin.decisions.feel.plain`) are taken and given; :mod:`anxin.decisions.feel.crossing` turns one into the other.

An error inside an expression is null, as DMN 1.5 §10.3 says; what went wrong is kept beside it as a
:class:`Diagnostic`, so that no null is silent. A function that cannot answer raises :class:`Unanswerable`, the
evaluator turns that into null and a diagnostic. A limit that is reached is different: it ends the evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, DivisionByZero, InvalidOperation, Overflow
from typing import Any

# IEEE 754-2008 decimal128, as DMN 1.5 §10.3.2.3.1 asks.
DECIMAL128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)


@dataclass(frozen=True)
class Range:
    """``[low..high]``; an end that is None is open without bound.

    ``op`` is ``=`` or ``!=`` in the ranges that ``(= 10)`` and ``(!= 10)`` make, which hold exactly their one end and
    everything but it, and which equal no range written with two ends.
    """

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool
    op: str = ""


@dataclass(frozen=True)
class Parameter:
    """A function's parameter; ``type`` is what an argument is coerced to, None for anything."""

    name: str
    type: Any = None


@dataclass(frozen=True, eq=False)
class Function:
    """Something that can be called with a list of values in the order of its parameters.

    ``variadic``: the last parameter takes all arguments that are left. ``optional``: how many of the last parameters
    may be left out. ``alternatives`` are other ways to call it (``date(from)`` · ``date(year, month, day)``), tried in
    turn when the number or the names of the arguments do not fit. Arguments are coerced to the parameters' types before
    ``call`` sees them; one that cannot be makes the call null. A left-out argument is not in the sequence; where one
    after it is given by name, it is null. ``result`` is the type of the answer, None for anything; what cannot be
    coerced to it is null. ``answers`` is the type that its body shows it to have; nothing is coerced to that.
    ``written`` is what two functions share that are equal without being one: parameters, body and scope.
    """

    name: str
    parameters: tuple[Parameter, ...]
    call: Callable[[Run, Sequence[Value]], Value]
    optional: int = 0
    variadic: bool = False
    alternatives: tuple[Function, ...] = ()
    result: Any = None
    answers: Any = None
    written: Any = None


# One of: None, bool, str, Decimal, Date, Time, DateTime, Duration, Months, Range, Function, list and dict of these.
Value = Any


class Unanswerable(Exception):
    """Why a function or an operator has no answer for its operands; becomes null and a diagnostic."""


class LimitReached(Exception):
    """A stated limit ended the evaluation: which one, and where it stands in the text if that is known."""

    def __init__(self, why: str, at: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.at = at


class Budget:
    """How many parts one operation on a value may look at: values share parts, so a small one can be long to walk."""

    __slots__ = ("left", "most", "what")

    def __init__(self, what: str, most: int = 1_000_000) -> None:
        self.what = what
        self.most = self.left = most

    @property
    def spent(self) -> int:
        """How many parts were looked at so far."""
        return self.most - self.left

    def spend(self, parts: int = 1) -> None:
        """Count parts; LimitReached when there are too many."""
        self.left -= parts
        if self.left < 0:
            raise LimitReached(f"there are too many {self.what}")


@dataclass(frozen=True)
class Diagnostic:
    """Why an expression became null though nothing said it should: ``text`` of the expression, ``at`` in it."""

    why: str
    at: int = 0
    text: str = ""
    place: str = ""


@dataclass(frozen=True)
class Limits:
    """What one evaluation may use."""

    steps: int = 1_000_000
    depth: int = 150
    items: int = 1_000_000
    characters: int = 1_000_000
    diagnostics: int = 200


@dataclass
class Run:
    """One evaluation: its limits, what it used, what went wrong in it, and the moment that ``now()`` gives.

    ``fired`` are the rules of each table, by the table's name, that were met when it was last asked.
    """

    now: Value = None
    limits: Limits = field(default_factory=Limits)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    steps: int = 0
    depth: int = 0
    fired: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def step(self, count: int = 1) -> None:
        """Count work done; LimitReached when there is too much of it."""
        self.steps += count
        if self.steps > self.limits.steps:
            raise LimitReached(f"an evaluation may take {self.limits.steps:,} steps")

    def note(self, why: str, at: int = 0) -> None:
        """Keep why something became null."""
        if len(self.diagnostics) < self.limits.diagnostics:
            self.diagnostics.append(Diagnostic(why, at))
