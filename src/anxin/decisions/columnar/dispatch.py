"""A large table as a tree: the rows that a fact's value leaves in question are found by hash or by bisection.

Equality with constants is looked up in a dictionary, bounds in a sorted list; what is left is a short chain of ifs.
Branches are made when they are first taken, so that a table of ten thousand rows is ready at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from anxin.decisions.columnar.conditions import every
from anxin.decisions.columnar.dates import holds
from anxin.decisions.columnar.ir import All, Condition, Const, Equal, Fact, Missing, Order, Some, Truth
from anxin.decisions.feel.plain import Type

SMALL = 24  # a chain of so many rows is quicker than looking one up
SHORT = 32  # and within a tree, where looking up has begun, of so many
DENSEST = 400_000  # entries of branches together

Find = Callable[[Any, tuple[Any, ...]], "int | None"]
Chain = Callable[[Sequence["Candidate"]], Find]


@dataclass(frozen=True)
class Candidate:
    """A row still in question: its number, and the cells that are not settled yet."""

    number: int
    cells: tuple[Condition, ...]

    @property
    def condition(self) -> Condition:
        """What is left to be met."""
        return every(self.cells)


def tree(candidates: Sequence[Candidate], chain: Chain, short: int = SHORT) -> Find:
    """The function that finds the row; ``chain`` makes one for few candidates."""
    rows = _useful(candidates)
    if len(rows) <= short:
        return chain(rows)
    return _by_value(rows, chain) or _by_bound(rows, chain) or chain(rows)


def _useful(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [row for row in candidates if Truth(False) not in row.cells]


def _by_value(rows: list[Candidate], chain: Chain) -> Find | None:
    """A dictionary over the fact that most rows ask to equal constants."""
    asks = [[keys(cell) for cell in row.cells] for row in rows]
    asked: dict[Fact, int] = {}
    for asks_of_row in asks:
        for found in asks_of_row:
            if found is not None:
                asked[found[0]] = asked.get(found[0], 0) + 1
    for fact in sorted(asked, key=lambda fact: -asked[fact]):
        branches = _branches(rows, asks, fact)
        if branches is not None:
            return _look_up(fact, *branches, chain)
    return None


def _branches(
    rows: list[Candidate], asks: list[list[tuple[Fact, tuple[object, ...]] | None]], fact: Fact
) -> tuple[dict[object, list[Candidate]], list[Candidate]] | None:
    """For each value the rows it leaves, in order, and the rows left by any other; None when that helps little."""
    plan = [(row, *_settled(row, found, fact)) for row, found in zip(rows, asks, strict=True)]
    values = {value for _, _, wanted in plan for value in wanted or ()}
    free = sum(wanted is None for _, _, wanted in plan)
    if free * 2 > len(rows) or len(values) < 2 or free * len(values) > DENSEST:
        return None
    branches: dict[object, list[Candidate]] = {value: [] for value in values}
    other: list[Candidate] = []
    for _, rest, wanted in plan:
        for value in values if wanted is None else wanted:
            branches[value].append(rest)
        if wanted is None:
            other.append(rest)
    return branches, other


def _settled(
    row: Candidate, found: list[tuple[Fact, tuple[object, ...]] | None], fact: Fact
) -> tuple[Candidate, tuple[object, ...] | None]:
    """What is left of a row once the fact's value is known, and the values that keep it; None: any value."""
    wanted: tuple[object, ...] | None = None
    rest: list[Condition] = []
    for cell, key in zip(row.cells, found, strict=True):
        if key is None or key[0] != fact:
            rest.append(cell)
        else:
            wanted = tuple(dict.fromkeys(key[1])) if wanted is None else tuple(v for v in wanted if v in key[1])
    return Candidate(row.number, tuple(rest)), wanted


def _look_up(fact: Fact, branches: dict[object, list[Candidate]], other: list[Candidate], chain: Chain) -> Find:
    name = fact.name
    found: dict[object, Find] = {}
    for value, rows in branches.items():
        found[value] = _when_asked(rows, chain, found, value)
    rest: dict[object, Find] = {}
    rest[None] = _when_asked(other, chain, rest, None)

    def find(facts: Any, constants: tuple[Any, ...]) -> int | None:
        branch = found.get(facts[name])
        return rest[None](facts, constants) if branch is None else branch(facts, constants)

    return find


