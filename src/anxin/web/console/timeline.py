"""The timeline picture as pure geometry: each item's validity as a bar, the colour strip, the rules in force.

All places are per cent of the picture's width, so that a template draws it at any width without a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

DAY = timedelta(days=1)
WIDE_SIGN, NARROW_SIGN = 2.4, 1.1  # per cent of the width that a Chinese character or a letter needs
NARROW_LABELS = 4
LAST_LABEL = 95.0  # per cent; a label that begins later would run out of the picture


# First day, first day no longer, how it is drawn, what it says, and what is written on it (None: what it says).
Piece = tuple[date, date | None, str, str, str | None]


@dataclass(frozen=True)
class Window:
    """The days shown, first and last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def place(self, day: date) -> float:
        """Where a day begins, 0–100; days outside lie on the edge."""
        return min(100.0, max(0.0, (day - self.first).days / self.days * 100))

    def offset(self, day: date) -> int:
        """The day's number from the first, held inside the window: what the slider counts."""
        return min(self.days - 1, max(0, (day - self.first).days))

    def day(self, offset: int) -> date:
        return self.first + timedelta(days=min(self.days - 1, max(0, offset)))


@dataclass(frozen=True)
class Stretch:
    """A piece of a row, from a day until a day (exclusive), clipped to the window; `css` says how it is drawn."""

    x: str
    width: str
    css: str
    first: date
    until: date | None
    label: str
    word: str

    @property
    def last(self) -> date | None:
        """The last day it covers, None while open."""
        return self.until - DAY if self.until else None


@dataclass(frozen=True)
class Lane:
    """One row of bars: an item of one source."""

    title: str
    note: str
    bars: tuple[Stretch, ...]


@dataclass(frozen=True)
class Tick:
    """A mark on the axis at the beginning of a month."""

    x: str
    label: str
    minor: bool


@dataclass(frozen=True)
class Timeline:
    """The whole picture; `strip` is decided anew from what is known today, `shown` is what was stored at the time."""

    window: Window
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    strip: tuple[Stretch, ...]
    shown: tuple[Stretch, ...]
    rules: tuple[Stretch, ...]
    today_x: str
    as_of_x: str
    as_of: date

    @property
    def offset(self) -> int:
        return self.window.offset(self.as_of)

    @property
    def last_offset(self) -> int:
        return self.window.days - 1

    @property
    def differs(self) -> bool:
        """Whether what was shown at the time is not what is decided from today's knowledge."""
        return [(s.css, s.first) for s in self.shown][1:] != [(s.css, s.first) for s in self.strip][1:]


def window_for(days: Iterable[date], *, today: date, as_of: date) -> Window:
    """From the earliest day named, at most two years back, to a month past the latest, so that one can slide beyond an
    end; at most fifteen months ahead."""
    named = [*days, today, as_of]
    first = max(min(named), today - timedelta(days=730))
    last = min(max(*named, today + timedelta(days=60)) + timedelta(days=31), today + timedelta(days=456))
    return Window(min(first, as_of).replace(day=1), max(last, as_of))


def stretch(
    window: Window, first: date, until: date | None, css: str, label: str = "", word: str | None = None
) -> Stretch | None:
    """The piece between two days as drawn; None when it lies outside the window. `word` is written on it if there is
    room (without one its label is)."""
    end = until or window.last + DAY
    if end <= window.first or first > window.last or end <= first:
        return None
    left, right = window.place(first), window.place(end)
    wanted = label if word is None else word
    fitting = wanted if _room_for(wanted) <= right - left else ""
    return Stretch(f"{left:.3f}%", f"{right - left:.3f}%", css, first, until, label, fitting)


def _room_for(word: str) -> float:
    return 1.5 + sum(NARROW_SIGN if sign.isascii() else WIDE_SIGN for sign in word)


def stretches(window: Window, pieces: Iterable[Piece]) -> tuple[Stretch, ...]:
    """Those that can be seen."""
    found = (stretch(window, *piece) for piece in pieces)
    return tuple(piece for piece in found if piece is not None)


def ticks(window: Window) -> tuple[Tick, ...]:
    """A mark each month while there are few, else each quarter; on narrow screens all but about four are left out."""
    months = list(_months(window))
    step = 1 if len(months) <= 13 else 3
    chosen = [day for day in months if (day.month - 1) % step == 0]
    stride = -(-len(chosen) // NARROW_LABELS)
    return tuple(
        Tick(f"{window.place(day):.3f}%", f"{day.year}-{day.month:02}", minor=number % stride != 0)
        for number, day in enumerate(chosen)
        if window.place(day) < LAST_LABEL
    )


def _months(window: Window) -> Iterable[date]:
    day = window.first.replace(day=1)
    while day <= window.last:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)


def line(window: Window, day: date) -> str:
    """Where the middle of a day lies, as an attribute."""
    return f"{(window.place(day) + window.place(day + DAY)) / 2:.3f}%"


def worded_once(pieces: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The same, but of neighbours drawn alike only the first carries its word."""
    befores = [None, *(piece.css for piece in pieces)]
    return tuple(
        piece if piece.css != before else replace(piece, word="")
        for piece, before in zip(pieces, befores, strict=False)
    )
