"""Who moves from which colour to which, and how many stand where through a year: as geometry that a template draws.

Places are per cent of a picture's width and height, so that it is drawn at any width without a script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from anxin.web.console.shares import EVERY

NONE = ""  # no row fires, or no rule set is in force
ORDER = (*EVERY, NONE)
FLOW, GAP, LABEL = 60.0, 3.0, 13.0  # height of all bands, least gap, least distance of two labels
THINNEST = 0.5


@dataclass(frozen=True)
class Node:
    """One colour on one side: its bar, and the middle where its label stands."""

    colour: str
    count: int
    y: float
    height: float

    @property
    def middle(self) -> str:
        return f"{self.y + self.height / 2:.2f}%"


@dataclass(frozen=True)
class Band:
    """People who go from one colour to another (or stay), as the outline of a band in a square of 100."""

    was: str
    now: str
    count: int
    path: str

    @property
    def moves(self) -> bool:
        return self.was != self.now


@dataclass(frozen=True)
class Sankey:
    """Both sides and what flows between them."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    bands: tuple[Band, ...]


def sankey(matrix: Mapping[tuple[str, str], int]) -> Sankey:
    """The picture of (from, to) → how many; nobody at all gives an empty one."""
    total = sum(matrix.values())
    if not total:
        return Sankey((), (), ())
    sums = [_sums(matrix, side) for side in (0, 1)]
    tallest = max(_height(side, total) for side in sums)
    left, right = (_nodes(side, total, tallest) for side in sums)
    return Sankey(left, right, tuple(_bands(matrix, left, right)))


def _sums(matrix: Mapping[tuple[str, str], int], side: int) -> list[tuple[str, int]]:
    counted = {colour: sum(many for move, many in matrix.items() if move[side] == colour) for colour in ORDER}
    return [(colour, many) for colour, many in counted.items() if many]


def _gaps(side: Sequence[tuple[str, int]], total: int) -> list[float]:
    heights = [many / total * FLOW for _colour, many in side]
    return [max(GAP, LABEL - (one + two) / 2) for one, two in pairwise(heights)]


def _height(side: Sequence[tuple[str, int]], total: int) -> float:
    return FLOW + sum(_gaps(side, total)) + LABEL


def _nodes(side: Sequence[tuple[str, int]], total: int, tallest: float) -> tuple[Node, ...]:
    scale, found = 100 / tallest, list[Node]()
    y = (100 - (FLOW + sum(_gaps(side, total))) * scale) / 2
    for (colour, many), gap in zip(side, [*_gaps(side, total), 0.0], strict=True):
        height = many / total * FLOW * scale
        found.append(Node(colour, many, y, max(height, THINNEST)))
        y += height + gap * scale
    return tuple(found)


def _bands(matrix: Mapping[tuple[str, str], int], left: Sequence[Node], right: Sequence[Node]) -> list[Band]:
    starts, ends = {one.colour: one.y for one in left}, {one.colour: one.y for one in right}
    found = []
    for was in left:
        for now in right:
            many = matrix.get((was.colour, now.colour), 0)
            if many:
                height = was.height * many / was.count
                found.append(Band(was.colour, now.colour, many, _band(starts[was.colour], ends[now.colour], height)))
                starts[was.colour] += height
                ends[now.colour] += now.height * many / now.count
    return sorted(found, key=lambda band: band.moves)  # those who move are drawn over those who stay


def _band(start: float, end: float, height: float) -> str:
    thick = max(height, THINNEST)
    there = f"M0 {start:.2f}C50 {start:.2f} 50 {end:.2f} 100 {end:.2f}"
    back = f"L100 {end + thick:.2f}C50 {end + thick:.2f} 50 {start + thick:.2f} 0 {start + thick:.2f}Z"
    return there + back


@dataclass(frozen=True)
class Layer:
    """One colour through the year: its outline in a picture as wide as there are days and 100 high, and where it is
    thick enough its word."""

    colour: str
    points: str
    word_x: str = ""
    word_y: str = ""


@dataclass(frozen=True)
class Layers:
    """How many stand at each colour on each day, one colour upon the other."""

    width: int
    layers: tuple[Layer, ...]
    ticks: tuple[tuple[str, str], ...]


def layers(days: Mapping[date, Mapping[str, int]]) -> Layers:
    """The stacked picture of day → colour → how many."""
    held = list(days.items())
    last, top = max(len(held) - 1, 1), max((sum(counts.values()) for _day, counts in held), default=0) or 1
    below = [0.0] * len(held)
    found = []
    for colour in ORDER:
        above = [low + counts.get(colour, 0) / top * 100 for low, (_day, counts) in zip(below, held, strict=True)]
        if any(high > low for low, high in zip(below, above, strict=True)):
            found.append(_layer(colour, below, above, last))
        below = above
    every = [(number, day) for number, (day, _counts) in enumerate(held) if day.day == 1 and day.month in (1, 4, 7, 10)]
    ticks = tuple((f"{number / last * 100:.2f}%", f"{day.year}-{day.month:02}") for number, day in every)
    return Layers(last, tuple(found), ticks)


def _layer(colour: str, below: Sequence[float], above: Sequence[float], last: int) -> Layer:
    upper = [f"{number},{100 - high:.1f}" for number, high in enumerate(above)]
    lower = [f"{number},{100 - low:.1f}" for number, low in reversed(list(enumerate(below)))]
    half, thick = max(last // 12, 1), [high - low for low, high in zip(below, above, strict=True)]
    room = {n: min(thick[n - half : n + half + 1]) for n in range(half, last - half + 1)}  # as wide as a word is
    thickest = max(room, key=lambda number: room[number], default=0)
    if room.get(thickest, 0) < 12:
        return Layer(colour, " ".join([*upper, *lower]))
    x, y = thickest / last * 100, 100 - (above[thickest] + below[thickest]) / 2
    return Layer(colour, " ".join([*upper, *lower]), f"{x:.2f}%", f"{y:.2f}%")
