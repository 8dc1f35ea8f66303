"""Counts by colour, their shares, and the bar that shows them; sums always come to the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anxin.packs.on_site import deciding

COLOURS = ("green", "yellow", "red", "grey")
EVERY = ("green", "yellow", "orange", "red", "grey")  # with those that only some services have


def on_site() -> tuple[str, ...]:
    """The colours of tables and legends: those every service has, and the further ones of this site's services."""
    further = {colour for service in deciding() for colour in service.outcomes}
    return tuple(colour for colour in EVERY if colour in COLOURS or colour in further)


@dataclass(frozen=True)
class Segment:
    """One piece of a bar, in per cent of its width."""

    colour: str
    count: int
    share: float
    x: str
    width: str


@dataclass(frozen=True)
class Split:
    """People by colour in one scope."""

    counts: Mapping[str, int]
    colours: tuple[str, ...] = COLOURS

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def count(self, colour: str) -> int:
        return self.counts.get(colour, 0)

    def share(self, colour: str) -> float:
        """Between 0 and 1; 0 of nobody is 0."""
        return self.count(colour) / self.total if self.total else 0.0

    @property
    def green_share(self) -> float:
        return self.share("green")

    @property
    def columns(self) -> list[int]:
        """The counts in the order of tables and legends."""
        return [self.count(colour) for colour in self.colours]

    @property
    def segments(self) -> list[Segment]:
        """All its colours, empty ones with no width, side by side."""
        found, x = [], 0.0
        for colour in self.colours:
            width = self.share(colour) * 100
            found.append(Segment(colour, self.count(colour), self.share(colour), f"{x:.3f}%", f"{width:.3f}%"))
            x += width
        return found