def _when_asked(rows: list[Candidate], chain: Chain, kept: Any, at: object) -> Find:
    def find(facts: Any, constants: tuple[Any, ...]) -> int | None:
        made = kept[at] = tree(rows, chain)
        return made(facts, constants)

    return find


def _by_bound(rows: list[Candidate], chain: Chain) -> Find | None:
    """Segments between the sorted bounds of the number that most rows bound by constants."""
    asked: dict[Fact, int] = {}
    for row in rows:
        for fact in {found for cell in row.cells for found in bounded(cell)}:
            asked[fact] = asked.get(fact, 0) + 1
    if not asked:
        return None
    fact = max(asked, key=lambda fact: asked[fact])
    bounds: list[Any] = sorted({bound for row in rows for cell in row.cells for bound in _bounds(cell, fact)})
    segments = 2 * len(bounds) + 1
    if asked[fact] * 2 < len(rows) or segments * len(rows) > DENSEST:
        return None
    return _segmented(fact, bounds, rows, chain)


def _segmented(fact: Fact, bounds: list[Any], rows: list[Candidate], chain: Chain) -> Find:
    """Segment 2i+1 is bound i itself, segment 2i what lies below it."""
    name, last = fact.name, len(bounds)
    found: dict[int, Find] = {}

    def segment(at: int) -> Find:
        held = [_within(row, fact, bounds, at) for row in rows]
        kept = [row for row in held if row is not None]
        found[at] = chain(kept) if len(kept) == len(rows) else tree(kept, chain)
        return found[at]

    without: dict[object, Find] = {}

    def no_value(facts: Any, constants: tuple[Any, ...]) -> int | None:
        made = without[None] = tree(rows, chain, len(rows))
        return made(facts, constants)

    without[None] = no_value

    def find(facts: Any, constants: tuple[Any, ...]) -> int | None:
        value = facts[name]
        if value is None:
            return without[None](facts, constants)
        at = bisect_left(bounds, value)
        at = 2 * at + 1 if at < last and bounds[at] == value else 2 * at
        return (found.get(at) or segment(at))(facts, constants)

    return find


def _within(row: Candidate, fact: Fact, bounds: list[Any], segment: int) -> Candidate | None:
    """The row without the tests that hold in the whole segment; None when one fails there."""
    rest: list[Condition] = []
    for cell in row.cells:
        if set(bounded(cell)) != {fact}:
            rest.append(cell)
            continue
        for test in orders(cell):
            if not _holds_in(test, bounds, segment):
                return None
    return Candidate(row.number, tuple(rest))


def _holds_in(test: Order, bounds: list[Any], segment: int) -> bool:
    assert isinstance(test.right, Const)
    at = bisect_left(bounds, test.right.value)
    mine, bound = segment, 2 * at + 1
    return holds(test.op, mine, bound)


def keys(cell: Condition) -> tuple[Fact, tuple[object, ...]] | None:
    """The fact and the constants one of which it must equal, when a cell says nothing else."""
    parts: Iterable[Condition] = cell.parts if isinstance(cell, Some) else (cell,)
    facts: set[Fact] = set()
    values: list[object] = []
    for part in parts:
        match part:
            case Equal(Fact() as fact, Const(value)):
                values.append(value)
            case Missing(Fact() as fact):
                values.append(None)
            case _:
                return None
        facts.add(fact)
    return (facts.pop(), tuple(values)) if len(facts) == 1 else None


def orders(cell: Condition) -> tuple[Order, ...]:
    """The comparisons with < <= > >= that a cell is made of."""
    parts = cell.parts if isinstance(cell, All) else (cell,)
    return tuple(part for part in parts if isinstance(part, Order))


def bounded(cell: Condition) -> tuple[Fact, ...]:
    """The number that a cell holds against constants, when it does nothing else."""
    parts = cell.parts if isinstance(cell, All) else (cell,)
    facts: set[Fact] = set()
    for part in parts:
        match part:
            case Order(_, Fact() as fact, Const(int() | Decimal())) if fact.type is Type.NUMBER:
                facts.add(fact)
            case _:
                return ()
    return tuple(facts) if len(facts) == 1 else ()


def _bounds(cell: Condition, fact: Fact) -> list[Any]:
    return [order.right.value for order in orders(cell) if order.left == fact and isinstance(order.right, Const)]
