"""The sweep over the columns: which row fires where, as a diagram that is walked axis by axis.

After Calvanese, Dumas, Laurson, Maggi, Montali and Teinemaa, *Semantics, Analysis and Simplification of DMN Decision
Tables* (Information Systems 78, 2018), which sweeps a line along one column after the other and keeps the rows that are
still open. Equal sets of open rows are worked out once. Two tables can be swept together over one refinement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from anxin.decisions.checking.axes import Axis, Slice
from anxin.decisions.columnar.program import Program

MOST_STEPS = 2_000_000
MOST_PATHS = 3_000
FIRST_HIT = ("FIRST", "PRIORITY", "UNIQUE", "ANY")

Alive = tuple[int, ...]
Box = tuple[frozenset[int] | None, ...]
Wanted = Callable[[Alive], bool]


@dataclass(frozen=True)
class Node:
    """``arms``: atoms of the axis at ``level`` by where they lead (None: not looked at).

    A leaf has no arms; its rows fire.
    """

    level: int
    rows: Alive
    arms: tuple[tuple[frozenset[int], Node | None], ...] = ()

    def __hash__(self) -> int:
        return hash((self.level, self.rows))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and (self.level, self.rows, not self.arms) == (
            other.level, other.rows, not other.arms)  # fmt: skip


@dataclass
class Effort:
    """How much work is left for one question, which may take many diagrams."""

    left: int = MOST_STEPS

    def spent(self, steps: int) -> bool:
        """Count work; whether there was too much of it."""
        self.left -= steps
        return self.left < 0


class Diagram:
    """The sweep of one or two tables over the axes of a day.

    ``complete`` is False when it was given up part-way, ``listed`` when :meth:`boxes` left some out.

    A leaf's rows are one set for each table: under a first-hit policy the row that fires alone, else all that do.
    """

    def __init__(self, cut: Slice, programs: Sequence[Program], effort: Effort | None = None) -> None:
        self.axes = tuple(sorted(cut.axes, key=_openness))
        self.first_hit = [program.table.hit_policy in FIRST_HIT for program in programs]
        self.complete = self.listed = True
        self._effort = effort or Effort()
        self._known: dict[tuple[int, Alive], Node | None] = {}
        self._free = self._free_rows(cut.rows)
        self.root = self._node(0, self._pruned(0, cut.rows))

    def _free_rows(self, everything: Alive) -> list[Alive]:
        """For each level the rows that rule nothing out from there on."""
        free = [everything]
        for axis in reversed(self.axes):
            met = [reduce(int.__and__, (atom.rows[table] for atom in axis.atoms)) for table in range(len(everything))]
            free.append(tuple(one & both for one, both in zip(met, free[-1], strict=True)))
        return free[::-1]

    def _pruned(self, level: int, alive: Alive) -> Alive:
        """Without the rows that cannot fire because one before them is met whatever comes."""
        found = []
        for rows, free, first_hit in zip(alive, self._free[level], self.first_hit, strict=True):
            sure = rows & free
            found.append(rows & (((sure & -sure) << 1) - 1) if sure and first_hit else rows)
        return tuple(found)

    def _settled(self, level: int, alive: Alive) -> bool:
        pairs = zip(alive, self._free[level], self.first_hit, strict=True)
        return all(not rows & ~free and (not first_hit or not rows & (rows - 1)) for rows, free, first_hit in pairs)

    def _node(self, level: int, alive: Alive) -> Node | None:
        if level == len(self.axes) or self._settled(level, alive):
            return Node(level, alive)
        key = (level, alive)
        if key not in self._known:
            self._known[key] = self._expanded(level, alive)
        return self._known[key]

    def _expanded(self, level: int, alive: Alive) -> Node | None:
        axis = self.axes[level]
        if self._effort.spent(len(axis.atoms)):
            self.complete = False
            return None
        groups: dict[Alive, list[int]] = {}
        for index, atom in enumerate(axis.atoms):
            left = tuple(rows & met for rows, met in zip(alive, atom.rows, strict=True))
            groups.setdefault(self._pruned(level + 1, left), []).append(index)
        if len(groups) == 1 and self.complete:
            return self._node(level + 1, next(iter(groups)))
        arms = ((frozenset(indexes), self._node(level + 1, left)) for left, indexes in groups.items())
        return Node(level, alive, tuple(arms))

    def leaves(self) -> Iterator[Alive]:
        """What fires, of every leaf."""
        seen: set[Node] = set()
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            if node is None or node in seen:
                continue
            seen.add(node)
            if node.arms:
                waiting += [child for _, child in node.arms]
            else:
                yield node.rows

    def boxes(self, wanted: Wanted, most: int) -> Iterator[Box]:
        """Boxes, as wide as they go, that hold nothing but wanted leaves, none inside another; at most ``most``.

        ``listed`` turns False when there are more.
        """
        useful = self._useful(wanted)
        found: list[Box] = []
        for tried, path in enumerate(self._paths(self.root, useful)):
            if tried >= MOST_PATHS or self._effort.spent(1):
                self.listed = False
                return
            if any(_inside(path, box) for box in found):
                continue
            if len(found) == most:
                self.listed = False
                return
            box = self._widened(path, wanted)
            found.append(box)
            yield box

    def _useful(self, wanted: Wanted) -> dict[Node, bool]:
        """Whether a wanted leaf lies below a node."""
        found: dict[Node, bool] = {}

        def look(node: Node | None) -> bool:
            if node is None:
                return False
            if node not in found:
                below = [look(child) for _, child in node.arms]
                found[node] = any(below) if below else wanted(node.rows)
            return found[node]

        look(self.root)
        return found

    def _paths(self, node: Node | None, useful: dict[Node, bool]) -> Iterator[Box]:
        if node is None or not useful[node]:
            return
        if not node.arms:
            yield (None,) * len(self.axes)
            return
        for atoms, child in node.arms:
            for path in self._paths(child, useful):
                yield (*path[: node.level], atoms, *path[node.level + 1 :])

    def _widened(self, box: Box, wanted: Wanted) -> Box:
        """The box with every axis set free, and then each atom let in, that keeps it wanted."""
        for level in range(len(self.axes)):
            wider = (*box[:level], None, *box[level + 1 :])
            if box[level] is not None and self.holds(wider, wanted):
                box = wider
        for level, axis in enumerate(self.axes):
            kept = box[level]
            if kept is None or len(axis.atoms) > 50:
                continue
            for index in range(len(axis.atoms)):
                wider = (*box[:level], kept | {index}, *box[level + 1 :])
                if index not in kept and self.holds(wider, wanted):
                    box, kept = wider, kept | {index}
        return box

    def holds(self, box: Box, wanted: Wanted) -> bool:
        """Whether every leaf inside a box is wanted."""
        seen: set[Node] = set()
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            if node is None:
                return False
            if node in seen:
                continue
            seen.add(node)
            if self._effort.spent(1 + len(node.arms)):
                return False
            if not node.arms:
                if not wanted(node.rows):
                    return False
                continue
            kept = box[node.level]
            waiting += [child for atoms, child in node.arms if kept is None or atoms & kept]
        return True


def _openness(axis: Axis) -> float:
    """The share of rows that an atom leaves open, on average: what rules most out goes first."""
    left = sum(len(atom.points) * sum(rows.bit_count() for rows in atom.rows) for atom in axis.atoms)
    return left / max(1, sum(len(atom.points) for atom in axis.atoms))


def _inside(path: Box, box: Box) -> bool:
    return all(wide is None or (narrow is not None and narrow <= wide) for narrow, wide in zip(path, box, strict=True))
