"""Which numbers of a table may be shown: small ones are not, nor what they could be found from by subtraction.

A table with its totals is a net of sums. A number that is left out can be computed when the others that are left out
cannot change along with it. It is safe when there is a second table of whole numbers, one or more in each cell left
out, with the same sums and another number in this cell. Such a table differs from the true one by adding and taking
away one along a closed way through the net: a cell is protected by finding such a way, and where there is none by
leaving out the cheapest further cells that make one.

Complementary cell suppression after Cox (1980) and Kelly, Golden, Assad (1992); a zero names nobody and is shown.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

Key = tuple[str | None, ...]
"""A cell by its value in each field; None stands for all of them: a total."""

_FREE: Hashable = ("", "free")


@dataclass(frozen=True)
class Shown:
    """A table as it may be shown: a number for each cell, None where it is left out."""

    cells: Mapping[Key, int | None]

    @property
    def left_out(self) -> set[Key]:
        return {key for key, count in self.cells.items() if count is None}


@dataclass(frozen=True)
class _Cell:
    key: Key
    count: int
    row: Hashable
    column: Hashable
    sign: int  # -1 for the totals of one direction: they stand on the other side of the sum

    def can_move(self, by: int) -> bool:
        """Whether its number can be another by that much and still be one or more."""
        return self.sign * by > 0 or self.count >= 2

    def cost(self, hidden: set[Key]) -> int:
        return 0 if self.key in hidden else self.count + 1


def with_totals(counts: Mapping[Key, int]) -> dict[Key, int]:
    """The cells of a table by one or two fields, and every total of them."""
    found: dict[Key, int] = {}
    for key, count in counts.items():
        for total in _totals(key):
            found[total] = found.get(total, 0) + count
    return found


def _totals(key: Key) -> set[Key]:
    if len(key) == 1:
        return {key, (None,)}
    row, column = key
    return {key, (row, None), (None, column), (None, None)}


def suppressed(counts: Mapping[Key, int], *, least: int) -> Shown:
    """The table of these cells with its totals: a number from 1 up to `least` - 1 is left out, and so is whatever would
    give it away. `ValueError` for more than two fields, or a `least` below 2."""
    if least < 2 or any(len(key) not in (1, 2) for key in counts):
        raise ValueError("a table by one or two fields, with a least number of 2 or more")
    whole = with_totals(counts)
    cells = [_cell(key, count) for key, count in sorted(whole.items(), key=str) if count > 0]
    hidden = {one.key for one in cells if one.count < least}
    waiting = sorted(hidden, key=str)
    while waiting:
        [cell] = [one for one in cells if one.key == waiting[0]]
        way = _way(cell, cells, hidden)
        if way is None:  # nothing of the table is safe to show
            hidden = {one.key for one in cells}
            break
        fresh = [one.key for one in way if one.key not in hidden]
        hidden.update(fresh)
        waiting = waiting[1:] + fresh
    return Shown({key: None if key in hidden else count for key, count in whole.items()})


def _cell(key: Key, count: int) -> _Cell:
    if len(key) == 1:
        return _Cell(key, count, "all", _FREE, -1 if key[0] is None else 1)
    row, column = key
    sign = -1 if (row is None) != (column is None) else 1
    return _Cell(key, count, ("row", row), ("column", column), sign)


def _way(cell: _Cell, cells: list[_Cell], hidden: set[Key]) -> list[_Cell] | None:
    """The cheapest closed way through the cell, without it: up or down by one, whichever costs less."""
    found = list[tuple[int, int, list[_Cell]]]()
    for by in (1, -1):
        if cell.can_move(by):
            way = _cheapest(cell, by, cells, hidden)
            if way is not None:
                found.append((sum(one.cost(hidden) for one in way), len(found), way))
    return min(found)[2] if found else None


def _cheapest(cell: _Cell, by: int, cells: list[_Cell], hidden: set[Key]) -> list[_Cell] | None:
    """From the cell's column back to its row (Dijkstra): cells that move by `-by` into a row, by `by` out of it."""
    out: dict[Hashable, list[tuple[Hashable, _Cell]]] = {}
    for one in cells:
        if one.key == cell.key:
            continue
        if one.can_move(-by):
            out.setdefault(one.column, []).append((one.row, one))
        if one.can_move(by):
            out.setdefault(one.row, []).append((one.column, one))
    best: dict[Hashable, int] = {cell.column: 0}
    heap: list[tuple[int, int, Hashable, tuple[_Cell, ...]]] = [(0, 0, cell.column, ())]
    tried = 0
    while heap:
        cost, _order, place, way = heapq.heappop(heap)
        if place == cell.row:
            return list(way)
        if cost > best.get(place, cost):
            continue
        for onward, one in out.get(place, ()):
            more = cost + one.cost(hidden)
            if onward not in best or more < best[onward]:
                best[onward] = more
                tried += 1
                heapq.heappush(heap, (more, tried, onward, (*way, one)))
    return None
